"""The groups that each message is in, found one message at a time, to check statistics against."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from functools import cache

from nldissect.analysis.answers import QUOTED
from nldissect.analysis.calls import Role, State
from nldissect.analysis.calls.direction import Direction
from nldissect.analysis.diagnostics import diagnose
from nldissect.capture import Capture
from nldissect.engine.values import errno_name
from nldissect.index.messages import NLMSG_ERROR, NLMSG_HDRLEN as HEADER
from nldissect.message import Message

Label = tuple[str | int, ...]
OF_THE_REQUEST = ("type", "family", "command")


def words(name: str) -> str:
    return name.lower().replace("_", " ")


def labels(grouping: str, message: Message) -> list[Label]:
    """What a message is counted under."""
    capture, row = message.capture, message.row
    calls = capture.calls
    call = calls.of(row)
    match grouping:
        case "type":
            return [(message.family_name, message.type_name)]
        case "family":
            return [(message.family_name,)]
        case "command":
            return [(message.type_name,)]
        case "port":
            silent = calls.role[row] == Role.REQUEST and message.port == 0
            return [(call.port if call and silent else message.port,)]
        case "interface":
            number = next(interfaces(message), 0)
            return [(capture.names.name("interface", number, row) or f"if{number}",)] if number else []
        case "errno":
            if message.errno is None or (message.type != NLMSG_ERROR and message.errno <= 0):
                return []
            return [(errno_name(message.errno) if message.errno > 0 else "0",)]
        case "second":
            return [((message.time - start(capture)) // 10**9,)]
        case "state":
            return [(words(State(call.state).name),)] if call else []
        case "direction":
            return [(words(Direction(calls.direction[row]).name),)]
        case "diagnostic":
            return [(code,) for code in dict.fromkeys(each.code for each in diagnose(message))]
    raise AssertionError(grouping)


@cache
def start(capture: Capture) -> int:
    """When the first datagram was captured that holds a message."""
    return min(each.time for each in capture)


def interfaces(message: Message) -> Iterator[int]:
    """The interface indexes in a message that are not zero."""
    order = ">" if message.layout.root.big else "<"
    for index in message.layout.leaves:
        _, leaf, _, start, end, *_ = message.layout.spans[index]
        if leaf is not None and leaf.names == "interface" and index not in message.layout.issues:
            (number,) = struct.unpack((">" if leaf.network else order) + leaf.code, message.data[start:end])
            if number:
                yield number


def failed_labels(grouping: str, message: Message) -> list[Label]:
    """What an error is counted under as an error."""
    if grouping not in OF_THE_REQUEST:
        return labels(grouping, message)
    if message.type != NLMSG_ERROR or len(message.data) < QUOTED + HEADER:
        return []
    order = ">" if message.layout.root.big else "<"
    (number,) = struct.unpack_from(order + "H", message.data, QUOTED + 4)
    protocol = message.capture.registry.protocol(message.protocol)
    family = ""
    if protocol.teaches is not None and number >= 16:
        family = message.capture.decoder.dynamic(message.protocol).name(number, message.row)
    request = protocol.find(number, family)
    if protocol.teaches is not None and number >= 16 and len(message.data) > QUOTED + HEADER:
        request = request.command(message.data[QUOTED + HEADER])
    label = (request.family or protocol.short, request.name)
    return [{"type": label, "family": label[:1], "command": label[1:]}[grouping]]


def request_labels(grouping: str, message: Message) -> list[Label]:
    """What the call of a request is counted under."""
    if grouping != "errno":
        return labels(grouping, message)
    call = message.capture.calls.of(message.row)
    if call is None:
        return []
    if call.errno > 0:
        return [(errno_name(call.errno),)]
    roles = message.capture.calls.role
    return [("0",)] if any(roles[row] == Role.ACK for row in call.rows) else []


def percentiles(latencies: list[int]) -> tuple[int, ...]:
    """How many there are, and the smallest that is not below 50, 95, 99 and all percent of them."""
    ordered = sorted(latencies)
    ranks = [
        next(rank for rank in range(1, len(ordered) + 1) if rank * 100 >= percent * len(ordered))
        for percent in (50, 95, 99, 100)
    ]
    return len(ordered), *(ordered[rank - 1] for rank in ranks)
