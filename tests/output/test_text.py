"""Text: summary lines, trees, hex dumps and tables."""

from pathlib import Path

import pytest

import nldissect
from nldissect import blocks
from nldissect.output.interfaces import label_interfaces
from nldissect.output.table import table_lines
from nldissect.output.text import (
    ASCII_GLYPHS,
    GLYPHS,
    hex_lines,
    node_text,
    relative_time,
    summary_line,
    tree_lines,
)
from nldissect.sources.frames import LINKTYPE_NETLINK, Interface
from tests.captures import FILES, names
from tests.sources.build import Packet, cooked, message, pcap


def messages(path: Path) -> list[nldissect.Message]:
    return list(nldissect.open(path))


def test_time_is_relative_to_the_first_datagram_also_before_it() -> None:
    start = 1_700_000_000_000_000_000
    times = (start, start + 1_234_567_999, start - 1_500_000_000)
    capture = nldissect.open(pcap([Packet(cooked(message()), time=time) for time in times], nano=True)).load()
    assert [relative_time(each) for each in capture] == ["0.000000", "1.234567", "-1.500000"]


@pytest.mark.parametrize(
    ("given", "labels"),
    [
        ("nltap7@blue nltap7@red", "blue red"),
        ("nltap7@process+1234 nltap7@/run/netns/red nltap7", "1234 red nltap7"),
        ("nlmon0 nlmon1", "nlmon0 nlmon1"),
        ("nltap7@blue multicast@blue", "nltap7@blue multicast@blue"),
        ("nlmon0 nlmon0 nlmon1", "nlmon0#0 nlmon0#1 nlmon1"),
        ("- -", "#0 #1"),
        ("nltap7@blue next nltap9@blue", "blue blue"),
        ("- next -", "#0 #0"),
    ],
)
def test_an_interface_is_called_by_its_namespace_or_by_what_tells_it_from_others_of_its_section(
    given: str, labels: str
) -> None:
    sections = [section.split() for section in given.split("next")]
    interfaces = [
        Interface(LINKTYPE_NETLINK, name.replace("+", " ").replace("-", ""), number)
        for number, section in enumerate(sections)
        for name in section
    ]
    assert label_interfaces(interfaces) == labels.split()


def test_a_line_tells_the_interface_where_there_are_several_with_netlink() -> None:
    def lines(*link_types: int) -> list[str]:
        named = zip(link_types, ("nltap7@blue", "nltap7@rose-red"), strict=False)
        file = blocks.section() + b"".join(blocks.interface(link_type, name=name) for link_type, name in named)
        packets = [blocks.packet(number, 0, cooked(message()), 40) for number in range(link_types.count(253))]
        return [summary_line(each) for each in nldissect.open(file + b"".join(packets)).load()]

    (alone,) = lines(253)
    assert lines(253, 1) == [alone], "the other has Ethernet"
    blue, red = lines(253, 253)
    assert alone[:18] == "    1    0.000000 "
    assert blue == f"{alone[:18]}blue     {alone[18:]}"
    assert red[18:] == f"rose-red {alone[18:]}"


@pytest.mark.parametrize("path", FILES, ids=names(FILES))
def test_lines_have_nothing_that_a_terminal_acts_on(path: Path) -> None:
    for each in messages(path):
        for line in (summary_line(each), *tree_lines(each), *hex_lines(each.data)):
            assert line.isprintable(), (each.number, line)


def test_every_kind_has_a_sign_and_an_ascii_one() -> None:
    kinds = {each.kind for path in FILES for each in messages(path)}
    assert kinds == GLYPHS.keys() == ASCII_GLYPHS.keys()
    assert len(set(GLYPHS.values())) == len(set(ASCII_GLYPHS.values())) == len(kinds)
    assert "".join(ASCII_GLYPHS.values()).isascii()


def test_a_tree_shows_names_values_and_depth() -> None:
    (got,) = nldissect.decode(bytes.fromhex("1c000000 16000103 01000000 00000000 02000000 00000000 00000000"))
    lines = list(tree_lines(got))
    assert lines[0] == "    nlmsghdr"
    assert "        type: RTM_GETADDR (22)" in lines
    assert "        family: AF_INET (2)" in lines


def test_what_is_odd_about_a_node_stands_behind_it() -> None:
    # ip link set dev lo mtu, with two bytes for the MTU and an attribute that no kernel knows
    data = bytes.fromhex(
        "30000000 10000500 01000000 00000000 00000000 01000000 00000000 00000000 0600040005dc0000 08002c0101020304"
    )
    (got,) = nldissect.decode(data)
    texts = [node_text(node) for node in got.nodes()]
    assert any(text.startswith("IFLA_MTU: ") and text.endswith("[2 bytes do not fit u32]") for text in texts)
    assert any(text.startswith("IFLA_300: ") and text.endswith("[undeclared]") for text in texts)


def test_a_hex_dump_has_sixteen_bytes_a_line_and_what_can_be_shown_of_them() -> None:
    assert list(hex_lines(b"")) == []
    assert list(hex_lines(bytes(range(62, 82)))) == [
        "    0000  3e 3f 40 41 42 43 44 45  46 47 48 49 4a 4b 4c 4d  >?@ABCDEFGHIJKLM",
        "    0010  4e 4f 50 51                                       NOPQ",
    ]


def test_a_table_is_aligned() -> None:
    rows = [("route", "1"), ("sock_diag", "1,234")]
    assert list(table_lines(("family", "messages"), rows)) == [
        "family     messages",
        "route             1",
        "sock_diag     1,234",
    ]
    assert list(table_lines(("family", "messages"), [])) == ["family  messages"]
