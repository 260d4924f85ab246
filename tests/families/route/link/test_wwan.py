"""Links of kind wwan."""

from __future__ import annotations

from tests.families.decoding import below, decode


def test_a_request_numbers_the_channel() -> None:
    # ip link add dev wwan0-2 parentdev wwan0 type wwan linkid 2
    # (no capture has it: bytes by hand from linux/wwan.h)
    message = decode(
        "54000000100005060100000000000000000000000000000000000000000000000c0003007777616e302d32000a0038007777616e"
        "300000001c001200090001007777616e000000000c0002000800010002000000"
    )
    assert message["ifla.parent_dev_name"] == "wwan0"
    assert below(message, "IFLA_INFO_DATA") == {"link_id": 2}
