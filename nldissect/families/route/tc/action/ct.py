"""Action ct: hands the packet to connection tracking."""

from __future__ import annotations

from enum import IntFlag

from nldissect.families.route.tc.action.generic import tcf_t, verdict
from nldissect.families.route.tc.kinds import action_kinds
from nldissect.schema import (
    Attributes,
    IpProtocol,
    Struct,
    address_family,
    be16,
    binary,
    hex32,
    ipv4,
    ipv6,
    s32,
    string,
    u8,
    u16,
    u32,
)


class CtAction(IntFlag):
    """TCA_CT_ACT_*, from linux/tc_act/tc_ct.h."""

    TCA_CT_ACT_COMMIT = 0x1
    TCA_CT_ACT_FORCE = 0x2
    TCA_CT_ACT_CLEAR = 0x4
    TCA_CT_ACT_NAT = 0x8
    TCA_CT_ACT_NAT_SRC = 0x10
    TCA_CT_ACT_NAT_DST = 0x20


class tc_ct(Struct, header="linux/tc_act/tc_ct.h"):
    index = u32
    capab = u32
    action = verdict
    refcnt = s32
    bindcnt = s32


class TCA_CT(Attributes, header="linux/tc_act/tc_ct.h"):
    PARMS = 1, tc_ct
    TM = 2, tcf_t
    ACTION = 3, u16(CtAction)
    ZONE = 4, u16
    MARK = 5, u32
    MARK_MASK = 6, hex32
    LABELS = 7, binary(16)
    LABELS_MASK = 8, binary(16)
    NAT_IPV4_MIN = 9, ipv4
    NAT_IPV4_MAX = 10, ipv4
    NAT_IPV6_MIN = 11, ipv6
    NAT_IPV6_MAX = 12, ipv6
    NAT_PORT_MIN = 13, be16
    NAT_PORT_MAX = 14, be16
    PAD = 15, binary
    HELPER_NAME = 16, string
    HELPER_FAMILY = 17, address_family
    HELPER_PROTO = 18, u8(IpProtocol)


action_kinds["ct"] = TCA_CT
