"""Messages that are encoded are those that other programs send, and decode to the values they were made of."""

from __future__ import annotations

import struct
import sys
from collections.abc import Mapping
from ipaddress import ip_address
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

import nldissect
from nldissect import schema
from nldissect.engine.encoding import NLA_F_NESTED, EncodingError, Values, encode
from nldissect.live.conversation import controller_command, route_message
from nldissect.message import Message
from nldissect.schema import AddressFamily, Attributes, Message as Declaration, Struct, select
from tests.captures import CAPTURES
from tests.engine.building import NUMBER, declare

NEWLINK, GETLINK, NEWADDR, NEWROUTE = map(route_message, (16, 18, 20, 24))
GETFAMILY = controller_command(3)
IFINFOMSG, GENLMSGHDR = 32, 20  # where attributes begin
REQUEST, ACK, DUMP, EXCL, CREATE = 0x1, 0x4, 0x300, 0x200, 0x400

little_endian = pytest.mark.skipif(sys.byteorder == "big", reason="the captures are of little-endian machines")


def captured(name: str, summary: str) -> Message:
    """The first request of a capture with this summary."""
    capture = nldissect.open(CAPTURES / name).load()
    return next(each for each in capture if each.kind == "request" and each.summary == summary)


def without_nested(attributes: bytes) -> bytes:
    """Attributes without NLA_F_NESTED, which old programs do not set."""
    made = b""
    while attributes:
        length, number = struct.unpack_from("=HH", attributes)
        payload = attributes[4:length]
        if number & NLA_F_NESTED:
            payload = without_nested(payload)
        made += struct.pack("=HH", length, number & ~NLA_F_NESTED) + payload + bytes(-len(payload) % 4)
        attributes = attributes[(length + 3) & ~3 :]
    return made


def decoded(message: Declaration, header: Values, attributes: Values, **more: int) -> Message:
    """The message that is read from what was encoded; nothing may be odd about it."""
    data = encode(message, header, attributes, **more)
    assert (len(data) % 4, int.from_bytes(data[:4], sys.byteorder)) == (0, len(data))
    (read,) = nldissect.decode(data, 16 if message.family else 0, names=False)
    assert not read.layout.issues
    return read


def attributes_of(message: Message) -> dict[str, Any]:
    """What `to_dict` says of its header and attributes."""
    return {name: value for name, value in message.to_dict().items() if name[0].isupper() or name.endswith("msg")}


@little_endian
@pytest.mark.parametrize(
    ("name", "summary", "kind"),
    [
        # iproute2 sends the kind without a NUL, and no NLA_F_NESTED
        ("links.pcap", "link add dum0 type dummy", b"dummy"),
        ("wild.pcap", "link add echo0 type dummy", "dummy"),
    ],
)
def test_a_link_is_added_as_other_programs_do(name: str, summary: str, kind: str | bytes) -> None:
    theirs = captured(name, summary)
    attributes = {"IFLA_IFNAME": summary.split()[2], "IFLA_LINKINFO": {"IFLA_INFO_KIND": kind}}
    ours = encode(NEWLINK, {}, attributes, flags=theirs["nl.flags"], seq=theirs["nl.seq"], port=theirs["nl.port"])
    assert ours[:IFINFOMSG] == theirs.data[:IFINFOMSG]
    assert without_nested(ours[IFINFOMSG:]) == without_nested(theirs.data[IFINFOMSG:])


@little_endian
def test_nests_are_marked_as_new_programs_do() -> None:
    theirs = captured("wild.pcap", "link add echo0 type dummy")
    attributes = {"IFLA_IFNAME": "echo0", "IFLA_LINKINFO": {"IFLA_INFO_KIND": "dummy"}}
    assert encode(NEWLINK, {}, attributes)[IFINFOMSG:] == theirs.data[IFINFOMSG:]


