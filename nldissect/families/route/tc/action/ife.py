"""Action ife: packs a packet and what the kernel notes of it into a frame for another host (RFC 8013)."""

from __future__ import annotations

from enum import IntFlag

from nldissect.families.route.tc.action.generic import tcf_t, verdict
from nldissect.families.route.tc.kinds import action_kinds
from nldissect.schema import Attributes, Struct, binary, ethertype, flag, mac, pad, s32, u16, u32


class IfeFlags(IntFlag):
    """IFE_*, from linux/tc_act/tc_ife.h; without IFE_ENCODE the action decodes."""

    IFE_ENCODE = 1


class tc_ife(Struct, header="linux/tc_act/tc_ife.h"):
    index = u32
    capab = u32
    action = verdict
    refcnt = s32
    bindcnt = s32
    flags = u16(IfeFlags)
    pad = pad(2)


# With a value it is what is sent, without one the packet's own is.
class IFE_META(Attributes, header="linux/ife.h"):
    SKBMARK = 1, flag | u32
    HASHID = 2, flag | u32
    PRIO = 3, flag | u32
    QMAP = 4, flag | u16
    TCINDEX = 5, flag | u16


class TCA_IFE(Attributes, header="linux/tc_act/tc_ife.h"):
    PARMS = 1, tc_ife
    TM = 2, tcf_t
    DMAC = 3, mac
    SMAC = 4, mac
    TYPE = 5, u16(ethertype)  # in host order
    METALST = 6, IFE_META
    PAD = 7, binary


action_kinds["ife"] = TCA_IFE
