"""What the kinds of actions have in common: the verdict on a packet, and the times of an action."""

from __future__ import annotations

from enum import IntEnum

from nldissect.schema import Struct, centiseconds, s32, u64


class Verdict(IntEnum):
    """TC_ACT_*, from linux/pkt_cls.h.

    The last two carry a number in their lower 28 bits: how many actions to skip, and the chain to go on with.
    """

    TC_ACT_UNSPEC = -1
    TC_ACT_OK = 0
    TC_ACT_RECLASSIFY = 1
    TC_ACT_SHOT = 2
    TC_ACT_PIPE = 3
    TC_ACT_STOLEN = 4
    TC_ACT_QUEUED = 5
    TC_ACT_REPEAT = 6
    TC_ACT_REDIRECT = 7
    TC_ACT_TRAP = 8
    TC_ACT_JUMP = 1 << 28
    TC_ACT_GOTO_CHAIN = 2 << 28


verdict = s32(Verdict).carrying(28)


# How long ago, but for `expires`, which is how long.
class tcf_t(Struct, header="linux/pkt_cls.h"):
    install = u64(centiseconds)
    lastuse = u64(centiseconds)
    expires = u64(centiseconds)
    firstuse = u64(centiseconds)
