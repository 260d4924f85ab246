"""Settings of protocols: the bytes are from captures of the command above them."""

from __future__ import annotations

from nldissect.families.route.netconf import Devices
from tests.families.decoding import attributes, decode


def test_a_notification_tells_one_setting() -> None:
    # echo 1 > /proc/sys/net/ipv4/conf/all/proxy_arp
    message = decode("240000005000000000000000000000000200000008000100ffffffff0800050001000000")
    assert message["netconfa.ifindex"] == Devices.NETCONFA_IFINDEX_ALL
    assert message.summary == "netconf inet dev all proxy_neigh true"


def test_a_dump_tells_all_settings() -> None:
    # ip -j netconf show
    message = decode(
        "4c000000500002005cd5006b0f0300000200000008000100ffffffff0800020000000000080003000000000008000400"
        "00000000080008000000000008000500010000000800060000000000"
    )
    assert attributes(message, "netconfa") == {
        "ifindex": -1,
        "forwarding": False,
        "rp_filter": 0,
        "mc_forwarding": False,
        "bc_forwarding": False,
        "proxy_neigh": True,
        "ignore_routes_with_linkdown": False,
    }
    assert message.summary == (
        "netconf inet dev all forwarding false rp_filter off proxy_neigh true ignore_routes_with_linkdown false"
    )
