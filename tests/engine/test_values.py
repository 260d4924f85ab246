"""Values of leaves in their four forms: Python value, text, word of a sentence, JSON."""

from __future__ import annotations

import json
from enum import IntEnum, IntFlag
from typing import Any

import pytest

from nldissect.engine import values
from nldissect.engine.values import (
    Memory,
    Presentation,
    errno_name,
    guess,
    hexadecimal,
    presentation,
    printable,
)
from nldissect.schema import (
    Attributes,
    Leaf,
    be16,
    be32,
    be64,
    binary,
    boolean,
    bytes_per_second,
    centiseconds,
    errno,
    flag,
    hex8,
    hex32,
    ifindex,
    ipv4,
    ipv6,
    lifetime,
    lladdr,
    mac,
    microseconds,
    milliseconds,
    mpls,
    nanoseconds,
    pad,
    realms,
    s8,
    s16,
    s32,
    s64,
    seconds,
    string,
    u8,
    u16,
    u32,
    u32_handle,
    u64,
    undeclared,
    undeclared_big,
    uuid,
)
from tests.engine.building import attribute, reader


class Protocol(IntEnum):
    RTN_KERNEL = 2
    RTN_STATIC = 4


class Bits(IntFlag):
    IFF_UP = 1
    IFF_RUN = 0x40


NAMED = Leaf("named", 2, "H", show="enum", symbols={20: "RTM_NEWADDR"})

