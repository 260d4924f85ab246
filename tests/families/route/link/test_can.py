"""Links of kind can."""

from __future__ import annotations

from tests.families.decoding import below, decode


def test_a_request_sets_the_bit_rate() -> None:
    # ip link set can0 type can bitrate 500000
    message = decode(
        "5400000010000500aace006b0000000000000000050000000000000000000000340012000700010063616e002800020024000100"
        "20a1070000000000000000000000000000000000000000000000000000000000"
    )
    assert below(message, "IFLA_INFO_DATA") == {
        "bittiming.bitrate": 500000,
        "bittiming.sample_point": 0,
        "bittiming.tq": 0,
        "bittiming.prop_seg": 0,
        "bittiming.phase_seg1": 0,
        "bittiming.phase_seg2": 0,
        "bittiming.sjw": 0,
        "bittiming.brp": 0,
    }
