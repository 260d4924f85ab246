"""What filters select: each beside a condition in Python that means the same."""

from collections.abc import Callable
from ipaddress import ip_address, ip_network

import pytest

import nldissect
from nldissect import Message
from nldissect.analysis.fields import declared_fields
from nldissect.analysis.filter import Filter
from nldissect.analysis.filter.fields import find
from nldissect.families import registry
from tests.captures import CAPTURES

Condition = Callable[[Message], bool]
MSG = "nl.extack.msg"


def dst_in(message: Message, network: str) -> bool:
    return any(ip_address(each) in ip_network(network) for each in message.values("rta.dst") if "." in each)


# filter, capture, what it means
SELECTIONS: list[tuple[str, str, Condition]] = [
    ("rta.oif", "routes", lambda m: bool(m.values("rta.oif"))),
    ("not rta.oif", "routes", lambda m: not m.values("rta.oif")),
    ("ifla", "links", lambda m: any(node.path.startswith("ifla.") for node in m.nodes())),
    ("ifla.linkinfo.data", "links", lambda m: any("ifla.linkinfo.data" in node.path for node in m.nodes())),
    ("ifla.linkinfo.data.vlan.id == 100", "links", lambda m: 100 in m.values("ifla.linkinfo.data.vlan.id")),
    ("rta.oif == 3", "routes", lambda m: 3 in m.values("rta.oif")),
    ("rta.oif != 3", "routes", lambda m: bool(m.values("rta.oif")) and 3 not in m.values("rta.oif")),
    ("rta.oif ne 3", "routes", lambda m: bool(m.values("rta.oif")) and 3 not in m.values("rta.oif")),
    ("not rta.oif == 3", "routes", lambda m: 3 not in m.values("rta.oif")),
    ("rta.multipath.ifindex == 4", "routes", lambda m: 4 in m.values("rta.multipath.ifindex")),
    ("any rta.multipath.ifindex != 4", "routes", lambda m: any(v != 4 for v in m.values("rta.multipath.ifindex"))),
    ("rta.multipath.ifindex !== 4", "routes", lambda m: any(v != 4 for v in m.values("rta.multipath.ifindex"))),
    ("rtm.dst_len === 24", "routes", lambda m: set(m.values("rtm.dst_len")) == {24}),
    ("all rta.multipath.hops >= 1", "routes", lambda m: min(m.values("rta.multipath.hops"), default=0) >= 1),
    ("rta.dst == 198.18.0.0/15", "routes", lambda m: dst_in(m, "198.18.0.0/15")),
    ("rta.dst == 10.0.0.0/8", "routes", lambda m: dst_in(m, "10.0.0.0/8")),
    ("rta.dst > 198.18.0.0", "routes", lambda m: any(
        int(ip_address(each)) > int(ip_address("198.18.0.0")) for each in m.values("rta.dst") if "." in each)),
    ("rta.dst == fe80::/10", "routes", lambda m: any(each.startswith("fe80") for each in m.values("rta.dst"))),
    ("rta.dst[0:2] == c6:12", "routes", lambda m: any(each.startswith("198.18.") for each in m.values("rta.dst"))),
    ("rtm.protocol == static", "routes", lambda m: 4 in m.values("rtm.protocol")),
    ("rtm.protocol == RTPROT_STATIC", "routes", lambda m: 4 in m.values("rtm.protocol")),
    ('rtm.protocol in {static, "boot"}', "routes", lambda m: bool({3, 4} & set(m.values("rtm.protocol")))),
    ("rtm.protocol not in {2..4}", "routes", lambda m: not {2, 3, 4} & set(m.values("rtm.protocol"))),
    ("rtm.dst_len in {8, 15..24}", "routes", lambda m: any(v == 8 or 15 <= v <= 24 for v in m.values("rtm.dst_len"))),
    ("nl.type == RTM_NEWROUTE", "routes", lambda m: m.type_name == "RTM_NEWROUTE"),
    ("nl.type == rtm_newroute or nl.type == 26", "routes", lambda m: m.protocol == 0 and m.type in (24, 26)),
    ('nl.type matches "route$"', "routes", lambda m: m.type_name.lower().endswith("route")),
    ('nl.type contains "ROUTE"', "routes", lambda m: "ROUTE" in m.type_name),
    ("nl.flags.dump", "routes", lambda m: m.type_name.startswith("RTM_GET") and m.flags & 0x300 == 0x300),
    ("nl.flags.replace == 1", "routes", lambda m: m.type_name.startswith("RTM_NEW") and bool(m.flags & 0x100)),
    ("nl.flags.request == False", "routes", lambda m: m.kind != "fragment" and not m.flags & 1),
    ("nl.flags & 0x300", "routes", lambda m: bool(m.flags & 0x300)),
    ("nl.flags & 0x600 == 0x600", "routes", lambda m: m.flags & 0x600 == 0x600),
    ("ifinfo.flags.up", "links", lambda m: any(v & 1 for v in m.values("ifinfo.flags"))),
    ("ifinfo.flags & up", "links", lambda m: any(v & 1 for v in m.values("ifinfo.flags"))),
    ("nl.errno == EINVAL", "errors", lambda m: m.errno == 22),
    ("nl.errno > 0 and nl.errno != EINVAL", "errors", lambda m: (m.errno or 0) > 0 and m.errno != 22),
    ('nl.errno matches "^ENO"', "errors", lambda m: m.errno in (2, 19, 28)),
    ("nl.msg.ifla.ifname", "errors", lambda m: bool(m.values("nl.msg.ifla.ifname"))),
    ('nl.extack.msg contains "device"', "errors", lambda m: any("device" in v for v in m.values(MSG))),
    ('nl.extack.msg matches "DEVICE"', "errors", lambda m: any("device" in v.lower() for v in m.values(MSG))),
    ('nl.extack.msg matches "(?-i:Invalid)"', "errors", lambda m: any("Invalid" in v for v in m.values(MSG))),
    ('ifla.ifname == "dum0"', "links", lambda m: "dum0" in m.values("ifla.ifname")),
    ("ifla.ifname == dum0", "links", lambda m: "dum0" in m.values("ifla.ifname")),
    ('ifla.ifname[0:2] == "br"', "links", lambda m: any(v[:2] == "br" for v in m.values("ifla.ifname"))),
    ('upper(ifla.ifname) contains "DUM"', "links", lambda m: any("dum" in v for v in m.values("ifla.ifname"))),
    ("len(ifla.ifname) > 5", "links", lambda m: any(len(v) > 5 for v in m.values("ifla.ifname"))),
    ('ifla.ifname in {"e".."f"}', "links", lambda m: any("e" <= v <= "f" for v in m.values("ifla.ifname"))),
    ("count(rta.multipath.ifindex) == 2", "routes", lambda m: len(m.values("rta.multipath.ifindex")) == 2),
    ("max(rta.multipath.hops) > 3", "routes", lambda m: max(m.values("rta.multipath.hops"), default=0) > 3),
    ('string(rtm.dst_len) matches "^1"', "routes", lambda m: any(str(v)[0] == "1" for v in m.values("rtm.dst_len"))),
    ("ifla.mtu - 1000 > 400", "links", lambda m: any(v > 1400 for v in m.values("ifla.mtu"))),
    ("ifla.mtu % 100 == 0 and ifla.mtu / 100 == 15", "links", lambda m: 1500 in m.values("ifla.mtu")),
    ("ifla.min_mtu < ifla.mtu", "links", lambda m: any(
        a < b for a in m.values("ifla.min_mtu") for b in m.values("ifla.mtu"))),
    ("3 == rta.oif", "routes", lambda m: 3 in m.values("rta.oif")),
    ("nl.seq == 0 xor nl.port == 0", "routes", lambda m: (m.seq == 0) != (m.port == 0)),
    ("frame.number == 7", "routes", lambda m: m.frame_number == 7),
    ("nl.number >= 10 and nl.number < 20", "routes", lambda m: 10 <= m.number < 20),
    ("nlctrl", "generic", lambda m: m.family_name == "nlctrl"),
    ("generic and not nlctrl", "generic", lambda m: m.protocol == 16 and m.family_name != "nlctrl"),
    ('nl.family == "nlctrl"', "generic", lambda m: m.family_name == "nlctrl"),
    ("genl.cmd == CTRL_CMD_GETFAMILY", "generic", lambda m: m.type_name == "CTRL_CMD_GETFAMILY"),
    ('nl contains "dummy"', "links", lambda m: b"dummy" in m.data),
    ("nl contains 64:75:6d:6d:79", "links", lambda m: b"dummy" in m.data),
    ("nl[0:4] == 20:00:00:00", "links", lambda m: m.data[:4] == b"\x20\0\0\0"),
    ("nl contains 64756d6d79", "links", lambda m: b"dummy" in m.data),
    ("nl contains 0x64", "links", lambda m: b"d" in m.data),
    ("nl contains 'd'", "links", lambda m: b"d" in m.data),
    ("nl[0] in {0x20, 3c}", "links", lambda m: m.data[0] in (0x20, 0x3C)),
    ("nl[0] & 0x0f == 4", "links", lambda m: m.data[0] & 0x0F == 4),
    ("nl[4] + 1 == 17", "links", lambda m: m.data[4] == 16),
    ('ifla.ifname[0:5] != "dummy"', "links", lambda m: any(
        len(v) >= 5 and v[:5] != "dummy" for v in m.values("ifla.ifname"))),
    ("ifla.ifname[-6:]", "links", lambda m: any(len(v) >= 6 for v in m.values("ifla.ifname"))),
    ("nl[100:2] != 00:00", "links", lambda m: len(m.data) >= 102 and m.data[100:102] != b"\0\0"),
    ("ifinfo.flags & IFF_UP == IFF_UP", "links", lambda m: any(v & 1 for v in m.values("ifinfo.flags"))),
    ('nl.extack.msg matches "(?-i)Invalid"', "errors", lambda m: any("Invalid" in v for v in m.values(MSG))),
    ('upper(rta.oif) == "ETH0"', "misbehaving", lambda m: any(
        node.text.startswith("eth0 (") for node in m.nodes() if node.path == "rta.oif")),
    ("netlink-route.ifla_ifname contains \"br\"", "links", lambda m: any("br" in v for v in m.values("ifla.ifname"))),
    ("netlink.hdr_flags.request == 1 && netlink-route", "links", lambda m: bool(m.flags & 1) and m.protocol == 0),
    ("ifla.300", "wild", lambda m: bool(m.values("ifla.300"))),
]  # fmt: skip