@little_endian
@pytest.mark.parametrize(("name", "attributes"), [("links.pcap", {"IFLA_EXT_MASK": 1}), ("wild.pcap", {})])
def test_links_are_dumped_as_other_programs_do(name: str, attributes: Mapping[str, int]) -> None:
    theirs = captured(name, "link show")
    assert encode(GETLINK, {}, attributes, flags=REQUEST | DUMP, seq=theirs["nl.seq"]) == theirs.data


@little_endian
@pytest.mark.parametrize(
    ("name", "summary", "header", "attributes", "flags"),
    [
        ("generic.pcap", "family show", {"cmd": 3}, {}, REQUEST | DUMP),
        ("generic.pcap", "family get nlctrl", {"cmd": 3}, {"CTRL_ATTR_FAMILY_NAME": "nlctrl"}, REQUEST | ACK),
        ("generic.pcap", "family get id 0x99", {"cmd": 3}, {"CTRL_ATTR_FAMILY_ID": 0x99}, REQUEST | ACK),
        ("errors.pcap", "family get ethtool", {"cmd": 3, "version": 1}, {"CTRL_ATTR_FAMILY_NAME": "ethtool"}, 5),
    ],
)
def test_families_are_asked_for_as_other_programs_do(
    name: str, summary: str, header: Values, attributes: Values, flags: int
) -> None:
    theirs = captured(name, summary)
    assert encode(GETFAMILY, header, attributes, flags=flags, seq=theirs["nl.seq"]) == theirs.data


def test_the_netlink_header_is_as_given() -> None:
    data = encode(NEWLINK, {}, {}, flags=REQUEST | CREATE | EXCL, seq=7, port=4242)
    assert data == struct.pack("=IHHII", 32, 16, 0x601, 7, 4242) + bytes(16)


def test_a_veth_and_its_peer_are_what_ip_asks_for() -> None:
    peer: dict[str, Any] = {"VETH_INFO_PEER": ({}, {"IFLA_MTU": 1600, "IFLA_IFNAME": "veth1"})}
    attributes = {
        "IFLA_NUM_TX_QUEUES": 2,
        "IFLA_NUM_RX_QUEUES": 2,
        "IFLA_IFNAME": "veth0",
        "IFLA_LINKINFO": {"IFLA_INFO_KIND": "veth", "IFLA_INFO_DATA": peer},
    }
    ours = decoded(NEWLINK, {}, attributes, flags=REQUEST)
    assert attributes_of(ours) == attributes_of(captured("links.pcap", "link add veth0 type veth peer veth1"))


def test_the_header_of_a_peer_is_its_own() -> None:
    peer = {"VETH_INFO_PEER": ({"index": 9, "flags": 1}, {"IFLA_IFNAME": "b"})}
    each = decoded(NEWLINK, {"index": 4}, {"IFLA_LINKINFO": {"IFLA_INFO_KIND": "veth", "IFLA_INFO_DATA": peer}})
    inside = "ifla.linkinfo.data.veth.peer.ifinfo"
    assert (each["ifinfo.index"], each[f"{inside}.index"], each[f"{inside}.flags"]) == (4, 9, 1)


def test_members_that_are_left_out_are_0() -> None:
    each = decoded(NEWADDR, {"index": 4}, {"IFA_CACHEINFO": {"valid": 60}})
    assert each.data[16:24] == struct.pack("=BBBBI", 0, 0, 0, 0, 4)
    assert each.data[28:] == struct.pack("=IIII", 0, 60, 0, 0)


def test_addresses_are_given_as_texts() -> None:
    for local, octets in [("10.0.0.1", bytes([10, 0, 0, 1])), ("fe80::1", bytes.fromhex("fe80" + "0" * 27 + "1"))]:
        each = decoded(NEWADDR, {}, {"IFA_LOCAL": local})
        assert (each["ifa.local"], each.data[28:]) == (local, octets)
    each = decoded(NEWLINK, {}, {"IFLA_ADDRESS": "02:00:5e:10:20:30"})
    assert (each["ifla.address"], each.data[36:42]) == ("02:00:5e:10:20:30", bytes.fromhex("02005e102030"))


