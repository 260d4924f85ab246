"""Choices between declarations: Select by a field's value, OneOf by conditions."""

from __future__ import annotations

from struct import pack

import pytest

from nldissect.schema import (
    AddressFamily,
    Attributes,
    Cases,
    NestedFlag,
    Not,
    Struct,
    address_family,
    all_of,
    any_of,
    be16,
    binary,
    bits,
    byte,
    equals,
    headed,
    indexed,
    ip,
    ipv4,
    ipv6,
    one_of,
    pad,
    payload,
    select,
    string,
    u8,
    u16,
    u32,
)
from tests.engine.building import NESTED, attribute, reader


class VLAN(Attributes):
    ID = 1, u16


class VXLAN(Attributes):
    ID = 1, u32


kinds = Cases("kinds", {"vlan": VLAN, "vxlan": VXLAN, "raw": binary})


class INFO(Attributes):
    KIND = 1, string
    DATA = 2, select("KIND", kinds)


info = reader(INFO)
VLAN_5 = attribute(2, attribute(1, b"\5\0"))


def test_a_sibling_chooses_in_either_order() -> None:
    kind = attribute(1, b"vlan\0")
    for found in (info(kind, VLAN_5), info(VLAN_5, kind)):
        assert found.values == {"info.kind": "vlan", "info.data.vlan.id": 5}
        assert found.issues == {}


def test_a_case_has_its_name_in_paths_unless_it_is_a_plain_value() -> None:
    assert info(attribute(1, b"raw\0"), attribute(2, b"\1")).values == {"info.kind": "raw", "info.data": b"\1"}


def test_a_word_ends_at_its_first_nul() -> None:
    for kind in (b"vlan", b"vlan\0", b"vlan\0garbage"):
        assert info(attribute(1, kind), VLAN_5).values["info.data.vlan.id"] == 5


def test_an_unknown_value_falls_back_visibly() -> None:
    found = info(attribute(1, b"new\0"), VLAN_5)
    assert found.values == {"info.kind": "new", "info.data.1": b"\5\0"}
    assert found.undeclared == ["1"]
    assert found.issues == {"INFO_DATA": "no declaration for KIND 'new'"}


def test_an_unknown_value_full_of_escapes_is_told_without_them() -> None:
    found = info(attribute(1, b"\x1b[31m\xff\0"), VLAN_5)
    assert found.issues["INFO_DATA"].isprintable()


def test_without_the_field_that_chooses_the_bytes_are_undeclared_but_not_wrong() -> None:
    found = info(VLAN_5)
    assert found.values == {"info.data.1": b"\5\0"}
    assert found.issues == {}


def test_of_several_siblings_of_one_name_the_first_chooses() -> None:
    found = info(attribute(1, b"vlan\0"), attribute(1, b"vxlan\0"), VLAN_5)
    assert found.values["info.data.vlan.id"] == 5


def test_a_sibling_that_does_not_fit_its_declaration_does_not_choose() -> None:
    class NUMBERED(Attributes):
        TYPE = 1, u16
        DATA = 2, select("TYPE", {3: VLAN})

    read = reader(NUMBERED)
    assert read(attribute(1, b"\3\0"), VLAN_5).values["numbered.data.3.id"] == 5
    assert "numbered.data.3.id" not in read(attribute(1, b"\3"), VLAN_5).values


def test_a_sibling_with_alternatives_chooses_by_the_one_that_fits() -> None:
    class NUMBERED(Attributes):
        TYPE = 1, u8 | u32
        DATA = 2, select("TYPE", {3: VLAN})

    read = reader(NUMBERED)
    for number in (b"\3", b"\3\0\0\0"):
        assert read(attribute(1, number), VLAN_5).values["numbered.data.3.id"] == 5


class value(Struct):
    kind = u16
    op = u8
    pad = pad(1)


class pair(Struct):
    left = value
    right = value


class META(Attributes):
    HDR = 1, pair
    DATA = 2, select("HDR.right.kind", {3: VLAN, 4: VXLAN})
    FLAG = 3, one_of((bits("HDR.left.kind", 0x1000), u32), otherwise=string)


