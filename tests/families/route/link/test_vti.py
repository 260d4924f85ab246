"""Links of kinds vti and vti6."""

from __future__ import annotations

from tests.families.decoding import below, decode


def test_a_request_sets_ends_and_keys() -> None:
    # ip link add vti1 type vti local 198.51.100.1 remote 198.51.100.7 key 9
    message = decode(
        "6400000010000506f6d0006b00000000000000000000000000000000000000000900030076746931000000003800120007000100"
        "767469002c0002000800020000000009080003000000000908000400c633640108000500c63364070800060000000000"
    )
    assert below(message, "IFLA_INFO_DATA") == {
        "ikey": 9,
        "okey": 9,
        "local": "198.51.100.1",
        "remote": "198.51.100.7",
        "fwmark": 0x0,
    }
