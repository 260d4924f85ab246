"""Qdisc cbq."""

from __future__ import annotations

from nldissect.families.route.tc.qdisc.cbq import OverlimitStrategy
from nldissect.families.route.tc.rates import LinkLayer
from tests.families.decoding import below, decode


def test_a_class_has_its_options_in_structs() -> None:
    # bytes built by hand from linux/pkt_sched.h
    message = decode(
        "a0000000280000000000000000000000000000000400000001000100000001000000000008000100636271006000020018000100"
        "3f01050064000000c80000002c010000e80300001000020000080800ea050000e8030000100003000000010001000000ffffffff"
        "0c00040001020000030000001000050003010000ffff0000d01213000800070001000000140004000100000002000000fdffffff"
        "fcffffff"
    )
    assert below(message, "TCA_OPTIONS") == {
        "lssopt.change": 63,
        "lssopt.flags": 1,
        "lssopt.ewma_log": 5,
        "lssopt.level": 0,
        "lssopt.maxidle": 100,
        "lssopt.minidle": 200,
        "lssopt.offtime": 300,
        "lssopt.avpkt": 1000,
        "wrropt.flags": 0,
        "wrropt.priority": 8,
        "wrropt.cpriority": 8,
        "wrropt.reserved": b"\x00",
        "wrropt.allot": 1514,
        "wrropt.weight": 1000,
        "fopt.split": 65536,
        "fopt.defmap": 1,
        "fopt.defchange": 4294967295,
        "ovl_strategy.strategy": OverlimitStrategy.TC_CBQ_OVL_DELAY,
        "ovl_strategy.priority2": 2,
        "ovl_strategy.pad": b"\x00\x00",
        "ovl_strategy.penalty": 3,
        "rate.cell_log": 3,
        "rate.linklayer": LinkLayer.TC_LINKLAYER_ETHERNET,
        "rate.overhead": 0,
        "rate.cell_align": -1,
        "rate.mpu": 0,
        "rate.rate": 1250000,
        "police.police": 1,
        "police.res1": b"\x00",
        "police.res2": b"\x00\x00",
    }
    assert below(message, "TCA_XSTATS") == {
        "borrows": 1,
        "overactions": 2,
        "avgidle": -3,
        "undertime": -4,
    }
