"""Filter flower: keys of a packet, each with a mask or exact."""

from __future__ import annotations

from enum import IntEnum, IntFlag

from nldissect.families.route.tc.actions import actions
from nldissect.families.route.tc.filter.generic import ClassifierFlags
from nldissect.families.route.tc.kinds import filter_kinds
from nldissect.schema import (
    Attributes,
    IpProtocol,
    be16,
    be32,
    be64,
    binary,
    boolean,
    dsfield,
    ethertype,
    hex8,
    hex16,
    hex32,
    hex64,
    ipv4,
    ipv6,
    mac,
    multi,
    string,
    tc_handle,
    u8,
    u16,
    u32,
)


class PacketFlags(IntFlag):
    """TCA_FLOWER_KEY_FLAGS_*, from linux/pkt_cls.h."""

    TCA_FLOWER_KEY_FLAGS_IS_FRAGMENT = 0x1
    TCA_FLOWER_KEY_FLAGS_FRAG_IS_FIRST = 0x2
    TCA_FLOWER_KEY_FLAGS_TUNNEL_CSUM = 0x4
    TCA_FLOWER_KEY_FLAGS_TUNNEL_DONT_FRAGMENT = 0x8
    TCA_FLOWER_KEY_FLAGS_TUNNEL_OAM = 0x10
    TCA_FLOWER_KEY_FLAGS_TUNNEL_CRIT_OPT = 0x20


class ConnectionState(IntFlag):
    """TCA_FLOWER_KEY_CT_FLAGS_*, from linux/pkt_cls.h."""

    TCA_FLOWER_KEY_CT_FLAGS_NEW = 0x1
    TCA_FLOWER_KEY_CT_FLAGS_ESTABLISHED = 0x2
    TCA_FLOWER_KEY_CT_FLAGS_RELATED = 0x4
    TCA_FLOWER_KEY_CT_FLAGS_TRACKED = 0x8
    TCA_FLOWER_KEY_CT_FLAGS_INVALID = 0x10
    TCA_FLOWER_KEY_CT_FLAGS_REPLY = 0x20


class ArpOperation(IntEnum):
    """ARPOP_*, from linux/if_arp.h."""

    ARPOP_REQUEST = 1
    ARPOP_REPLY = 2
    ARPOP_RREQUEST = 3
    ARPOP_RREPLY = 4
    ARPOP_InREQUEST = 8
    ARPOP_InREPLY = 9
    ARPOP_NAK = 10


class PppProtocol(IntEnum):
    """PPP_*, from linux/ppp_defs.h."""

    PPP_IP = 0x21
    PPP_AT = 0x29
    PPP_IPX = 0x2B
    PPP_MP = 0x3D
    PPP_IPV6 = 0x57
    PPP_COMPFRAG = 0xFB
    PPP_COMP = 0xFD
    PPP_MPLS_UC = 0x281
    PPP_MPLS_MC = 0x283
    PPP_IPCP = 0x8021
    PPP_ATCP = 0x8029
    PPP_IPXCP = 0x802B
    PPP_IPV6CP = 0x8057
    PPP_CCPFRAG = 0x80FB
    PPP_CCP = 0x80FD
    PPP_LCP = 0xC021
    PPP_PAP = 0xC023
    PPP_LQR = 0xC025
    PPP_CBCP = 0xC029
    PPP_CHAP = 0xC223


class TCA_FLOWER_KEY_ENC_OPT_GENEVE(Attributes, header="linux/pkt_cls.h"):
    """One option in a request; the kernel puts all options of a filter into one nest."""

    CLASS = 1, multi(be16(hex16))
    TYPE = 2, multi(hex8)
    DATA = 3, multi(binary)


class TCA_FLOWER_KEY_ENC_OPT_VXLAN(Attributes, header="linux/pkt_cls.h"):
    GBP = 1, u32


class TCA_FLOWER_KEY_ENC_OPT_ERSPAN(Attributes, header="linux/pkt_cls.h"):
    VER = 1, u8
    INDEX = 2, be32
    DIR = 3, u8
    HWID = 4, u8


class TCA_FLOWER_KEY_ENC_OPT_GTP(Attributes, header="linux/pkt_cls.h"):
    PDU_TYPE = 1, u8
    QFI = 2, u8