@pytest.mark.parametrize(("text", "name", "meaning"), SELECTIONS, ids=[text for text, _, _ in SELECTIONS])
def test_a_filter_selects_what_it_means(text: str, name: str, meaning: Condition) -> None:
    chosen = Filter(text, registry)
    with nldissect.open(CAPTURES / f"{name}.pcap") as capture:
        expected = [message.row for message in capture.load() if meaning(message)]
        assert chosen.rows(capture).tolist() == expected
        assert [row for row in range(len(capture)) if chosen.matches(capture.message(row))] == expected
        assert 0 < len(expected) < len(capture)


def test_times_are_compared_as_dates_and_as_seconds() -> None:
    with nldissect.open(CAPTURES / "links.pcap") as capture:
        capture.load()
        third = capture.message(300)
        seconds = f"{third.time // 1_000_000_000}.{third.time % 1_000_000_000:09d}"
        expected = [message.row for message in capture if message.time > third.time]
        assert Filter(f"frame.time_epoch > {seconds}", registry).rows(capture).tolist() == expected
        assert Filter(f'frame.time > "{seconds}"', registry).rows(capture).tolist() == expected
        relative = (third.time - capture.message(0).time) / 1e9
        assert Filter(f"frame.time_relative > {relative:.9f}", registry).rows(capture).tolist() == expected
        assert Filter(f"frame.time_relative > {relative * 1000:.6f}ms", registry).rows(capture).tolist() == expected


