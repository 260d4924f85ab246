"""The XDP program of a link: IFLA_XDP."""

from __future__ import annotations

from enum import IntEnum, IntFlag

from nldissect.schema import Attributes, s32, u8, u32


class XdpAttached(IntEnum):
    """XDP_ATTACHED_*, from linux/if_link.h."""

    XDP_ATTACHED_NONE = 0
    XDP_ATTACHED_DRV = 1
    XDP_ATTACHED_SKB = 2
    XDP_ATTACHED_HW = 3
    XDP_ATTACHED_MULTI = 4


class XdpFlags(IntFlag):
    """XDP_FLAGS_*, from linux/if_link.h."""

    XDP_FLAGS_UPDATE_IF_NOEXIST = 0x1
    XDP_FLAGS_SKB_MODE = 0x2
    XDP_FLAGS_DRV_MODE = 0x4
    XDP_FLAGS_HW_MODE = 0x8
    XDP_FLAGS_REPLACE = 0x10


class IFLA_XDP(Attributes, header="linux/if_link.h"):
    FD = 1, s32
    ATTACHED = 2, u8(XdpAttached)
    FLAGS = 3, u32(XdpFlags)
    PROG_ID = 4, u32
    DRV_PROG_ID = 5, u32
    SKB_PROG_ID = 6, u32
    HW_PROG_ID = 7, u32
    EXPECTED_FD = 8, s32
