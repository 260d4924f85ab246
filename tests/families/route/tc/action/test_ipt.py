"""Actions of kinds ipt and xt."""

from __future__ import annotations

from nldissect.families.route.tc.action.ipt import Hook
from tests.families.decoding import below, decode


def test_a_target_of_iptables() -> None:
    # Built by hand from linux/tc_act/tc_ipt.h: tc actions add action xt -j MARK --set-xmark 0x7/0xff, as the kernel
    # would have it.
    message = decode(
        "a0000000300005060700000009000000000000008c0001008800010007000100787400007c0002800b0001006d616e676c650000"
        "08000200040000002c00060028004d41524b000000000000000000000000000000000000000000000000000207000000ff000000"
        "08000300030000000c000400010000000100000024000500c8000000000000006400000000000000000000000000000096000000"
        "00000000"
    )
    assert below(message, "TCA_ACT_OPTIONS") == {
        "table": "mangle",
        "hook": Hook.NF_INET_POST_ROUTING,
        "targ.target_size": 40,
        "targ.name": "MARK",
        "targ.revision": 2,
        "targ.data": bytes.fromhex("07000000ff000000"),
        "index": 3,
        "cnt.refcnt": 1,
        "cnt.bindcnt": 1,
        "tm.install": 200,
        "tm.lastuse": 100,
        "tm.expires": 0,
        "tm.firstuse": 150,
    }
    assert message.summary == "action add xt index 3"
