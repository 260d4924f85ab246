"""Wireshark's names: against the registry, and frame for frame against tshark where that is installed."""

from __future__ import annotations

import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest

import nldissect
from nldissect.analysis.filter import Filter
from nldissect.analysis.filter.wireshark import ALIASES, NOT_ALIASED, UNDECLARED, alias, reason
from nldissect.families import registry
from tests.captures import CAPTURES

needs_tshark = pytest.mark.skipif(not shutil.which("tshark"), reason="tshark is not installed (apt install tshark)")

PROTOCOLS = (
    "netlink",
    "netlink-route",
    "netlink-netfilter",
    "netlink-sock_diag",
    "genl",
    "nl80211",
    "net_dm",
    "psample",
)
NAMES = (
    *PROTOCOLS,
    *(f"netlink.{name}" for name in ("hatype", "family", "hdr_type", "hdr_len", "hdr_pid", "hdr_flags", "error")),
    *(
        f"netlink.{name}"
        for name in ("hdr_flags.request", "hdr_flags.append", "attr_type.nested", "attr_data", "padding")
    ),
    *(f"genl.{name}" for name in ("cmd", "version", "reserved", "family_id", "ctrl_attr", "ctrl.cmd", "ctrl.ops_attr")),
    *(f"genl.ctrl.{name}" for name in ("family_name", "op_id", "op_flags.admin_perm", "group_name")),
    *(
        f"netlink-route.{name}"
        for name in ("nltype", "ifi_flags", "ifi_flags.iff_up", "rt_table", "rta_oif", "nd_index")
    ),
    *(f"netlink-route.ifla_{name}" for name in ("attr_type", "ifname", "hwaddr", "map.irq", "linkstats.rxbytes")),
    *(f"netlink-route.{name}" for name in ("ifla_linkstats.rx_errors.fifo_errs", "ifa_flags32", "ifa_address.ipv4")),
    *(
        f"netlink-netfilter.{name}"
        for name in ("family", "res_id", "subsys", "ct_attr.status.assured", "ipset.setname")
    ),
    *(f"netlink-sock_diag.{name}" for name in ("nltype", "inet_sport", "cookie")),
    *("nl80211.wiphy_name", "net_dm.pc", "psample.sample_rate"),
)

SAME = [
    ("addresses", "netlink"),
    ("addresses", "netlink.hdr_seq == 1795227051"),
    ("addresses", "netlink-route.ifa_prefixlen > 24"),
    ("addresses", "netlink-route.ifa_flags32 == 512"),
    ("addresses", "netlink-route.ifa_label"),
    ("big-endian.s390x", "netlink-route.ifla_min_mtu > 0"),
    ("big-endian.s390x", "netlink-route.rt_dst_len == 24"),
    ("dumps", 'netlink-route.ifla_ifname == "dum3"'),
    ("errors", "netlink.hdr_flags.multi == 1"),
    ("errors", "genl.version != 2"),
    ("generic", "genl"),
    ("generic", 'genl.ctrl.family_name == "nlctrl"'),
    ("generic", "genl.ctrl.op_flags.admin_perm == 1"),
    ("generic", "genl.ctrl.group_id > 3"),
    ("links", "netlink-route.ifla_linkstats.rxpackets > 200"),
    ("links", "netlink-route.ifla_txqnum > 2"),
    ("misbehaving", "netlink-route.ifla_carrier == 0"),
    ("misbehaving", "netlink-route.ifi_flags.iff_up == 1"),
    ("misbehaving", "netlink-route.rta_oif == 4"),
    ("neighbours", "netlink-route.nd_state == 192"),
    ("neighbours", "netlink-route.ifla_hwaddr == 96:2e:91:e3:cf:48"),
    ("routes", "netlink-route.rt_tos == 0x10"),
]

# Why Wireshark selects other frames, a capture where it does, its filter, and our filter of just those frames.
DIFFERENT = {
    "it gives control messages to no protocol": ("links", "netlink-route", "route and nl.type < 16"),
    "the header that an error quotes has the same fields": (
        "links",
        "netlink.hdr_flags.request == 1",
        "nl.msg.nl.flags.request == 1",
    ),
    "of two headers with the same fields both must differ": ("routes", "netlink.hdr_pid != 0", "nl.msg.nl.port == 0"),
    "a request that reads has the flags of one that writes": (
        "links",
        "netlink.hdr_flags.replace == 1",
        "(nl.flags.request == 1 and nl.flags.root == 1) or nl.msg.nl.flags & 0x100",
    ),
    "notifications have no flags of requests": (
        "misbehaving",
        "netlink.hdr_flags.create == 1",
        "(nl.flags.request == 0 and nl.flags.create == 1) or nl.msg.nl.flags & 0x400",
    ),
    "it does not decode link properties": (
        "links",
        "netlink-route.ifi_index == 9",
        "nl.type in {RTM_NEWLINKPROP, RTM_DELLINKPROP}",
    ),
    "of a header cut short it has the family only": ("errors", "netlink-route.ifi_type", "ifinfo.type and nl.len < 32"),
    "it has no fields of bytes that are no message": ("wild", "netlink.hdr_seq", "nl.len > 1000000"),
}


