"""Link kinds of GRE: gre, gretap, erspan over IPv4, and ip6gre, ip6gretap, ip6erspan over IPv6."""

from __future__ import annotations

from enum import IntEnum, IntFlag

from nldissect.families.route.link.device import lower_ifindex
from nldissect.families.route.link.ip_tunnel import Ip6TunnelFlags, TunnelEncapFlags, TunnelEncapType
from nldissect.families.route.link.kinds import link_kinds
from nldissect.schema import (
    Attributes,
    be16,
    be32,
    boolean,
    dsfield,
    flag,
    hex16,
    hex32,
    ip,
    u8,
    u16,
    u32,
)


class GreFlags(IntFlag):
    """GRE_*, from linux/if_tunnel.h: which optional fields the header of packets has."""

    GRE_CSUM = 0x8000
    GRE_ROUTING = 0x4000
    GRE_KEY = 0x2000
    GRE_SEQ = 0x1000
    GRE_STRICT = 0x0800
    GRE_ACK = 0x0080


class ErspanDirection(IntEnum):
    """The bit of the ERSPAN header (draft-foschiano-erspan): mirrored as they came in or went out."""

    INGRESS = 0
    EGRESS = 1


class IFLA_GRE(Attributes, header="linux/if_tunnel.h"):
    LINK = 1, lower_ifindex
    IFLAGS = 2, be16(GreFlags)
    OFLAGS = 3, be16(GreFlags)
    IKEY = 4, be32
    OKEY = 5, be32
    LOCAL = 6, ip
    REMOTE = 7, ip
    TTL = 8, u8
    TOS = 9, dsfield
    PMTUDISC = 10, boolean
    ENCAP_LIMIT = 11, u8
    FLOWINFO = 12, be32(hex32)
    FLAGS = 13, u32(Ip6TunnelFlags)
    ENCAP_TYPE = 14, u16(TunnelEncapType)
    ENCAP_FLAGS = 15, u16(TunnelEncapFlags)
    ENCAP_SPORT = 16, be16
    ENCAP_DPORT = 17, be16
    COLLECT_METADATA = 18, flag
    IGNORE_DF = 19, boolean
    FWMARK = 20, hex32
    ERSPAN_INDEX = 21, u32
    ERSPAN_VER = 22, u8
    ERSPAN_DIR = 23, u8(ErspanDirection)
    ERSPAN_HWID = 24, hex16


link_kinds["gre"] = IFLA_GRE
link_kinds["gretap"] = IFLA_GRE
link_kinds["erspan"] = IFLA_GRE
link_kinds["ip6gre"] = IFLA_GRE
link_kinds["ip6gretap"] = IFLA_GRE
link_kinds["ip6erspan"] = IFLA_GRE
