"""Qdisc cbs."""

from __future__ import annotations

from tests.families.decoding import below, decode


def test_slopes_and_credits_are_signed() -> None:
    # tc qdisc add dev q0 root handle 8: cbs idleslope 98688 sendslope -901312 hicredit 153 locredit -1389
    # offload 0
    message = decode(
        "4800000024000506a7d5006b00000000000000000400000000000800ffffffff0000000008000100636273001c00020018000100"
        "000000009900000093faffff80810100403ff2ff"
    )
    assert below(message, "TCA_OPTIONS") == {
        "parms.offload": False,
        "parms._pad": b"\x00\x00\x00",
        "parms.hicredit": 153,
        "parms.locredit": -1389,
        "parms.idleslope": 98688,
        "parms.sendslope": -901312,
    }
