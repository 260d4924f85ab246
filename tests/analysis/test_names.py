"""Names of numbers: told by the capture as it goes on, or by the system, and shown everywhere."""

from __future__ import annotations

import gc
import json
import os
import pwd
import struct
import time
import weakref
from functools import cached_property
from pathlib import Path

import pytest

import nldissect
from nldissect.analysis.fields import message_fields
from nldissect.analysis.names import Names, SystemNames
from nldissect.capture import Capture
from nldissect.families import registry
from nldissect.output.json import lines
from nldissect.schema import Protocol
from nldissect.sources import open_source
from tests.captures import CAPTURES
from tests.families.walking import PROTOCOLS, messages, paths
from tests.sources.build import Packet, cooked, message, pcap

NEWLINK, DELLINK, NEWROUTE = 16, 17, 24
AF_BRIDGE = 7
REQUEST = 1
IFLA_IFNAME, IFLA_LINK, IFLA_OPERSTATE, IFLA_GROUP, IFLA_LINK_NETNSID, IFLA_TARGET_NETNSID = 3, 5, 16, 27, 37, 46
RTA_DST, RTA_OIF, RTA_FLOW, RTA_TABLE, RTA_UID = 1, 4, 11, 15, 25


def attribute(number: int, value: bytes | int, order: str = "<") -> bytes:
    value = struct.pack(f"{order}I", value) if isinstance(value, int) else value
    return struct.pack(f"{order}HH", 4 + len(value), number) + value + bytes(-len(value) % 4)


def link(
    index: int,
    name: str | bytes,
    *more: bytes,
    kind: int = NEWLINK,
    family: int = 0,
    flags: int = 0,
    order: str = "<",
) -> Packet:
    """A message that tells the name of a device."""
    octets = name if isinstance(name, bytes) else name.encode()
    header = struct.pack(f"{order}BxHiII", family, 1, index, 0, 0)
    payload = header + attribute(IFLA_IFNAME, octets + b"\0", order) + attribute(IFLA_OPERSTATE, b"\6", order)
    payload += b"".join(more)
    return Packet(cooked(message(payload, kind=kind, flags=flags, order=order)))


def gone(index: int, name: str, family: int = 0) -> Packet:
    return link(index, name, kind=DELLINK, family=family)


def route(index: int, *more: bytes, order: str = "<") -> Packet:
    """A route through a device."""
    header = struct.pack(f"{order}BBBBBBBBI", 2, 32, 0, 0, 254, 4, 0, 1, 0)
    payload = header + attribute(RTA_DST, bytes([10, 0, 0, 1]), order) + attribute(RTA_OIF, index, order)
    return Packet(cooked(message(payload + b"".join(more), kind=NEWROUTE, order=order)))


def captured(*packets: Packet, names: bool = True) -> Capture:
    return nldissect.open(pcap(packets), names=names).load()


def devices(capture: Capture) -> list[str]:
    """The devices of the routes, as their summaries say them."""
    lines = [message.summary for message in capture if message.type == NEWROUTE]
    return [line.partition(" dev ")[2].split()[0] for line in lines]


class ElsewhereCapture(Capture):
    """A capture on a system whose tables are in other directories."""

    directories: tuple[Path, ...] = ()

    @cached_property
    def names(self) -> Names:
        return Names(self, SystemNames(self.directories))


def on_a_system(directory: Path, *packets: Packet) -> Capture:
    capture = ElsewhereCapture(open_source(pcap(packets)), registry)
    capture.directories = (directory,)
    return capture.load()


def test_a_name_told_later_is_known_from_the_start() -> None:
    assert devices(captured(route(4), link(4, "eth0"), route(4))) == ["eth0", "eth0"]


def test_an_interface_that_nobody_names_has_its_number() -> None:
    assert devices(captured(route(4), link(5, "eth0"))) == ["if4"]


def test_an_interface_that_is_renamed_has_each_name_in_its_time() -> None:
    capture = captured(link(4, "eth0"), route(4), link(4, "lan0"), route(4), link(4, "eth0"), route(4))
    assert devices(capture) == ["eth0", "lan0", "eth0"]


def test_after_its_deletion_a_number_has_no_name_until_another_interface_takes_it() -> None:
    capture = captured(link(4, "eth0"), gone(4, "eth0"), route(4), link(4, "wlan0"), route(4))
    assert devices(capture) == ["if4", "wlan0"]
    assert capture.names.name("interface", 4, 1) == "eth0"  # the message that deletes it
    assert [capture.names.name("interface", 4, row) for row in range(5)] == ["eth0", "eth0", "", "wlan0", "wlan0"]


