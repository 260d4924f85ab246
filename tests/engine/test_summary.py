"""The template language of summary lines, form by form."""

from __future__ import annotations

from enum import IntEnum, IntFlag
from struct import pack

import pytest

from nldissect.engine.layout import Layout
from nldissect.engine.summary import MOST_ELEMENTS, Group, Part, parse, summary_of
from nldissect.schema import (
    Attributes,
    Struct,
    address_family,
    flag,
    ifindex,
    indexed,
    ip,
    multi,
    records,
    string,
    u8,
    u16,
    u32,
)
from tests.engine.building import attribute, message, reader


class Scope(IntEnum):
    RT_SCOPE_UNIVERSE = 0
    RT_SCOPE_LINK = 253


class Flags(IntFlag):
    IFF_UP = 1
    IFF_RUNNING = 2


class head(Struct):
    family = address_family
    scope = u8(Scope)
    flags = u16(Flags)


class hop(Struct):
    len = u16
    flags = u16
    dev = ifindex


class HOP(Attributes):
    VIA = 1, ip


class INNER(Attributes):
    KIND = 1, string
    MTU = 2, u32


class TABLE(Attributes):
    NAME = 1, string
    MTU = 2, u32
    ADDRESS = 3, ip
    LOCAL = 4, ip
    INFO = 5, INNER
    HOPS = 6, records(hop, "len", HOP)
    LIST = 7, multi(u8)
    SET = 8, flag
    ITEMS = 9, indexed(INNER)


HEAD = b"\2\xfd\1\0"
NAME = attribute(1, b"eth0\0")
MTU = attribute(2, pack("<I", 1500))
NO_MTU = attribute(2, bytes(4))


def line(template: str | tuple[str, ...], *attributes: bytes, header: bytes = HEAD, flags: int = 0) -> str:
    return reader(TABLE, head, summary=template, flags=flags)(header, *attributes).summary


def test_text_stands_as_it_is() -> None:
    assert line("plain text") == "plain text"


def test_a_field_is_written_as_its_word() -> None:
    assert (
        line("{table.name} {table.mtu} {head.family} {head.scope} {head.flags}", NAME, MTU) == "eth0 1500 inet link UP"
    )


def test_a_field_is_named_by_its_path_or_any_end_of_it() -> None:
    info = attribute(5, attribute(1, b"vlan\0"))
    assert line("{table.info.kind} {info.kind} {kind}", info) == "vlan vlan vlan"


def test_the_first_of_several_fields_of_a_name_is_meant() -> None:
    info = attribute(5, attribute(2, pack("<I", 9)))
    assert line("{mtu} {table.mtu} {info.mtu}", MTU, info) == "1500 1500 9"
    assert line("{mtu}", info, MTU) == "9"


def test_a_template_is_used_only_if_all_its_fields_are_there() -> None:
    assert line(("{name} mtu {mtu}", "{name}", "nothing"), NAME) == "eth0"
    assert line(("{name} mtu {mtu}", "{name}", "nothing"), NAME, MTU) == "eth0 mtu 1500"
    assert line(("{name} mtu {mtu}", "{name}", "nothing")) == "nothing"


def test_a_field_that_is_zero_is_there() -> None:
    assert line("mtu {mtu} scope {scope}", NO_MTU, header=b"\0\0\0\0") == "mtu 0 scope universe"


def test_of_alternatives_the_first_that_is_there_is_written() -> None:
    address, local = attribute(3, b"\1\1\1\1"), attribute(4, b"\2\2\2\2")
    template = "{local|address}"
    assert line(template, address, local) == "2.2.2.2"
    assert line(template, address) == "1.1.1.1"
    assert line((template, "neither")) == "neither"


def test_a_field_with_an_exclamation_mark_must_not_be_zero() -> None:
    template = ("mtu {mtu!}", "none")
    assert line(template, MTU) == "mtu 1500"
    assert line(template, NO_MTU) == "none"
    assert line(template) == "none"


def test_a_field_with_an_ampersand_must_not_be_zero_and_is_not_written() -> None:
    template = ("has mtu{mtu&}", "none")
    assert line(template, MTU) == "has mtu"
    assert line(template, NO_MTU) == "none"


def test_a_field_with_a_question_mark_must_be_there_and_is_not_written() -> None:
    template = ("has mtu{mtu?}", "none")
    assert line(template, MTU) == "has mtu"
    assert line(template, NO_MTU) == "has mtu"
    assert line(template) == "none"


def test_the_index_of_the_first_element_of_a_nest_can_be_written() -> None:
    items = attribute(9, attribute(17, attribute(1, b"one\0")), attribute(18, attribute(1, b"two\0")))
    template = ("item {table.items#} {items.kind}", "none")
    assert line(template, items) == "item 17 one"
    assert line(template) == "none"


def test_a_field_may_say_what_it_must_not_be() -> None:
    template = ("{scope!=link} scope", "{mtu&!=1500}not usual", "{head.flags!!=UP} flags", "usual")
    assert line(template, MTU) == "usual"
    assert line(template, header=b"\2\0\1\0") == "universe scope"
    assert line(template, attribute(2, pack("<I", 9000))) == "not usual"
    assert line(template, MTU, header=b"\2\xfd\3\0") == "UP,RUNNING flags"


