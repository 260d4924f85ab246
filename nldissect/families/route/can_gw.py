"""CAN gateway rules: they share the messages of routes, RTM_*ROUTE with AF_CAN as the first byte."""

from __future__ import annotations

from enum import IntEnum, IntFlag

from nldissect.schema import (
    Attributes,
    Struct,
    address_family,
    binary,
    hex8,
    hex32,
    ifindex,
    s8,
    u8,
    u16,
    u32,
)


class GatewayType(IntEnum):
    """CGW_TYPE_*, from linux/can/gw.h."""

    CGW_TYPE_UNSPEC = 0
    CGW_TYPE_CAN_CAN = 1


class GatewayFlags(IntFlag):
    """CGW_FLAGS_*, from linux/can/gw.h."""

    CGW_FLAGS_CAN_ECHO = 0x01
    CGW_FLAGS_CAN_SRC_TSTAMP = 0x02
    CGW_FLAGS_CAN_IIF_TX_OK = 0x04
    CGW_FLAGS_CAN_FD = 0x08


class Modification(IntFlag):
    """CGW_MOD_*, from linux/can/gw.h: what of a frame is changed."""

    CGW_MOD_ID = 0x01
    CGW_MOD_LEN = 0x02
    CGW_MOD_DATA = 0x04
    CGW_MOD_FLAGS = 0x08


class ChecksumProfile(IntEnum):
    """CGW_CRC8PRF_*, from linux/can/gw.h."""

    CGW_CRC8PRF_UNSPEC = 0
    CGW_CRC8PRF_1U8 = 1
    CGW_CRC8PRF_16U8 = 2
    CGW_CRC8PRF_SFFID_XOR = 3


class rtcanmsg(Struct, header="linux/can/gw.h", key="rtcan"):
    can_family = address_family
    gwtype = u8(GatewayType)
    flags = u16(GatewayFlags)


class can_frame(Struct, header="linux/can.h"):
    can_id = hex32
    len = u8
    pad = u8
    res0 = u8
    len8_dlc = u8
    data = binary(8)


class canfd_frame(Struct, header="linux/can.h"):
    can_id = hex32
    len = u8
    flags = hex8
    res0 = u8
    res1 = u8
    data = binary(64)


class cgw_frame_mod(Struct, header="linux/can/gw.h"):
    cf = can_frame
    modtype = u8(Modification)


class cgw_fdframe_mod(Struct, header="linux/can/gw.h"):
    cf = canfd_frame
    modtype = u8(Modification)


class cgw_csum_xor(Struct, header="linux/can/gw.h"):
    from_idx = s8
    to_idx = s8
    result_idx = s8
    init_xor_val = hex8


class cgw_csum_crc8(Struct, header="linux/can/gw.h"):
    from_idx = s8
    to_idx = s8
    result_idx = s8
    init_crc_val = hex8
    final_xor_val = hex8
    crctab = binary(256)
    profile = u8(ChecksumProfile)
    profile_data = binary(20)


class can_filter(Struct, header="linux/can.h"):
    can_id = hex32
    can_mask = hex32


class CGW(Attributes, header="linux/can/gw.h"):
    MOD_AND = 1, cgw_frame_mod
    MOD_OR = 2, cgw_frame_mod
    MOD_XOR = 3, cgw_frame_mod
    MOD_SET = 4, cgw_frame_mod
    CS_XOR = 5, cgw_csum_xor
    CS_CRC8 = 6, cgw_csum_crc8
    HANDLED = 7, u32
    DROPPED = 8, u32
    SRC_IF = 9, ifindex
    DST_IF = 10, ifindex
    FILTER = 11, can_filter
    DELETED = 12, u32
    LIM_HOPS = 13, u8
    MOD_UID = 14, u32
    FDMOD_AND = 15, cgw_fdframe_mod
    FDMOD_OR = 16, cgw_fdframe_mod
    FDMOD_XOR = 17, cgw_fdframe_mod
    FDMOD_SET = 18, cgw_fdframe_mod


GATEWAY = (
    "can gateway {verb} src {cgw.src_if} dst {cgw.dst_if}[ filter {cgw.filter.can_id}:{cgw.filter.can_mask}]"
    "[ handled {cgw.handled}][ dropped {cgw.dropped}]",
    "can gateway {verb}{rtcan.gwtype&}",
)
