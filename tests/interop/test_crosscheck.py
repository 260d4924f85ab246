"""The comparison with Wireshark, over the captures of the repository and messages that are made for it."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import sys
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from struct import pack
from types import MappingProxyType
from typing import Any

import pytest

import nldissect
from nldissect.errors import CaptureError
from nldissect.families.route.addr import IFA
from nldissect.families.route.link.link import IFLA
from nldissect.interop.crosscheck import (
    REASONS,
    Crosscheck,
    Disagreement,
    Tally,
    Wireshark,
    WiresharkError,
    compare,
    reader,
    wireshark as asked,
)
from nldissect.interop.crosscheck.result import MOST_KEPT
from nldissect.interop.crosscheck.wireshark import Frame
from nldissect.schema import array, be32, string, u16, undeclared
from tests.captures import CAPTURES, FILES, names
from tests.sources.build import GENERIC, ROUTE, SLL, SLL2, Packet, cooked, cooked2, message, pcap

SOCK_DIAG = 4
MISSING = ", ".join(
    name for name, there in {"tshark": shutil.which("tshark"), "pyshark": find_spec("pyshark")}.items() if not there
)
needs_wireshark = pytest.mark.skipif(bool(MISSING), reason=f"not installed: {MISSING}")
ADDRESSES = CAPTURES / "addresses.pcap"


@pytest.fixture(scope="module")
def wireshark() -> Iterator[Wireshark]:
    with Wireshark() as running:
        yield running


Changes = Mapping[str, Any]
READ: dict[Path, list[Frame]] = {}  # what Wireshark shows, which takes longer than to compare with it


def crosscheck(wireshark: Wireshark, path: Path, changes: Changes = MappingProxyType({})) -> Crosscheck:
    """What comes of comparing a capture; with changes of the first field that Wireshark shows."""
    if path not in READ:
        READ[path] = list(wireshark.frames(str(path)))
    frames = READ[path]
    if changes:
        (number, (first, *fields)), *others = frames
        frames = [(number, [first._replace(**changes), *fields]), *others]
    result = Crosscheck()
    with nldissect.open(path, own=True) as capture:
        compare(capture, frames, wireshark.kinds, result)
    return result


def attribute(kind: int, value: bytes) -> bytes:
    """A netlink attribute with its padding."""
    return pack("<HH", 4 + len(value), kind) + value + bytes(-len(value) % 4)


def packets(protocol: int, *messages: bytes) -> bytes:
    """A capture file with each message in a datagram of its own."""
    return pcap([Packet(cooked(each, protocol)) for each in messages])


# ip link set dev lo mtu 1500, which has flags that a request to read has not
SET_MTU = message(pack("<BxHiII", 0, 0, 1, 0, 0) + attribute(4, pack("<I", 1500)), 16, 0x405)
# cangw -A -s can0 -d can1 -f 123:7FF -e -m SET:IL:.8.1122334455667788
CAN_GATEWAY = message(
    pack("<BBH", 29, 1, 1)
    + attribute(9, pack("<I", 5))
    + attribute(10, pack("<I", 7))
    + attribute(11, pack("<II", 0x123, 0x7FF))
    + attribute(4, bytes.fromhex("000000000800000011223344556677") + b"\x88\x03"),
    24,
)
# the controller names nl80211; iw dev wlan0 connect with a nest of flags in the size of an integer
WIFI = (
    message(b"\x01\x02\0\0" + attribute(1, pack("<H", 35)) + attribute(2, b"nl80211\0"), 16, 0),
    message(b"\x0a\0\0\0" + attribute(80, attribute(8 | 0x8000, attribute(2, b""))), 35, 5),
)
# a socket that ss -x lists
UNIX = message(pack("<BBBxIII", 1, 1, 10, 403, 8, 0), 20, 2)

MADE = {
    "flags of another kind": packets(ROUTE, SET_MTU),
    "CAN gateway": packets(ROUTE, CAN_GATEWAY),
    "guessed integer": packets(GENERIC, *WIFI),
    "synonym": packets(SOCK_DIAG, UNIX),
}


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """A capture of one message."""
    path = tmp_path / "made.pcap"
    path.write_bytes(packets(ROUTE, SET_MTU))
    return path


@needs_wireshark
@pytest.mark.parametrize("path", FILES, ids=names(FILES))
def test_no_disagreement_about_a_capture_is_unexplained(path: Path, wireshark: Wireshark) -> None:
    result = crosscheck(wireshark, path)
    assert result.unexplained == []
    assert result.total.unexplained == 0
    assert result.total.agree > 10 * result.frames > 0


@needs_wireshark
def test_a_gzipped_capture_is_compared(wireshark: Wireshark) -> None:
    assert crosscheck(wireshark, CAPTURES / "addresses.pcap.gz").fields == crosscheck(wireshark, ADDRESSES).fields


def test_every_reason_is_tried() -> None:
    assert REASONS.keys() == MADE.keys()


@needs_wireshark
@pytest.mark.parametrize("reason", MADE)
def test_a_reason_explains_what_it_is_for_and_no_other_does(reason: str, wireshark: Wireshark, tmp_path: Path) -> None:
    path = tmp_path / "made.pcap"
    path.write_bytes(MADE[reason])
    result = crosscheck(wireshark, path)
    assert result.unexplained == []
    assert {key for key, _ in result.explained} == {reason}
    assert sum(each.count for each in result.explained.values()) == result.total.explained


@needs_wireshark
@pytest.mark.parametrize(
    ("changed", "value", "field", "what"),
    [
        ("type", be32, "netlink-route.ifla_mtu", "value"),
        ("type", string, "netlink-route.ifla_mtu", "value"),
        ("type", array(u16), "netlink-route.ifla_mtu", "place"),
        ("key", "txqlen", "netlink-route.ifla_mtu", "meaning"),
        ("number", 40, "netlink.attr_type", "value"),
    ],
)
def test_a_wrong_declaration_is_found(
    changed: str, value: Any, field: str, what: str, wireshark: Wireshark, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(IFLA.declared.by_key["MTU"], changed, value)
    assert {(each.field, each.what) for each in crosscheck(wireshark, ADDRESSES).unexplained} >= {(field, what)}


@needs_wireshark
def test_a_wrong_name_is_found(wireshark: Wireshark, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(IFA.declared.by_key["PROTO"], "name", "IFA_WRONG")
    found = {(each.field, each.what, each.theirs, each.ours) for each in crosscheck(wireshark, ADDRESSES).unexplained}
    assert found == {
        (field, "name", "IFA_PROTO", "IFA_WRONG") for field in ("netlink.attr_type", "netlink-route.ifa_attr_type")
    }


@needs_wireshark
def test_a_disagreement_tells_where_it_is_and_what_both_say(
    wireshark: Wireshark, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(IFLA.declared.by_key["MTU"], "type", be32)
    assert crosscheck(wireshark, ADDRESSES).unexplained[0] == Disagreement(
        capture=str(ADDRESSES),
        frame=2,
        offset=84,
        size=4,
        field="netlink-route.ifla_mtu",
        theirs="65536",
        path="ifla.mtu",
        ours="256",
        what="value",
    )


@needs_wireshark
def test_what_nobody_declares_only_wireshark_has(wireshark: Wireshark, monkeypatch: pytest.MonkeyPatch) -> None:
    before = crosscheck(wireshark, ADDRESSES)
    monkeypatch.setattr(IFLA.declared.by_key["MTU"], "type", undeclared)
    result = crosscheck(wireshark, ADDRESSES)
    assert result.unexplained == []
    name = "netlink-route.ifla_mtu"
    assert result.only_theirs[name, "ifla.mtu"] == result.fields[name].only_theirs == before.fields[name].agree > 0


@needs_wireshark
def test_what_wireshark_shows_as_bytes_only_we_have(wireshark: Wireshark) -> None:
    result = crosscheck(wireshark, CAPTURES / "links.pcap")
    assert result.only_ours["ifla.linkinfo.kind"] > 0
    assert "ifla.mtu" not in result.only_ours


@needs_wireshark
def test_of_linux_sll2_wireshark_shows_nothing(wireshark: Wireshark, tmp_path: Path) -> None:
    path = tmp_path / "sll2.pcap"
    path.write_bytes(pcap([Packet(cooked2(SET_MTU))], link_type=SLL2))
    result = crosscheck(wireshark, path)
    assert result.total == Tally()
    assert result.only_ours["ifla.mtu"] == 1


@needs_wireshark
@pytest.mark.parametrize(
    ("changes", "what", "ours"),
    [
        ({"show": "1"}, "value", "824"),
        ({"name": "netlink.family", "show": "1"}, "value", "0"),
        ({"name": "netlink.hdr_len"}, "place", "no message"),
    ],
)
def test_the_cooked_header_is_compared(
    changes: Changes, what: str, ours: str, wireshark: Wireshark, tmp_path: Path
) -> None:
    path = tmp_path / "sll.pcap"
    path.write_bytes(pcap([Packet(cooked(SET_MTU))], link_type=SLL))
    found = crosscheck(wireshark, path, changes).unexplained
    assert [(each.what, each.ours, each.reason) for each in found] == [(what, ours, "")]


@needs_wireshark
def test_frames_that_wireshark_does_not_show_are_told(wireshark: Wireshark) -> None:
    frames = list(wireshark.frames(str(ADDRESSES)))[:-1]
    with (
        nldissect.open(ADDRESSES) as capture,
        pytest.raises(CaptureError, match=r"addresses\.pcap: Wireshark shows 169 of its 170 frames"),
    ):
        compare(capture, frames, wireshark.kinds, Crosscheck())


def test_only_the_first_disagreements_are_kept_and_all_are_counted() -> None:
    result = Crosscheck()
    found = Disagreement("a.pcap", 1, 16, 4, "netlink.hdr_len", "16", "nl.len", "17", "value")
    for _ in range(MOST_KEPT + 1):
        result.disagree(found)
    assert (len(result.unexplained), result.total.unexplained) == (MOST_KEPT, MOST_KEPT + 1)


@needs_wireshark
def test_an_event_loop_that_runs_does_not_matter(made: Path) -> None:
    async def inside() -> int:
        with Wireshark() as running:
            return len(list(running.frames(str(made))))

    assert asyncio.run(inside()) == 1


@needs_wireshark
def test_what_the_user_has_set_in_wireshark_does_not_matter(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "disabled_protos").write_text("netlink-route\n")
    monkeypatch.setenv("WIRESHARK_CONFIG_DIR", str(tmp_path))
    with Wireshark() as running:
        assert "netlink-route.ifla_mtu" in crosscheck(running, made).fields


@needs_wireshark
def test_the_end_of_the_process_is_told(made: Path) -> None:
    with Wireshark() as running:
        os.kill(running._process.pid, signal.SIGKILL)
        with pytest.raises(WiresharkError, match="the process that runs pyshark was ended by SIGKILL"):
            list(running.frames(str(made)))


def test_what_the_process_says_at_its_end_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asked, "READER", "nldissect.nothing")
    with pytest.raises(WiresharkError, match=r"ended with status 1: .*No module named nldissect\.nothing"), Wireshark():
        pass


def only_line() -> str:
    """What the process writes when it is not able to read anything."""
    (told,) = reader.lines([json.dumps(str(ADDRESSES))])
    return str(told["error"])


def test_a_python_that_pyshark_does_not_run_on_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "TOO_NEW", (3, 11))
    assert only_line() == "pyshark does not run on Python 3.11 and later"


def test_that_tshark_is_missing_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert only_line() == "tshark is not installed (apt install tshark)"


@pytest.mark.parametrize(
    ("script", "sentence"),
    [
        ("echo TShark 3.6.14", "tshark 3.6.14 is too old; 4.0 or later is needed"),
        ("echo no", "{} does not say its version, as tshark does"),
        ('test "$1" = -G || echo TShark 4.0.17', "{} has no fields of netlink"),
    ],
)
def test_a_tshark_that_is_of_no_use_is_told(
    script: str, sentence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tshark = tmp_path / "tshark"
    tshark.write_text(f"#!/bin/sh\n{script}\n")
    tshark.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert only_line() == sentence.format(tshark)


@needs_wireshark
def test_that_pyshark_is_missing_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyshark", None)
    assert list(reader.lines([json.dumps(str(ADDRESSES))]))[1:] == [
        {"error": "pyshark is needed, too: pip install 'nldissect[wireshark]'"}
    ]


@pytest.mark.parametrize(
    ("showname", "label"),
    [
        ("Length: 40", ""),
        ("Message type: Get network interface info (18)", "Get network interface info"),
        ("Message type: Error (0x0002)", "Error"),
        ("Message type: Protocol-specific (0x0010)", "Protocol-specific"),
        ("Type: 0x001d, Ext mask (29)", "Ext mask"),
        ("Type: 0x8012, Nested, Link info (18)", "Link info"),
        ("Type: 0x0007, RTA_PREFSRC (7)", "RTA_PREFSRC"),
        ("Attribute type: Unknown (300)", ""),
        ("Routing protocol: unknown (0x00)", ""),
        ("Family ID: 0x10 (nlctrl)", "nlctrl"),
        ("Error code: File exists (-EEXIST) (-17)", "EEXIST"),
        ("Error code: Success (0)", "Success"),
        ("Device flags: UP, LOOPBACK (0x00000009)", "UP, LOOPBACK"),
        ("Device flags:  (0x00000000)", ""),
        ("..00 0000 0000 0001 = Type: CTRL_ATTR_OP_ID (1)", "CTRL_ATTR_OP_ID"),
        (".... ...1 .... .... = Replace: 1", ""),
        ("Data: 01000000", ""),
    ],
)
def test_the_label_of_a_value_is_found(showname: str, label: str) -> None:
    assert reader.label(showname) == label