def test_bytes_stand_for_themselves() -> None:
    assert decoded(NEWADDR, {}, {"IFA_LOCAL": bytes([10, 0, 0, 1])})["ifa.local"] == "10.0.0.1"
    assert encode(NEWLINK, {}, {"IFLA_IFNAME": b"eth0"})[IFINFOMSG:] == struct.pack("=HH4s", 8, 3, b"eth0")


def test_numbers_of_the_network_are_big_endian() -> None:
    data = {"IFLA_INFO_KIND": "vlan", "IFLA_INFO_DATA": {"IFLA_VLAN_PROTOCOL": 0x88A8, "IFLA_VLAN_ID": 100}}
    each = decoded(NEWLINK, {}, {"IFLA_LINKINFO": data})
    assert (each["ifla.linkinfo.data.vlan.protocol"], each["ifla.linkinfo.data.vlan.id"]) == (0x88A8, 100)
    assert b"\x88\xa8" in each.data


def test_flags_are_attributes_without_a_value() -> None:
    data = {"IFLA_INFO_KIND": "vxlan", "IFLA_INFO_DATA": {"IFLA_VXLAN_GBP": True, "IFLA_VXLAN_GPE": True}}
    each = decoded(NEWLINK, {}, {"IFLA_LINKINFO": data})
    assert each["ifla.linkinfo.data.vxlan.gbp"] is True
    assert each.data.endswith(struct.pack("=HHHH", 4, 23, 4, 27))


def test_an_attribute_that_repeats_has_a_list() -> None:
    names = ["uplink", "a-rather-long-alternative-name"]
    each = decoded(NEWLINK, {}, {"IFLA_PROP_LIST": {"IFLA_ALT_IFNAME": names}})
    assert each.values("ifla.prop_list.alt_ifname") == names
    one = decoded(NEWLINK, {}, {"IFLA_PROP_LIST": {"IFLA_ALT_IFNAME": "uplink"}})
    assert one.values("ifla.prop_list.alt_ifname") == ["uplink"]


@pytest.mark.parametrize("kind_first", [True, False])
def test_the_kind_chooses_how_its_data_are_written_in_either_order(kind_first: bool) -> None:
    parts = [("IFLA_INFO_KIND", "macvlan"), ("IFLA_INFO_DATA", {"IFLA_MACVLAN_MODE": 4})]
    each = decoded(NEWLINK, {}, {"IFLA_LINKINFO": dict(parts if kind_first else parts[::-1])})
    assert each["ifla.linkinfo.data.macvlan.mode"] == 4


def test_a_port_is_of_the_kind_that_its_bridge_gives_it() -> None:
    for kind in ("IFLA_INFO_SLAVE_KIND", "IFLA_INFO_KIND"):
        info = {kind: "bridge", "IFLA_INFO_SLAVE_DATA": {"IFLA_BRPORT_COST": 77}}
        assert decoded(NEWLINK, {}, {"IFLA_LINKINFO": info})["ifla.linkinfo.slave_data.bridge.cost"] == 77


def test_members_choose_how_attributes_are_written_and_attributes_those_beside_them() -> None:
    bridge = decoded(NEWLINK, {"family": 7, "index": 4}, {"IFLA_AF_SPEC": {"IFLA_BRIDGE_FLAGS": 2}})
    assert bridge["ifla.af_spec.bridge.flags"] == 2
    port = decoded(NEWLINK, {"family": 7}, {"IFLA_PROTINFO": {"IFLA_BRPORT_COST": 77}})
    assert port["ifla.protinfo.bridge.cost"] == 77
    plain = decoded(NEWLINK, {"index": 4}, {"IFLA_AF_SPEC": {"AF_INET6": {"IFLA_INET6_ADDR_GEN_MODE": 1}}})
    assert plain["ifla.af_spec.inet6.addr_gen_mode"] == 1
    encap = {"RTA_ENCAP": {"MPLS_IPTUNNEL_TTL": 9}, "RTA_ENCAP_TYPE": 1}
    via = {"family": 10, "addr": "fe80::1"}
    route = decoded(NEWROUTE, {"family": 2}, {**encap, "RTA_VIA": via})
    assert (route["rta.encap.mpls.ttl"], route["rta.via.family"], route["rta.via.addr"]) == (9, 10, "fe80::1")