def test_a_member_of_the_struct_in_a_sibling_chooses() -> None:
    read = reader(META)
    header = attribute(1, pack("<HBxHBx", 0x1005, 0, 4, 0))
    found = read(attribute(2, attribute(1, b"\5\0\0\0")), header, attribute(3, b"eth0")).values
    assert found["meta.data.4.id"] == 5
    assert found["meta.flag"] == int.from_bytes(b"eth0", "little")
    assert read(attribute(1, pack("<HBxHBx", 5, 0, 4, 0)), attribute(3, b"eth0")).values["meta.flag"] == "eth0"


@pytest.mark.parametrize("header", [b"", attribute(1), attribute(1, b"\5\x10\0\0\4")])
def test_a_sibling_that_is_cut_before_the_member_does_not_choose(header: bytes) -> None:
    read = reader(META)
    assert "meta.data.4.id" not in read(header, VLAN_5).values


def test_an_enclosing_nest_chooses_when_no_sibling_does() -> None:
    class STATS(Attributes):
        APP = 1, select("KIND", kinds)

    class TCA(Attributes):
        KIND = 1, string
        STATS2 = 2, STATS

    found = reader(TCA)(attribute(2, attribute(1, attribute(1, b"\5\0"))), attribute(1, b"vlan\0"))
    assert found.values == {"tca.stats2.app.vlan.id": 5, "tca.kind": "vlan"}


def test_the_innermost_field_of_a_name_chooses() -> None:
    class OUTER(Attributes):
        KIND = 1, string
        LINKINFO = 2, INFO

    read = reader(OUTER)
    inner = attribute(2, attribute(1, b"vxlan\0"), attribute(2, attribute(1, pack("<I", 7))))
    found = read(attribute(1, b"vlan\0"), inner)
    assert found.values["outer.linkinfo.data.vxlan.id"] == 7


def test_elements_of_an_indexed_nest_have_siblings_of_their_own() -> None:
    class ACTIONS(Attributes):
        LIST = 1, indexed(INFO)

    first = attribute(1, attribute(1, b"vlan\0"), VLAN_5)
    second = attribute(2, attribute(1, b"vxlan\0"), attribute(2, attribute(1, pack("<I", 7))))
    found = reader(ACTIONS)(attribute(1, first, second))
    assert found.values == {
        "actions.list.kind": ["vlan", "vxlan"],
        "actions.list.data.vlan.id": 5,
        "actions.list.data.vxlan.id": 7,
    }


class link(Struct):
    family = address_family
    kind = u8


class other(Struct):
    family = u16
    rest = u16


class BY_MEMBER(Attributes):
    ADDRESS = 1, select("family", {AddressFamily.AF_INET: ipv4, AddressFamily.AF_INET6: ipv6}, otherwise=ip)
    SPEC = 2, select("link.family", {AddressFamily.AF_BRIDGE: VLAN}, otherwise=VXLAN)
    INNER = 3, headed(other, VLAN)


def test_a_member_of_the_header_chooses() -> None:
    read = reader(BY_MEMBER, link)
    bridge = read(b"\7\0\0\0", attribute(2, attribute(1, b"\5\0")))
    assert bridge.values["by_member.spec.bridge.id"] == 5
    unspec = read(b"\0\0\0\0", attribute(2, attribute(1, pack("<I", 7))))
    assert unspec.values["by_member.spec.id"] == 7
    inet = read(b"\2\0\0\0", attribute(1, b"\x7f\0\0\1"), attribute(1, bytes(16)))
    assert inet.values["by_member.address"] == ["127.0.0.1", bytes(16)]
    assert inet.issues == {"BY_MEMBER_ADDRESS": "16 bytes do not fit ipv4"}


def test_otherwise_takes_what_has_no_case_without_complaint() -> None:
    found = reader(BY_MEMBER, link)(b"\x1c\0\0\0", attribute(1, b"\x7f\0\0\1"))
    assert found.values["by_member.address"] == "127.0.0.1"
    assert found.issues == {}


def test_a_header_that_is_cut_before_the_member_does_not_choose() -> None:
    class late(Struct):
        pad = u32
        family = u8

    class TABLE(Attributes):
        DATA = 1, select("family", {7: VLAN})

    found = reader(TABLE, late)(b"\7\0\0\0")
    assert found.values == {"late.pad": 7}


