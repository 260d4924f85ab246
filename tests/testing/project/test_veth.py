"""How a program tests its netlink: nothing but pytest and nldissect."""

import pytest
import veth

from nldissect.analysis.content import VOLATILE, Rules

ONLY_REQUESTS = Rules((*VOLATILE, "call"))  # not what came of them


def test_the_request_names_both_ends(netlink):
    messages = netlink.decode(veth.request("a", "b"))
    assert messages.has("nl.type == RTM_NEWLINK and ifla.ifname == 'a' and ifla.linkinfo.kind == 'veth'")
    assert messages.has("nl.flags.create and nl.flags.excl and nl.flags.ack")
    assert not messages.has("ifla.master")
    assert messages[0].summary == "link add a type veth peer b"


def test_the_request_is_what_it_was(netlink):
    assert netlink.golden(netlink.decode(veth.request("a", "b")))


def test_a_name_that_is_made_up_does_not_count(netlink):
    first, second = (netlink.decode(veth.request(name, "eth0", seq=7)) for name in ("veth1234abcd", "veth8765fedc"))
    assert first.same_as(second)
    assert first.to_text() == second.to_text()


def test_bytes_from_a_log_are_read_too(netlink):
    assert netlink.decode(veth.request("a", "b").hex(" ")).has("ifla.ifname == 'a'")


def test_the_kernel_makes_the_pair(netlink):
    with netlink.recording() as messages:
        try:
            veth.create("left", "right")
        except PermissionError:
            pytest.skip("only root may make links")
    assert messages.no_errors()
    assert messages.has("nl.direction == to_kernel and nl.type == RTM_NEWLINK", times=1)
    assert messages.has_in_order("nl.direction == to_kernel and ifla.ifname == 'left'", "nl.errno == 0")


def test_the_tool_asks_for_the_same(netlink):
    theirs = netlink.record(["ip", "link", "add", "left", "type", "veth", "peer", "right"])
    assert (theirs.status, theirs.errors) == (0, "")
    made = theirs.filter("nl.direction == to_kernel and ifla.linkinfo.kind == 'veth'")
    assert made.no_errors()
    assert made.has("ifla.linkinfo.data.veth.peer.ifname == 'right'", times=1)
    assert netlink.decode(veth.request("left", "right")).same_as(made, rules=ONLY_REQUESTS)


def test_a_capture_is_what_a_bug_report_says(netlink):
    messages = netlink.open("captures/reported.pcap")
    assert messages.has_in_order("ifla.ifname == 'left'", "nl.errno == EEXIST")
    assert not messages.no_errors()
    assert len(messages.filter("nl.direction == to_kernel")) == 2
