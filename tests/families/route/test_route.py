"""Routes: one test for each hard case, the bytes from captures of the command in the comment."""

from __future__ import annotations

from errno import ENETUNREACH

from nldissect.families.route.route import LockedMetrics, RouterPreference, RouteTable, RouteType
from nldissect.schema import IpProtocol
from tests.families.decoding import attributes, below, decode


def test_a_route_through_a_gateway_has_its_protocol_and_metric() -> None:
    # ip route add 203.0.113.0/24 via 10.1.0.254 dev e0 proto static metric 100 (the notification)
    message = decode(
        "44000000180000066ed5006b1603000002180000fe0400010000000008000f00fe00000008000100cb0071000800060064000000"
        "080005000a0100fe0800040006000000"
    )
    assert message["rta.table"] == RouteTable.RT_TABLE_MAIN
    assert message.summary == "route 203.0.113.0/24 via 10.1.0.254 dev if6 proto static metric 100"


def test_next_hops_are_structs_with_attributes_of_their_own() -> None:
    # ip route add 198.18.0.0/15 nexthop via 10.1.0.2 dev e0 weight 3 nexthop via 10.2.0.2 dev e1 weight 1
    message = decode(
        "48000000180005066fd5006b00000000020f0000fe0300010000000008000100c612000024000900100000020600000008000500"
        "0a0100021000000007000000080005000a020002"
    )
    assert attributes(message, "rta") == {
        "dst": "198.18.0.0",
        "multipath.len": [16, 16],
        "multipath.flags": [0, 0],
        "multipath.hops": [2, 0],
        "multipath.ifindex": [6, 7],
        "multipath.gateway": ["10.1.0.2", "10.2.0.2"],
    }
    assert message.summary == (
        "route add 198.18.0.0/15 nexthop via 10.1.0.2 dev if6 nexthop via 10.2.0.2 dev if7 proto boot"
    )


def test_next_hops_of_ipv6_are_of_their_family() -> None:
    # ip -6 route add 2001:db8:d::/48 nexthop via 2001:db8:a::2 dev e0 nexthop via 2001:db8:b::2 dev e1 weight 2
    message = decode(
        "6c000000180005066fd5006b000000000a300000fe030001000000001400010020010db8000d000000000000000000003c000900"
        "1c000001060000001400050020010db8000a000000000000000000021c000004070000001400050020010db8000b000000000000"
        "00000002"
    )
    assert message.values("rta.multipath.gateway") == ["2001:db8:a::2", "2001:db8:b::2"]


def test_metrics_are_numbers_and_one_string() -> None:
    # ip route add default via 10.1.0.254 mtu lock 1400 ... congctl cubic features ecn
    message = decode(
        "84000000180005066fd5006b0000000002000000fe03000100000000080005000a0100fe60000800080002007805000008000800"
        "5005000008000300ffff0000080004006009000008000d00fa00000008000b001400000008000e001e00000008000a003c000000"
        "08000f00010000000900100063756269630000000800010004200000"
    )
    assert message["rta.metrics.mtu"] == 1400
    assert message["rta.metrics.lock"] == LockedMetrics.RTAX_MTU | LockedMetrics.RTAX_RTO_MIN
    assert message["rta.metrics.rto_min"] == 250
    assert message["rta.metrics.rtt"] == 8 * 300
    assert message["rta.metrics.cc_algo"] == "cubic"
    assert message.summary == "route add default via 10.1.0.254 proto boot mtu 1400"


def test_a_gateway_of_another_family_has_it_in_the_value() -> None:
    # ip route add 192.0.2.112/28 via inet6 2001:db8:a::77 dev e0
    message = decode(
        "44000000180005066fd5006b00000000021c0000fe0300010000000008000100c0000270160012000a0020010db8000a00000000"
        "00000000007700000800040006000000"
    )
    assert message["rta.via.addr"] == "2001:db8:a::77"
    assert message.summary == "route add 192.0.2.112/28 via inet6 2001:db8:a::77 dev if6 proto boot"


def test_a_route_of_mpls_goes_from_label_to_labels() -> None:
    # ip -f mpls route add 500 as 600/700 via inet 10.1.0.3 dev e0
    message = decode(
        "440000001800050670d5006b000000001c140000fe0300010000000008000100001f41000c00130000258000002bc1000a001200"
        "02000a01000300000800040006000000"
    )
    assert message["rta.dst"] == "500"
    assert message["rta.newdst"] == "600/700"
    assert message["rta.via.addr"] == "10.1.0.3"


def test_a_blackhole_is_a_type() -> None:
    # ip route add blackhole 192.0.2.0/28
    message = decode("24000000180005066fd5006b00000000021c0000fe0300060000000008000100c0000200")
    assert message["rtm.type"] == RouteType.RTN_BLACKHOLE
    assert message.summary == "route add blackhole 192.0.2.0/28 proto boot"