def test_a_qualified_member_is_that_of_the_struct_of_this_name() -> None:
    class QUALIFIED(Attributes):
        OUTER = 1, select("link.family", {7: VLAN})
        NEAREST = 2, select("family", {9: VLAN})

    class TOP(Attributes):
        BODY = 1, headed(other, QUALIFIED)

    body = pack("<HH", 9, 0) + attribute(1, attribute(1, b"\1\0")) + attribute(2, attribute(1, b"\2\0"))
    found = reader(TOP, link)(b"\7\0\0\0", attribute(1, body))
    assert found.values["top.body.outer.7.id"] == 1
    assert found.values["top.body.nearest.9.id"] == 2


def test_a_member_beside_it_chooses_inside_a_struct() -> None:
    class via(Struct):
        family = u16
        addr = select("family", {2: ipv4, 10: ipv6}, otherwise=ip)

    class TABLE(Attributes):
        VIA = 1, via

    found = reader(TABLE, link)(b"\7\0\0\0", attribute(1, b"\2\0", b"\x7f\0\0\1"))
    assert found.values["table.via.addr"] == "127.0.0.1"


def test_numbers_that_choose_are_read_in_their_byte_order() -> None:
    class TABLE(Attributes):
        HOST = 1, u16
        NETWORK = 2, be16
        BY_HOST = 3, select("HOST", {5: VLAN})
        BY_NETWORK = 4, select("NETWORK", {5: VLAN})

    for big in (False, True):
        order = ">" if big else "<"
        found = reader(TABLE, big=big)(
            attribute(1, pack(f"{order}H", 5), big=big),
            attribute(2, b"\0\5", big=big),
            attribute(3, attribute(1, pack(f"{order}H", 8), big=big), big=big),
            attribute(4, attribute(1, pack(f"{order}H", 9), big=big), big=big),
        )
        assert found.values == {
            "table.host": 5,
            "table.network": 5,
            "table.by_host.5.id": 8,
            "table.by_network.5.id": 9,
        }


def test_a_case_may_choose_again() -> None:
    class TABLE(Attributes):
        KIND = 1, string
        TYPE = 2, u8
        DATA = 3, select("KIND", {"x": select("TYPE", {1: VLAN, 2: VXLAN})})

    found = reader(TABLE)(attribute(1, b"x\0"), attribute(2, b"\2"), attribute(3, attribute(1, pack("<I", 6))))
    assert found.values["table.data.x.2.id"] == 6


# OneOf


class short(Struct):
    family = u8


class ONE_OF(Attributes):
    KIND = 1, string
    DATA = 2, u32


def test_a_header_is_chosen_by_the_size_of_what_follows() -> None:
    read = reader(ONE_OF, one_of((payload(1, 4), short), otherwise=link))
    assert read(b"\2").values == {"short.family": 2}
    assert read(b"\2\0\0\0").node("short").end == 17
    assert read(b"\2\1\0\0", attribute(2, bytes(4))).values["link.kind"] == 1


@pytest.mark.parametrize(
    ("size", "name"), [(8, "link"), (15, "link"), (16, "short"), (20, "link"), (24, "short"), (72, "link")]
)
def test_a_size_may_go_in_steps(size: int, name: str) -> None:
    found = reader(None, one_of((payload(16, 64, step=8), short), otherwise=link))(bytes(size))
    assert found.node(name)


def chosen(condition: object, *payload: bytes, flags: int = 0) -> bool:
    """Whether the condition holds for ONE_OF.CHOICE, which is then a u16."""

    class TABLE(Attributes):
        KIND = 1, string
        TYPE = 2, u8
        CHOICE = 3, one_of((condition, be16), otherwise=binary)  # type: ignore[arg-type]

    found = reader(TABLE, link, flags=flags)(*payload)
    return isinstance(found.values["table.choice"], int)


HEADER = b"\2\5\0\0"
CHOICE = attribute(3, b"\0\1")


