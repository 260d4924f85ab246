"""IPv4 multicast routing as a link: what RTNL_FAMILY_IPMR keeps in IFLA_AF_SPEC."""

from __future__ import annotations

from enum import IntFlag

from nldissect.families.route.route import RouteTable
from nldissect.schema import Attributes, binary, boolean, ifindex, ipv4, multi, s32, u16, u32, u64


class VifFlags(IntFlag):
    """VIFF_*, from linux/mroute.h."""

    VIFF_TUNNEL = 0x1
    VIFF_SRCRT = 0x2
    VIFF_REGISTER = 0x4
    VIFF_USE_IFINDEX = 0x8


class IPMRA_VIFA(Attributes, header="linux/mroute.h"):
    IFINDEX = 1, ifindex
    VIF_ID = 2, u32
    FLAGS = 3, u16(VifFlags)
    BYTES_IN = 4, u64
    BYTES_OUT = 5, u64
    PACKETS_IN = 6, u64
    PACKETS_OUT = 7, u64
    LOCAL_ADDR = 8, ipv4
    REMOTE_ADDR = 9, ipv4
    PAD = 10, binary


class IPMRA_TABLE_VIFS(Attributes, header="linux/mroute.h", prefix="IPMRA"):
    VIF = 1, multi(IPMRA_VIFA)


class IPMRA_TABLE(Attributes, header="linux/mroute.h"):
    ID = 1, u32(RouteTable).named("table")
    CACHE_RES_QUEUE_LEN = 2, u32
    MROUTE_REG_VIF_NUM = 3, s32
    MROUTE_DO_ASSERT = 4, boolean
    MROUTE_DO_PIM = 5, boolean
    VIFS = 6, IPMRA_TABLE_VIFS
    MROUTE_DO_WRVIFWHOLE = 7, boolean
