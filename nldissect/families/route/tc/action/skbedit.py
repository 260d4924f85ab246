"""Action skbedit: changes what the kernel notes of a packet."""

from __future__ import annotations

from enum import IntEnum, IntFlag

from nldissect.families.route.tc.action.generic import tcf_t, verdict
from nldissect.families.route.tc.kinds import action_kinds
from nldissect.schema import Attributes, Struct, binary, hex32, s32, tc_handle, u16, u32, u64


class SkbeditFlags(IntFlag):
    """SKBEDIT_F_*, from linux/tc_act/tc_skbedit.h."""

    SKBEDIT_F_PRIORITY = 0x1
    SKBEDIT_F_QUEUE_MAPPING = 0x2
    SKBEDIT_F_MARK = 0x4
    SKBEDIT_F_PTYPE = 0x8
    SKBEDIT_F_MASK = 0x10
    SKBEDIT_F_INHERITDSFIELD = 0x20
    SKBEDIT_F_TXQ_SKBHASH = 0x40


class PacketType(IntEnum):
    """PACKET_*, from linux/if_packet.h."""

    PACKET_HOST = 0
    PACKET_BROADCAST = 1
    PACKET_MULTICAST = 2
    PACKET_OTHERHOST = 3
    PACKET_OUTGOING = 4
    PACKET_LOOPBACK = 5
    PACKET_USER = 6
    PACKET_KERNEL = 7


class tc_skbedit(Struct, header="linux/tc_act/tc_skbedit.h"):
    index = u32
    capab = u32
    action = verdict
    refcnt = s32
    bindcnt = s32


class TCA_SKBEDIT(Attributes, header="linux/tc_act/tc_skbedit.h"):
    TM = 1, tcf_t
    PARMS = 2, tc_skbedit
    PRIORITY = 3, tc_handle
    QUEUE_MAPPING = 4, u16
    MARK = 5, u32
    PAD = 6, binary
    PTYPE = 7, u16(PacketType)
    MASK = 8, hex32
    FLAGS = 9, u64(SkbeditFlags)
    QUEUE_MAPPING_MAX = 10, u16


action_kinds["skbedit"] = TCA_SKBEDIT
