"""Lightweight tunnels: what RTA_ENCAP and NHA_ENCAP hold, by the type of the encapsulation."""

from __future__ import annotations

from enum import IntEnum, IntFlag

from nldissect.families.route.route import EncapType, RouteTable, encapsulations
from nldissect.schema import (
    Attributes,
    Struct,
    all_of,
    array,
    be16,
    be32,
    be64,
    binary,
    bits,
    dsfield,
    equals,
    hex8,
    hex32,
    hex64,
    ifindex,
    ipv4,
    ipv6,
    mpls,
    multi,
    one_of,
    s32,
    string,
    u8,
    u32,
    u64,
)

# MPLS


class MPLS_IPTUNNEL(Attributes, header="linux/mpls_iptunnel.h"):
    DST = 1, mpls
    TTL = 2, u8


encapsulations[EncapType.LWTUNNEL_ENCAP_MPLS] = MPLS_IPTUNNEL


# IP tunnels by metadata


class TunnelFlags(IntFlag):
    """TUNNEL_*, from linux/if_tunnel.h."""

    TUNNEL_CSUM = 0x0001
    TUNNEL_ROUTING = 0x0002
    TUNNEL_KEY = 0x0004
    TUNNEL_SEQ = 0x0008
    TUNNEL_STRICT = 0x0010
    TUNNEL_REC = 0x0020
    TUNNEL_VERSION = 0x0040
    TUNNEL_NO_KEY = 0x0080
    TUNNEL_DONT_FRAGMENT = 0x0100
    TUNNEL_OAM = 0x0200
    TUNNEL_CRIT_OPT = 0x0400
    TUNNEL_GENEVE_OPT = 0x0800
    TUNNEL_VXLAN_OPT = 0x1000
    TUNNEL_NOCACHE = 0x2000
    TUNNEL_ERSPAN_OPT = 0x4000
    TUNNEL_GTP_OPT = 0x8000


class LWTUNNEL_IP_OPT_GENEVE(Attributes, header="linux/lwtunnel.h"):
    """One option in a request; the kernel puts all options of a tunnel into one nest."""

    CLASS = 1, multi(be16)
    TYPE = 2, multi(u8)
    DATA = 3, multi(binary)


class LWTUNNEL_IP_OPT_VXLAN(Attributes, header="linux/lwtunnel.h"):
    GBP = 1, u32


class LWTUNNEL_IP_OPT_ERSPAN(Attributes, header="linux/lwtunnel.h"):
    VER = 1, u8
    INDEX = 2, be32
    DIR = 3, u8
    HWID = 4, u8


class LWTUNNEL_IP_OPTS(Attributes, header="linux/lwtunnel.h"):
    GENEVE = 1, multi(LWTUNNEL_IP_OPT_GENEVE)
    VXLAN = 2, LWTUNNEL_IP_OPT_VXLAN
    ERSPAN = 3, LWTUNNEL_IP_OPT_ERSPAN


class LWTUNNEL_IP(Attributes, header="linux/lwtunnel.h"):
    ID = 1, be64
    DST = 2, ipv4
    SRC = 3, ipv4
    TTL = 4, u8
    TOS = 5, dsfield
    FLAGS = 6, be16(TunnelFlags)
    PAD = 7, binary
    OPTS = 8, LWTUNNEL_IP_OPTS


class LWTUNNEL_IP6(Attributes, header="linux/lwtunnel.h"):
    ID = 1, be64
    DST = 2, ipv6
    SRC = 3, ipv6
    HOPLIMIT = 4, u8
    TC = 5, dsfield
    FLAGS = 6, be16(TunnelFlags)
    PAD = 7, binary
    OPTS = 8, LWTUNNEL_IP_OPTS


encapsulations[EncapType.LWTUNNEL_ENCAP_IP] = LWTUNNEL_IP
encapsulations[EncapType.LWTUNNEL_ENCAP_IP6] = LWTUNNEL_IP6


# Identifier locator addressing


class IlaChecksum(IntEnum):
    """ILA_CSUM_*, from linux/ila.h."""

    ILA_CSUM_ADJUST_TRANSPORT = 0
    ILA_CSUM_NEUTRAL_MAP = 1
    ILA_CSUM_NO_ACTION = 2
    ILA_CSUM_NEUTRAL_MAP_AUTO = 3


class IlaIdentifierType(IntEnum):
    """ILA_ATYPE_*, from linux/ila.h."""

    ILA_ATYPE_IID = 0
    ILA_ATYPE_LUID = 1
    ILA_ATYPE_VIRT_V4 = 2
    ILA_ATYPE_VIRT_UNI_V6 = 3
    ILA_ATYPE_VIRT_MULTI_V6 = 4
    ILA_ATYPE_NONLOCAL_ADDR = 5
    ILA_ATYPE_RSVD_1 = 6
    ILA_ATYPE_RSVD_2 = 7
    ILA_ATYPE_USE_FORMAT = 32


