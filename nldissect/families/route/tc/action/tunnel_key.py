"""Action tunnel_key: the outer header that a tunnel interface shall give the packet."""

from __future__ import annotations

from enum import IntEnum

from nldissect.families.route.tc.action.generic import tcf_t, verdict
from nldissect.families.route.tc.kinds import action_kinds
from nldissect.schema import (
    Attributes,
    Struct,
    be16,
    be32,
    binary,
    boolean,
    dsfield,
    flag,
    hex8,
    hex16,
    ipv4,
    ipv6,
    multi,
    s32,
    u8,
    u32,
)


class TunnelKeyAction(IntEnum):
    """TCA_TUNNEL_KEY_ACT_*, from linux/tc_act/tc_tunnel_key.h."""

    TCA_TUNNEL_KEY_ACT_SET = 1
    TCA_TUNNEL_KEY_ACT_RELEASE = 2


class tc_tunnel_key(Struct, header="linux/tc_act/tc_tunnel_key.h"):
    index = u32
    capab = u32
    action = verdict
    refcnt = s32
    bindcnt = s32
    t_action = s32(TunnelKeyAction)


class TCA_TUNNEL_KEY_ENC_OPT_GENEVE(Attributes, header="linux/tc_act/tc_tunnel_key.h"):
    """One option in a request; the kernel puts all options into one nest."""

    CLASS = 1, multi(be16(hex16))
    TYPE = 2, multi(hex8)
    DATA = 3, multi(binary)


class TCA_TUNNEL_KEY_ENC_OPT_VXLAN(Attributes, header="linux/tc_act/tc_tunnel_key.h"):
    GBP = 1, u32


class TCA_TUNNEL_KEY_ENC_OPT_ERSPAN(Attributes, header="linux/tc_act/tc_tunnel_key.h"):
    VER = 1, u8
    INDEX = 2, be32
    DIR = 3, u8
    HWID = 4, u8


class TCA_TUNNEL_KEY_ENC_OPTS(Attributes, header="linux/tc_act/tc_tunnel_key.h"):
    GENEVE = 1, multi(TCA_TUNNEL_KEY_ENC_OPT_GENEVE)
    VXLAN = 2, TCA_TUNNEL_KEY_ENC_OPT_VXLAN
    ERSPAN = 3, TCA_TUNNEL_KEY_ENC_OPT_ERSPAN


class TCA_TUNNEL_KEY(Attributes, header="linux/tc_act/tc_tunnel_key.h"):
    TM = 1, tcf_t
    PARMS = 2, tc_tunnel_key
    ENC_IPV4_SRC = 3, ipv4
    ENC_IPV4_DST = 4, ipv4
    ENC_IPV6_SRC = 5, ipv6
    ENC_IPV6_DST = 6, ipv6
    ENC_KEY_ID = 7, be32  # be64 says the header, 32 bits are what tunnel_key_policy takes
    PAD = 8, binary
    ENC_DST_PORT = 9, be16
    NO_CSUM = 10, boolean
    ENC_OPTS = 11, TCA_TUNNEL_KEY_ENC_OPTS
    ENC_TOS = 12, dsfield
    ENC_TTL = 13, u8
    NO_FRAG = 14, flag


action_kinds["tunnel_key"] = TCA_TUNNEL_KEY
