"""Groupings: by what the messages of a capture can be counted, each a function of rows and nothing else."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from enum import IntEnum
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from nldissect.analysis.answers import QUOTED, answers_among, integers, rows_at
from nldissect.index.grouping import grouped
from nldissect.index.messages import FRAGMENT, NLMSG_ERROR, NLMSG_HDRLEN as HEADER, NLMSG_MIN_TYPE
from nldissect.schema.message import Protocol

if TYPE_CHECKING:
    from nldissect.analysis.answers import Integers, Rows
    from nldissect.capture import Capture
    from nldissect.engine.layout import Layout

NO_COMMAND = 0xFFFF
DENSE = 1 << 17  # a range of values that is numbered by a table, not by sorting

Label = tuple[str | int, ...]


class Groups(NamedTuple):
    """The groups of messages.

    codes   for each message the number of its group, below `size`; not every number needs to have messages
    label   what a group is called, in as many parts as the grouping has columns; the same label is the same group
    places  which of the given rows the messages are, for a row may be in no group or in several; None: each, in order
    """

    codes: Integers
    size: int
    label: Callable[[int], Label]
    places: Integers | None = None

    def rows(self, rows: Rows) -> Rows:
        """The row of each message, given the rows that were grouped."""
        return rows if self.places is None else rows_at(rows, self.places)


Function = Callable[["Capture", "Rows"], Groups]


class Grouping(NamedTuple):
    """Something to count messages by.

    meaning   what a group has in common
    columns   names of the parts of a label
    messages  groups rows
    errors    groups rows of errors where an error counts for something else than itself
    requests  groups rows of requests where their calls count for something else than the request
    """

    meaning: str
    columns: tuple[str, ...]
    messages: Function
    errors: Function | None = None
    requests: Function | None = None


def combined(capture: Capture, functions: Sequence[Function], rows: Rows) -> Groups:
    """The groups by several functions at once; labels are those of each in turn."""
    groups = functions[0](capture, rows)
    for function in functions[1:]:
        finer = function(capture, groups.rows(rows))
        codes, places = groups.codes, groups.places
        if finer.places is not None:
            codes = codes[finer.places]
            places = finer.places if places is None else places[finer.places]
        pairs, found = _numbered(codes.astype(np.int64) * finer.size + finer.codes)
        labels = [groups.label(pair // finer.size) + finer.label(pair % finer.size) for pair in found]
        groups = _listed(pairs, labels, places)
    return groups


def _listed(codes: Integers, labels: Sequence[Label], places: Integers | None = None) -> Groups:
    return Groups(codes, len(labels), labels.__getitem__, places)


def _numbered(values: Integers) -> tuple[Integers, list[int]]:
    """For each value its place among the distinct ones, and these, rising; values are not negative."""
    size = int(values.max()) + 1 if len(values) else 0
    if size > DENSE:
        found, codes = np.unique(values, return_inverse=True)
        return codes, found.tolist()
    present = np.zeros(size, np.bool_)
    present[values] = True
    numbers = np.cumsum(present, dtype=np.int32) - np.int32(1)
    return numbers[values], np.flatnonzero(present).tolist()


def labelled(groups: Groups) -> tuple[Integers, list[Label]]:
    """The codes of messages numbered anew, without gaps and one for each label; and these labels."""
    present = np.flatnonzero(np.bincount(groups.codes, minlength=groups.size))
    numbers: dict[Label, int] = {}
    table = np.zeros(groups.size, np.intp)
    table[present] = [numbers.setdefault(groups.label(code), len(numbers)) for code in present.tolist()]
    return table[groups.codes], list(numbers)


def _single(values: Integers, label: Callable[[int], str | int] = int, places: Integers | None = None) -> Groups:
    """Groups of equal values."""
    codes, found = _numbered(values)
    return _listed(codes, [(label(value),) for value in found], places)


def types(capture: Capture, rows: Rows) -> Groups:
    """By protocol or generic netlink family, and message type or command."""
    return _types(capture, rows, capture.index.messages.type[rows], 0)


def failed_types(capture: Capture, rows: Rows) -> Groups:
    """Errors by the type of the request that they quote; those that quote none are in no group."""
    table = capture.index.messages
    places = np.flatnonzero((table.type[rows] == NLMSG_ERROR) & (table.extent[rows] >= QUOTED + HEADER))
    found = rows_at(rows, places)
    groups = _types(capture, found, integers(capture, found, QUOTED + 4, "H"), QUOTED)
    return groups._replace(places=places)


def alphabetical(names: Sequence[str]) -> Integers:
    """For each name its place among the distinct ones in alphabetical order."""
    ranks = {name: rank for rank, name in enumerate(sorted(set(names)))}
    return np.array([ranks[name] for name in names], np.int64)


def type_ranks(capture: Capture, rows: Rows, part: int) -> Integers:
    """For each row the place of its family (part 0) or type (part 1) in alphabetical order."""
    groups = types(capture, rows)
    return alphabetical([str(groups.label(code)[part]) for code in range(groups.size)])[groups.codes]


def _types(capture: Capture, rows: Rows, numbers: Integers, offset: int) -> Groups:
    """By the type of the nlmsghdr at `offset` of each message, which is in `numbers`."""
    protocols = capture.index.messages.protocol[rows]
    if not len(protocols):
        return _listed(protocols, [])
    if (protocols == protocols[0]).all():
        return _protocol_types(capture, capture.registry.protocol(int(protocols[0])), rows, numbers, offset)
    codes = np.zeros(len(protocols), np.int32)
    bases: list[int] = []
    parts: list[Groups] = []
    size = 0
    for number in _numbered(protocols)[1]:
        places = np.flatnonzero(protocols == number)
        protocol = capture.registry.protocol(number)
        part = _protocol_types(capture, protocol, rows_at(rows, places), numbers[places], offset)
        codes[places] = part.codes + np.int32(size)
        bases.append(size)
        parts.append(part)
        size += part.size

    def label(code: int) -> Label:
        place = bisect_right(bases, code) - 1
        return parts[place].label(code - bases[place])

    if size <= DENSE:
        return Groups(codes, size, label)
    codes, found = _numbered(codes)
    return _listed(codes, [label(code) for code in found])


def _protocol_types(capture: Capture, protocol: Protocol, rows: Rows, numbers: Integers, offset: int) -> Groups:
    codes, size = numbers, int(numbers.max()) + 1
    names: list[Label] = []  # of the codes from `size` on; those below are types
    if protocol.teaches is not None:
        codes, size = numbers.astype(np.int32), NLMSG_MIN_TYPE
        places = np.flatnonzero(numbers >= NLMSG_MIN_TYPE)
        commands, names = _commands(capture, protocol, rows_at(rows, places), numbers[places], offset)
        codes[places] = size + commands
    if not offset and not numbers.all():
        places = np.flatnonzero(numbers == 0)  # bytes that are no message, and messages of type 0
        codes = codes.astype(np.int32)
        codes[places[capture.index.messages.state[rows_at(rows, places)] & FRAGMENT != 0]] = size + len(names)
        names.append((protocol.short, "data"))

    def label(code: int) -> Label:
        return names[code - size] if code >= size else (protocol.short, protocol.find(code).name)

    return Groups(codes, size + len(names), label)


def _commands(
    capture: Capture, protocol: Protocol, rows: Integers, numbers: Integers, offset: int
) -> tuple[Integers, list[Label]]:
    """Messages of dynamic types by the names of family and command: for each the place of its names, and these."""
    names = capture.decoder.dynamic(protocol.number)
    place = offset + HEADER + (protocol.dispatch.offset if protocol.dispatch else 0)
    commands = np.full(len(rows), NO_COMMAND)
    whole = capture.index.messages.extent[rows] > place
    commands[whole] = integers(capture, rows[whole], place, "B")
    keys = names.numbers(numbers, rows) << 32 | numbers.astype(np.int64) << 16 | commands
    found, firsts, codes = np.unique(keys, return_index=True, return_inverse=True)
    labels: list[Label] = []
    for key, first in zip(found.tolist(), firsts.tolist(), strict=True):
        type_, command = key >> 16 & 0xFFFF, key & 0xFFFF
        message = protocol.find(type_, names.name(type_, int(rows[first])))
        if command != NO_COMMAND:
            message = message.command(command)
        labels.append((message.family or protocol.short, message.name))
    return codes, labels


def _part(function: Function, part: int) -> Function:
    """A grouping by one part of the labels that another gives."""

    def group(capture: Capture, rows: Rows) -> Groups:
        groups = function(capture, rows)
        return groups._replace(label=lambda code: (groups.label(code)[part],))

    return group


def ports(capture: Capture, rows: Rows) -> Groups:
    """By the port id of the program: nlmsg_pid, or for a request that leaves it out the one its call tells."""
    from nldissect.analysis.calls import Role

    calls = capture.calls
    found = capture.index.messages.port[rows].astype(np.int64)
    silent = np.flatnonzero((found == 0) & (calls.role[rows] == Role.REQUEST))
    found[silent] = calls.port[calls.number[rows_at(rows, silent)]]
    return _single(found)


def interfaces(capture: Capture, rows: Rows) -> Groups:
    """By the interface that a message names first."""
    numbers = np.arange(rows.start, rows.stop) if isinstance(rows, slice) else rows
    found = _indexes(capture, numbers)
    places = np.flatnonzero(found)
    return _interface_names(capture, found[places], numbers[places], places)


def _indexes(capture: Capture, rows: Integers) -> Integers:
    """The first interface index that is not zero of each message; 0 where there is none."""
    found = np.zeros(len(capture), np.int64)
    for layout, part in capture.decoder.by_layout(rows):
        found[part] = _first_index(capture, layout, part)
    return found[rows]


def _first_index(capture: Capture, layout: Layout, rows: Integers) -> Integers:
    found = np.zeros(len(rows), np.int64)
    for place, (_, leaf, _, start, *_) in enumerate(layout.spans):
        if leaf is None or leaf.names != "interface" or leaf.code == "s" or place in layout.issues:
            continue
        missing = np.flatnonzero(found == 0)
        if not len(missing):
            break
        found[missing] = integers(capture, rows[missing], start, leaf.code, network=leaf.network)
    return found


def _interface_names(capture: Capture, indexes: Integers, rows: Integers, places: Integers) -> Groups:
    """Interfaces by the name that each has in its row."""
    codes = np.zeros(len(rows), np.int64)
    labels: list[Label] = []
    order, runs = grouped(indexes)
    for start, stop in runs:
        here = order[start:stop]
        index, its_rows = int(indexes[here[0]]), rows[here]
        names, starts = capture.names.stretch("interface", index, int(its_rows.min()), int(its_rows.max()))
        codes[here] = len(labels) + np.searchsorted(starts, its_rows, side="right")
        labels += [(name or f"if{index}",) for name in names]
    return _listed(codes, labels, places)


def errnos(capture: Capture, rows: Rows) -> Groups:
    """NLMSG_ERRORs by their errno, acknowledgements as "0", and the NLMSG_DONEs that have one."""
    places, numbers = answers_among(capture, rows)
    numbers = np.maximum(numbers, 0)
    counted = (numbers > 0) | (capture.index.messages.type[rows_at(rows, places)] == NLMSG_ERROR)
    return _single(numbers[counted], _errno_label, places[counted])


def call_errnos(capture: Capture, rows: Rows) -> Groups:
    """Requests by the errno that ended their calls; those that were acknowledged as "0"."""
    from nldissect.analysis.calls import Role

    calls = capture.calls
    acknowledged = np.zeros(len(calls) + 1, np.bool_)
    acknowledged[calls.number[calls.role == Role.ACK]] = True
    numbers = calls.number[rows]
    ends = calls.errno[numbers]
    places = np.flatnonzero((numbers > 0) & ((ends > 0) | acknowledged[numbers]))
    return _single(np.maximum(ends[places], 0), _errno_label, places)


def _errno_label(number: int) -> str:
    from nldissect.engine.values import errno_name

    return errno_name(number) if number else "0"


def seconds(capture: Capture, rows: Rows) -> Groups:
    """By the whole seconds since the first datagram that holds a message."""
    frames = capture.index.messages.frame[: len(capture)]
    times = capture.source.frames.time
    start = times[frames].min() if len(frames) else 0
    elapsed = (times[capture.index.messages.frame[rows]] - start).view(np.uint64)  # may need all 64 bits
    return _single((elapsed // np.uint64(1_000_000_000)).astype(np.int64))


def states(capture: Capture, rows: Rows) -> Groups:
    """By the state of the call that a message belongs to."""
    from nldissect.analysis.calls import State

    numbers = capture.calls.number[rows]
    places = np.flatnonzero(numbers)
    return _single(capture.calls.state[numbers[places]], lambda state: _words(State(state)), places)


def directions(capture: Capture, rows: Rows) -> Groups:
    """By who speaks to whom."""
    from nldissect.analysis.calls.direction import Direction

    return _single(capture.calls.direction[rows], lambda direction: _words(Direction(direction)))


def _words(member: IntEnum) -> str:
    return member.name.lower().replace("_", " ")


def diagnostics(capture: Capture, rows: Rows) -> Groups:
    """By what is odd about a message, which may be nothing or several things."""
    from nldissect.analysis.diagnostics import masks

    numbers = np.arange(rows.start, rows.stop) if isinstance(rows, slice) else rows
    found = {code: np.flatnonzero(mask) for code, mask in masks(capture, numbers).items()}
    codes = np.repeat(np.arange(len(found)), [len(places) for places in found.values()])
    places = np.concatenate([np.zeros(0, np.int64), *found.values()])
    return _listed(codes, [(code,) for code in found], places)


GROUPINGS = {
    "type": Grouping("message type or generic netlink command", ("family", "type_name"), types, failed_types),
    "family": Grouping("protocol or generic netlink family", ("family",), _part(types, 0), _part(failed_types, 0)),
    "command": Grouping("name of message or command", ("command",), _part(types, 1), _part(failed_types, 1)),
    "port": Grouping("port id of the program; 0 where nothing tells it", ("port",), ports),
    "interface": Grouping("interface that a message names first", ("interface",), interfaces),
    "errno": Grouping("errno of an NLMSG_ERROR or NLMSG_DONE", ("errno",), errnos, requests=call_errnos),
    "second": Grouping("seconds since the first message", ("second",), seconds),
    "state": Grouping("how the call of a message ended", ("state",), states),
    "direction": Grouping("who speaks to whom", ("direction",), directions),
    "diagnostic": Grouping("what is odd about a message", ("diagnostic",), diagnostics),
}