class IlaHook(IntEnum):
    """ILA_HOOK_*, from linux/ila.h."""

    ILA_HOOK_ROUTE_OUTPUT = 0
    ILA_HOOK_ROUTE_INPUT = 1


class ILA_ATTR(Attributes, header="linux/ila.h"):
    LOCATOR = 1, be64(hex64)
    IDENTIFIER = 2, be64(hex64)
    LOCATOR_MATCH = 3, be64(hex64)
    IFINDEX = 4, ifindex
    DIR = 5, u32
    PAD = 6, binary
    CSUM_MODE = 7, u8(IlaChecksum)
    IDENT_TYPE = 8, u8(IlaIdentifierType)
    HOOK_TYPE = 9, u8(IlaHook)


encapsulations[EncapType.LWTUNNEL_ENCAP_ILA] = ILA_ATTR


# Segment routing


class Seg6Mode(IntEnum):
    """SEG6_IPTUN_MODE_*, from linux/seg6_iptunnel.h."""

    SEG6_IPTUN_MODE_INLINE = 0
    SEG6_IPTUN_MODE_ENCAP = 1
    SEG6_IPTUN_MODE_L2ENCAP = 2
    SEG6_IPTUN_MODE_ENCAP_RED = 3
    SEG6_IPTUN_MODE_L2ENCAP_RED = 4


class SegmentFlags(IntFlag):
    """SR6_FLAG1_*, from linux/seg6.h."""

    SR6_FLAG1_HMAC = 1 << 3
    SR6_FLAG1_ALERT = 1 << 4
    SR6_FLAG1_OAM = 1 << 5
    SR6_FLAG1_PROTECTED = 1 << 6


class sr6_tlv_hmac(Struct, header="linux/seg6_hmac.h"):
    type = u8
    len = u8
    reserved = be16
    hmackeyid = be32
    hmac = binary(32)


def _before_hmac(count: int) -> type[Struct]:
    """`count` segments and the HMAC behind them."""

    class segments(Struct):
        segments = array(ipv6, count)
        hmac = sr6_tlv_hmac

    return segments


class ipv6_sr_hdr(Struct, header="linux/seg6.h"):
    """The routing header of packets (RFC 8754), with the only TLV that the kernel knows."""

    nexthdr = u8
    hdrlen = u8
    type = u8
    segments_left = u8
    first_segment = u8
    flags = u8(SegmentFlags)
    tag = be16
    segments = one_of(
        *(
            (all_of(bits("flags", SegmentFlags.SR6_FLAG1_HMAC), equals("first_segment", last)), _before_hmac(last + 1))
            for last in range(16)
        ),
        otherwise=array(ipv6),
    )


class seg6_iptunnel_encap(Struct, header="linux/seg6_iptunnel.h"):
    mode = u32(Seg6Mode)
    srh = ipv6_sr_hdr


class SEG6_IPTUNNEL(Attributes, header="linux/seg6_iptunnel.h"):
    SRH = 1, seg6_iptunnel_encap
    SRC = 2, ipv6
    TABLE = 3, u32(RouteTable).named("table")


class Seg6Action(IntEnum):
    """SEG6_LOCAL_ACTION_*, from linux/seg6_local.h."""

    SEG6_LOCAL_ACTION_UNSPEC = 0
    SEG6_LOCAL_ACTION_END = 1
    SEG6_LOCAL_ACTION_END_X = 2
    SEG6_LOCAL_ACTION_END_T = 3
    SEG6_LOCAL_ACTION_END_DX2 = 4
    SEG6_LOCAL_ACTION_END_DX6 = 5
    SEG6_LOCAL_ACTION_END_DX4 = 6
    SEG6_LOCAL_ACTION_END_DT6 = 7
    SEG6_LOCAL_ACTION_END_DT4 = 8
    SEG6_LOCAL_ACTION_END_B6 = 9
    SEG6_LOCAL_ACTION_END_B6_ENCAP = 10
    SEG6_LOCAL_ACTION_END_BM = 11
    SEG6_LOCAL_ACTION_END_S = 12
    SEG6_LOCAL_ACTION_END_AS = 13
    SEG6_LOCAL_ACTION_END_AM = 14
    SEG6_LOCAL_ACTION_END_BPF = 15
    SEG6_LOCAL_ACTION_END_DT46 = 16