def test_what_a_field_must_not_be_may_be_another_field() -> None:
    one, two = b"\1\1\1\1", b"\2\2\2\2"
    template = "{local}[ peer {address!=local}]"
    assert line(template, attribute(3, one), attribute(4, two)) == "2.2.2.2 peer 1.1.1.1"
    assert line(template, attribute(3, one), attribute(4, one)) == "1.1.1.1"


@pytest.mark.parametrize(
    ("flags", "verb"),
    [(0x601, "add"), (0x501, "replace"), (0x401, "add"), (0x101, "change"), (0x1, "set"), (0, ""), (0x600, "")],
)
def test_the_verb_says_what_the_message_does(flags: int, verb: str) -> None:
    assert line("link {verb} {name}", NAME, flags=flags) == " ".join(f"link {verb} eth0".split())


def test_brackets_are_left_out_with_what_is_absent_zero_or_empty() -> None:
    template = "link[ {name}][ mtu {mtu}][ scope {scope}]"
    assert line(template, NAME, MTU) == "link eth0 mtu 1500 scope link"
    assert line(template, NO_MTU, header=bytes(4)) == "link"
    assert line(template, attribute(1, b"\0"), header=bytes(4)) == "link"
    assert line("link[ {name} {mtu}]", NAME) == "link"


def test_zero_is_written_in_brackets_where_the_field_is_marked_so() -> None:
    assert line("link[ mtu {mtu=}][ scope {scope=}]", NO_MTU, header=bytes(4)) == "link mtu 0 scope universe"
    assert line("link[ mtu {mtu=}]", NAME) == "link"
    assert line("link[ mtu {mtu=!=1500}]", MTU) == "link"


def test_a_flag_without_bytes_is_written_where_it_is_there() -> None:
    """A flag is there or not, and has nothing that could be zero."""
    assert line("link[ set {set}]", attribute(8)) == "link set on"
    assert line("link[ set {set}]") == "link"


def test_brackets_are_left_out_with_a_value_that_goes_without_saying() -> None:
    template = "link[ scope {scope!=link}]"
    assert line(template) == "link"
    assert line(template, header=b"\2\x05\0\0") == "link scope 5"


def test_brackets_may_be_inside_brackets() -> None:
    template = "link[ {name}[ mtu {mtu}]]"
    assert line(template, NAME, MTU) == "link eth0 mtu 1500"
    assert line(template, NAME) == "link eth0"
    assert line(template, MTU) == "link"


def test_brackets_with_a_star_are_repeated_for_each_element() -> None:
    via = attribute(1, b"\1\1\1\1")
    hops = attribute(6, pack("<HHI", 16, 0, 3) + via + pack("<HHI", 8, 0, 4))
    template = "route[table.hops* nexthop[ via {via}] dev {dev}]"
    assert line(template, hops) == "route nexthop via 1.1.1.1 dev if3 nexthop dev if4"
    assert line(template) == "route"


def test_attributes_that_may_repeat_are_repeated_each_with_its_own() -> None:
    class ENTRY(Attributes):
        START = 1, u32
        GROUP = 2, ip

    class TABLE(Attributes):
        ENTRIES = 1, multi(ENTRY)

    read = reader(TABLE, summary="list[table.entries* {start}[ to {group}]]")
    one = attribute(1, attribute(1, pack("<I", 1)))
    two = attribute(1, attribute(1, pack("<I", 2)), attribute(2, b"\xc0\0\2\1"))
    assert read(one, two).summary == "list 1 2 to 192.0.2.1"


def test_no_more_elements_are_written_than_a_line_can_show() -> None:
    items = attribute(9, *(attribute(number, attribute(1, b"x\0")) for number in range(MOST_ELEMENTS + 1)))
    assert line("[table.items* {kind}]", items) == " ".join(["x"] * MOST_ELEMENTS) + " …"


def test_elements_of_an_indexed_nest_repeat_too() -> None:
    items = attribute(
        9, attribute(1, attribute(1, b"one\0")), attribute(2, NO_MTU), attribute(3, attribute(1, b"two\0"), MTU)
    )
    assert line("[table.items* ({kind}[ {mtu}])]", items) == "(one) (two 1500)"


def test_spaces_are_not_doubled_and_control_characters_are_escaped() -> None:
    assert line("  link   {verb}  {name} ", attribute(1, b"a\x1b[31m\n\0")) == r"link a\x1b[31m\n"


def test_a_name_from_the_capture_is_no_template() -> None:
    assert line("{name}", attribute(1, b"{mtu}[x]\0")) == "{mtu}[x]"


def test_without_a_template_the_line_says_how_much_there_is() -> None:
    assert line((), NAME, MTU) == "TEST_NEW 2 attributes"
    assert line((), NAME) == "TEST_NEW 1 attribute"
    assert line(()) == "TEST_NEW"
    assert line("{gone}", NAME) == "TEST_NEW 1 attribute"


