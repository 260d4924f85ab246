"""Filter flow: a class by the hash, or by arithmetic, of keys of a packet."""

from __future__ import annotations

from enum import IntEnum, IntFlag

from nldissect.families.route.tc.action.police import TCA_POLICE
from nldissect.families.route.tc.actions import actions
from nldissect.families.route.tc.ematch import TCA_EMATCH_TREE
from nldissect.families.route.tc.kinds import filter_kinds
from nldissect.schema import Attributes, hex32, seconds, tc_handle, u32


class FlowKeys(IntFlag):
    """Bits by FLOW_KEY_*, from linux/pkt_cls.h."""

    FLOW_KEY_SRC = 1 << 0
    FLOW_KEY_DST = 1 << 1
    FLOW_KEY_PROTO = 1 << 2
    FLOW_KEY_PROTO_SRC = 1 << 3
    FLOW_KEY_PROTO_DST = 1 << 4
    FLOW_KEY_IIF = 1 << 5
    FLOW_KEY_PRIORITY = 1 << 6
    FLOW_KEY_MARK = 1 << 7
    FLOW_KEY_NFCT = 1 << 8
    FLOW_KEY_NFCT_SRC = 1 << 9
    FLOW_KEY_NFCT_DST = 1 << 10
    FLOW_KEY_NFCT_PROTO_SRC = 1 << 11
    FLOW_KEY_NFCT_PROTO_DST = 1 << 12
    FLOW_KEY_RTCLASSID = 1 << 13
    FLOW_KEY_SKUID = 1 << 14
    FLOW_KEY_SKGID = 1 << 15
    FLOW_KEY_VLAN_TAG = 1 << 16
    FLOW_KEY_RXHASH = 1 << 17


class FlowMode(IntEnum):
    """FLOW_MODE_*, from linux/pkt_cls.h."""

    FLOW_MODE_MAP = 0
    FLOW_MODE_HASH = 1


class TCA_FLOW(Attributes, header="linux/pkt_cls.h"):
    KEYS = 1, u32(FlowKeys)
    MODE = 2, u32(FlowMode)
    BASECLASS = 3, tc_handle
    RSHIFT = 4, u32
    ADDEND = 5, u32
    MASK = 6, hex32
    XOR = 7, hex32
    DIVISOR = 8, u32
    ACT = 9, actions
    POLICE = 10, TCA_POLICE
    EMATCHES = 11, TCA_EMATCH_TREE
    PERTURB = 12, seconds


filter_kinds["flow"] = TCA_FLOW
