"""Action pedit: changes words of the packet."""

from __future__ import annotations

from enum import IntEnum

from nldissect.families.route.tc.action.generic import tcf_t, verdict
from nldissect.families.route.tc.kinds import action_kinds
from nldissect.schema import Attributes, Struct, array, be32, binary, hex8, hex32, multi, pad, s32, u8, u16, u32


class HeaderType(IntEnum):
    """TCA_PEDIT_KEY_EX_HDR_TYPE_*, from linux/tc_act/tc_pedit.h: the header that an offset counts from."""

    TCA_PEDIT_KEY_EX_HDR_TYPE_NETWORK = 0
    TCA_PEDIT_KEY_EX_HDR_TYPE_ETH = 1
    TCA_PEDIT_KEY_EX_HDR_TYPE_IP4 = 2
    TCA_PEDIT_KEY_EX_HDR_TYPE_IP6 = 3
    TCA_PEDIT_KEY_EX_HDR_TYPE_TCP = 4
    TCA_PEDIT_KEY_EX_HDR_TYPE_UDP = 5


class PeditCommand(IntEnum):
    """TCA_PEDIT_KEY_EX_CMD_*, from linux/tc_act/tc_pedit.h."""

    TCA_PEDIT_KEY_EX_CMD_SET = 0
    TCA_PEDIT_KEY_EX_CMD_ADD = 1


# The kernel applies mask and value to the packet as it lies in memory, so both are in network order. An offset may be
# below zero: link-layer headers are before the network header.
class tc_pedit_key(Struct, header="linux/tc_act/tc_pedit.h"):
    mask = be32(hex32)
    val = be32(hex32)
    off = s32
    at = u32
    offmask = hex32
    shift = u32


class tc_pedit_sel(Struct, header="linux/tc_act/tc_pedit.h"):
    index = u32
    capab = u32
    action = verdict
    refcnt = s32
    bindcnt = s32
    nkeys = u8
    flags = hex8
    pad = pad(2)
    keys = array(tc_pedit_key)


class TCA_PEDIT_KEY_EX(Attributes, header="linux/tc_act/tc_pedit.h"):
    HTYPE = 1, u16(HeaderType)
    CMD = 2, u16(PeditCommand)


class TCA_PEDIT_KEYS_EX(Attributes, header="linux/tc_act/tc_pedit.h", prefix="TCA_PEDIT"):
    KEY_EX = 6, multi(TCA_PEDIT_KEY_EX)


class TCA_PEDIT(Attributes, header="linux/tc_act/tc_pedit.h"):
    TM = 1, tcf_t
    PARMS = 2, tc_pedit_sel
    PAD = 3, binary
    PARMS_EX = 4, tc_pedit_sel
    KEYS_EX = 5, TCA_PEDIT_KEYS_EX


action_kinds["pedit"] = TCA_PEDIT
