"""Netlink itself: the message header, the meaning of its flags, and the control messages of every protocol."""

from __future__ import annotations

from enum import IntEnum, IntFlag

from nldissect.schema import (
    Attributes,
    Headed,
    Kind,
    Protocol,
    Quoted,
    Struct,
    any_of,
    binary,
    bits,
    equals,
    errno,
    one_of,
    port_id,
    s64,
    string,
    u16,
    u32,
    u64,
)

NLM_F_REQUEST = 0x01
NLM_F_CAPPED = 0x100
NLM_F_ACK_TLVS = 0x200


class nlmsghdr(Struct, header="linux/netlink.h", key="nl"):
    len = u32
    type = u16
    flags = u16
    seq = u32
    pid = port_id.called("port")


class GetFlags(IntFlag):
    """NLM_F_*, from linux/netlink.h: flags of requests that read."""

    NLM_F_REQUEST = 0x01
    NLM_F_MULTI = 0x02
    NLM_F_ACK = 0x04
    NLM_F_ECHO = 0x08
    NLM_F_DUMP_INTR = 0x10
    NLM_F_DUMP_FILTERED = 0x20
    NLM_F_ROOT = 0x100
    NLM_F_MATCH = 0x200
    NLM_F_ATOMIC = 0x400
    NLM_F_DUMP = NLM_F_ROOT | NLM_F_MATCH


class NewFlags(IntFlag):
    """NLM_F_*, from linux/netlink.h: flags of messages that make or change an object, and of the objects in replies."""

    NLM_F_REQUEST = 0x01
    NLM_F_MULTI = 0x02
    NLM_F_ACK = 0x04
    NLM_F_ECHO = 0x08
    NLM_F_DUMP_INTR = 0x10
    NLM_F_DUMP_FILTERED = 0x20
    NLM_F_REPLACE = 0x100
    NLM_F_EXCL = 0x200
    NLM_F_CREATE = 0x400
    NLM_F_APPEND = 0x800


class DeleteFlags(IntFlag):
    """NLM_F_*, from linux/netlink.h: flags of messages that remove an object."""

    NLM_F_REQUEST = 0x01
    NLM_F_MULTI = 0x02
    NLM_F_ACK = 0x04
    NLM_F_ECHO = 0x08
    NLM_F_DUMP_INTR = 0x10
    NLM_F_DUMP_FILTERED = 0x20
    NLM_F_NONREC = 0x100
    NLM_F_BULK = 0x200


class AckFlags(IntFlag):
    """NLM_F_*, from linux/netlink.h: flags of NLMSG_ERROR and NLMSG_DONE."""

    NLM_F_REQUEST = 0x01
    NLM_F_MULTI = 0x02
    NLM_F_ACK = 0x04
    NLM_F_ECHO = 0x08
    NLM_F_DUMP_INTR = 0x10
    NLM_F_DUMP_FILTERED = 0x20
    NLM_F_CAPPED = 0x100
    NLM_F_ACK_TLVS = 0x200


NEW = Kind(
    "new",
    NewFlags,
    NLM_F_REQUEST,
    ((0x600, "add"), (0x500, "replace"), (0xC00, "append"), (0x400, "add"), (0x100, "change"), (0, "set")),
)
DEL = Kind("del", DeleteFlags, NLM_F_REQUEST, ((0x200, "flush"), (0, "del")), "deleted")
GET = Kind("get", GetFlags, NLM_F_REQUEST, ((0x100, "show"), (0x200, "show"), (0, "get")))
SET = Kind("set", NewFlags, NLM_F_REQUEST, ((0, "set"),))
DO = Kind("do", NewFlags, NLM_F_REQUEST, ())
ACK = Kind("ack", AckFlags, 0, ())