class TCA_FLOWER_KEY_ENC_OPT_PFCP(Attributes, header="linux/pkt_cls.h"):
    TYPE = 1, u8
    SEID = 2, be64(hex64)


class TCA_FLOWER_KEY_ENC_OPTS(Attributes, header="linux/pkt_cls.h"):
    GENEVE = 1, multi(TCA_FLOWER_KEY_ENC_OPT_GENEVE)
    VXLAN = 2, TCA_FLOWER_KEY_ENC_OPT_VXLAN
    ERSPAN = 3, TCA_FLOWER_KEY_ENC_OPT_ERSPAN
    GTP = 4, TCA_FLOWER_KEY_ENC_OPT_GTP
    PFCP = 5, TCA_FLOWER_KEY_ENC_OPT_PFCP


class TCA_FLOWER_KEY_MPLS_OPT_LSE(Attributes, header="linux/pkt_cls.h"):
    DEPTH = 1, u8
    TTL = 2, u8
    BOS = 3, u8
    TC = 4, u8
    LABEL = 5, u32


class TCA_FLOWER_KEY_MPLS_OPTS(Attributes, header="linux/pkt_cls.h"):
    LSE = 1, multi(TCA_FLOWER_KEY_MPLS_OPT_LSE)


class TCA_FLOWER_KEY_CFM(Attributes, header="linux/pkt_cls.h"):
    MD_LEVEL = 1, u8
    OPCODE = 2, u8


