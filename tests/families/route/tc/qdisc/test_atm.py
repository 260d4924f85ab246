"""Qdisc atm."""

from __future__ import annotations

from nldissect.families.route.tc.qdisc.atm import CircuitState
from nldissect.schema.constants import AddressFamily
from tests.families.decoding import below, decode


def test_a_class_is_a_virtual_circuit() -> None:
    # bytes built by hand from linux/pkt_sched.h
    message = decode(
        "6400000028000000000000000000000000000000040000000100010000000100000000000800010061746d003800020008000100"
        "050000000c000300aaaa0300000008000800040002000100100005000800000000000000200000000800060001000000"
    )
    assert below(message, "TCA_OPTIONS") == {
        "fd": 5,
        "hdr": b"\xaa\xaa\x03\x00\x00\x00\x08\x00",
        "excess": 65538,
        "addr.sap_family": AddressFamily.AF_ATMPVC,
        "addr.pad": b"\x00\x00",
        "addr.sap_addr.itf": 0,
        "addr.sap_addr.vpi": 0,
        "addr.sap_addr.vci": 32,
        "state": CircuitState.ATM_VS_CONNECTED,
    }