class PolicyType(IntEnum):
    """NL_ATTR_TYPE_*: what a kernel policy says of an attribute."""

    NL_ATTR_TYPE_INVALID = 0
    NL_ATTR_TYPE_FLAG = 1
    NL_ATTR_TYPE_U8 = 2
    NL_ATTR_TYPE_U16 = 3
    NL_ATTR_TYPE_U32 = 4
    NL_ATTR_TYPE_U64 = 5
    NL_ATTR_TYPE_S8 = 6
    NL_ATTR_TYPE_S16 = 7
    NL_ATTR_TYPE_S32 = 8
    NL_ATTR_TYPE_S64 = 9
    NL_ATTR_TYPE_BINARY = 10
    NL_ATTR_TYPE_STRING = 11
    NL_ATTR_TYPE_NUL_STRING = 12
    NL_ATTR_TYPE_NESTED = 13
    NL_ATTR_TYPE_NESTED_ARRAY = 14
    NL_ATTR_TYPE_BITFIELD32 = 15
    NL_ATTR_TYPE_SINT = 16
    NL_ATTR_TYPE_UINT = 17


class NL_POLICY_TYPE_ATTR(Attributes, header="linux/netlink.h"):
    TYPE = 1, u32(PolicyType)
    MIN_VALUE_S = 2, s64
    MAX_VALUE_S = 3, s64
    MIN_VALUE_U = 4, u64
    MAX_VALUE_U = 5, u64
    MIN_LENGTH = 6, u32
    MAX_LENGTH = 7, u32
    POLICY_IDX = 8, u32
    POLICY_MAXTYPE = 9, u32
    BITFIELD32_MASK = 10, u32
    PAD = 11, binary
    MASK = 12, u64


EXTENDED_ACK = "nl.extack"


class NLMSGERR_ATTR(Attributes, header="linux/netlink.h", key=EXTENDED_ACK):
    MSG = 1, string
    OFFS = 2, u32
    COOKIE = 3, binary
    POLICY = 4, NL_POLICY_TYPE_ATTR
    MISS_TYPE = 5, u32
    MISS_NEST = 6, u32


# What analysis looks for in an extended ack, as paths of fields: it may name these, they are the same in all protocols.
OFFS = f"{EXTENDED_ACK}.offs"
POLICY = f"{EXTENDED_ACK}.policy"
MISS_TYPE = f"{EXTENDED_ACK}.miss_type"
MISS_NEST = f"{EXTENDED_ACK}.miss_nest"

extended_ack = one_of((bits("nlmsghdr.flags", NLM_F_ACK_TLVS), NLMSGERR_ATTR), otherwise=None)


class nlmsgerr(Struct, header="linux/netlink.h", key="nl"):
    error = errno.called("errno")
    msg = Quoted(header_only=any_of(bits("nlmsghdr.flags", NLM_F_CAPPED), equals("error", 0)))


class nlmsgdone(Struct, key="nl"):
    """What netlink_dump() puts behind NLMSG_DONE; the kernel has no name for it."""

    error = errno.called("errno")


def error_summary(request: str) -> tuple[str, ...]:
    """The summaries of NLMSG_ERROR, `request` being the template of what the error is about."""
    return (
        f'error {{errno!}} for {request}[ "{{extack.msg}}"][ {{cause}}]',
        f'ack of {request}[ "{{extack.msg}}"]',
    )


CONTROL = Protocol("NETLINK", -1, nlmsghdr, kinds=(ACK,))
CONTROL.message("NLMSG_NOOP", 1, summary="noop")
CONTROL.message("NLMSG_ERROR", 2, nlmsgerr, extended_ack, summary=error_summary("{nl.msg.nl.type}"))
CONTROL.message(
    "NLMSG_DONE",
    3,
    nlmsgdone,
    extended_ack,
    summary=('done with error {errno!}[ "{extack.msg}"][ {cause}]', "done"),
)
CONTROL.message("NLMSG_OVERRUN", 4, summary="overrun: messages were lost")


def protocol(
    name: str, number: int, kinds: tuple[Kind, ...] = (DO,), default: Headed | None = None, dispatch: str = ""
) -> Protocol:
    """A protocol that shares netlink's header and control messages."""
    return Protocol(name, number, nlmsghdr, kinds, default, CONTROL.messages, dispatch)