@pytest.mark.parametrize("given", [["10.0.0.1", "10.0.0.2"], {1: "10.0.0.1", 2: "10.0.0.2"}])
def test_an_indexed_nest_is_a_list_that_counts_from_1_or_says_its_numbers(given: Any) -> None:
    info = {"IFLA_INFO_KIND": "bond", "IFLA_INFO_DATA": {"IFLA_BOND_ARP_IP_TARGET": given}}
    targets = attributes_of(decoded(NEWLINK, {}, {"IFLA_LINKINFO": info}))["IFLA_LINKINFO"]["IFLA_INFO_DATA"]
    assert targets == {"IFLA_BOND_ARP_IP_TARGET": {"1": "10.0.0.1", "2": "10.0.0.2"}}


def test_what_conditions_choose_between_is_told_by_the_names() -> None:
    each = decoded(NEWROUTE, {"family": 2, "dst_len": 32}, {"RTA_DST": "10.0.0.1", "RTA_OIF": 4})
    assert (each["rtm.dst_len"], each["rta.dst"], each["rta.oif"]) == (32, "10.0.0.1", 4)
    each = decoded(NEWROUTE, {"can_family": 29, "gwtype": 1}, {"CGW_SRC_IF": 4})
    assert (each["rtcan.gwtype"], each["cgw.src_if"]) == (1, 4)


@pytest.mark.parametrize(
    ("header", "attributes", "sentence"),
    [
        ({}, {"IFLA_NAME": "x"}, "IFLA has no attribute IFLA_NAME"),
        ({}, {"IFLA_LINKINFO": {"IFLA_MTU": 1}}, "IFLA_INFO has no attribute IFLA_MTU"),
        ({"ifindex": 4}, {}, "ifinfomsg has no member ifindex"),
        ({}, {"IFLA_STATS64": {"packets": 4}}, "rtnl_link_stats64 has no member packets"),
        ({}, {"IFLA_MTU": 1 << 32}, "IFLA_MTU: 4294967296 does not fit u32"),
        ({}, {"IFLA_MTU": -1}, "IFLA_MTU: -1 does not fit u32"),
        ({"family": 256}, {}, "family: 256 does not fit address family"),
        ({}, {"IFLA_MTU": b"abc"}, "IFLA_MTU: u32 has 4 bytes, not 3"),
        ({}, {"IFLA_MTU": "1500"}, "IFLA_MTU: '1500' is no u32"),
        ({}, {"IFLA_MTU": None}, "IFLA_MTU: None is no u32"),
        ({}, {"IFLA_MTU": 1500.0}, "IFLA_MTU: 1500.0 is no u32"),
        ({}, {"IFLA_IFNAME": ["a", "b"]}, "IFLA_IFNAME: ['a', 'b'] is no string"),
        ({}, {"IFLA_IFALIAS": "x" * 0x10000}, "IFLA_IFALIAS: "),
        ({}, {"IFLA_VF_PORTS": {"IFLA_VF_PORT": {"IFLA_PORT_VF": 1 << 40}}}, "IFLA_PORT_VF: 1099511627776 "),
    ],
    ids=str,
)
def test_what_does_not_go_with_its_declaration_is_refused_in_one_sentence(
    header: Values, attributes: Values, sentence: str
) -> None:
    with pytest.raises(EncodingError) as refused:
        encode(NEWLINK, header, attributes)
    assert str(refused.value).startswith(sentence)
    assert "\n" not in str(refused.value)