def test_an_interface_that_is_deleted_first_has_its_name_before_that() -> None:
    assert devices(captured(route(4), gone(4, "eth0"), route(4), link(4, "eth1"))) == ["eth0", "if4"]


def test_every_copy_of_a_deletion_has_the_name() -> None:
    capture = captured(link(4, "eth0"), gone(4, "eth0"), gone(4, "eth0"), route(4))
    assert [capture.names.name("interface", 4, row) for row in range(4)] == ["eth0", "eth0", "eth0", ""]


def test_a_port_that_leaves_its_bridge_keeps_its_name() -> None:
    assert devices(captured(link(4, "eth0"), gone(4, "eth0", AF_BRIDGE), route(4))) == ["eth0"]


def test_a_request_tells_no_name() -> None:
    asked = link(4, "new0", flags=REQUEST)
    assert devices(captured(link(4, "old0"), asked, route(4))) == ["old0"]
    assert devices(captured(asked, route(4))) == ["if4"]


def test_messages_about_another_namespace_neither_tell_names_nor_have_them() -> None:
    there = link(4, "there0", attribute(IFLA_TARGET_NETNSID, 1))
    capture = captured(there, route(4), link(4, "here0"), there)
    assert devices(capture) == ["here0"]
    assert capture.message(0).to_dict()["ifinfomsg"]["index"] == {"value": 4, "name": None}
    assert next(node.text for node in capture.message(3).nodes() if node.path == "ifinfo.index") == "4"


def test_a_device_below_in_another_namespace_is_not_named_as_one_of_here() -> None:
    capture = captured(
        link(4, "eth0"), link(5, "up0", attribute(IFLA_LINK, 4)),
        link(5, "up0", attribute(IFLA_LINK, 4), attribute(IFLA_LINK_NETNSID, 0)),
    )  # fmt: skip
    texts = [node.text for each in capture for node in each.nodes() if node.path == "ifla.link"]
    assert texts == ["eth0 (4)", "4"]
    assert capture.message(1).to_dict()["IFLA_LINK"] == {"value": 4, "name": "eth0"}
    assert capture.message(2).to_dict()["IFLA_LINK"] == {"value": 4, "name": None}


def test_a_big_endian_host_has_names() -> None:
    capture = captured(link(4, "eth0", order=">"), route(4, order=">"))
    assert devices(capture) == ["eth0"]


def test_trees_json_and_summaries_say_the_same() -> None:
    capture = captured(link(4, "eth0"), route(4))
    each = capture.message(1)
    assert each.summary.endswith("dev eth0 proto static")
    assert next(node.text for node in each.nodes() if node.path == "rta.oif") == "eth0 (4)"
    assert each.to_dict()["RTA_OIF"] == {"value": 4, "name": "eth0"}
    assert each["rta.oif"] == 4


def test_a_summary_of_a_link_has_its_number_beside_its_name() -> None:
    assert captured(link(4, "eth0")).message(0).summary.startswith("link eth0 if4")


def test_json_has_the_name_of_each_row_however_many_are_written_at_once() -> None:
    packets = [link(4, "eth0"), route(4), link(4, "lan0"), route(4), route(5), gone(4, "lan0"), route(4)]
    capture = captured(*packets)
    rows = [1, 3, 4, 6]
    found = [json.loads(line)["RTA_OIF"] for line in lines(capture, rows)]
    assert [each["name"] for each in found] == ["eth0", "lan0", None, None]
    assert [capture.message(row).to_dict()["RTA_OIF"] for row in rows] == found
    assert [json.loads(line)["RTA_OIF"] for line in lines(capture, rows[::-1])] == found[::-1]


def test_numbers_stay_numbers_when_names_are_off_but_for_filters() -> None:
    capture = captured(link(4, "eth0"), route(4, attribute(RTA_UID, 0)), names=False)
    assert devices(capture) == ["if4"]
    assert capture.message(1).to_dict()["RTA_OIF"] == {"value": 4, "name": None}
    assert capture.message(1).to_dict()["RTA_UID"] == {"value": 0, "name": None}
    assert [node.text for node in capture.message(1).nodes() if node.path == "rta.oif"] == ["4"]
    assert [message.row for message in capture.filter('rta.oif == eth0 and rta.oif matches "^eth"')] == [1]
    assert capture.names.texts("interface", [4], [1]) == [""]
    (alone,) = nldissect.decode(link(4, "eth0").data[16:], names=False)
    assert alone.to_dict()["ifinfomsg"]["index"] == {"value": 4, "name": None}