def test_the_preference_of_a_route_is_in_the_words_of_rfc_4191() -> None:
    # ip -6 route add 2001:db8:c::/48 via 2001:db8:a::2 dev e0 metric 50 pref high expires 600 (the notification)
    message = decode(
        "88000000180000066fd5006b430300000a300000fe0300010000000008000f00fe0000001400010020010db8000c000000000000"
        "0000000008000600320000001400050020010db8000a00000000000000000002080004000600000024000c000000000000000000"
        "60ea000000000000000000000000000000000000000000000500140001000000"
    )
    assert message["rta.pref"] == RouterPreference.ICMPV6_ROUTER_PREF_HIGH
    assert message["rta.cacheinfo.expires"] == 60000  # hundredths of a second
    assert message.summary == "route 2001:db8:c::/48 via 2001:db8:a::2 dev if6 proto boot metric 50 pref high"


def test_a_route_is_asked_for_by_its_destination() -> None:
    # ip route get 203.0.113.5
    message = decode("240000001a00010070d5006b0000000002200000000000000010000008000100cb007105")
    assert message.summary == "route get 203.0.113.5/32"


def test_an_old_dump_request_is_one_byte_without_padding() -> None:
    # ovs-vswitchd asks for all routes with rtgenmsg and nlmsg_len 17
    message = decode("110000001a0005030100000051b741ec00")
    assert message.summary == "route show"
    assert message["rtgen.family"] == 0


def test_a_flow_to_look_up_has_a_protocol_and_ports() -> None:
    # ip route get 198.18.1.1 from 10.2.0.1 ipproto tcp sport 1000 dport 80
    message = decode(
        "440000001a00010027d5006b0000000002202000000000000010000008000100c6120101080002000a02000105001b0006000000"
        "06001c0003e8000006001d0000500000"
    )
    assert message["rta.ip_proto"] == IpProtocol.IPPROTO_TCP
    assert (message["rta.sport"], message["rta.dport"]) == (1000, 80)


def test_a_route_that_expires_has_seconds() -> None:
    # ip -6 route add 2001:db8:c::/48 via 2001:db8:a::2 dev e0 metric 50 pref high expires 600
    message = decode(
        "640000001800050625d5006b000000000a300000fe030001000000001400010020010db8000c0000000000000000000014000500"
        "20010db8000a000000000000000000020800060032000000050014000100000008001700580200000800040006000000"
    )
    assert message["rta.expires"] == 600


def test_what_the_kernel_keeps_of_a_route_has_an_error() -> None:
    # ip -6 route show table all, an unreachable route
    # (no capture has it: bytes by hand from linux/rtnetlink.h)
    message = decode(
        "540000001800020001000000000000000a800000fe040007000000001400010020010db800000000000000000000000124000c00"
        "00000000000000000cfeffff9bffffff00000000000000000000000000000000"
    )
    assert message["rta.cacheinfo.error"] == ENETUNREACH
    assert message["rta.cacheinfo.expires"] == -500


def test_a_route_of_phonet_goes_to_one_byte() -> None:
    # (no capture has it: bytes by hand from linux/phonet.h)
    message = decode("2c00000018000506010000000000000023060000fe04000100000000050001006c0000000800040003000000")
    assert message["rta_short.dst"] == 0x6C
    assert message.summary == "route add phonet 108 dev if3"


def test_a_route_of_mctp_goes_to_an_endpoint_through_one_of_a_network() -> None:
    # mctp route add 8 gw 9 net 1
    # (no capture has it: bytes by hand from linux/mctp.h of Linux 6.17)
    message = decode("300000001800050601000000000000002d000000fe0400010000000005000100080000000c0005000100000009000000")
    assert message["rta_short.dst"] == 8
    assert (message["rta_short.gateway.net"], message["rta_short.gateway.eid"]) == (1, 9)
    assert message.summary == "route add mctp 8 via 9 net 1"


def test_multicast_routes_have_counters() -> None:
    # ip mroute show, the reply
    # (no capture has it: bytes by hand from linux/rtnetlink.h)
    message = decode(
        "6800000018000200010000000000000080200000fe11000500000000080002000a00000108000100ef0000010800030003000000"
        "0c00090008000001040000001c0011000a00000000000000480300000000000001000000000000000c001700f401000000000000"
    )
    assert (message["rta.src"], message["rta.dst"]) == ("10.0.0.1", "239.0.0.1")
    assert below(message, "RTA_MFC_STATS") == {"packets": 10, "bytes": 840, "wrong_if": 1}
    assert message["rta.expires"] == 500
