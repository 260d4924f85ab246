"""Neighbour tables: the bytes are from captures of the command above them."""

from __future__ import annotations

from tests.families.decoding import attributes, decode


def test_thresholds_of_a_table_are_set() -> None:
    # ip ntable change name arp_cache thresh1 256 thresh2 1024 thresh3 2048
    message = decode(
        "3c0000004300050159d1006b00000000000000000e0001006172705f636163686500000008000200000100000800030000040000"
        "0800040000080000"
    )
    assert message.summary == "ntable set name arp_cache thresh1 256 thresh2 1024 thresh3 2048"


def test_parameters_of_a_device_are_set() -> None:
    # ip ntable change name arp_cache dev v0 base_reachable 20000 delay_probe 3000 ucast_probes 5 queue 10
    message = decode(
        "580000004300050159d1006b00000000000000000e0001006172705f636163686500000034000600080001000400"
        "00000c000400204e0000000000000c000700b80b00000000000008000a0005000000080008000a000000"
    )
    assert attributes(message, "ndta") == {
        "name": "arp_cache",
        "parms.ifindex": 4,
        "parms.base_reachable_time": 20000,
        "parms.delay_probe_time": 3000,
        "parms.ucast_probes": 5,
        "parms.queue_len": 10,
    }
    assert message.summary == (
        "ntable set name arp_cache dev if4 base_reachable 20000ms delay_probe 3000ms queue 10 ucast_probes 5"
    )
