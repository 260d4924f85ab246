"""The capture as scripts use it."""

from __future__ import annotations

import pytest

import nldissect
from tests.captures import CAPTURES


def test_a_message_that_was_not_looked_at_before_the_capture_closed_says_so() -> None:
    with nldissect.open(CAPTURES / "errors.pcap") as capture:
        message = next(iter(capture))
        assert message.type_name.startswith("RTM_")
        unread = capture.message(1)
    with pytest.raises(nldissect.CaptureError, match=r"errors\.pcap: was closed before its message 2 was looked at"):
        _ = unread.data


def test_fields_are_read_by_their_path() -> None:
    with nldissect.open(CAPTURES / "addresses.pcap") as capture:
        added = next(each for each in capture if each.type_name == "RTM_NEWADDR" and each.kind == "request")
        assert added["ifa.local"] == "10.0.0.1"
        assert added.get("ifa.broadcast") is None
        with pytest.raises(KeyError, match=r"ifa\.broadcast"):
            _ = added["ifa.broadcast"]
        assert added.to_dict()["IFA_LOCAL"] == added["ifa.local"]


def test_bytes_are_decoded_without_a_capture() -> None:
    (message,) = nldissect.decode(bytes.fromhex("1400000012000103000000000000000000000000"), "route")
    assert (message.type_name, message.summary) == ("RTM_GETLINK", "link show")
    with pytest.raises(ValueError, match="no netlink protocol 'rote'"):
        nldissect.decode(b"", "rote")


def test_what_the_kernel_tells_with_the_flags_of_a_request_is_none() -> None:
    chosen = "nl.type in {RTM_NEWNEXTHOP, RTM_DELNEXTHOP} and nl.flags.request"
    told = [
        ("request", "nexthop add id 10 group 1 2"),
        ("notification", "nexthop id 10 group 1 2"),
        ("request", "nexthop del id 10"),
        ("notification", "nexthop deleted id 10 group 1 2"),
    ]
    path = CAPTURES / "routes.pcap"
    for capture in (nldissect.open(path), nldissect.open(path).load()):
        assert [(each.kind, each.summary) for each in capture.filter(chosen)][-4:] == told
    hurried = nldissect.open(path).load()
    hurried.patience = 1000
    assert {each.kind for each in hurried.filter("nl.type == RTM_NEWNEXTHOP and nl.flags.request")} == {"request"}
    assert "calls" not in vars(hurried), "nobody has to wait for them"
    hurried.calls.update()
    assert [(each.kind, each.summary) for each in hurried.filter(chosen)][-4:] == told
