"""Links of kind xfrm."""

from __future__ import annotations

from tests.families.decoding import below, decode


def test_a_request_sets_device_and_id() -> None:
    # ip link add xf5 type xfrm dev lo if_id 5
    message = decode(
        "480000001000050650cf006b0000000000000000000000000000000000000000080003007866350020001200080001007866726d"
        "1400020008000200050000000800010001000000"
    )
    assert below(message, "IFLA_INFO_DATA") == {
        "if_id": 0x5,
        "link": 1,
    }


def test_a_request_with_metadata_from_outside() -> None:
    # ip link add xf6 type xfrm external
    message = decode(
        "3c0000001000050650cf006b0000000000000000000000000000000000000000080003007866360014001200080001007866726d"
        "0800020004000300"
    )
    assert below(message, "IFLA_INFO_DATA") == {
        "collect_metadata": True,
    }
