"""`nldissect families`."""

import pytest

from nldissect.families import registry
from tests.cli.program import Command


def test_all_declared_families_are_listed(run: Command) -> None:
    result = run("families")
    assert (result.code, result.errors) == (0, "")
    listed = {tuple(line.split()[:2]) for line in result.lines[1:]}
    assert {("NETLINK", "netlink"), ("NETLINK_ROUTE", "route"), ("NETLINK_GENERIC", "nlctrl")} <= listed
    assert {protocol.name for protocol in registry} <= {protocol for protocol, _ in listed}


@pytest.mark.parametrize("name", ["route", "NETLINK_ROUTE", "Route"])
def test_a_family_lists_its_messages_by_number(name: str, run: Command) -> None:
    lines = run("families", name).lines
    rows = [line.split() for line in lines[1:]]
    assert ["RTM_NEWLINK", "16", "route"] in rows
    numbers = [int(number) for _, number, _ in rows]
    assert numbers == sorted(set(numbers))


def test_generic_commands_have_their_own_numbers(run: Command) -> None:
    rows = [line.split() for line in run("families", "nlctrl").lines[1:]]
    assert ["CTRL_CMD_NEWFAMILY", "1", "nlctrl"] in rows
    assert ["CTRL_CMD_GETPOLICY", "10", "nlctrl"] in rows
    assert len({number for _, number, _ in rows}) == len(rows)


@pytest.mark.parametrize("name", ["RTM_NEWADDR", "rtm_newaddr"])
def test_a_message_lists_its_fields(name: str, run: Command) -> None:
    lines = run("families", name).lines
    assert lines[0] == "RTM_NEWADDR (20) of route"
    rows = [line.split() for line in lines[2:]]
    assert ["IFA_LOCAL", "2", "ipv4|ipv6", "ifa.local", "linux/if_addr.h"] in rows
    assert ["prefixlen", "u8", "ifaddr.prefixlen", "linux/if_addr.h"] in rows


def test_control_messages_are_declared_too(run: Command) -> None:
    assert "nl.extack.offs" in run("families", "NLMSG_ERROR").output
    assert run("families", "CTRL_CMD_GETFAMILY").lines[0] == "CTRL_CMD_GETFAMILY (3) of nlctrl"


@pytest.mark.parametrize("name", ["", "bogus", "RTM_"])
def test_an_unknown_name_is_refused_in_one_line(name: str, run: Command) -> None:
    result = run("families", name)
    assert (result.code, result.output, result.errors.count("\n")) == (2, "", 1)
    assert repr(name) in result.errors


def test_an_unknown_name_gets_the_nearest_ones(run: Command) -> None:
    assert "did you mean rtm_newaddr" in run("families", "RTM_NEWADR").errors