def test_each_condition_holds_where_it_says() -> None:
    kind, type_ = attribute(1, b"x\0"), attribute(2, b"\6")
    assert chosen(equals("KIND", "x", "y"), HEADER, CHOICE, kind)
    assert not chosen(equals("KIND", "y"), HEADER, CHOICE, kind)
    assert not chosen(equals("KIND", "x"), HEADER, CHOICE)
    assert chosen(equals("TYPE", 6), HEADER, CHOICE, type_)
    assert chosen(equals("family", 2), HEADER, CHOICE)
    assert not chosen(equals("family", 3), HEADER, CHOICE)
    assert chosen(bits("TYPE", 0x2), HEADER, CHOICE, type_)
    assert chosen(bits("TYPE", 0x3), HEADER, CHOICE, type_)
    assert not chosen(bits("TYPE", 0x1), HEADER, CHOICE, type_)
    assert not chosen(bits("KIND", 0xFF), HEADER, CHOICE, kind)
    assert not chosen(bits("TYPE", 0xFF), HEADER, CHOICE)
    assert chosen(payload(2), HEADER, CHOICE)
    assert not chosen(payload(3, 9), HEADER, CHOICE)
    assert chosen(byte(1, 1, 7), HEADER, CHOICE)
    assert not chosen(byte(0, 1, 7), HEADER, CHOICE)
    assert not chosen(byte(2, 0), HEADER, CHOICE)
    assert chosen(NestedFlag(), HEADER, attribute(3 | NESTED, b"\0\1"))
    assert not chosen(NestedFlag(), HEADER, CHOICE)


def test_conditions_combine() -> None:
    yes, no = payload(2), payload(3)
    assert chosen(all_of(yes, yes), HEADER, CHOICE)
    assert not chosen(all_of(yes, no), HEADER, CHOICE)
    assert chosen(any_of(no, yes), HEADER, CHOICE)
    assert not chosen(any_of(no, no), HEADER, CHOICE)
    assert chosen(Not(no), HEADER, CHOICE)
    assert not chosen(Not(yes), HEADER, CHOICE)


def test_flags_of_the_message_choose() -> None:
    assert chosen(bits("nlmsghdr.flags", 0x300), HEADER, CHOICE, flags=0x100)
    assert not chosen(bits("nlmsghdr.flags", 0x300), HEADER, CHOICE, flags=0x400)
    assert chosen(equals("nlmsghdr.type", 20), HEADER, CHOICE)


def test_the_first_variant_whose_condition_holds_is_taken() -> None:
    class TABLE(Attributes):
        ONE = 1, one_of((payload(2, 4), binary), (payload(4), u32), otherwise=string)

    read = reader(TABLE)
    assert read(attribute(1, b"abcd")).values == {"table.one": b"abcd"}
    assert read(attribute(1, b"abcdef")).values == {"table.one": "abcdef"}


def test_a_header_may_be_chosen_by_what_it_starts_with() -> None:
    read = reader(None, one_of((byte(0, AddressFamily.AF_BRIDGE), other), otherwise=link))
    assert read(b"\7\0\0\0").node("other")
    assert read(b"\2\0\0\0").node("link")
    assert read().tree == []


def test_without_otherwise_the_bytes_are_undeclared() -> None:
    class TABLE(Attributes):
        ONE = 1, one_of((payload(2), u16), otherwise=None)

    found = reader(TABLE)(attribute(1, b"eth0\0"))
    assert found.texts == {"table.one": '"eth0"'}


def test_a_choice_may_be_between_choices() -> None:
    class TABLE(Attributes):
        ONE = 1, one_of((payload(1, 2), one_of((payload(1), u8), otherwise=u16)), otherwise=u32)

    read = reader(TABLE)
    assert [read(attribute(1, bytes(size))).issues for size in (1, 2, 4)] == [{}, {}, {}]


def test_what_follows_a_header_is_chosen_with_its_members_in_reach() -> None:
    read = reader(one_of((equals("kind", 1), VLAN), otherwise=VXLAN), link)
    assert read(b"\0\1\0\0", attribute(1, b"\5\0")).values["vlan.id"] == 5
    assert read(b"\0\2\0\0", attribute(1, b"\5\0\0\0")).values["vxlan.id"] == 5