def test_bytes_that_a_terminal_acts_on_are_escaped() -> None:
    capture = captured(link(4, b"\x1b[31m\xff\n"), route(4))
    assert devices(capture) == [r"\x1b[31m\udcff\n"]
    assert all(node.text.isprintable() for node in capture.message(1).nodes())
    assert capture.message(1).to_dict()["RTA_OIF"]["name"] == "\x1b[31m\udcff\n"


def test_a_link_without_a_name_tells_nothing_and_one_that_is_cut_neither() -> None:
    header = struct.pack("<BxHiII", 0, 1, 4, 0, 0)
    packets = [
        Packet(cooked(message(header, kind=NEWLINK, flags=0))),
        Packet(cooked(message(header[:6], kind=NEWLINK, flags=0))),
        Packet(cooked(message(header + attribute(IFLA_IFNAME, b""), kind=NEWLINK, flags=0))),
        Packet(cooked(message(b"", kind=DELLINK, flags=0))),
    ]
    assert devices(captured(*packets, route(4))) == ["if4"]
    unnamed = Packet(cooked(message(header, kind=DELLINK, flags=0)))
    assert devices(captured(link(4, "eth0"), unnamed, route(4), link(4, "eth1"), route(4))) == ["if4", "eth1"]


def test_a_capture_read_bit_by_bit_has_the_same_names_in_the_end() -> None:
    whole = nldissect.open(CAPTURES / "links.pcap").load()
    bits = nldissect.open(CAPTURES / "links.pcap")
    while bits.advance(2000):
        if len(bits):
            assert bits.message(len(bits) - 1).summary  # what is looked at on the way is learned from
    rows = range(len(whole))
    assert [bits.message(row).summary for row in rows] == [whole.message(row).summary for row in rows]
    assert list(lines(bits, rows)) == list(lines(whole, rows))


def test_a_message_looked_at_before_its_name_is_told_has_it_afterwards() -> None:
    capture = nldissect.open(pcap([route(4)] * 200 + [link(4, "eth0")]))
    capture.advance(400)
    before = capture.message(0).summary
    capture.load()
    assert ("dev if4" in before, "dev eth0" in capture.message(0).summary) == (True, True)


def test_the_spans_of_a_name_are_the_rows_where_it_holds() -> None:
    capture = captured(route(4), link(4, "eth0"), link(4, "lan0"), link(5, "eth0"), gone(5, "eth0"), link(4, "eth0"))
    names = capture.names
    assert names.spans("interface", "eth0") == [(4, 0, 2), (4, 5, None), (5, 0, 5)]
    assert names.spans("interface", "lan0") == [(4, 2, 5)]
    assert names.spans("interface", "wlan0") == []
    for row in range(len(capture)):
        for number in (4, 5, 6):
            held = [
                name
                for name in ("eth0", "lan0")
                for each, start, stop in names.spans("interface", name)
                if each == number and start <= row and (stop is None or row < stop)
            ]
            assert held == [name for name in [names.name("interface", number, row)] if name]


def test_texts_are_the_names_of_many_numbers_each_in_its_row() -> None:
    capture = captured(link(4, "eth0"), link(4, "lan0"), link(5, "eth1"), gone(4, "lan0"))
    numbers, rows = [4, 5, 4, 6, 4, 4], [0, 0, 1, 2, 3, 9]
    expected = [capture.names.name("interface", number, row) for number, row in zip(numbers, rows, strict=True)]
    assert expected == ["eth0", "eth1", "lan0", "", "lan0", ""]
    assert capture.names.texts("interface", numbers, rows) == expected
    assert capture.names.texts("interface", [], []) == []


def test_real_links_have_the_names_that_they_tell_themselves() -> None:
    capture = nldissect.open(CAPTURES / "links.pcap").load()
    told = [each for each in capture if each.type_name in ("RTM_NEWLINK", "RTM_DELLINK") and each.kind != "request"]
    assert len(told) > 100
    for each in told:
        assert capture.names.name("interface", each["ifinfo.index"], each.row) == each["ifla.ifname"]


def test_a_closed_capture_is_not_kept_by_the_texts_that_it_left_behind() -> None:
    capture = captured(link(4, "eth0"), route(4))
    list(lines(capture, range(2)))
    kept = weakref.ref(capture)
    del capture
    gc.collect()
    assert kept() is None


