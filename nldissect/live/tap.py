"""The tap: an nlmon device of our own, which mirrors the netlink traffic of one network namespace."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterator
from contextlib import suppress
from itertools import chain
from string import ascii_lowercase

from nldissect.live.conversation import NLM_F_ACK, NLM_F_DUMP, Conversation, KernelError, Reply, route_message

RTM_NEWLINK, RTM_DELLINK, RTM_GETLINK, RTM_SETLINK = range(16, 20)
NLM_F_EXCL = 0x200
NLM_F_CREATE = 0x400
IFF_UP = 1
KIND = "nlmon"
OWNER = re.compile(r"nldissect, process (\d+) \(started (\d+), namespace (\d+)\)")


class NoTapError(Exception):
    """The kernel has no nlmon."""


def create(conversation: Conversation) -> tuple[str, int]:
    """Name and index of a new tap that is up; raises NoTapError or KernelError."""
    for ending in chain([""], ascii_lowercase):
        name = f"nltap{os.getpid()}{ending}"
        try:
            conversation.ask(
                route_message(RTM_NEWLINK),
                attributes={"IFLA_IFNAME": name, "IFLA_LINKINFO": {"IFLA_INFO_KIND": KIND}},
                flags=NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL,
            )
            break
        except KernelError as error:
            if error.errno == errno.EOPNOTSUPP:
                raise NoTapError from None
            if error.errno != errno.EEXIST:
                raise
    else:
        raise KernelError(errno.EEXIST, f"all names such as {name} are taken")
    try:
        link = conversation.ask(route_message(RTM_GETLINK), attributes={"IFLA_IFNAME": name})[0]
        index = int(link.get("ifinfo.index"))
        conversation.ask(
            route_message(RTM_SETLINK),
            {"index": index, "flags": IFF_UP, "change": IFF_UP},
            {"IFLA_IFALIAS": _owner(os.getpid())},
        )
    except OSError:
        with suppress(OSError):
            conversation.ask(route_message(RTM_DELLINK), attributes={"IFLA_IFNAME": name})
        raise
    return name, index


def set_up(conversation: Conversation, index: int) -> None:
    """Bring up the link of this index."""
    conversation.ask(route_message(RTM_SETLINK), {"index": index, "flags": IFF_UP, "change": IFF_UP})


def remove(conversation: Conversation, index: int) -> None:
    """Delete the tap of this index, if it is there: whoever deletes it may give the index to another link."""
    with suppress(OSError):
        if any(number == index for number, _, _ in _taps(conversation)):
            conversation.ask(route_message(RTM_DELLINK), {"index": index})


def remove_orphans(conversation: Conversation) -> list[str]:
    """Delete the taps whose process has died without doing so; the names of them."""
    removed = []
    for index, name, alias in _taps(conversation):
        match = OWNER.fullmatch(alias)
        if match and match[3] == _process_namespace() and alias != _owner(int(match[1])):
            remove(conversation, index)
            removed.append(name)
    return removed


def _taps(conversation: Conversation) -> Iterator[tuple[int, str, str]]:
    """Index, name and alias of all nlmon devices."""
    # the kernel leaves out the links of other kinds
    wanted = {"IFLA_LINKINFO": {"IFLA_INFO_KIND": KIND}}
    links: list[Reply] = conversation.ask(route_message(RTM_GETLINK), attributes=wanted, flags=NLM_F_DUMP)
    for link in links:
        if link.get("ifla.linkinfo.kind") == KIND:
            yield link.get("ifinfo.index"), link.get("ifla.ifname"), link.get("ifla.ifalias") or ""


def _owner(process: int) -> str:
    """What the alias of a tap says of its process; "" when there is no such process.

    Its start, in clock ticks since boot, tells it from another that has the number later.
    """
    try:
        with open(f"/proc/{process}/stat", "rb") as file:
            started = file.read().rpartition(b")")[2].split()[19].decode()
    except (OSError, IndexError):
        return ""
    return f"nldissect, process {process} (started {started}, namespace {_process_namespace()})"


def _process_namespace() -> str:
    return str(os.stat("/proc/self/ns/pid").st_ino)
