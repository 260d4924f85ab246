"""Actions of kind police."""

from __future__ import annotations

from nldissect.families.route.tc.action.generic import Verdict
from nldissect.families.route.tc.rates import LinkLayer
from tests.families.decoding import below, decode


def test_a_rate_in_bytes() -> None:
    # tc actions add action police rate 1mbit burst 20k mtu 2000 conform-exceed drop/pipe index 9, as the kernel has it
    message = decode(
        "e00000003000050638d5006b0201000000000000cc000100c80001000b000100706f6c6963650000440004001400010000000000"
        "00000000000000000000000014000700000000000000000000000000000000001800030000000000000000000000000000000000"
        "0000000008000a00000000006c0002003c00010009000000020000000000000000102700d0070000000100000000000048e80100"
        "00000000000000000000000001000000000000000000000008000500030000002400060000000000000000000000000000000000"
        "00000000000000000000000000000000"
    )
    assert below(message, "TCA_ACT_OPTIONS") == {
        "tbf.index": 9,
        "tbf.action": Verdict.TC_ACT_SHOT,
        "tbf.limit": 0,
        "tbf.burst": 2560000,
        "tbf.mtu": 2000,
        "tbf.rate.cell_log": 0,
        "tbf.rate.linklayer": LinkLayer.TC_LINKLAYER_ETHERNET,
        "tbf.rate.overhead": 0,
        "tbf.rate.cell_align": 0,
        "tbf.rate.mpu": 0,
        "tbf.rate.rate": 125000,
        "tbf.peakrate.cell_log": 0,
        "tbf.peakrate.linklayer": LinkLayer.TC_LINKLAYER_UNAWARE,
        "tbf.peakrate.overhead": 0,
        "tbf.peakrate.cell_align": 0,
        "tbf.peakrate.mpu": 0,
        "tbf.peakrate.rate": 0,
        "tbf.refcnt": 1,
        "tbf.bindcnt": 0,
        "tbf.capab": 0,
        "result": Verdict.TC_ACT_PIPE,
        "tm.install": 0,
        "tm.lastuse": 0,
        "tm.expires": 0,
        "tm.firstuse": 0,
    }


def test_a_rate_in_packets() -> None:
    # tc actions add action police pkts_rate 1000 pkts_burst 100 conform-exceed pass index 10
    message = decode(
        "800000003000050638d5006b00000000000000006c000100680001000b000100706f6c6963650000580002803c0001000a000000"
        "00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
        "0c000a00e8030000000000000c000b0084d7170000000000"
    )
    assert below(message, "TCA_ACT_OPTIONS") == {
        "tbf.index": 10,
        "tbf.action": Verdict.TC_ACT_OK,
        "tbf.limit": 0,
        "tbf.burst": 0,
        "tbf.mtu": 0,
        "tbf.rate.cell_log": 0,
        "tbf.rate.linklayer": LinkLayer.TC_LINKLAYER_UNAWARE,
        "tbf.rate.overhead": 0,
        "tbf.rate.cell_align": 0,
        "tbf.rate.mpu": 0,
        "tbf.rate.rate": 0,
        "tbf.peakrate.cell_log": 0,
        "tbf.peakrate.linklayer": LinkLayer.TC_LINKLAYER_UNAWARE,
        "tbf.peakrate.overhead": 0,
        "tbf.peakrate.cell_align": 0,
        "tbf.peakrate.mpu": 0,
        "tbf.peakrate.rate": 0,
        "tbf.refcnt": 0,
        "tbf.bindcnt": 0,
        "tbf.capab": 0,
        "pktrate64": 1000,
        "pktburst64": 1562500,
    }


def test_the_shorter_struct_of_old_programs() -> None:
    # Built by hand from linux/pkt_cls.h, without the last three members: the kernel takes this for struct
    # tc_police_compat. tc actions add action police rate 1mbit burst 20k mtu 2000 drop index 42
    message = decode(
        "5c0000003000050607000000090000000000000048000100440001000b000100706f6c696365000034000280300001002a000000"
        "020000000000000000102700d0070000030100000000000048e80100000000000000000000000000"
    )
    found = below(message, "TCA_ACT_OPTIONS")
    assert found["tbf.index"] == 42
    assert found["tbf.action"] == Verdict.TC_ACT_SHOT
    assert found["tbf.rate.rate"] == 125000
    assert "tbf.refcnt" not in found