def test_what_no_alternative_has_is_refused() -> None:
    with pytest.raises(EncodingError, match="RTA_NEXTHOP"):
        encode(NEWROUTE, {}, {"RTA_NEXTHOP": 1})
    with pytest.raises(EncodingError, match="ifindex"):
        encode(NEWROUTE, {"ifindex": 1}, {})


def test_an_address_of_another_length_is_refused() -> None:
    with pytest.raises(EncodingError, match=r"^IFA_LOCAL: b'abc' is no ipv4\|ipv6$"):
        encode(NEWADDR, {}, {"IFA_LOCAL": b"abc"})


def test_what_has_records_of_its_own_cannot_be_encoded() -> None:
    with pytest.raises(EncodingError, match=r"^RTA_MULTIPATH: is not declared in a way that can be encoded$"):
        encode(NEWROUTE, {}, {"RTA_MULTIPATH": []})


@pytest.mark.parametrize(
    ("message", "attributes", "name"),
    [
        (NEWADDR, {"IFA_LOCAL": "here"}, "IFA_LOCAL"),
        (NEWLINK, {"IFLA_ADDRESS": "zz:zz"}, "IFLA_ADDRESS"),
        (NEWLINK, {"IFLA_IFNAME": "\udcff"}, "IFLA_IFNAME"),
        (NEWLINK, {"IFLA_LINKINFO": "nlmon"}, "IFLA_LINKINFO"),
        (NEWADDR, {"IFA_CACHEINFO": 5}, "IFA_CACHEINFO"),
        (NEWLINK, {"IFLA_AF_SPEC": {"AF_INET": {"IFLA_INET_CONF": 1}}}, "IFLA_INET_CONF"),
        (
            NEWLINK,
            {"IFLA_LINKINFO": {"IFLA_INFO_KIND": "veth", "IFLA_INFO_DATA": {"VETH_INFO_PEER": 5}}},
            "VETH_INFO_PEER",
        ),
        (
            NEWLINK,
            {
                "IFLA_LINKINFO": {
                    "IFLA_INFO_KIND": "bond",
                    "IFLA_INFO_DATA": {"IFLA_BOND_ARP_IP_TARGET": {0x10000: "10.0.0.1"}},
                }
            },
            "IFLA_BOND_ARP_IP_TARGET",
        ),
        (NEWLINK, {"IFLA_IFALIAS": "x" * 0x10000}, "IFLA_IFALIAS"),
    ],
    ids=["address", "hardware address", "text", "nest", "struct", "choice", "headed", "index", "length"],
)
def test_what_is_of_another_form_than_declared_is_refused_by_its_name(
    message: Declaration, attributes: Values, name: str
) -> None:
    with pytest.raises(EncodingError, match=name):
        encode(message, {}, attributes)


def test_a_value_that_can_be_of_several_kinds_is_written_as_the_one_that_takes_it() -> None:
    attributes = {"IFLA_AF_SPEC": {"AF_INET": {"IFLA_INET_CONF": {1: 1}}}}
    (message,) = nldissect.decode(encode(NEWLINK, {}, attributes))
    assert message["ifla.af_spec.inet.conf.forwarding"] == 1


def test_a_member_of_the_struct_in_a_sibling_chooses_how_it_is_written() -> None:
    class pair(Struct):
        left = schema.u16
        right = schema.u16

    class META(Attributes):
        HDR = 1, pair
        DATA = 2, select("HDR.right", {3: schema.u32, 4: schema.u8})

    declared = declare(META).find(NUMBER)
    for right, size in ((3, 4), (4, 1)):
        written = encode(declared, {}, {"META_HDR": {"left": 1, "right": right}, "META_DATA": 5})
        assert written.endswith(struct.pack("=HH", 4 + size, 2) + (5).to_bytes(size, sys.byteorder) + bytes(-size % 4))


