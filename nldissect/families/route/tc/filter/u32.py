"""Filter u32: words of a packet, in hash tables that lead to one another."""

from __future__ import annotations

from enum import IntFlag

from nldissect.families.route.tc.action.police import TCA_POLICE
from nldissect.families.route.tc.actions import actions
from nldissect.families.route.tc.filter.generic import ClassifierFlags
from nldissect.families.route.tc.kinds import filter_kinds
from nldissect.schema import (
    Attributes,
    Struct,
    array,
    be16,
    be32,
    binary,
    hex16,
    hex32,
    pad,
    s16,
    s32,
    string,
    tc_handle,
    u8,
    u16,
    u32,
    u32_handle,
    u64,
)


class SelectorFlags(IntFlag):
    """TC_U32_*, from linux/pkt_cls.h."""

    TC_U32_TERMINAL = 0x1
    TC_U32_OFFSET = 0x2
    TC_U32_VAROFFSET = 0x4
    TC_U32_EAT = 0x8


class tc_u32_key(Struct, header="linux/pkt_cls.h"):
    mask = be32(hex32)
    val = be32(hex32)
    off = s32
    offmask = s32


class tc_u32_sel(Struct, header="linux/pkt_cls.h"):
    flags = u8(SelectorFlags)
    offshift = u8
    nkeys = u8
    pad = pad(1)
    offmask = be16(hex16)
    off = u16
    offoff = s16
    hoff = s16
    hmask = be32(hex32)
    keys = array(tc_u32_key)


class tc_u32_mark(Struct, header="linux/pkt_cls.h"):
    val = hex32
    mask = hex32
    success = u32


class tc_u32_pcnt(Struct, header="linux/pkt_cls.h"):
    rcnt = u64
    rhit = u64
    kcnts = array(u64)


class TCA_U32(Attributes, header="linux/pkt_cls.h"):
    CLASSID = 1, tc_handle
    HASH = 2, u32_handle
    LINK = 3, u32_handle
    DIVISOR = 4, u32
    SEL = 5, tc_u32_sel
    POLICE = 6, TCA_POLICE
    ACT = 7, actions
    INDEV = 8, string
    PCNT = 9, tc_u32_pcnt
    MARK = 10, tc_u32_mark
    FLAGS = 11, u32(ClassifierFlags)
    PAD = 12, binary


filter_kinds["u32"] = TCA_U32