def test_interfaces_are_compared_by_the_name_that_they_have_at_that_moment() -> None:
    with nldissect.open(CAPTURES / "misbehaving.pcap") as capture:
        capture.load()
        expected = [
            message.row
            for message in capture
            for index in message.values("ifaddr.index")
            if capture.names.name("interface", index, message.row) == "lan"
        ]
        assert Filter("ifaddr.index == lan", registry).rows(capture).tolist() == expected
        assert Filter('ifaddr.index matches "^lan$"', registry).rows(capture).tolist() == expected
        assert expected


def test_bytes_are_found_where_a_match_hides_behind_another_that_reaches_out_of_the_message() -> None:
    data = bytes.fromhex("14000000 1200 0103 61616161 61616161 00000000")  # nlmsg_seq and nlmsg_pid are "aaaaaaaa"
    (message,) = nldissect.decode(data)
    for count, found in ((8, True), (9, False)):
        assert Filter(f"nl contains {':'.join(['61'] * count)}", registry).mask(message.capture).tolist() == [found]


def test_an_empty_capture_has_nothing_to_select() -> None:
    with nldissect.open(CAPTURES / "links.pcap") as capture:
        assert Filter("ifla.mtu > 5 or nl.seq == 0", registry).rows(capture).tolist() == []


def test_every_flag_that_is_listed_is_a_field_and_says_whether_it_is_set() -> None:
    flags = [
        flag
        for path in ("nl.flags", "ifinfo.flags", "rtm.flags", "ifla.af_spec.inet6.flags")
        for declared in declared_fields(registry).get(path, [])
        for flag in declared.flags
    ]
    assert {"nl.flags.dump", "ifinfo.flags.lower_up", "rtm.flags.rtm_f_cloned"} <= set(flags)
    for flag in flags:
        found = find(flag, registry)
        assert found is not None
        assert found.bit
