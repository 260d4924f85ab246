"""Causes: what the kernel refuses in the scenario `errors`, and requests and errors made for the purpose."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from struct import pack
from typing import NamedTuple

import pytest

import nldissect
from nldissect import Capture, Message
from nldissect.analysis.cause import Cause, cause, tells
from nldissect.analysis.policy import policy_words
from nldissect.engine.values import errno_name
from nldissect.index.messages import NLMSG_DONE, NLMSG_ERROR
from tests.captures import CAPTURES, FILES, names
from tests.engine.building import attribute
from tests.sources.build import Packet, cooked, message, pcap


class Refused(NamedTuple):
    """How a command or request fails: errno, message, and path of the attribute that is to blame."""

    errno: str
    message: str = ""
    path: str = ""


# What the scenario does (captures/scenarios/errors.sh), and what the kernel has to say to that.
COMMANDS = {
    "ip link add eth0 type dummy": Refused("EEXIST"),  # for the second time
    "ip link add eth1 type nosuchtype": Refused("EOPNOTSUPP", "Unknown device type"),
    "ip link add link eth0 name eth0.4095 type vlan id 4095": Refused("ERANGE", "8021q: Invalid VLAN id"),
    "ip link add link eth0 name eth0.5 type vlan id 5 protocol 0x1234": Refused(
        "EPROTONOSUPPORT", "8021q: Invalid VLAN protocol"
    ),
    "ip link add vx0 mtu 70000 type vxlan id 5 dstport 4789": Refused(
        "EINVAL", "MTU must be between 68 and 65535", "ifla.mtu"
    ),
    "ip link add vx0 type vxlan id 5 dstport 4789 srcport 5000 4000": Refused(
        "EINVAL", "Invalid source port range", "ifla.linkinfo.data.vxlan.port_range"
    ),
    "ip link set eth0 address ff:ff:ff:ff:ff:ff": Refused("EADDRNOTAVAIL"),
    "ip link set eth0 master lo": Refused("EOPNOTSUPP"),
    "ip link set nosuch up": Refused("ENODEV"),
    "ip link del lo": Refused("EOPNOTSUPP"),
    "ip link set lo netns 999999": Refused("ESRCH"),
    "ip addr add 10.0.0.1/24 dev eth0": Refused("EEXIST"),  # for the second time
    "ip addr del 10.0.0.2/24 dev eth0": Refused("EADDRNOTAVAIL"),
    "ip -6 addr add ff02::77/64 dev eth0": Refused("EADDRNOTAVAIL"),
    "ip route add 10.99.0.0/24 via 192.168.255.1": Refused("ENETUNREACH", "Nexthop has invalid gateway"),
    "ip route add 10.0.0.99/24 dev eth0": Refused("EINVAL", "Invalid prefix for given prefix length"),
    "ip route add 10.99.0.0/24 nhid 77": Refused("EINVAL", "Nexthop id does not exist"),
    "ip route del 10.98.0.0/24": Refused("ESRCH"),
    "ip route get 240.0.0.1": Refused("ENETUNREACH"),
    "ip rule del pref 12345": Refused("ENOENT"),
    "ip rule add table 5 pref 50 goto 40": Refused("EINVAL", "Backward goto not supported"),
    "ip neigh add 10.0.0.7 lladdr 02:00 dev eth0": Refused("EINVAL", "Invalid link address"),
    "ip nexthop add id 5 group 6/7": Refused("EINVAL", "Invalid nexthop id"),
    "bridge link set dev eth0 cost 4": Refused("EOPNOTSUPP"),
    "bridge vlan add dev eth0 vid 4": Refused("EOPNOTSUPP"),
    "ethtool -L eth0 rx 5": Refused("EOPNOTSUPP"),
    "ethtool -s eth0 speed 1000": Refused("EOPNOTSUPP"),
    "ip link add eth9 type dummy # as an ordinary user": Refused("EPERM"),
    "ip addr add 10.5.5.5/24 dev eth0 # as an ordinary user": Refused("EPERM"),
    "ip route add 10.6.0.0/24 dev eth0 # as an ordinary user": Refused("EPERM"),
    "ip link set eth0 down # as an ordinary user": Refused("EPERM"),
    "ip neigh add 10.0.0.9 lladdr 02:00:00:00:00:09 dev eth0 # as an ordinary user": Refused("EPERM"),
    "ethtool -K eth0 gro off # as an ordinary user": Refused("EPERM"),
}
# Those that the tool refuses by itself, or asks the kernel for by an ioctl.
SILENT = (
    "tc class add dev eth0 parent 1: classid 1:1 htb rate 1",
    "ethtool -i nosuch",
)
# The requests of the scenario's program that fail, in their order; for ethtool the attribute by its numbers.
PROGRAM: list[tuple[Refused, tuple[int, ...]]] = [
    (Refused("ERANGE", "Attribute failed policy validation", "ifla.txqlen"), (13,)),
    (Refused("EINVAL"), ()),  # a slash in a name
    (Refused("ERANGE", "Attribute failed policy validation", "ifla.mtu"), (4,)),
    (Refused("ENODEV"), ()),
    (Refused("ERANGE", "Attribute failed policy validation", "ifla.ifname"), (3,)),
    (Refused("EINVAL", "Invalid header for get link"), ()),
    (Refused("EINVAL", "Invalid prefix for given prefix length"), ()),
    (Refused("ENODEV"), ()),
    (Refused("ERANGE", "8021q: Invalid VLAN id"), ()),
    (Refused("EINVAL", "reserved bit set", "nda.flags_ext"), (15,)),
    (Refused("EOPNOTSUPP"), ()),
    (Refused("EINVAL", "Invalid values in header for link dump request"), ()),
    (Refused("EINVAL", "Invalid values in header for FIB dump request"), ()),
    (Refused("EINVAL", "Unsupported attribute in link dump request"), ()),
    (Refused("ENODEV"), ()),
    (Refused("EINVAL"), ()),  # capped: an empty name
    (Refused("EEXIST"), ()),
    (Refused("EINVAL"), (1,)),  # no header: missing
    (Refused("ENODEV", "no device matches name"), (1, 2)),
    (Refused("ENODEV", "no device matches ifindex"), (1, 1)),
    (Refused("EINVAL"), (2, 1, 1)),  # no id in a nest: missing
    (Refused("EOPNOTSUPP"), ()),
    (Refused("EINVAL", "Unsupported attribute"), (2,)),
    (Refused("EINVAL", "reserved bit set"), (1, 3)),
    (Refused("EINVAL", "Attribute failed policy validation", "ctrl.family_name"), (2,)),
    (Refused("ENOENT"), ()),
    (Refused("EINVAL"), ()),
]
POLICIES = {
    "ifla.txqlen": "u32",
    "ifla.mtu": "u32",
    "ifla.ifname": "string of at most 15 bytes",
    "ctrl.family_name": "NUL-terminated string of at most 15 bytes",
}


@pytest.fixture(scope="module")
def errors() -> Capture:
    return nldissect.open(CAPTURES / "errors.pcap").load()


def failures(capture: Capture) -> dict[str, list[Message]]:
    """The errors of the capture by the command that was running when they came; of a repeated one, the last."""
    lines = (CAPTURES / "errors.commands.tsv").read_text().splitlines()[1:]
    starts = [int(Decimal(line.split("\t")[0]) * 10**9) for line in lines]
    failed = [each for each in capture if each.errno]
    return {
        line.split("\t")[3]: [each for each in failed if start <= each.time < stop]
        for line, (start, stop) in zip(lines, pairwise([*starts, 1 << 62]), strict=True)
    }


def refused(error: Message) -> Refused:
    found = cause(error)
    return Refused(errno_name(error.errno or 0), error.get("nl.extack.msg", ""), found.path if found else "")


def numbers(found: Cause) -> tuple[int, ...]:
    """The numbers of the attributes from the top of the request to the cause, out of its bytes."""
    assert found.request is not None
    request = found.message.capture.message(found.request)
    span = found.span or (0, 0)
    above = [
        node
        for node in request.nodes()
        if node.value_start == node.start + 4 and node.start <= span[0] and span[1] <= node.end
    ]
    types = [int.from_bytes(request.data[node.start + 2 : node.start + 4], "little") & 0x3FFF for node in above]
    return (*types, found.message["nl.extack.miss_type"]) if found.missing else tuple(types)


def test_each_failed_command_is_shown_with_errno_message_and_attribute(errors: Capture) -> None:
    # iproute2 tries RTM_NEWLINK without a name first, so a command's own failure is its last.
    shown = {command: refused(found[-1]) for command, found in failures(errors).items() if command in COMMANDS}
    assert shown == COMMANDS
    assert [command for command, found in failures(errors).items() if not found and command in COMMANDS] == []


def test_commands_that_send_no_request_show_none(errors: Capture) -> None:
    found = failures(errors)
    assert [found[command] for command in SILENT] == [[], []]


def test_each_failed_request_of_the_program_is_shown_with_errno_message_and_attribute(errors: Capture) -> None:
    (found,) = (found for command, found in failures(errors).items() if "errors.py" in command)
    shown = [refused(error) for error in found]
    wanted = [
        expected._replace(path=got.path) if by_number and not expected.path else expected
        for got, (expected, by_number) in zip(shown, PROGRAM, strict=True)
    ]
    assert shown == wanted
    assert [numbers(each) if (each := cause(error)) else () for error in found] == [path for _, path in PROGRAM]


def test_policies_are_told_in_words(errors: Capture) -> None:
    told = {each.path: each.policy for error in errors if (each := cause(error)) and each.policy}
    assert told == POLICIES


def test_a_summary_ends_with_the_cause(errors: Capture) -> None:
    summaries = [error.summary for error in errors if error.errno]
    assert 'error EINVAL for RTM_NEWLINK "MTU must be between 68 and 65535" at IFLA_MTU' in summaries
    assert (
        'error ERANGE for RTM_GETLINK "Attribute failed policy validation" at IFLA_IFNAME (string of at most 15 bytes)'
        in summaries
    )


@pytest.mark.parametrize("path", FILES, ids=names(FILES))
def test_the_place_is_the_same_in_the_request_and_in_the_quote(path: Path) -> None:
    with nldissect.open(path) as capture:
        for error in capture.load():
            found = cause(error)
            assert (found is not None) <= tells(error.layout)
            if found is None:
                continue
            assert found.path, error.summary
            if found.span and found.request is not None:
                request = capture.message(found.request)
                places = {(node.start, node.end): node.path for node in request.nodes()}
                assert found.span in places
                assert found.missing or places[found.span] == found.path
                assert found.missing or found.span[0] == found.offset
            if found.quoted and found.span and found.request is not None:
                quoted = error.data[slice(*found.quoted)]
                assert quoted == capture.message(found.request).data[slice(*found.span)]


# Requests and errors made for the purpose

REQUEST, CAPPED, TLVS = 5, 0x100, 0x200
OFFS, MISS_TYPE, MISS_NEST, POLICY = 2, 5, 6, 4
NEWLINK, NEWNEIGH, NEWROUTE = 16, 28, 24
IFINFOMSG = bytes(16)
LINKINFO = attribute(18, attribute(1, b"vxlan\0"), attribute(2, attribute(1, b"\5\0\0\0")))
LINK = IFINFOMSG + attribute(3, b"vx0\0") + LINKINFO


def u32(number: int, value: int) -> bytes:
    return attribute(number, pack("<I", value))


def exchange(*messages: bytes) -> Capture:
    """A capture of these messages, each in a datagram of its own."""
    return nldissect.open(pcap([Packet(cooked(each)) for each in messages])).load()


def failed(payload: bytes, *extended: bytes, type_: int = NEWLINK, capped: bool = False) -> Cause:
    """The cause of the error that answers a request."""
    request = message(payload, type_, REQUEST, port=0)
    quote = request[:16] if capped else request
    flags = TLVS | (CAPPED if capped else 0)
    capture = exchange(request, message(pack("<i", -22) + quote + b"".join(extended), NLMSG_ERROR, flags))
    found = cause(capture.message(1))
    assert found is not None
    assert found.request == 0
    return found


def test_an_offset_at_an_attribute_s_header_is_that_attribute_and_one_inside_is_what_is_there() -> None:
    link = 32 + 8  # behind nlmsghdr, ifinfomsg and the name
    places = {
        32: ("IFLA_IFNAME", "ifla.ifname"),
        36: ("IFLA_IFNAME", "ifla.ifname"),
        link: ("IFLA_LINKINFO", "ifla.linkinfo"),
        link + 4: ("IFLA_INFO_KIND", "ifla.linkinfo.kind"),
        link + 16: ("IFLA_INFO_DATA", "ifla.linkinfo.data.vxlan"),
        link + 20: ("IFLA_VXLAN_ID", "ifla.linkinfo.data.vxlan.id"),
    }
    for offset, place in places.items():
        found = failed(LINK, u32(OFFS, offset))
        assert (found.attribute, found.path) == place
        assert found.text == f"at {place[0]}"


def test_an_offset_in_a_header_is_a_member_of_it() -> None:
    ndmsg = pack("<BxHiHBB", 2, 0, 2, 0x80, 0, 0)
    found = failed(ndmsg, u32(OFFS, 26), type_=NEWNEIGH)
    assert (found.attribute, found.path, found.span, found.quoted) == ("ndmsg.flags", "ndm.flags", (26, 27), (46, 47))


@pytest.mark.parametrize("offset", [len(LINK) + 16, 4096, 0xFFFFFFFF])
def test_an_offset_outside_of_the_request_is_told_as_it_is(offset: int) -> None:
    found = failed(LINK, u32(OFFS, offset))
    assert (found.attribute, found.path, found.span, found.quoted) == ("", "", None, None)
    assert found.text == f"at offset {offset}"


def test_a_missing_attribute_has_its_name_and_path_in_the_nest() -> None:
    found = failed(LINK, u32(MISS_TYPE, 5), u32(MISS_NEST, 40))
    assert (found.attribute, found.path, found.nest) == (
        "IFLA_INFO_SLAVE_DATA",
        "ifla.linkinfo.slave_data",
        "IFLA_LINKINFO",
    )
    assert (found.missing, found.offset, found.span, found.quoted) == (True, 40, (40, 68), (60, 88))
    assert found.text == "missing IFLA_INFO_SLAVE_DATA in IFLA_LINKINFO"


def test_a_missing_attribute_has_its_name_in_an_empty_nest_too() -> None:
    found = failed(IFINFOMSG + attribute(18), u32(MISS_TYPE, 1), u32(MISS_NEST, 32))
    assert (found.attribute, found.path) == ("IFLA_INFO_KIND", "ifla.linkinfo.kind")


def test_a_missing_attribute_has_its_name_in_a_nest_that_a_sibling_selects() -> None:
    found = failed(LINK, u32(MISS_TYPE, 15), u32(MISS_NEST, 56))
    assert (found.attribute, found.path) == ("IFLA_VXLAN_PORT", "ifla.linkinfo.data.vxlan.port")


def test_an_attribute_that_the_message_misses_is_in_no_nest() -> None:
    found = failed(LINK, u32(MISS_TYPE, 4))
    assert (found.attribute, found.path, found.text) == ("IFLA_MTU", "ifla.mtu", "missing IFLA_MTU")
    assert (found.nest, found.offset, found.span, found.quoted) == ("", None, None, None)


def test_an_undeclared_attribute_that_is_missing_goes_by_number() -> None:
    assert failed(LINK, u32(MISS_TYPE, 999)).path == "ifla.999"
    inside = failed(IFINFOMSG + attribute(0x8000 | 999), u32(MISS_TYPE, 7), u32(MISS_NEST, 32))
    assert (inside.path, inside.text) == ("ifla.999.7", "missing ifla.999.7 in IFLA_999")


def test_a_nest_that_is_not_there_leaves_the_number_and_the_offset() -> None:
    for offset in (33, 36, 4096):
        found = failed(LINK, u32(MISS_TYPE, 7), u32(MISS_NEST, offset))
        assert (found.attribute, found.path, found.span) == ("7", "", None)
        assert found.text == f"missing 7 in the nest at offset {offset}"


@pytest.mark.parametrize("extended", [(u32(OFFS, 60),), (u32(MISS_TYPE, 1), u32(MISS_NEST, 40)), (u32(MISS_TYPE, 4),)])
def test_a_request_that_is_quoted_without_its_attributes_is_found_by_the_call(extended: tuple[bytes, ...]) -> None:
    whole, capped = failed(LINK, *extended), failed(LINK, *extended, capped=True)
    assert capped.quoted is None
    assert (capped.text, capped.path, capped.span) == (whole.text, whole.path, whole.span)


def test_the_end_of_a_dump_quotes_nothing_and_has_its_cause_by_the_call() -> None:
    request = message(LINK, 18, 0x301, port=0)
    done = message(pack("<i", -22) + u32(OFFS, 32), NLMSG_DONE, 2 | TLVS)
    found = cause(exchange(request, done).message(1))
    assert found is not None
    assert (found.path, found.span, found.quoted, found.request) == ("ifla.ifname", (32, 40), None, 0)


def test_without_the_request_a_capped_error_tells_the_offset() -> None:
    request = message(LINK, NEWLINK, REQUEST)[:16]
    capture = exchange(message(pack("<i", -22) + request + u32(OFFS, 32), NLMSG_ERROR, TLVS | CAPPED))
    found = cause(capture.message(0))
    assert found is not None
    assert (found.text, found.request, found.span) == ("at offset 32", None, None)


def test_errors_that_say_nothing_and_other_messages_have_no_cause() -> None:
    request = message(LINK, NEWLINK, REQUEST, port=0)
    silent = message(pack("<i", -22) + request, NLMSG_ERROR)
    short = message(pack("<i", -22) + request + attribute(OFFS, b"\0\0"), NLMSG_ERROR, TLVS)
    assert [cause(each) for each in exchange(request, silent, short)] == [None, None, None]


def test_json_has_the_cause_with_its_places_and_the_number_of_the_request(errors: Capture) -> None:
    objects = [each.to_dict() for each in errors]
    (found,) = (each["cause"] for each in objects if each.get("cause", {}).get("path", "").endswith("port_range"))
    assert found == {
        "attribute": "IFLA_VXLAN_PORT_RANGE",
        "path": "ifla.linkinfo.data.vxlan.port_range",
        "missing": False,
        "offset": 60,
        "request": 31,
        "span": [60, 68],
        "quoted": [80, 88],
        "policy": "",
    }
    assert sum("cause" in each for each in objects) == sum(cause(each) is not None for each in errors)


@pytest.mark.parametrize(
    ("policy", "words"),
    [
        ({"type": 4, "min_value_u": 0, "max_value_u": 0xFFFFFFFF}, "u32"),
        ({"type": 4, "min_value_u": 68, "max_value_u": 65535}, "u32 from 68 to 65535"),
        ({"type": 4, "min_value_u": 1, "max_value_u": 0xFFFFFFFF}, "u32 of at least 1"),
        ({"type": 4, "min_value_u": 0, "max_value_u": 255}, "u32 of at most 255"),
        ({"type": 2, "min_value_u": 0, "max_value_u": 255}, "u8"),
        ({"type": 5, "min_value_u": 0, "max_value_u": (1 << 64) - 1}, "u64"),
        ({"type": 17, "min_value_u": 0, "max_value_u": 255}, "uint of at most 255"),
        ({"type": 8, "min_value_s": -(1 << 31), "max_value_s": (1 << 31) - 1}, "s32"),
        ({"type": 7, "min_value_s": -20, "max_value_s": 19}, "s16 from -20 to 19"),
        ({"type": 6, "min_value_s": 0, "max_value_s": 127}, "s8 of at least 0"),
        ({"type": 4, "mask": 7}, "u32, only bits 0x7"),
        ({"type": 15, "bitfield32_mask": 3}, "bitfield32, only bits 0x3"),
        ({"type": 10, "max_length": 15}, "at most 15 bytes"),
        ({"type": 10, "min_length": 1}, "at least 1 byte"),
        ({"type": 10, "min_length": 6, "max_length": 6}, "6 bytes"),
        ({"type": 10, "min_length": 4, "max_length": 16}, "4 to 16 bytes"),
        ({"type": 11, "max_length": 15}, "string of at most 15 bytes"),
        ({"type": 12}, "NUL-terminated string"),
        ({"type": 1}, "flag"),
        ({"type": 13, "policy_maxtype": 5}, "nest"),
        ({"type": 14}, "array of nests"),
        ({"type": 99}, "type 99"),
        ({}, ""),
    ],
    ids=str,
)
def test_a_policy_is_one_phrase(policy: dict[str, int], words: str) -> None:
    assert policy_words(policy) == words


def test_a_policy_is_told_with_the_cause() -> None:
    policy = attribute(POLICY, u32(1, 4), attribute(4, pack("<Q", 68)), attribute(5, pack("<Q", 65535)))
    found = failed(LINK, u32(OFFS, 32), policy)
    assert found.policy == "u32 from 68 to 65535"
    assert found.text == "at IFLA_IFNAME (u32 from 68 to 65535)"
