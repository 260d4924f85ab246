"""Qdisc htb."""

from __future__ import annotations

from nldissect.families.route.tc.rates import LinkLayer
from tests.families.decoding import below, decode


def test_the_default_class_is_the_minor_number_of_a_handle() -> None:
    # tc qdisc add dev q0 root handle 1: htb default 30 r2q 5 direct_qlen 500
    message = decode(
        "50000000240005069fd5006b00000000000000000400000000000100ffffffff0000000008000100687462002400020018000200"
        "030000000500000030000000000000000000000008000500f4010000"
    )
    assert below(message, "TCA_OPTIONS") == {
        "init.version": 3,
        "init.rate2quantum": 5,
        "init.defcls": 48,
        "init.debug": 0,
        "init.direct_pkts": 0,
        "direct_qlen": 500,
    }


def test_rates_beyond_32_bits_have_attributes_of_their_own() -> None:
    # tc -s -d -j class show dev c0
    message = decode(
        "040100002800020080d0006b05010000000000000300000030000100010001000000300008000100687462004c00020030000100"
        "0001000000000000ffffffff0001000000000000ffffffff0000000000000000400d030000000000000000000c00060000f2052a"
        "010000000c000700806e877401000000480007001400010000000000000000000000000000000000180003000000000000000000"
        "0000000000000000000000001800040000000000000000000000000000000000000000002c000300000000000000000000000000"
        "00000000000000000000000000000000000000000000000000000000180004000000000000000000000000000000000000000000"
    )
    assert below(message, "TCA_OPTIONS") == {
        "parms.rate.cell_log": 0,
        "parms.rate.linklayer": LinkLayer.TC_LINKLAYER_ETHERNET,
        "parms.rate.overhead": 0,
        "parms.rate.cell_align": 0,
        "parms.rate.mpu": 0,
        "parms.rate.rate": 4294967295,
        "parms.ceil.cell_log": 0,
        "parms.ceil.linklayer": LinkLayer.TC_LINKLAYER_ETHERNET,
        "parms.ceil.overhead": 0,
        "parms.ceil.cell_align": 0,
        "parms.ceil.mpu": 0,
        "parms.ceil.rate": 4294967295,
        "parms.buffer": 0,
        "parms.cbuffer": 0,
        "parms.quantum": 200000,
        "parms.level": 0,
        "parms.prio": 0,
        "rate64": 5000000000,
        "ceil64": 6250000000,
    }


def test_tokens_are_ticks_and_can_be_owed() -> None:
    # tc -s -d -j class show dev c0
    message = decode(
        "ec0000002800020080d0006b05010000000000000300000020000100010001000000200008000100687462003400020030000100"
        "000218000000000070383900000218000000000050a9ab007c920000d4300000400d030000000000020000004800070014000100"
        "80450000000000001000000000000000180003000000000000000000000000000000000001000000180004000b00000005000000"
        "00000000e8faffffdb0e00002c000300804500000000000010000000000000000100000000000000000000000000000000000000"
        "00000000180004000b0000000500000000000000e8faffffdb0e0000"
    )
    assert below(message, "TCA_OPTIONS") == {
        "parms.rate.cell_log": 0,
        "parms.rate.linklayer": LinkLayer.TC_LINKLAYER_ATM,
        "parms.rate.overhead": 24,
        "parms.rate.cell_align": 0,
        "parms.rate.mpu": 0,
        "parms.rate.rate": 3750000,
        "parms.ceil.cell_log": 0,
        "parms.ceil.linklayer": LinkLayer.TC_LINKLAYER_ATM,
        "parms.ceil.overhead": 24,
        "parms.ceil.cell_align": 0,
        "parms.ceil.mpu": 0,
        "parms.ceil.rate": 11250000,
        "parms.buffer": 37500,
        "parms.cbuffer": 12500,
        "parms.quantum": 200000,
        "parms.level": 0,
        "parms.prio": 2,
    }
    assert below(message, "TCA_STATS_APP") == {
        "lends": 11,
        "borrows": 5,
        "giants": 0,
        "tokens": -1304,
        "ctokens": 3803,
    }
