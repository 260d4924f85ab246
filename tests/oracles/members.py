"""What the keys of a tool's JSON are in a message as our own JSON shows it, and where the two differ.

A table maps each key of an object to a member:

"mtu": "IFLA_MTU"                       our value, as it is
"ttl": Field("IFLA_GRE_TTL", words)     our value, after a conversion
"xdp": Section("IFLA_XDP", {...})       an object; its paths start below IFLA_XDP
"nexthops": List("RTA_MULTIPATH", {...})    a list of objects, each of one of our elements
"info_data": ByKind("KIND", {"vlan": ...})  a member that depends on another field
"gbp": Present("IFLA_VXLAN_GBP")        null or true where we have the field, false where we do not
"dst": Worked(function)                 what a function makes of our fields around it
"ver": ToolsOwn("its own version")      nothing of the message, and why it is there

A path is of names as the kernel has them, with dots in between. A key that a table does not have is a difference.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

Value = Any  # of JSON
Fields = Mapping[str, Any]  # an object of our JSON
Conversion = Callable[[Any], Value]


class _Missing:
    def __repr__(self) -> str:
        return "nothing"


MISSING = _Missing()  # what a field is that a message does not have


def look(fields: Any, path: str) -> Any:
    """The field with a path; MISSING when there is none."""
    for name in path.split(".") if path else ():
        if not isinstance(fields, Mapping) or name not in fields:
            return MISSING
        fields = fields[name]
    return fields


def plain(value: Any) -> Value:
    """A value without its name or the names of its flags."""
    return value["value"] if isinstance(value, dict) and "value" in value else value


@dataclass(frozen=True, eq=False)
class Field:
    path: str
    conversion: Conversion = plain
    absent: Any = MISSING  # what the tool tells where there is no such field


@dataclass(frozen=True, eq=False)
class Present:
    path: str


@dataclass(frozen=True, eq=False)
class Worked:
    function: Callable[[Fields], Value]


@dataclass(frozen=True, eq=False)
class ToolsOwn:
    reason: str
    value: Any = MISSING  # what it always is, where that is known


@dataclass(frozen=True, eq=False)
class Section:
    path: str
    members: Members


@dataclass(frozen=True, eq=False)
class List:
    """A list of objects, by their table or by one member for each of them."""

    path: str
    members: Members | Member
    elements: Callable[[Any], list[Any]] | None = None


@dataclass(frozen=True, eq=False)
class ByKind:
    path: str
    kinds: Mapping[str, Member]


Member = str | Field | Present | Worked | ToolsOwn | Section | List | ByKind
Members = Mapping[str, Member]


def at(path: str, members: Members) -> Members:
    """The same members, with their paths below another."""

    def moved(member: Member) -> Member:
        if isinstance(member, str):
            return f"{path}.{member}"
        assert not isinstance(member, Worked | ToolsOwn)  # they have no path
        return replace(member, path=f"{path}.{member.path}")

    return {key: moved(member) for key, member in members.items()}


def listed(found: Any) -> list[Any]:
    """The elements of a list, of an object by numbers, or of what is there only once."""
    if isinstance(found, list):
        return found
    if isinstance(found, dict) and found and all(key.isdecimal() for key in found):
        return list(found.values())
    return [] if found is MISSING else [found]


@dataclass
class Comparison:
    """What a comparison found: differences as sentences, and which members were compared."""

    differences: list[str] = field(default_factory=list)
    used: set[Member] = field(default_factory=set)
    compared: int = 0

    def objects(self, theirs: list[Any], each: Members | Member, ours: list[Any], place: str = "") -> None:
        """Compare objects of the tool with as many of ours."""
        if len(theirs) != len(ours):
            self.differences.append(f"{place}: the tool tells {len(theirs)}, we {len(ours)}")
        if not isinstance(each, Mapping):
            self.used.add(each)
        for number, (their, our) in enumerate(zip(theirs, ours, strict=False)):
            self.member(their, Section("", each) if isinstance(each, Mapping) else each, our, f"{place}[{number}]")

    def object(self, theirs: Value, members: Members, ours: Any, place: str) -> None:
        """Compare one object."""
        if not isinstance(theirs, dict):
            self.differences.append(f"{place}: no object, but {theirs!r}")
            return
        for key, value in theirs.items():
            member = members.get(key)
            if member is None:
                self.differences.append(f"{place}.{key}: is in no table ({value!r})")
            else:
                self.used.add(member)
                self.member(value, member, ours, f"{place}.{key}")

    def member(self, theirs: Value, member: Member, ours: Any, place: str) -> None:
        """Compare the value of one key."""
        match member:
            case ByKind(path, kinds):
                found = look(ours, path)
                kind = found["name"] if isinstance(found, dict) else found
                if kind not in kinds:
                    self.differences.append(f"{place}: kind {kind!r} is in no table ({theirs!r})")
                    return
                self.used.add(kinds[kind])
                self.member(theirs, kinds[kind], ours, place)
            case Section(path, members):
                self.object(theirs, members, look(ours, path), place)
            case List(path, members, elements):
                found = look(ours, path)
                self.objects(theirs, members, elements(found) if elements else listed(found), place)
            case _:
                self.value(theirs, member, ours, place)

    def value(self, theirs: Value, member: Member, ours: Any, place: str) -> None:
        """Compare a value that is no object of a table."""
        self.compared += 1
        expected = _value(member, ours)
        if isinstance(member, ToolsOwn) and expected is MISSING:
            return
        if isinstance(member, Present):
            same = theirs in (None, True) if expected else theirs is False
        elif isinstance(expected, frozenset):
            same = isinstance(theirs, list) and len(theirs) == len(set(theirs)) and expected == set(theirs)
        else:
            same = expected is not MISSING and isinstance(theirs, bool) == isinstance(expected, bool)
            same = same and theirs == expected
        if not same:
            self.differences.append(f"{place}: the tool tells {theirs!r}, we {expected!r}")


def _value(member: Member, ours: Any) -> Any:
    match member:
        case str():
            return plain(look(ours, member))
        case Field(path, conversion, absent):
            found = look(ours, path)
            return absent if found is MISSING else conversion(found)
        case Present(path):
            return look(ours, path) not in (MISSING, False)
        case Worked(function):
            return function(ours)
        case ToolsOwn(_, value):
            return value
    raise TypeError(member)


def below(members: Mapping[str, Member]) -> Iterator[tuple[str, Member]]:
    """The members of a table and those of the tables in it, each with its key."""
    for key, member in members.items():
        yield key, member
        match member:
            case Section(_, table) | List(_, table) | ByKind(_, table):
                yield from below(table if isinstance(table, Mapping) else {key: table})
