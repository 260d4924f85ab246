"""Qdisc multiq."""

from __future__ import annotations

from tests.families.decoding import below, decode


def test_the_kernel_tells_how_many_bands_there_are() -> None:
    # tc qdisc replace dev mq0 root handle 150: multiq
    message = decode(
        "a800000024000001a9d5006b70040000000000000600000000005001ffffffff050000000b0001006d756c746971000008000200"
        "0400040005000c000000000004000900380007000400060014000100000000000000000000000000000000000400060018000300"
        "00000000000000000000000000000000000000002c00030000000000000000000000000000000000000000000000000000000000"
        "000000000000000000000000"
    )
    assert below(message, "TCA_OPTIONS") == {
        "bands": 4,
        "max_bands": 4,
    }