def test_very_many_interfaces_take_no_more_time_each_than_few() -> None:
    def seconds(count: int) -> float:
        capture = captured(*(link(index, f"veth{index:06}") for index in range(1, count + 1)))
        capture.assign_layouts()
        started = time.process_time()
        assert capture.names.name("interface", count, 0) == f"veth{count:06}"
        assert len(capture.names.texts("interface", range(1, count + 1), range(count))) == count
        return time.process_time() - started

    few = min(seconds(1000) for _ in range(3))
    assert seconds(100_000) < 400 * max(few, 0.001)


def test_routing_tables_groups_and_realms_have_the_names_of_iproute2(tmp_path: Path) -> None:
    (tmp_path / "rt_tables").write_text("254 head\n100 vpn\n")
    (tmp_path / "rt_realms").write_text("1 lan\n2 wan\n")
    (tmp_path / "group").write_text("7 uplinks\n")
    packets = [
        route(4, attribute(RTA_TABLE, 100), attribute(RTA_FLOW, 0x10002)),
        route(4, attribute(RTA_TABLE, 254), attribute(RTA_FLOW, 0x10063)),
        link(4, "eth0", attribute(IFLA_GROUP, 7)),
    ]
    capture = on_a_system(tmp_path, *packets)
    first, second, third = capture
    assert "table vpn" in first.summary
    assert "realms lan/wan" in first.summary
    assert first.to_dict()["RTA_TABLE"] == {"value": 100, "name": "vpn"}
    assert second.to_dict()["RTA_TABLE"] == {"value": 254, "name": "RT_TABLE_MAIN"}  # a symbol of the kernel wins
    assert second.to_dict()["rtmsg"]["table"] == {"value": 254, "name": "RT_TABLE_MAIN"}
    assert "realms lan/99" in second.summary
    assert third.to_dict()["IFLA_GROUP"] == {"value": 7, "name": "uplinks"}
    names = capture.names
    assert names.spans("table", "vpn") == [(100, 0, None)]
    assert names.spans("realm", "lan/wan") == [(0x10002, 0, None)]
    assert names.spans("realm", "lan/99") == [(0x10063, 0, None)]
    assert names.spans("realm", "lan") == [(1, 0, None)]
    assert names.spans("realm", "lan/nowhere") == []
    assert names.texts("table", [100, 101], [0, 1]) == ["vpn", ""]


def test_the_small_members_of_a_header_have_names_too(tmp_path: Path) -> None:
    (tmp_path / "rt_protos").write_text("77 ours\n")
    header = struct.pack("<BBBBBBBBI", 2, 0, 0, 0, 99, 77, 0, 1, 0)
    plain = captured(Packet(cooked(message(header))))
    there = on_a_system(tmp_path, Packet(cooked(message(header))))
    assert plain.message(0).to_dict()["rtmsg"]["protocol"] == {"value": 77, "name": None}
    assert there.message(0).to_dict()["rtmsg"]["protocol"] == {"value": 77, "name": "ours"}
    assert "proto ours" in there.message(0).summary


def test_users_have_the_names_of_this_system() -> None:
    me = pwd.getpwuid(os.getuid()).pw_name
    capture = captured(route(4, attribute(RTA_UID, os.getuid())), route(4, attribute(RTA_UID, 0xFFFFFFF0)))
    assert capture.message(0).to_dict()["RTA_UID"] == {"value": os.getuid(), "name": me}
    assert capture.message(1).to_dict()["RTA_UID"] == {"value": 0xFFFFFFF0, "name": None}
    assert capture.names.spans("user", me) == [(os.getuid(), 0, None)]
    assert capture.names.spans("user", "nobody that we know") == []


def test_a_space_that_nobody_teaches_has_no_names() -> None:
    names = captured(link(4, "eth0")).names
    assert names.name("stars", 4, 0) == ""
    assert names.spans("stars", "eth0") == []


@pytest.mark.parametrize("protocol", PROTOCOLS, ids=lambda protocol: protocol.short)
def test_what_teaches_names_is_declared(protocol: Protocol) -> None:
    fields = [field for message in protocol for field in message_fields(message)]
    attributes = {field.name for field in fields}
    for teaching in [*filter(None, [protocol.teaches]), *protocol.names.values()]:
        assert {*teaching.told_by, *teaching.ended_by} <= {message.name for message in protocol}
        assert {teaching.number, teaching.name, *(teaching.ended_if or ())[:1]} <= {field.path for field in fields}
        assert {*teaching.elsewhere} <= attributes
    leaves = [leaf for message in messages(protocol) for each in paths(message).values() for leaf in each]
    assert {leaf.elsewhere for leaf in leaves} - {""} <= attributes
