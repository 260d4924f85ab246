"""Filters of kind cgroup."""

from __future__ import annotations

from tests.families.decoding import decode
from tests.families.route.tc.filter.building import options


def test_the_group_alone() -> None:
    # tc filter add dev f0 parent 1: protocol all prio 6 handle 1 cgroup
    message = decode(
        "340000002c00050653d5006b0000000000000000030000000100000000000100000306000b0001006367726f7570000004000200"
    )
    assert message.summary == "filter add dev if3 parent 1: protocol all pref 6 cgroup handle 0x1"
    assert options(message) == {}
