"""Action skbmod: changes the Ethernet header, or marks congestion."""

from __future__ import annotations

from enum import IntFlag

from nldissect.families.route.tc.action.generic import tcf_t, verdict
from nldissect.families.route.tc.kinds import action_kinds
from nldissect.schema import Attributes, Struct, binary, ethertype, mac, pad, s32, u16, u32, u64


class SkbmodFlags(IntFlag):
    """SKBMOD_F_*, from linux/tc_act/tc_skbmod.h."""

    SKBMOD_F_DMAC = 0x1
    SKBMOD_F_SMAC = 0x2
    SKBMOD_F_ETYPE = 0x4
    SKBMOD_F_SWAPMAC = 0x8
    SKBMOD_F_ECN = 0x10


class tc_skbmod(Struct, header="linux/tc_act/tc_skbmod.h"):
    index = u32
    capab = u32
    action = verdict
    refcnt = s32
    bindcnt = s32
    pad = pad(4)
    flags = u64(SkbmodFlags)


class TCA_SKBMOD(Attributes, header="linux/tc_act/tc_skbmod.h"):
    TM = 1, tcf_t
    PARMS = 2, tc_skbmod
    DMAC = 3, mac
    SMAC = 4, mac
    ETYPE = 5, u16(ethertype)  # in host order
    PAD = 6, binary


action_kinds["skbmod"] = TCA_SKBMOD
