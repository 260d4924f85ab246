"""Links of kind batadv."""

from __future__ import annotations

from tests.families.decoding import below, decode


def test_a_request_without_an_algorithm_has_no_data() -> None:
    # ip link add bat0 type batadv (batctl meshif bat0 interface create sends the same)
    message = decode(
        "3c00000010000506accf006b0000000000000000000000000000000000000000090003006261743000000000100012000a000100"
        "6261746164760000"
    )
    assert below(message, "IFLA_LINKINFO") == {"kind": "batadv"}
    assert message.summary == "link add bat0 type batadv"


def test_a_request_names_the_algorithm() -> None:
    # batctl meshif bat0 interface create routing_algo BATMAN_V
    # (no capture has it: bytes by hand from linux/batman_adv.h)
    message = decode(
        "5000000010000506010000000000000000000000000000000000000000000000090003006261743000000000240012000b000100"
        "6261746164760000140002000d0001004241544d414e5f5600000000"
    )
    assert below(message, "IFLA_INFO_DATA") == {"algo_name": "BATMAN_V"}