class Known:
    """A capture that knows the names of some numbers, and what an error is about."""

    def __init__(self, names: dict[tuple[str, int], str], cause: str = "") -> None:
        self._names = names
        self._cause = cause

    def name(self, space: str, number: int) -> str:
        return self._names.get((space, number), "")

    def cause(self) -> str:
        return self._cause

    def asks(self) -> bool:
        return True


class PLACE(Attributes):
    DEVICE = 1, ifindex
    SCOPE = 2, u8(Scope).named("scope")
    AWAY = 3, ifindex.named("interface", elsewhere="PLACE_ELSEWHERE")
    ELSEWHERE = 4, flag


DEVICE = attribute(1, pack("<I", 3))
LAN = Known({("interface", 3): "lan0", ("scope", 7): "site", ("scope", 253): "other"})


@pytest.mark.parametrize(
    ("template", "attributes", "text"),
    [
        ("dev {device}", [DEVICE], "dev lan0"),
        ("dev {device}", [attribute(1, pack("<I", 4))], "dev if4"),
        ("dev {device~}", [DEVICE], "dev if3"),
        ("x[ dev {device~}]", [DEVICE], "x dev if3"),
        ("x[ dev {device~}]", [attribute(1, bytes(4))], "x"),
        ("{device~} {device}", [attribute(1, bytes(4))], "TEST_NEW 1 attribute"),
        ("x[ dev {device!=lan0}]", [DEVICE], "x"),
        ("scope {scope}", [attribute(2, b"\7")], "scope site"),
        ("scope {scope}", [attribute(2, b"\xfd")], "scope link"),
        ("scope {scope}", [attribute(2, b"\x08")], "scope 8"),
        ("dev {away}", [attribute(3, pack("<I", 3))], "dev lan0"),
        ("dev {away}", [attribute(3, pack("<I", 3)), attribute(4)], "dev if3"),
    ],
)
def test_a_number_has_its_name_where_the_message_stands(template: str, attributes: list[bytes], text: str) -> None:
    found = reader(PLACE, summary=template)(*attributes)
    assert summary_of(found.layout)(found.data, LAN) == text


def test_names_cannot_act_on_a_terminal() -> None:
    found = reader(PLACE, summary="dev {device}")(DEVICE)
    assert summary_of(found.layout)(found.data, Known({("interface", 3): "\x1b[2J"})) == r"dev \x1b[2J"


def test_the_cause_of_an_error_is_there_or_not() -> None:
    found = reader(PLACE, summary=("{cause} is wrong", "error[ in {cause}]"))(DEVICE)
    write = summary_of(found.layout)
    assert write(found.data, Known({}, "IFLA_MTU")) == "IFLA_MTU is wrong"
    assert write(found.data, Known({})) == write(found.data) == "error"
    optional = reader(PLACE, summary="error[ in {cause}]")(DEVICE)
    assert summary_of(optional.layout)(optional.data, Known({}, "IFLA_MTU")) == "error in IFLA_MTU"


def test_a_summary_is_compiled_once_for_a_layout() -> None:
    found = reader(TABLE, head, summary=("{gone}", "{name}"))(HEAD, NAME)
    assert summary_of(found.layout) is summary_of(found.layout)
    assert isinstance(found.layout, Layout)
    other = message(HEAD + attribute(1, b"wlan\0"))
    assert summary_of(found.layout)(other) == "wlan"
    assert summary_of(found.layout)(found.data) == "eth0"


def test_of_several_templates_each_message_of_a_layout_gets_the_first_that_fits_it() -> None:
    found = reader(TABLE, head, summary=("mtu {mtu!}", "no mtu"))(HEAD, MTU)
    lines = [summary_of(found.layout)(message(HEAD + each)) for each in (MTU, NO_MTU, MTU)]
    assert lines == ["mtu 1500", "no mtu", "mtu 1500"]


@pytest.mark.parametrize("template", ["[ {name}", "{name}]", "[[ {name}]", "]["])
def test_brackets_that_do_not_match_are_refused(template: str) -> None:
    with pytest.raises(ValueError, match="without"):
        parse(template)


@pytest.mark.parametrize(
    ("template", "parts"),
    [
        ("", []),
        ("text", ["text"]),
        ("{a}", ["('a',) '' ''"]),
        ("x {a.b|c!} y", ["x ", "('a.b', 'c') '!' ''", " y"]),
        ("{a!=b.c}", ["('a',) '' 'b.c'"]),
        ("{a!!=b}", ["('a',) '!' 'b'"]),
        ("{a&!=b}", ["('a',) '&' 'b'"]),
        ("[ {a}]", ["'' [ ('a',) '' '']"]),
        ("[a.b* {c}]", ["'a.b' [ ('c',) '' '']"]),
    ],
)
def test_a_template_has_parts(template: str, parts: list[str]) -> None:
    def shown(part: Part) -> str:
        if isinstance(part, str):
            return part
        if isinstance(part, Group):
            return f"{part.each!r} [{''.join(shown(each) for each in part.parts)}]"
        return f"{part.names} {part.mark!r} {part.unless!r}"

    assert [shown(part) for part in parse(template)] == parts
