"""Counters and resources of a link."""

from __future__ import annotations

from tests.families.decoding import below, decode


def test_counters_have_64_bits() -> None:
    # ip link show (one notification, its other attributes left out)
    message = decode(
        "f8000000100000003cd0006b712faab9000001000400000043100100000000000a0003007665746831000000cc00170004000000"
        "0000000002000000000000006401000000000000b000000000000000000000000000000000000000000000000000000000000000"
        "00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
        "00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
        "00000000000000000000000000000000000000000000000000000000000000000100000000000000"
    )
    counters = below(message, "IFLA_STATS64")
    assert len(counters) == 25
    assert {name: count for name, count in counters.items() if count} == {
        "rx_packets": 4,
        "tx_packets": 2,
        "rx_bytes": 356,
        "tx_bytes": 176,
        "rx_otherhost_dropped": 1,
    }


def test_counters_of_old_programs_have_32_bits() -> None:
    # ip link show (one notification, its other attributes left out)
    message = decode(
        "90000000100000003cd0006b712faab9000001000400000043100100000000000a00030076657468310000006400070004000000"
        "0200000064010000b000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
        "00000000000000000000000000000000000000000000000000000000000000000000000000000000"
    )
    counters = below(message, "IFLA_STATS")
    assert len(counters) == 24
    assert {name: count for name, count in counters.items() if count} == {
        "rx_packets": 4,
        "tx_packets": 2,
        "rx_bytes": 356,
        "tx_bytes": 176,
    }


def test_resources_are_addresses_and_an_interrupt() -> None:
    # (no capture has it: bytes by hand from linux/if_link.h)
    message = decode(
        "440000001000000001000000000000000000000002000000000000000000000024000e00000000f000000000ffff01f000000000"
        "00e00000000000000b00010200000000"
    )
    assert below(message, "IFLA_MAP") == {
        "mem_start": 0xF0000000,
        "mem_end": 0xF001FFFF,
        "base_addr": 0xE000,
        "irq": 11,
        "dma": 1,
        "port": 2,
        "pad": bytes(4),
    }
