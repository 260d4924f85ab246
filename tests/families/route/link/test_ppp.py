"""Links of kind ppp."""

from __future__ import annotations

from tests.families.decoding import below, decode


def test_the_device_is_made_for_a_file_descriptor() -> None:
    # what pppd sends, with the descriptor of /dev/ppp
    # (no capture has it: bytes by hand from linux/if_link.h)
    message = decode(
        "44000000100005060100000000000000000000000000000000000000000000000900030070707030000000001800120008000100"
        "707070000c0002000800010009000000"
    )
    assert below(message, "IFLA_INFO_DATA") == {"dev_fd": 9}