class Seg6Flavors(IntFlag):
    """Bits by SEG6_LOCAL_FLV_OP_*, from linux/seg6_local.h."""

    SEG6_LOCAL_FLV_OP_PSP = 1 << 1
    SEG6_LOCAL_FLV_OP_USP = 1 << 2
    SEG6_LOCAL_FLV_OP_USD = 1 << 3
    SEG6_LOCAL_FLV_OP_NEXT_CSID = 1 << 4


class SEG6_LOCAL_BPF(Attributes, header="linux/seg6_local.h"):
    PROG = 1, u32
    PROG_NAME = 2, string


class SEG6_LOCAL_CNT(Attributes, header="linux/seg6_local.h"):
    PAD = 1, binary
    PACKETS = 2, u64
    BYTES = 3, u64
    ERRORS = 4, u64


class SEG6_LOCAL_FLV(Attributes, header="linux/seg6_local.h"):
    OPERATION = 1, u32(Seg6Flavors)
    LCBLOCK_BITS = 2, u8
    LCNODE_FN_BITS = 3, u8


class SEG6_LOCAL(Attributes, header="linux/seg6_local.h"):
    ACTION = 1, u32(Seg6Action)
    SRH = 2, ipv6_sr_hdr
    TABLE = 3, u32(RouteTable).named("table")
    NH4 = 4, ipv4
    NH6 = 5, ipv6
    IIF = 6, ifindex
    OIF = 7, ifindex
    BPF = 8, SEG6_LOCAL_BPF
    VRFTABLE = 9, u32(RouteTable).named("table")
    COUNTERS = 10, SEG6_LOCAL_CNT
    FLAVORS = 11, SEG6_LOCAL_FLV


encapsulations[EncapType.LWTUNNEL_ENCAP_SEG6] = SEG6_IPTUNNEL
encapsulations[EncapType.LWTUNNEL_ENCAP_SEG6_LOCAL] = SEG6_LOCAL


# Programs


class LWT_BPF_PROG(Attributes, header="linux/lwtunnel.h"):
    FD = 1, s32
    NAME = 2, string


class LWT_BPF(Attributes, header="linux/lwtunnel.h"):
    IN = 1, LWT_BPF_PROG
    OUT = 2, LWT_BPF_PROG
    XMIT = 3, LWT_BPF_PROG
    XMIT_HEADROOM = 4, u32


encapsulations[EncapType.LWTUNNEL_ENCAP_BPF] = LWT_BPF


# Routing over low-power and lossy networks


class ipv6_rpl_sr_hdr(Struct, header="linux/rpl.h"):
    """The routing header of packets (RFC 6554); the kernel splits two of its bytes into halves."""

    nexthdr = u8
    hdrlen = u8
    type = u8
    segments_left = u8
    cmpr = hex8  # cmpri, cmpre: how many bytes each segment, and the last, leaves out
    pad = hex8
    reserved = be16
    segments = one_of((equals("cmpr", 0), array(ipv6)), otherwise=binary)


class RPL_IPTUNNEL(Attributes, header="linux/rpl_iptunnel.h"):
    SRH = 1, ipv6_rpl_sr_hdr


encapsulations[EncapType.LWTUNNEL_ENCAP_RPL] = RPL_IPTUNNEL


# In-situ operations, administration and maintenance


class Ioam6Mode(IntEnum):
    """IOAM6_IPTUNNEL_MODE_*, from linux/ioam6_iptunnel.h."""

    IOAM6_IPTUNNEL_MODE_INLINE = 1
    IOAM6_IPTUNNEL_MODE_ENCAP = 2
    IOAM6_IPTUNNEL_MODE_AUTO = 3


class ioam6_trace_hdr(Struct, header="linux/ioam6.h"):
    """The trace option of packets (RFC 9197); the kernel splits the third and fourth byte into bits."""

    namespace_id = be16
    nodelen = hex8  # five bits, then overflow
    remlen = u8
    type_be32 = be32(hex32)  # 24 bits


class IOAM6_IPTUNNEL(Attributes, header="linux/ioam6_iptunnel.h"):
    MODE = 1, u8(Ioam6Mode)
    DST = 2, ipv6
    TRACE = 3, ioam6_trace_hdr
    FREQ_K = 4, u32
    FREQ_N = 5, u32
    SRC = 6, ipv6


encapsulations[EncapType.LWTUNNEL_ENCAP_IOAM6] = IOAM6_IPTUNNEL


# IPsec


class LWT_XFRM(Attributes, header="linux/lwtunnel.h"):
    IF_ID = 1, hex32
    LINK = 2, ifindex


encapsulations[EncapType.LWTUNNEL_ENCAP_XFRM] = LWT_XFRM
