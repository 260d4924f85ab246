"""Assertions that fail, to see what they say."""

import veth


def test_has(netlink):
    messages = netlink.decode(veth.request("a", "b"))
    assert messages.has("nl.type == RTM_NEWLINK and ifla.ifname == 'c' and ifla.mtu == 1400")


def test_has_not(netlink):
    messages = netlink.decode(veth.request("a", "b"))
    assert not messages.has("ifla.linkinfo.kind == 'veth'")


def test_counted(netlink):
    messages = netlink.open("captures/reported.pcap")
    assert messages.has("nl.type == RTM_NEWLINK", times=1)


def test_in_order(netlink):
    messages = netlink.open("captures/reported.pcap")
    assert messages.has_in_order("nl.errno == 0", "nl.errno == EEXIST", "nl.type == RTM_NEWLINK")


def test_no_errors(netlink):
    assert netlink.open("captures/reported.pcap").no_errors()


def test_same(netlink):
    before, after = (netlink.decode(veth.request("a", peer)) for peer in "bc")
    assert before.same_as(after)


def test_golden(netlink):
    messages = netlink.decode(veth.request("a", "c"))
    assert netlink.golden(messages)


def test_golden_that_is_not_there(netlink):
    messages = netlink.decode(veth.request("a", "c"))
    assert netlink.golden(messages, "new")


def test_wrong_filter(netlink):
    messages = netlink.decode(veth.request("a", "b"))
    assert messages.has("ifla.ifname = 'a'")


def test_something_else(netlink):
    assert netlink.decode(veth.request("a", "b")).has("ifla.ifname == 'a'")
    assert len("a") == 2