@cache
def ours(capture: str, text: str) -> set[int]:
    """The frames of the messages that our filter selects."""
    with nldissect.open(CAPTURES / f"{capture}.pcap") as opened:
        rows = Filter(text, registry).rows(opened.load())
        return set((opened.index.messages.frame[rows] + 1).tolist())


@cache
def theirs(capture: str, text: str) -> set[int]:
    """The frames that tshark's display filter selects."""
    return set(
        map(int, tshark("-n", "-r", f"{CAPTURES}/{capture}.pcap", "-Y", text, "-T", "fields", "-e", "frame.number"))
    )


def tshark(*arguments: str) -> list[str]:
    """The lines that tshark writes."""
    return subprocess.run(["tshark", *arguments], capture_output=True, text=True, check=True).stdout.splitlines()


@pytest.mark.parametrize("name", ALIASES)
def test_an_alias_stands_for_a_field_that_the_registry_declares(name: str) -> None:
    Filter(ALIASES[name], registry)
    Filter(name, registry)


@pytest.mark.parametrize("name", NAMES)
def test_a_name_of_wireshark_is_an_alias_or_has_a_reason_but_never_both(name: str) -> None:
    assert (alias(name) is None) is not (reason(name) is None)


def test_what_is_no_name_of_wireshark_is_neither() -> None:
    assert alias("netlink.hdr_length") is None
    assert reason("netlink.hdr_length") is None


def test_no_alias_has_a_reason() -> None:
    assert not set(NOT_ALIASED) & set(ALIASES)


def test_the_longest_name_that_fits_has_the_reason() -> None:
    assert reason("netlink-sock_diag.inet_sport") == UNDECLARED
    assert reason("netlink-sock_diag.nltype") == NOT_ALIASED["netlink-sock_diag.nltype"] != UNDECLARED


def test_the_families_that_are_said_to_be_undeclared_are() -> None:
    """Fails when one of them is declared: then its Wireshark names become aliases, compared with tshark's frames."""
    assert not {"nl80211", "NET_DM", "psample"} & set(registry.protocol(16).families)
    assert all(message.number < 0x100 for message in registry.protocol(12))
    for path in ("inet_diag.state", "unix_diag.type", "netlink_diag.state", "packet_diag.type"):
        with pytest.raises(ValueError, match="no field"):
            Filter(path, registry)


@needs_tshark
def test_every_name_that_tshark_lists_is_an_alias_or_has_a_reason() -> None:
    listed = {line.split("\t")[2] for line in tshark("-G", "fields")}
    names = {name for name in listed if name.partition(".")[0] in PROTOCOLS}
    assert len(names) > 400
    assert {name for name in names if (alias(name) is None) is (reason(name) is None)} == set()
    assert set(ALIASES) <= names


@needs_tshark
@pytest.mark.parametrize(("capture", "text"), SAME)
def test_an_alias_selects_the_frames_that_tshark_selects(capture: str, text: str) -> None:
    assert ours(capture, text) == theirs(capture, text) != set()


@needs_tshark
@pytest.mark.parametrize("why", DIFFERENT)
def test_tshark_selects_other_frames_only_because(why: str) -> None:
    capture, text, condition = DIFFERENT[why]
    assert ours(capture, text) ^ theirs(capture, text) == ours(capture, condition) != set()


@needs_tshark
def test_a_message_is_asked_by_itself_where_tshark_asks_all_of_a_datagram() -> None:
    text = "netlink-route.ifa_flags32 != 512"
    assert ours("addresses", text) - theirs("addresses", text) == ours("addresses", text) & ours(
        "addresses", "ifa.flags == 512"
    )
    assert set() < theirs("addresses", text) < ours("addresses", text)


@needs_tshark
def test_each_counter_is_the_one_that_tshark_shows(tmp_path: Path) -> None:
    """No capture has errors of all kinds, so every counter of a link gets a value of its own."""
    numbers: dict[str, int] = {}
    with nldissect.open(CAPTURES / "links.pcap") as opened:
        links = (message for message in opened.load() if message.values("ifla.stats64.rx_packets"))
        message = next(message for message in links if message.kind == "notification")  # alone in its datagram
        data = bytearray(opened.source.data)
        offset = int(opened.index.messages.offset[message.row])
        for node in message.nodes():
            table, _, counter = node.path.rpartition(".")
            if table in ("ifla.stats", "ifla.stats64", "ifla.map"):
                value = numbers.setdefault(counter, len(numbers) + 1)
                data[offset + node.start : offset + node.end] = value.to_bytes(node.end - node.start, "little")
    changed = tmp_path / "counters.pcap"
    changed.write_bytes(data)
    names = [name for name in ALIASES if ALIASES[name].startswith(("ifla.stats64.", "ifla.map."))]
    with nldissect.open(changed) as opened:
        message = opened.load().message(message.row)
        expected = [{message[ALIASES[name]]} for name in names]
    assert len(set.union(*expected)) == len(names)
    only = ("-Y", f"frame.number == {message.frame_number}")
    fields = (argument for name in names for argument in ("-e", name))
    shown = tshark("-n", "-r", str(changed), *only, "-T", "fields", "-E", "aggregator=,", *fields)[0].split("\t")
    assert [{int(value, 0) for value in values.split(",")} for values in shown] == expected