u8, u16, u32 = (st.integers(0, (1 << bits) - 1) for bits in (8, 16, 32))
# those of Phonet and MCTP have attributes of their own
families = u8.filter(lambda number: number not in (AddressFamily.AF_PHONET, AddressFamily.AF_MCTP))
texts = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=40)
addresses = st.one_of(st.ip_addresses(v=4), st.ip_addresses(v=6)).map(str)
hardware_addresses = st.binary(min_size=6, max_size=6).map(lambda octets: octets.hex(":"))


def some(**kinds: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Some of these names with values, in any order."""
    return st.fixed_dictionaries({}, optional=kinds).flatmap(
        lambda chosen: st.permutations(list(chosen.items())).map(dict)
    )


def assert_there(message: Message, expected: Mapping[str, Any]) -> None:
    for path, value in expected.items():
        found = message[path]
        if path in ("ifa.local", "ifa.address", "ifa.broadcast"):
            found, value = ip_address(found), ip_address(value)
        assert found == value, path


@settings(max_examples=60, deadline=None)
@given(
    st.fixed_dictionaries({}, optional={"family": families, "prefixlen": u8, "flags": u8, "scope": u8, "index": u32}),
    some(
        IFA_LOCAL=addresses, IFA_ADDRESS=addresses, IFA_BROADCAST=addresses, IFA_LABEL=texts, IFA_FLAGS=u32,
        IFA_RT_PRIORITY=u32, IFA_PROTO=u8,
    ),
    st.fixed_dictionaries({}, optional={"prefered": u32, "valid": u32, "cstamp": u32, "tstamp": u32}),
)  # fmt: skip
def test_any_address_decodes_to_what_it_was_made_of(header: Values, attributes: Values, times: Values) -> None:
    each = decoded(NEWADDR, header, {**attributes, "IFA_CACHEINFO": times})
    assert_there(each, {f"ifaddr.{name}": value for name, value in header.items()})
    assert_there(each, {f"ifa.{name[4:].lower()}": value for name, value in attributes.items()})
    members = ("prefered", "valid", "cstamp", "tstamp")
    assert_there(each, {f"ifa.cacheinfo.{name}": times.get(name, 0) for name in members})


@settings(max_examples=60, deadline=None)
@given(
    st.fixed_dictionaries({}, optional={"index": st.integers(0, 0x7FFFFFFF), "flags": u32, "change": u32}),
    some(IFLA_IFNAME=texts, IFLA_MTU=u32, IFLA_ADDRESS=hardware_addresses, IFLA_IFALIAS=texts, IFLA_OPERSTATE=u8),
    some(IFLA_VLAN_ID=u16, IFLA_VLAN_FLAGS=st.fixed_dictionaries({}, optional={"flags": u32, "mask": u32})),
    st.lists(texts, max_size=3),
)
def test_any_link_decodes_to_what_it_was_made_of(
    header: Values, attributes: Values, data: dict[str, Any], names: list[str]
) -> None:
    info = {"IFLA_INFO_DATA": data, "IFLA_INFO_KIND": "vlan"}
    properties = {"IFLA_ALT_IFNAME": names}
    each = decoded(NEWLINK, header, {**attributes, "IFLA_LINKINFO": info, "IFLA_PROP_LIST": properties})
    assert_there(each, {f"ifinfo.{name}": value for name, value in header.items()})
    assert_there(each, {f"ifla.{name[5:].lower()}": value for name, value in attributes.items()})
    assert each.values("ifla.prop_list.alt_ifname") == names
    inside = "ifla.linkinfo.data.vlan"
    if "IFLA_VLAN_ID" in data:
        assert_there(each, {f"{inside}.id": data["IFLA_VLAN_ID"]})
    if "IFLA_VLAN_FLAGS" in data:
        flags = data["IFLA_VLAN_FLAGS"]
        assert_there(each, {f"{inside}.flags.{name}": flags.get(name, 0) for name in ("flags", "mask")})
