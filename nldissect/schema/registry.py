"""The registry: every protocol that is declared, its package imported when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from importlib import import_module

from nldissect.schema.message import Message, Protocol


class Registry:
    """Protocols by number.

    modules   number of a protocol to the module that declares it as `PROTOCOL`
    unknown   makes a protocol for a number that nobody declares
    """

    def __init__(self, modules: Mapping[int, str], unknown: Callable[[int], Protocol]) -> None:
        self._modules = dict(modules)
        self._unknown = unknown
        self._protocols: dict[int, Protocol] = {}

    def protocol(self, number: int) -> Protocol:
        """The protocol of this number; one that nobody declares has messages without names."""
        found = self._protocols.get(number)
        if found is None:
            module = self._modules.get(number)
            found = import_module(module).PROTOCOL if module else self._unknown(number)
            self._protocols[number] = found
        return found

    def __iter__(self) -> Iterator[Protocol]:
        """The declared protocols by number; imports them all."""
        return (self.protocol(number) for number in sorted(self._modules))

    def find(self, number: int, type_: int, families: Mapping[int, str]) -> Message:
        """The message of a type, `families` naming the dynamic types (generic netlink) of the capture."""
        return self.protocol(number).find(type_, families.get(type_, ""))
