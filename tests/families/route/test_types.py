"""Types of messages whose kinds and attributes are tested elsewhere: that they are read as what they are.

Bytes of real captures unless the comment says otherwise; members that are zero are left out of the values.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.families.decoding import decode

MESSAGES: list[tuple[str, str, str, dict[str, Any]]] = [
    # ip -6 addr flush dev d0
    (
        "RTM_DELADDR",
        "480000001500010045d1006b1d0100000a4082000300000014000100fd00007700000000000000000000000514000600ffff"
        "ffffffffffff45030000450300000800080082000000",
        "address del fd00:77::5/64 scope universe dev if3",
        {
            "ifaddr.family": 10,
            "ifaddr.prefixlen": 64,
            "ifaddr.flags": 130,
            "ifaddr.index": 3,
            "ifa.address": "fd00:77::5",
            "ifa.cacheinfo.prefered": 4294967295,
            "ifa.cacheinfo.valid": 4294967295,
            "ifa.cacheinfo.cstamp": 837,
            "ifa.cacheinfo.tstamp": 837,
            "ifa.flags": 130,
        },
    ),
    # ip addrlabel del prefix 2001:db8:3::/48 dev d0 label 123
    (
        "RTM_DELADDRLABEL",
        "380000004900050044d1006b000000000a0030000300000000000000080002007b0000001400010020010db8000300000000"
        "000000000000",
        "addrlabel del prefix 2001:db8:3::/48 dev if3 label 123",
        {
            "ifal.family": 10,
            "ifal.prefixlen": 48,
            "ifal.index": 3,
            "ifal.label": 123,
            "ifal.address": "2001:db8:3::",
        },
    ),
    # ip addrlabel list
    (
        "RTM_GETADDRLABEL",
        "1c0000004a00010343d1006b000000000a0000000000000000000000",
        "addrlabel show",
        {
            "ifal.family": 10,
        },
    ),
    # by hand from the header
    (
        "RTM_DELANYCAST",
        "2c0000003d00000007000000000000000a808000020000001400050020010db8000000000000000000000000",
        "acaddress deleted 2001:db8::/128 dev if2",
        {
            "ifaddr.family": 10,
            "ifaddr.prefixlen": 128,
            "ifaddr.flags": 128,
            "ifaddr.index": 2,
            "ifa.anycast": "2001:db8::",
        },
    ),
    # by hand from the header
    (
        "RTM_GETANYCAST",
        "180000003e00010307000000000000000a00000000000000",
        "acaddress show inet6",
        {
            "ifaddr.family": 10,
        },
    ),
    # tc chain del dev f0 ingress chain 9
    (
        "RTM_DELCHAIN",
        "2c0000006500050052d5006b00000000000000000300000000000000f2ffffff0000000008000b0009000000",
        "chain del dev if3 ingress chain 9",
        {
            "tcm.ifindex": 3,
            "tcm.parent": 4294967282,
            "tca.chain": 9,
        },
    ),
    # tc chain show dev f0 ingress
    (
        "RTM_GETCHAIN",
        "240000006600010352d5006b00000000000000000300000000000000f2ffffff00000000",
        "chain show dev if3 ingress",
        {
            "tcm.ifindex": 3,
            "tcm.parent": 4294967282,
        },
    ),
    # by hand from the header
    (
        "RTM_SETDCB",
        "200000004f000500070000000000000000080000090001006574683000000000",
        "dcb pfc_scfg dev eth0",
        {
            "dcb.cmd": 8,
            "dcb_attr.ifname": "eth0",
        },
    ),
    # by hand from the header
    (
        "RTM_DELMULTICAST",
        "20000000390000000700000000000000022080fd0200000008000700e00000fb",
        "maddress deleted 224.0.0.251/32 dev if2 scope link",
        {
            "ifaddr.family": 2,
            "ifaddr.prefixlen": 32,
            "ifaddr.flags": 128,
            "ifaddr.scope": 253,
            "ifaddr.index": 2,
            "ifa.multicast": "224.0.0.251",
        },
    ),
    # ip -j ntable show > ntable.json
    (
        "RTM_GETNEIGHTBL",
        "140000004200010359d1006b0000000000000000",
        "ntable show",
        {},
    ),
    # ip -j ntable show > ntable.json
    (
        "RTM_NEWNEIGHTBL",
        "dc0000004000020059d1006b26010000020000000e0001006172705f6361636865000000b800060008000100050000000800"
        "0200010000000800100000400300080008006500000008000e0040000000080009000000000008000a000300000008000b00"
        "0300000008001100000000000c00030088620000000000000c00040030750000000000000c00060060ea0000000000000c00"
        "070088130000000000000c000500e8030000000000000c000c00e8030000000000000c000d0020030000000000000c000f00"
        "e8030000000000000c0013008813000000000000",
        "ntable inet name arp_cache dev if5",
        {
            "ndtm.family": 2,
            "ndta.name": "arp_cache",
            "ndta.parms.ifindex": 5,
            "ndta.parms.refcnt": 1,
            "ndta.parms.queue_lenbytes": 212992,
            "ndta.parms.queue_len": 101,
            "ndta.parms.proxy_qlen": 64,
            "ndta.parms.ucast_probes": 3,
            "ndta.parms.mcast_probes": 3,
            "ndta.parms.reachable_time": 25224,
            "ndta.parms.base_reachable_time": 30000,
            "ndta.parms.gc_staletime": 60000,
            "ndta.parms.delay_probe_time": 5000,
            "ndta.parms.retrans_time": 1000,
        },
    ),
    # notification in bridge
    (
        "RTM_DELNETCONF",
        "1c000000510000000000000000000000020000000800010003000000",
        "netconf deleted inet dev 3",
        {
            "ncm.family": 2,
            "netconfa.ifindex": 3,
        },
    ),
    # ip -6 netconf show dev m0
    (
        "RTM_GETNETCONF",
        "1c0000005200050000000000000000000a0000000800010004000000",
        "netconf get inet6 dev 4",
        {
            "ncm.family": 10,
            "netconfa.ifindex": 4,
        },
    ),
    # by hand from the header
    (
        "RTM_DELNEXTHOPBUCKET",
        "2c0000007500000007000000000000000200000000000000080001000c0000000c000d000600010003000000",
        "nexthop bucket deleted id 12 index 3",
        {
            "nh.family": 2,
            "nh.resvd": b"\x00",
            "nha.id": 12,
            "nha.res_bucket.index": 3,
        },
    ),
    # ip nexthop bucket get id 12 index 3
    (
        "RTM_GETNEXTHOPBUCKET",
        "2c0000007600010019cf006b000000000000000000000000080001000c0000000c000d800600010003000000",
        "nexthop bucket get id 12 index 3",
        {
            "nh.resvd": b"\x00",
            "nha.id": 12,
            "nha.res_bucket.index": 3,
        },
    ),
    # ip nexthop del id 2
    (
        "RTM_DELNEXTHOP",
        "30000000690005001acf006b5603000002fd00000400000008000100020000000800050003000000080006000a320003",
        "nexthop del id 2 via 10.50.0.3 dev if3 scope link ONLINK",
        {
            "nh.family": 2,
            "nh.scope": 253,
            "nh.resvd": b"\x00",
            "nh.flags": 4,
            "nha.id": 2,
            "nha.oif": 3,
            "nha.gateway": "10.50.0.3",
        },
    ),
    # notification in netconf-misc
    (
        "RTM_DELNSID",
        "1c000000590000000000000000000000000000000800010005000000",
        "nsid deleted 5",
        {
            "netnsa.nsid": 5,
        },
    ),
    # tc qdisc replace dev c0 root handle 4: qfq
    (
        "RTM_DELQDISC",
        "900000002500000082d0006b2f010000000000000300000000000300ffffffff01000000080001006472720005000c000000"
        "0000300007001400010000000000000000000000000000000000180003000000000000000000000000000000000000000000"
        "2c00030000000000000000000000000000000000000000000000000000000000000000000000000000000000",
        "qdisc deleted drr handle 3: dev if3 parent root",
        {
            "tcm.ifindex": 3,
            "tcm.handle": 196608,
            "tcm.parent": 4294967295,
            "tcm.info": 1,
            "tca.kind": "drr",
        },
    ),
    # tc -s qdisc show invisible
    (
        "RTM_GETQDISC",
        "280000002600010372d0006b00000000000000000000000000000000000000000000000004000a00",
        "qdisc show dev 0",
        {
            "tca.dump_invisible": True,
        },
    ),
    # ip route del 203.0.114.0/24
    (
        "RTM_DELROUTE",
        "240000001900050027d5006b0000000002180000fe00ff000000000008000100cb007200",
        "route del 203.0.114.0/24 scope nowhere",
        {
            "rtm.family": 2,
            "rtm.dst_len": 24,
            "rtm.table": 254,
            "rtm.scope": 255,
            "rta.dst": "203.0.114.0",
        },
    ),
    # ip rule del pref 1000
    (
        "RTM_DELRULE",
        "24000000210005004acf006b0000000002000000000000000000000008000600e8030000",
        "rule del pref 1000",
        {
            "fib_rule.family": 2,
            "fib_rule.res1": b"\x00",
            "fib_rule.res2": b"\x00",
            "fra.priority": 1000,
        },
    ),
    # ip -j rule show > rule.json
    (
        "RTM_GETRULE",
        "1c0000002200010376d1006b00000000020000000000000000000000",
        "rule show inet",
        {
            "fib_rule.family": 2,
            "fib_rule.res1": b"\x00",
            "fib_rule.res2": b"\x00",
        },
    ),
    # tc class del dev c0 classid 1:30
    (
        "RTM_DELTCLASS",
        "040100002900000081d0006b11010000000000000300000030000100010001000000300008000100687462004c0002003000"
        "01000001000000000000ffffffff0001000000000000ffffffff0000000000000000400d030000000000000000000c000600"
        "00f2052a010000000c000700806e877401000000480007001400010000000000000000000000000000000000180003000000"
        "0000000000000000000000000000000000001800040000000000000000000000000000000000000000002c00030000000000"
        "0000000000000000000000000000000000000000000000000000000000000000000000001800040000000000000000000000"
        "00000000000000000000",
        "class deleted htb classid 1:30 dev if3 parent 1:1 leaf 30:",
        {
            "tcm.ifindex": 3,
            "tcm.handle": 65584,
            "tcm.parent": 65537,
            "tcm.info": 3145728,
            "tca.kind": "htb",
            "tca.options.htb.parms.rate.linklayer": 1,
            "tca.options.htb.parms.rate.rate": 4294967295,
            "tca.options.htb.parms.ceil.linklayer": 1,
            "tca.options.htb.parms.ceil.rate": 4294967295,
            "tca.options.htb.parms.quantum": 200000,
            "tca.options.htb.rate64": 5000000000,
            "tca.options.htb.ceil64": 6250000000,
        },
    ),
    # tc -s -d -j class show dev c0 > htb-class.json
    (
        "RTM_GETTCLASS",
        "240000002a00010380d0006b000000000000000003000000000000000000000000000000",
        "class show dev if3",
        {
            "tcm.ifindex": 3,
        },
    ),
    # tc filter del dev f0 ingress protocol ip prio 24 fw
    (
        "RTM_DELTFILTER",
        "2c0000002d00050054d5006b00000000000000000300000000000000f2ffffff080018000700010066770000",
        "filter del dev if3 ingress protocol ip pref 24 fw",
        {
            "tcm.ifindex": 3,
            "tcm.parent": 4294967282,
            "tcm.protocol": 2048,
            "tcm.prio": 24,
            "tca.kind": "fw",
        },
    ),
    # tc filter get dev f0 ingress protocol ip prio 10 handle 1 flower
    (
        "RTM_GETTFILTER",
        "440000002e00090054d5006b00000000000000000300000001000000f2ffffff08000a000b000100666c6f77657200001400"
        "020008001600000000000600080008000000",
        "filter get dev if3 ingress protocol ip pref 10 flower handle 0x1",
        {
            "tcm.ifindex": 3,
            "tcm.handle": 1,
            "tcm.parent": 4294967282,
            "tcm.protocol": 2048,
            "tcm.prio": 10,
            "tca.kind": "flower",
            "tca.options.flower.key_eth_type": 2048,
        },
    ),
    # bridge vni del dev v5 vni 203
    (
        "RTM_DELTUNNEL",
        "24000000790005004fcf006b0000000007000000040000000c00018008000100cb000000",
        "vni del dev if4 vni 203",
        {
            "tunnel.family": 7,
            "tunnel.ifindex": 4,
            "vxlan_vnifilter.entry.start": 203,
        },
    ),
    # by hand from the header
    (
        "RTM_GETTUNNEL",
        "180000007a00010307000000000000000700000004000000",
        "vni show dev if4",
        {
            "tunnel.family": 7,
            "tunnel.ifindex": 4,
        },
    ),
    # notification in bridge
    (
        "RTM_DELVLAN",
        "2c00000071000000000000000000000007000000040000001400018008000100000014000600020015000000",
        "bridge vlan deleted dev if4 vid 20-21",
        {
            "br_vlan.family": 7,
            "br_vlan.ifindex": 4,
            "bridge_vlandb.entry.info.vid": 20,
            "bridge_vlandb.entry.range": 21,
        },
    ),
]


@pytest.mark.parametrize(("name", "digits", "summary", "values"), MESSAGES, ids=[name for name, *_ in MESSAGES])
def test_a_message_is_read_as_what_it_is(name: str, digits: str, summary: str, values: dict[str, Any]) -> None:
    message = decode(digits)
    assert message.type_name == name
    assert message.summary == summary
    found = {path: message.values(path) for path in values}
    assert {path: each if len(each) > 1 else each[0] for path, each in found.items()} == values