# leaf, bytes on a little-endian host, value, text, word, JSON
FORMS: list[tuple[Leaf, bytes, Any, str, str, str]] = [
    (u8, b"\xff", 255, "255", "255", "255"),
    (u16, b"\x01\x02", 0x201, "513", "513", "513"),
    (u32, b"\xff\xff\xff\xff", 2**32 - 1, "4294967295", "4294967295", "4294967295"),
    (u64, b"\xff" * 8, 2**64 - 1, "18446744073709551615", "18446744073709551615", "18446744073709551615"),
    (s8, b"\xff", -1, "-1", "-1", "-1"),
    (s16, b"\xfe\xff", -2, "-2", "-2", "-2"),
    (s32, b"\xfd\xff\xff\xff", -3, "-3", "-3", "-3"),
    (s64, b"\0" * 7 + b"\x80", -(2**63), str(-(2**63)), str(-(2**63)), str(-(2**63))),
    (be16, b"\x01\x02", 0x102, "258", "258", "258"),
    (be32, b"\0\0\x01\0", 256, "256", "256", "256"),
    (be64, b"\0" * 7 + b"\x09", 9, "9", "9", "9"),
    (hex8, b"\x1f", 0x1F, "0x1f", "0x1f", "31"),
    (be32(hex32), b"\0\0\xab\xcd", 0xABCD, "0xabcd", "0xabcd", "43981"),
    (string, b"eth0\0", "eth0", '"eth0"', "eth0", '"eth0"'),
    (string, b"eth0", "eth0", '"eth0"', "eth0", '"eth0"'),
    (string, b"", "", '""', "", '""'),
    (string, b"\0\0\0", "", '""', "", '""'),
    (string, b"a\0b\0", "a\0b", r'"a\x00b"', r"a\x00b", r'"a\u0000b"'),
    (string, b"gr\xc3\xbcn\0", "grün", '"grün"', "grün", r'"gr\u00fcn"'),
    (string, b"\xff\xfe\0", "\udcff\udcfe", r'"\udcff\udcfe"', r"\udcff\udcfe", r'"\udcff\udcfe"'),
    (string, b"\x1b[31mred\0", "\x1b[31mred", r'"\x1b[31mred"', r"\x1b[31mred", r'"\u001b[31mred"'),
    (string, b"a\nb\r\t", "a\nb\r\t", r'"a\nb\r\t"', r"a\nb\r\t", r'"a\nb\r\t"'),
    (string, "\u202ea\u200b".encode(), "\u202ea\u200b", r'"\u202ea\u200b"', r"\u202ea\u200b", r'"\u202ea\u200b"'),
    (binary, b"\x00\xff", b"\x00\xff", "00ff", "00ff", '"00ff"'),
    (binary, b"", b"", "", "", '""'),
    (pad, b"\0\0", b"\0\0", "0000", "0000", '"0000"'),
    (flag, b"", True, "set", "on", "true"),
    (boolean, b"\0", False, "false", "false", "false"),
    (boolean, b"\x02", True, "true", "true", "true"),
    (ipv4, b"\xc0\0\x02\x01", "192.0.2.1", "192.0.2.1", "192.0.2.1", '"192.0.2.1"'),
    (ipv6, b"\x20\x01\x0d\xb8" + b"\0" * 11 + b"\x01", "2001:db8::1", "2001:db8::1", "2001:db8::1", '"2001:db8::1"'),
    (mac, b"\2\0\0\0\0\1", "02:00:00:00:00:01", "02:00:00:00:00:01", "02:00:00:00:00:01", '"02:00:00:00:00:01"'),
    (lladdr, b"\xaa", "aa", "aa", "aa", '"aa"'),
    (lladdr, b"", "", "", "", '""'),
    (mpls, b"\x00\x06\x40\xff\x00\x0c\x81\xff", "100/200", "100/200", "100/200", '"100/200"'),
    (mpls, b"\x00\x06\x40\xff\x00", "000640ff00", "000640ff00", "000640ff00", '"000640ff00"'),
    (mpls, b"", "", "", "", '""'),
    (ifindex, b"\x03\0\0\0", 3, "3", "if3", '{"value":3,"name":null}'),
    (ifindex, b"\0\0\0\0", 0, "0", "0", '{"value":0,"name":null}'),
    (be32(ifindex), b"\0\0\0\x03", 3, "3", "if3", '{"value":3,"name":null}'),
    (realms, b"\2\0\1\0", 0x10002, "1/2", "1/2", '{"value":65538,"name":null}'),
    (realms, b"\2\0\0\0", 2, "2", "2", '{"value":2,"name":null}'),
    (errno, b"\0\0\0\0", 0, "0 (success)", "0", '{"value":0,"name":null}'),
    (
        errno,
        b"\xfe\xff\xff\xff",
        2,
        "ENOENT (2): No such file or directory",
        "ENOENT",
        '{"value":2,"name":"ENOENT"}',
    ),
    (errno, b"\xf4\xfd\xff\xff", 524, "ENOTSUPP (524)", "ENOTSUPP", '{"value":524,"name":"ENOTSUPP"}'),
    (errno, b"\x19\xfc\xff\xff", 999, "999 (999)", "999", '{"value":999,"name":"999"}'),
    (u32_handle, b"\0\x58\x20\0", 0x205800, "2:5:800", "2:5:800", '{"value":2119680,"name":"2:5:800"}'),
    (u32_handle, b"\0\x08\0\x80", 0x80000800, "800::800", "800::800", '{"value":2147485696,"name":"800::800"}'),
    (u32_handle, b"\0\0\0\x80", 0x80000000, "800:", "800:", '{"value":2147483648,"name":"800:"}'),
    (u32_handle, b"\0\0\0\0", 0, "0", "0", '{"value":0,"name":null}'),
    (lifetime, b"\xff" * 4, 2**32 - 1, "forever", "forever", "4294967295"),
    (lifetime, b"\x10\x27\0\0", 10_000, "10,000 s", "10,000s", "10000"),
    (seconds, b"\x05\0\0\0", 5, "5 s", "5s", "5"),
    (centiseconds, b"\x05\0\0\0", 5, "5 cs", "5cs", "5"),
    (milliseconds, b"\x05\0\0\0", 5, "5 ms", "5ms", "5"),
    (microseconds, b"\x05\0\0\0", 5, "5 us", "5us", "5"),
    (nanoseconds, b"\x05" + b"\0" * 7, 5, "5 ns", "5ns", "5"),
    (bytes_per_second, b"\xe8\x03" + b"\0" * 6, 1000, "1,000 B/s", "1000B/s", "1000"),
    (u8(Protocol), b"\4", Protocol.RTN_STATIC, "RTN_STATIC (4)", "static", '{"value":4,"name":"RTN_STATIC"}'),
    (u8(Protocol), b"\x63", 99, "99", "99", '{"value":99,"name":null}'),
    (be16(Protocol), b"\0\4", Protocol.RTN_STATIC, "RTN_STATIC (4)", "static", '{"value":4,"name":"RTN_STATIC"}'),
    (NAMED, b"\x14\0", 20, "RTM_NEWADDR (20)", "RTM_NEWADDR", '{"value":20,"name":"RTM_NEWADDR"}'),
    (NAMED, b"\x15\0", 21, "21", "21", '{"value":21,"name":null}'),
    (u32(Bits), b"\x41\0\0\0", 0x41, "IFF_UP|IFF_RUN (0x41)", "UP,RUN", '{"value":65,"names":["IFF_UP","IFF_RUN"]}'),
    (u32(Bits), b"\x81\0\0\0", 0x81, "IFF_UP|0x80 (0x81)", "UP,0x80", '{"value":129,"names":["IFF_UP","0x80"]}'),
    (u32(Bits), b"\0\0\0\0", 0, "0", "", '{"value":0,"names":[]}'),
    (be16(Bits), b"\0\1", 1, "IFF_UP (0x1)", "UP", '{"value":1,"names":["IFF_UP"]}'),
    (
        uuid,
        bytes(range(16)),
        "00010203-0405-0607-0809-0a0b0c0d0e0f",
        "00010203-0405-0607-0809-0a0b0c0d0e0f",
        "00010203-0405-0607-0809-0a0b0c0d0e0f",
        '"00010203-0405-0607-0809-0a0b0c0d0e0f"',
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("leaf", "data", "value", "text", "word", "js"),
    FORMS,
    ids=[f"{leaf.name}-{data.hex()}" for leaf, data, *_ in FORMS],
)
def test_a_leaf_is_a_value_a_text_a_word_and_json(
    leaf: Leaf, data: bytes, value: Any, text: str, word: str, js: str
) -> None:
    raw = data if leaf.code == "s" or leaf.network else int.from_bytes(data, "little", signed=leaf.code.islower())
    shown = presentation(leaf)
    assert (shown.value(raw), shown.text(raw), shown.word(raw), shown.json(raw)) == (value, text, word, js)
    assert type(shown.value(raw)) is type(value)
    assert shown.text(raw).isprintable()
    assert shown.word(raw).isprintable()
    json.loads(shown.json(raw))


@pytest.mark.parametrize("leaf", {id(leaf): leaf for leaf, *_ in FORMS}.values(), ids=lambda leaf: leaf.name)
def test_plain_and_quoted_json_can_be_written_without_asking(leaf: Leaf) -> None:
    shown = presentation(leaf)
    raws = [
        data if leaf.code == "s" or leaf.network else int.from_bytes(data, "little", signed=leaf.code.islower())
        for each, data, *_ in FORMS
        if each is leaf
    ]
    for raw in raws:
        if shown.plain:
            assert shown.json(raw) == str(raw)
        if shown.quoted:
            assert shown.json(raw) == f'"{shown.value(raw)}"'


@pytest.mark.parametrize(
    "show",
    ["number", "hexadecimal", "ifindex", "boolean", "errno", "seconds", "lifetime", "bytes_per_second", "nanoseconds"],
)
def test_every_presentation_of_integers_takes_either_byte_order(show: str) -> None:
    little = presentation(Leaf("little", 4, "I", show=show))
    big = presentation(Leaf("big", 4, "I", network=True, show=show))
    for number in (0, 1, 5, 0xFFFF_FFFF):
        for form in ("value", "text", "word", "json"):
            assert getattr(big, form)(number.to_bytes(4, "big")) == getattr(little, form)(number), form
    assert not big.plain


@pytest.mark.parametrize(
    ("data", "value", "text"),
    [
        (b"\1", 1, "1 (0x1)"),
        (b"\1\2", 0x201, "513 (0x201)"),
        (b"\1\0\0\0", 1, "1 (0x1)"),
        (b"\1" + b"\0" * 7, 1, "1 (0x1)"),
        (b"eth0\0", "eth0", '"eth0"'),
        (b"lo\0", "lo", '"lo"'),
        (b"lo\0\0", 0x6F6C, "28524 (0x6f6c)"),
        (b"e\0", 0x65, "101 (0x65)"),
        (b"eth0", 0x30687465, "812151909 (0x30687465)"),
        (b"abcde", None, "6162636465"),
        (b"\x1b[31m\0", None, "1b5b33316d00"),
        (b"\xff\xff\0", None, "ffff00"),
        (b"", None, ""),
    ],
)
def test_undeclared_bytes_are_guessed_and_kept(data: bytes, value: object, text: str) -> None:
    assert guess(data, big=False) == value
    shown = presentation(undeclared)
    assert shown.value(data) == data
    assert shown.text(data) == text
    assert json.loads(shown.json(data)) == {"hex": data.hex(), "guess": value}


def test_undeclared_integers_have_the_byte_order_of_the_host() -> None:
    assert presentation(undeclared_big).text(b"\1\2") == "258 (0x102)"
    assert guess(b"\0\0\0\1", big=True) == 1


def test_long_bytes_are_cut_in_text_and_say_how_many_they_are() -> None:
    assert hexadecimal(b"\xab" * 64) == "ab" * 64
    assert hexadecimal(b"\xab" * 65) == "ab" * 64 + "… (65 bytes)"
    assert hexadecimal(bytes(5000)) == "00" * 64 + "… (5,000 bytes)"
    assert json.loads(presentation(binary).json(bytes(100))) == "00" * 100


def test_what_a_terminal_could_act_on_is_escaped() -> None:
    assert printable("plain grün 😀") == "plain grün 😀"
    assert printable("\x1b]0;title\x07") == r"\x1b]0;title\x07"
    assert printable("\x7f\x9b\u2028\ue000") == r"\x7f\x9b\u2028\ue000"


def test_error_numbers_of_the_kernel_alone_have_names_too() -> None:
    assert [errno_name(number) for number in (2, 95, 512, 524, 1234)] == [
        "ENOENT",
        "EOPNOTSUPP",
        "ERESTARTSYS",
        "ENOTSUPP",
        "1234",
    ]


def test_a_presentation_is_made_once_for_a_leaf() -> None:
    assert presentation(u32) is presentation(u32)


def test_remembered_values_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(values, "MOST_MEMORIES", 100)
    calls: list[int] = []
    memory = Memory(lambda raw: calls.append(raw) or raw)  # type: ignore[func-returns-value]
    for number in range(1000):
        assert memory[number] == number
        assert memory[number] == number
        assert len(memory) <= 100
    assert calls == list(range(1000))


def test_a_presentation_asks_once_for_each_value() -> None:
    calls: list[int] = []

    def value(raw: int) -> int:
        calls.append(raw)
        return raw

    shown = Presentation(value, str)
    assert [shown.value(1), shown.value(1)] == [1, 1]
    assert calls == [1]


def test_the_bytes_of_an_attribute_come_out_as_its_value() -> None:
    for leaf, data, value, text, *_ in FORMS:
        table = type("TABLE", (Attributes,), {"ONE": (1, leaf)})
        found = reader(table)(attribute(1, data))
        assert found.values == {"table.one": value}, leaf.name
        assert found.texts == {"table.one": text}, leaf.name
        assert found.issues == {}


class Way(IntEnum):
    GO_ON = 0
    STOP = 3
    SKIP = 1 << 28


def test_a_symbol_may_carry_a_number() -> None:
    shown = presentation(s32(Way).carrying(28))
    assert [shown.text(raw) for raw in (0, 3, 4, 1 << 28 | 7, 2 << 28 | 7, -1)] == [
        "GO_ON (0)",
        "STOP (3)",
        "4",
        "SKIP 7 (268435463)",
        "536870919",
        "-1",
    ]
    assert shown.word(1 << 28 | 7) == "skip 7"
    assert shown.json(1 << 28 | 7) == '{"value":268435463,"name":"SKIP 7"}'
