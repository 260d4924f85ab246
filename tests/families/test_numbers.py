"""Every number that a family declares, against the installed kernel headers.

A name that the installed headers lack is of a newer kernel; it is counted, and no more than some may be.
"""

from __future__ import annotations

import inspect
import pkgutil
import re
from collections.abc import Iterator
from enum import IntEnum, IntFlag
from importlib import import_module
from itertools import chain

import pytest

import nldissect.families
from nldissect.families import registry
from nldissect.schema import Attributes, constants
from tests.families.kernel_headers import INCLUDE, header

pytestmark = pytest.mark.skipif(
    not (INCLUDE / "linux" / "rtnetlink.h").exists(), reason="kernel headers (linux-libc-dev) are not installed"
)

HEADER = re.compile(r"[a-z]\w*(?:/[\w-]+)+\.h")
MOST_UNKNOWN = 0.3  # of all names

# Linux 6.7 gave the name to a new counter at the end; what it was before is IPSTATS_MIB_OUTREQUESTS now.
MOVED = {"IPSTATS_MIB_OUTPKTS"}


def classes() -> Iterator[type]:
    """The classes that the modules of families declare."""
    names = (each.name for each in pkgutil.walk_packages(nldissect.families.__path__, "nldissect.families."))
    for module in chain([constants], map(import_module, names)):
        for value in vars(module).values():
            if inspect.isclass(value) and value.__module__ == module.__name__:
                yield value


def attributes() -> Iterator[tuple[str, str, int]]:
    """Header, name and number of every declared attribute."""
    for each in classes():
        if issubclass(each, Attributes) and each.declared.header:
            for number, attribute in each.declared.by_number.items():
                yield each.declared.header, attribute.name, number


def members() -> Iterator[tuple[str, str, int]]:
    """Header, name and number of every member of an enum; the header is what its docstring names.

    Flags whose docstring starts with "Bits by" are declared as bits that the kernel numbers.
    """
    for each in classes():
        if issubclass(each, IntEnum | IntFlag):
            documentation = each.__doc__ or ""
            numbered = documentation.startswith("Bits by")
            for place in HEADER.findall(documentation):
                for member in each:
                    yield place, member.name or "", member.value.bit_length() - 1 if numbered else member.value


def messages() -> Iterator[tuple[str, int]]:
    """Name and number of every message; that of a command where messages share a number."""
    for protocol in registry:
        for number, message in protocol.messages.items():
            yield message.name, number
        for family in protocol.families.values():
            for number, command in family.commands.items():
                yield command.name, number


def check(declared: Iterator[tuple[str, str, int]]) -> None:
    """Compares header, name and number with the headers."""
    known = unknown = 0
    wrong = []
    for place, name, number in declared:
        installed = header(place)
        value = installed.value(name) if installed else None
        if value is None:
            unknown += 1
        elif value & 0xFFFFFFFF != number & 0xFFFFFFFF and name not in MOVED:
            wrong.append(f"{name} is {number:#x}, {place} says {value:#x}")
        else:
            known += 1
    assert wrong == []
    assert known
    assert unknown <= MOST_UNKNOWN * (known + unknown), f"{unknown} of {known + unknown} names are in no header"


def test_attributes_have_the_numbers_of_the_headers() -> None:
    check(attributes())


def test_constants_have_the_numbers_of_the_headers() -> None:
    check(members())


def test_messages_have_the_numbers_of_the_headers() -> None:
    """Messages name no header: theirs are those that the tables of all families name."""
    places = sorted({place for place, _, _ in attributes()})
    wrong = []
    known = 0
    for name, number in messages():
        values = {
            value for place in places if (installed := header(place)) and (value := installed.value(name)) is not None
        }
        known += bool(values)
        # nfnetlink has the subsystem in the upper byte of a type
        if values and not values & {number, number & 0xFF}:
            wrong.append(f"{name} is {number}, the headers say {values}")
    assert wrong == []
    assert known > 50
