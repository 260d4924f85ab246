"""What to call the interfaces of a capture, in a few letters: where there are several, each message tells its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple
from weakref import WeakKeyDictionary

from nldissect.engine.values import printable
from nldissect.sources.frames import NETLINK_LINK_TYPES, Interface

if TYPE_CHECKING:
    from nldissect.message import Message
    from nldissect.sources import Source


def interface_label(message: Message) -> str:
    """What to call the interface that a message is from, in a few letters."""
    source = message.capture.source
    return interface_labels(source)[int(source.frames.interface[message.frame])]


def interface_labels(source: Source) -> Sequence[str]:
    """What to call each interface so far; see `label_interfaces`."""
    return _labelled(source).labels


def label_width(source: Source) -> int:
    """The width of the longest label of an interface with netlink; 0 when those all have the same label."""
    return _labelled(source).width


class _Labels(NamedTuple):
    """What to call interfaces, and the width of the longest with netlink; 0 when those all have the same label."""

    labels: list[str]
    width: int


_KNOWN: WeakKeyDictionary[Source, _Labels] = WeakKeyDictionary()


def _labelled(source: Source) -> _Labels:
    """The labels of a source, made anew only when it has more interfaces: files of many sections have thousands."""
    known = _KNOWN.get(source)
    if known is None or len(known.labels) != len(source.interfaces):
        interfaces = list(source.interfaces)
        labels = label_interfaces(interfaces)
        netlink = {
            label for label, each in zip(labels, interfaces, strict=True) if each.link_type in NETLINK_LINK_TYPES
        }
        known = _KNOWN[source] = _Labels(labels, max(map(len, netlink)) if len(netlink) > 1 else 0)
    return known


def label_interfaces(interfaces: Sequence[Interface]) -> list[str]:
    """What to call each interface in a few letters: its network namespace, or its name; printable.

    With its number in the section where its name does not tell it from others there. The same name in two sections
    is the same interface, captured at two times.
    """
    names = [printable(each.name) for each in interfaces]
    short = [namespace(name) or name for name in names]
    sections = [each.section for each in interfaces]
    briefly, fully = Counter(zip(sections, short, strict=True)), Counter(zip(sections, names, strict=True))
    place: Counter[int] = Counter()
    labels = []
    for section, name, label in zip(sections, names, short, strict=True):
        if briefly[section, label] > 1:
            label = name
        if not name or fully[section, name] > 1:
            label = f"{name}#{place[section]}"
        place[section] += 1
        labels.append(label)
    return labels


def namespace(name: str) -> str:
    """The network namespace in the name of an interface, as `ip netns` or a process id calls it; "" for none."""
    _, _, found = name.partition("@")
    return found.removeprefix("process ").removeprefix("/run/netns/").removeprefix("/var/run/netns/")
