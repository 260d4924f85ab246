"""Filters of kind tcindex."""

from __future__ import annotations

from struct import pack

from tests.engine.building import attribute
from tests.families.route.tc.filter.building import made, options


def test_an_index_and_its_class() -> None:
    # By hand, from linux/pkt_cls.h: tcindex hash 64 mask 0x3f shift 2 pass_on classid 1:1 of Linux 6.1
    message = made(
        "tcindex",
        attribute(1, pack("<I", 64)),
        attribute(2, pack("<H", 0x3F)),
        attribute(3, pack("<I", 2)),
        attribute(4, pack("<I", 0)),
        attribute(5, pack("<I", 0x10001)),
    )
    assert options(message) == {"hash": 64, "mask": 0x3F, "shift": 2, "fall_through": 0, "classid": 0x10001}
