"""Layers as Python expressions that make them; what follows from the rest is left out."""

from __future__ import annotations

from typing import Any

from scapy.packet import NoPayload, Packet

from nldissect.interop.scapy.fields import Value
from nldissect.interop.scapy.layers import Attribute

WIDTH = 100
STEP = "    "


def one_line(packet: Packet) -> str:
    """The expression in one line, with what is behind the layer."""
    return "/".join(_single(each) for each in _chain(packet))


def lines(packet: Packet, indent: str = "") -> str:
    """The expression in as many lines as it needs, the first without its indent."""
    parts = []
    column = len(indent)
    for each in _chain(packet):
        part = _single(each)
        if column + len(part) > WIDTH:
            part, column = _broken(each, indent), len(indent)
        parts.append(part)
        column += len(part.rpartition("\n")[2]) + len("/")
    return "/".join(parts)


def _single(packet: Packet) -> str:
    arguments = (f"{name}={_value(packet, name, value)}" for name, value in _fields(packet))
    return f"{type(packet).__name__}({', '.join(arguments)})"


def _broken(packet: Packet, indent: str) -> str:
    inner = indent + STEP
    parts = [f"{inner}{field}={_broken_value(packet, field, value, inner)},\n" for field, value in _fields(packet)]
    return f"{type(packet).__name__}(\n{''.join(parts)}{indent})" if parts else _single(packet)


def _broken_value(packet: Packet, field: str, value: Any, indent: str) -> str:
    if isinstance(value, Packet):
        return lines(value, indent)
    if isinstance(value, list) and any(isinstance(each, Packet) for each in value):
        inner = indent + STEP
        return f"[\n{''.join(f'{inner}{lines(each, inner)},{chr(10)}' for each in value)}{indent}]"
    return _value(packet, field, value)


def _chain(packet: Packet) -> list[Packet]:
    found = []
    while not isinstance(packet, NoPayload):
        found.append(packet)
        packet = packet.payload
    return found


def _fields(packet: Packet) -> list[tuple[str, Any]]:
    """What is set in a layer to something that it would not have anyway, and the plain value of an attribute."""
    names = [field.name for field in packet.fields_desc if field.name in packet.fields]
    return [(name, packet.fields[name]) for name in names if _matters(packet, name)]


def _matters(packet: Packet, name: str) -> bool:
    value, default = packet.fields[name], packet.default_fields[name]
    if isinstance(packet, Attribute) and name == "value" and isinstance(value, int | str):
        return True
    return type(value) is not type(default) or value != default


def _value(packet: Packet, name: str, value: Any) -> str:
    if isinstance(value, Packet):
        return one_line(value)
    if isinstance(value, list):
        return f"[{', '.join(_value(packet, name, each) for each in value)}]"
    field = packet.get_field(name)
    return field.command(packet, value) if isinstance(field, Value) else repr(value)
