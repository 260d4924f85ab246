"""Rules: the bytes are from captures of the command above them."""

from __future__ import annotations

from nldissect.families.route.rule import RuleAction, RuleFlags
from tests.families.decoding import attributes, decode


def test_ports_are_ranges_in_host_order() -> None:
    # ip rule add ipproto tcp sport 1000-2000 dport 443 table 500 pref 1007
    message = decode(
        "440000002000050649cf006b00000000020000000000000100000000050016000600000008001700e803d00708001800bb01bb01"
        "08000f00f401000008000600ef030000"
    )
    assert message.summary == "rule add pref 1007 ipproto tcp sport 1000-2000 dport 443 lookup 500"
    assert attributes(message, "fra") == {
        "ip_proto": 6,
        "sport_range.start": 1000,
        "sport_range.end": 2000,
        "dport_range.start": 443,
        "dport_range.end": 443,
        "table": 500,
        "priority": 1007,
    }


def test_users_are_a_range_and_a_prefix_length_of_zero_is_told() -> None:
    # ip rule add uidrange 1000-1999 lookup main suppress_prefixlength 0 pref 1008
    message = decode(
        "380000002000050649cf006b0000000002000000fe000001000000000c001400e8030000cf07000008000e00000000000800060"
        "0f0030000"
    )
    assert message.summary == "rule add pref 1008 uidrange 1000-1999 lookup main suppress_prefixlength 0"


def test_the_kernel_says_that_no_prefix_length_is_suppressed() -> None:
    # ip rule add tun_id 42 table 600 pref 1011 (the notification)
    message = decode(
        "480000002000000049cf006b1303000002000000fc0000010000000008000f005802000008000e00ffffffff0500150000000000"
        "08000600f30300000c000c00000000000000002a"
    )
    assert message.summary == "rule pref 1011 tun_id 42 lookup 600"
    assert message["fra.suppress_prefixlen"] == -1
    assert message["fib_rule.action"] == RuleAction.FR_ACT_TO_TBL


def test_a_rule_may_be_for_all_but_what_it_selects() -> None:
    # ip rule add not from 10.7.0.0/16 lookup default realms 3/4 pref 2001
    message = decode(
        "340000002000050649cf006b0000000002001000fd00000102000000080002000a07000008000b000400030008000600d1070000"
    )
    assert message["fib_rule.flags"] == RuleFlags.FIB_RULE_INVERT
    assert message.summary == "rule add pref 2001 INVERT from 10.7.0.0/16 lookup default realms 3/4"


def test_a_rule_of_ipv6_is_told_from_one_of_ipv4() -> None:
    # ip -6 rule add from 2001:db8::/32 table 700 pref 3000
    message = decode(
        "400000002000050649cf006b000000000a00200000000001000000001400020020010db800000000000000000000000008000f00"
        "bc02000008000600b80b0000"
    )
    assert message.summary == "rule add inet6 pref 3000 from 2001:db8::/32 lookup 700"


def test_masks_of_newer_kernels() -> None:
    # Made by hand after linux/fib_rules.h of Linux 6.15: FRA_DSCP, FRA_DSCP_MASK, FRA_FLOWLABEL, FRA_SPORT_MASK.
    message = decode(
        "44000000200005060100000000000000" + "0a0000000000000100000000"
        "0500190008000000" + "05001e0038000000" + "08001a0000000005" + "06001c0000ff0000" + "08000f0064000000"
    )
    assert attributes(message, "fra") == {
        "dscp": 8,
        "dscp_mask": 56,
        "flowlabel": 5,
        "sport_mask": 0xFF00,
        "table": 100,
    }