# Numbers of packets are in network order but for those of VLANs, MPLS and connections, and for the hash.
class TCA_FLOWER(Attributes, header="linux/pkt_cls.h"):
    CLASSID = 1, tc_handle
    INDEV = 2, string
    ACT = 3, actions
    KEY_ETH_DST = 4, mac
    KEY_ETH_DST_MASK = 5, mac
    KEY_ETH_SRC = 6, mac
    KEY_ETH_SRC_MASK = 7, mac
    KEY_ETH_TYPE = 8, ethertype
    KEY_IP_PROTO = 9, u8(IpProtocol)
    KEY_IPV4_SRC = 10, ipv4
    KEY_IPV4_SRC_MASK = 11, ipv4
    KEY_IPV4_DST = 12, ipv4
    KEY_IPV4_DST_MASK = 13, ipv4
    KEY_IPV6_SRC = 14, ipv6
    KEY_IPV6_SRC_MASK = 15, ipv6
    KEY_IPV6_DST = 16, ipv6
    KEY_IPV6_DST_MASK = 17, ipv6
    KEY_TCP_SRC = 18, be16
    KEY_TCP_DST = 19, be16
    KEY_UDP_SRC = 20, be16
    KEY_UDP_DST = 21, be16
    FLAGS = 22, u32(ClassifierFlags)
    KEY_VLAN_ID = 23, u16
    KEY_VLAN_PRIO = 24, u8
    KEY_VLAN_ETH_TYPE = 25, ethertype
    KEY_ENC_KEY_ID = 26, be32
    KEY_ENC_IPV4_SRC = 27, ipv4
    KEY_ENC_IPV4_SRC_MASK = 28, ipv4
    KEY_ENC_IPV4_DST = 29, ipv4
    KEY_ENC_IPV4_DST_MASK = 30, ipv4
    KEY_ENC_IPV6_SRC = 31, ipv6
    KEY_ENC_IPV6_SRC_MASK = 32, ipv6
    KEY_ENC_IPV6_DST = 33, ipv6
    KEY_ENC_IPV6_DST_MASK = 34, ipv6
    KEY_TCP_SRC_MASK = 35, be16(hex16)
    KEY_TCP_DST_MASK = 36, be16(hex16)
    KEY_UDP_SRC_MASK = 37, be16(hex16)
    KEY_UDP_DST_MASK = 38, be16(hex16)
    KEY_SCTP_SRC_MASK = 39, be16(hex16)
    KEY_SCTP_DST_MASK = 40, be16(hex16)
    KEY_SCTP_SRC = 41, be16
    KEY_SCTP_DST = 42, be16
    KEY_ENC_UDP_SRC_PORT = 43, be16
    KEY_ENC_UDP_SRC_PORT_MASK = 44, be16(hex16)
    KEY_ENC_UDP_DST_PORT = 45, be16
    KEY_ENC_UDP_DST_PORT_MASK = 46, be16(hex16)
    KEY_FLAGS = 47, be32(PacketFlags)
    KEY_FLAGS_MASK = 48, be32(PacketFlags)
    KEY_ICMPV4_CODE = 49, u8
    KEY_ICMPV4_CODE_MASK = 50, hex8
    KEY_ICMPV4_TYPE = 51, u8
    KEY_ICMPV4_TYPE_MASK = 52, hex8
    KEY_ICMPV6_CODE = 53, u8
    KEY_ICMPV6_CODE_MASK = 54, hex8
    KEY_ICMPV6_TYPE = 55, u8
    KEY_ICMPV6_TYPE_MASK = 56, hex8
    KEY_ARP_SIP = 57, ipv4
    KEY_ARP_SIP_MASK = 58, ipv4
    KEY_ARP_TIP = 59, ipv4
    KEY_ARP_TIP_MASK = 60, ipv4
    KEY_ARP_OP = 61, u8(ArpOperation)
    KEY_ARP_OP_MASK = 62, hex8
    KEY_ARP_SHA = 63, mac
    KEY_ARP_SHA_MASK = 64, mac
    KEY_ARP_THA = 65, mac
    KEY_ARP_THA_MASK = 66, mac
    KEY_MPLS_TTL = 67, u8
    KEY_MPLS_BOS = 68, u8
    KEY_MPLS_TC = 69, u8
    KEY_MPLS_LABEL = 70, u32
    KEY_TCP_FLAGS = 71, be16(hex16)
    KEY_TCP_FLAGS_MASK = 72, be16(hex16)
    KEY_IP_TOS = 73, dsfield
    KEY_IP_TOS_MASK = 74, hex8
    KEY_IP_TTL = 75, u8
    KEY_IP_TTL_MASK = 76, hex8
    KEY_CVLAN_ID = 77, u16
    KEY_CVLAN_PRIO = 78, u8
    KEY_CVLAN_ETH_TYPE = 79, ethertype
    KEY_ENC_IP_TOS = 80, dsfield
    KEY_ENC_IP_TOS_MASK = 81, hex8
    KEY_ENC_IP_TTL = 82, u8
    KEY_ENC_IP_TTL_MASK = 83, hex8
    KEY_ENC_OPTS = 84, TCA_FLOWER_KEY_ENC_OPTS
    KEY_ENC_OPTS_MASK = 85, TCA_FLOWER_KEY_ENC_OPTS
    IN_HW_COUNT = 86, u32
    KEY_PORT_SRC_MIN = 87, be16
    KEY_PORT_SRC_MAX = 88, be16
    KEY_PORT_DST_MIN = 89, be16
    KEY_PORT_DST_MAX = 90, be16
    KEY_CT_STATE = 91, u16(ConnectionState)
    KEY_CT_STATE_MASK = 92, u16(ConnectionState)
    KEY_CT_ZONE = 93, u16
    KEY_CT_ZONE_MASK = 94, hex16
    KEY_CT_MARK = 95, hex32
    KEY_CT_MARK_MASK = 96, hex32
    KEY_CT_LABELS = 97, binary
    KEY_CT_LABELS_MASK = 98, binary
    KEY_MPLS_OPTS = 99, TCA_FLOWER_KEY_MPLS_OPTS
    KEY_HASH = 100, hex32
    KEY_HASH_MASK = 101, hex32
    KEY_NUM_OF_VLANS = 102, u8
    KEY_PPPOE_SID = 103, be16
    KEY_PPP_PROTO = 104, be16(PppProtocol)
    KEY_L2TPV3_SID = 105, be32
    L2_MISS = 106, boolean
    KEY_CFM = 107, TCA_FLOWER_KEY_CFM
    KEY_SPI = 108, be32(hex32)
    KEY_SPI_MASK = 109, be32(hex32)
    KEY_ENC_FLAGS = 110, be32(PacketFlags)
    KEY_ENC_FLAGS_MASK = 111, be32(PacketFlags)


filter_kinds["flower"] = TCA_FLOWER
