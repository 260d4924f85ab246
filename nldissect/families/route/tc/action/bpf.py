"""Action bpf: a program, classic in the attributes or extended and loaded before."""

from __future__ import annotations

from nldissect.families.route.tc.action.generic import tcf_t, verdict
from nldissect.families.route.tc.kinds import action_kinds
from nldissect.schema import Attributes, Struct, array, binary, hex16, hex32, s32, string, u8, u16, u32


class sock_filter(Struct, header="linux/filter.h"):
    code = hex16
    jt = u8
    jf = u8
    k = hex32


class tc_act_bpf(Struct, header="linux/tc_act/tc_bpf.h"):
    index = u32
    capab = u32
    action = verdict
    refcnt = s32
    bindcnt = s32


class TCA_ACT_BPF(Attributes, header="linux/tc_act/tc_bpf.h"):
    TM = 1, tcf_t
    PARMS = 2, tc_act_bpf
    OPS_LEN = 3, u16
    OPS = 4, array(sock_filter)
    FD = 5, u32
    NAME = 6, string
    PAD = 7, binary
    TAG = 8, binary(8)
    ID = 9, u32


action_kinds["bpf"] = TCA_ACT_BPF
