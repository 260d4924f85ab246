"""Messages, bound to their protocol and number."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import IntFlag

from nldissect.schema.conditions import bits
from nldissect.schema.errors import DeclarationError, place
from nldissect.schema.leaf import Leaf
from nldissect.schema.types import Declarable, Headed, Member, Struct, StructType, headed, one_of

Summary = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """What a message does, which decides what its NLM_F_* bits mean and which verb its summary uses.

    flags      the bits of nlmsg_flags
    request    bit that marks a request
    verbs      of a request: the first pair (bits that are all set, word) gives the verb
    statement  the verb of a message that is no request
    """

    name: str
    flags: type[IntFlag]
    request: int
    verbs: tuple[tuple[int, str], ...]
    statement: str = ""

    def verb(self, flags: int) -> str:
        """The word for a message with these nlmsg_flags: "add", "show", "deleted", or "" for a plain statement."""
        if not flags & self.request:
            return self.statement
        return next((word for mask, word in self.verbs if flags & mask == mask), "")


@dataclass(slots=True, eq=False)
class Message:
    """A message: its header struct and attributes, and how it is put in one line.

    nlmsghdr   the netlink header, with the flags of this message's kind
    body       what follows the netlink header
    commands   of a generic netlink family: the messages by command number, read from the member `dispatch` of the
               body's header
    """

    name: str
    number: int
    nlmsghdr: StructType
    body: Headed
    kind: Kind
    summary: Summary = ()
    declared: bool = True
    commands: dict[int, Message] = field(default_factory=dict)
    dispatch: Member | None = None
    family: str = ""

    def command(self, number: int) -> Message:
        """The message of a command of this family; the family itself when the command is not declared."""
        found = self.commands.get(number)
        if found is None and not self.declared and self.dispatch is not None:
            name = f"{self.name} cmd {number}"
            header = self.body.header
            assert isinstance(header, StructType)  # it holds the member that numbers the commands
            named = retyped(header, **{self.dispatch.name: _named(self.dispatch, {number: name})})
            body = replace(self.body, header=named)
            found = self.commands[number] = replace(self, name=name, body=body, commands={}, dispatch=None)
        return found or self


@dataclass(frozen=True, slots=True)
class Teaching:
    """Messages that tell the names of numbers; requests, which may ask for another name, never do.

    told_by    names of the messages that tell a name
    number     path of the field that holds the number
    name       path of the field that holds its name
    ended_by   names of the messages after which the number has no name
    ended_if   path and value of a field that they must have for that
    elsewhere  names of attributes: a message that has one is about another network namespace, and its numbers too
    """

    told_by: tuple[str, ...]
    number: str
    name: str
    ended_by: tuple[str, ...] = ()
    ended_if: tuple[str, int] | None = None
    elsewhere: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PolicyTeaching:
    """Messages that tell what the kernel accepts in the requests of a dynamic type, attribute by attribute.

    told_by     names of the messages that tell it
    number      path of the field that holds the number of the type
    operations  path of the nest that has the policies of commands, by command: members are indexes of policies
    policies    path of the nest that has the policies, by their index and the number of an attribute
    """

    told_by: tuple[str, ...]
    number: str
    operations: str
    policies: str


def _summary(summary: str | Summary) -> Summary:
    return (summary,) if isinstance(summary, str) and summary else tuple(summary)


def retyped(struct: StructType, **types: Leaf) -> StructType:
    """The struct with other types of the same size for some members."""
    members = tuple(
        replace(member, type=types[member.name]) if member.name in types else member for member in struct.members
    )
    return replace(struct, members=members, by_name={member.name: member for member in members})


class Protocol:
    """A netlink protocol: its number and messages.

    kinds      the kinds of its messages by the low bits of their number (rtnetlink), or one kind for all
    default    header and attributes of messages that are not declared
    dispatch   member of that header that numbers the commands of a family that is not declared
    teaches    messages that name its dynamic types
    policies   messages that tell the policies of its dynamic types
    names      messages that name other numbers, by name space: "interface"
    span       how many message numbers, from each multiple of it, are about one object, so that a reply's is among
               those of its request; 0: any may be
    batch      the messages that begin and end a batch of requests, which take effect all or none
    both_dump_bits  whether a dump is asked for with all of NLM_F_DUMP, not with any bit of it
    control    the messages that it shares with all protocols (NLMSG_ERROR ...)
    """

    def __init__(
        self,
        name: str,
        number: int,
        nlmsghdr: type[Struct],
        kinds: tuple[Kind, ...],
        default: Headed | None = None,
        control: Mapping[int, Message] | None = None,
        dispatch: str = "",
    ) -> None:
        self.name = name
        self.number = number
        self.kinds = kinds
        self.default = default
        self.messages: dict[int, Message] = {}
        self.families: dict[str, Message] = {}
        self.teaches: Teaching | None = None
        self.policies: PolicyTeaching | None = None
        self.names: dict[str, Teaching] = {}
        self.span = len(kinds) if len(kinds) > 1 else 0
        self.batch: tuple[int, int] | None = None
        self.both_dump_bits = False
        header = default.header if default else None
        self.dispatch = header.by_name[dispatch] if isinstance(header, StructType) and dispatch else None
        self._nlmsghdr = nlmsghdr.declared
        self.control = control or {}
        self._undeclared: dict[tuple[int, str], Message] = {}

    @property
    def short(self) -> str:
        """The protocol's name as people say it: "route"."""
        return self.name.removeprefix("NETLINK_").lower()

    def _header(self, number: int, name: str, kind: Kind) -> StructType:
        members = self._nlmsghdr.by_name
        flags = replace(_named(members["flags"], {}), show="flags", symbols=kind.flags)
        return retyped(self._nlmsghdr, type=_named(members["type"], {number: name}), flags=flags)

    def message(
        self,
        name: str,
        number: int,
        header: Declarable | None = None,
        attributes: Declarable | None = None,
        *,
        kind: Kind | None = None,
        summary: str | Summary = (),
    ) -> Message:
        """Declare a message; DeclarationError when its number is taken."""
        if number in self.messages:
            raise DeclarationError(
                f"{place()}: {name} has the number {number} of {self.messages[number].name} in {self.name}"
            )
        kind = kind or self.kinds[number % len(self.kinds)]
        declared = Message(
            name, number, self._header(number, name, kind), headed(header, attributes), kind, _summary(summary)
        )
        self.messages[number] = declared
        return declared

    def family(self, name: str, header: type[Struct], dispatch: str = "cmd", number: int = 0) -> Family:
        """Declare a generic netlink family, whose messages share a number and differ by command.

        number   where it is fixed; 0 when the kernel gives it out
        """
        if name in self.families:
            raise DeclarationError(f"{place()}: {self.name} has a family {name!r} already")
        kind = self.kinds[0]
        message = Message(
            name,
            number,
            self._header(number, name, kind),
            headed(header, None),
            kind,
            dispatch=header.declared.by_name[dispatch],
            family=name,
        )
        self.families[name] = message
        if number:
            self.messages[number] = message
        return Family(self, message, header)

    def find(self, number: int, family: str = "") -> Message:
        """The message of this number, or of the family of this name that has the number in a capture.

        One that is not declared is made up, with `declared` false.
        """
        found = self.families.get(family) if family else self.messages.get(number) or self.control.get(number)
        return found or self._undeclared.get((number, family)) or self._make_up(number, family)

    def _make_up(self, number: int, family: str) -> Message:
        name = family or f"type {number:#x}"
        kind = self.kinds[number % len(self.kinds)]
        body = self.default or headed(None, None)
        header = self._header(number, name, kind)
        message = Message(name, number, header, body, kind, declared=False, dispatch=self.dispatch, family=family)
        if len(self._undeclared) < 4096:
            self._undeclared[number, family] = message
        return message

    def __iter__(self) -> Iterator[Message]:
        for message in dict.fromkeys((*self.messages.values(), *self.families.values())):
            yield from message.commands.values() or (message,)


class Family:
    """A generic netlink family under declaration; `command` adds to it."""

    def __init__(self, protocol: Protocol, message: Message, header: type[Struct]) -> None:
        self.protocol = protocol
        self.message = message
        self.header = header

    def command(
        self,
        name: str,
        number: int,
        attributes: Declarable | None = None,
        *,
        request: Declarable | None = None,
        kind: Kind,
        summary: str | Summary = (),
    ) -> Message:
        """Declare a command: the attributes of its messages, and those of its requests where they differ."""
        commands = self.message.commands
        if number in commands:
            raise DeclarationError(
                f"{place()}: {name} has the number {number} of {commands[number].name} in {self.message.family}"
            )
        dispatch = self.message.dispatch
        assert dispatch is not None  # a family always has one
        header = retyped(self.header.declared, **{dispatch.name: _named(dispatch, {number: name})})
        if request is not None:
            attributes = one_of((bits("nlmsghdr.flags", kind.request), request), otherwise=attributes)
        command = replace(
            self.message,
            name=name,
            nlmsghdr=self.protocol._header(self.message.number, self.message.family, kind),
            body=headed(header, attributes),
            kind=kind,
            summary=_summary(summary),
            commands={},
            dispatch=None,
        )
        commands[number] = command
        return command


def _named(member: Member, names: Mapping[int, str]) -> Leaf:
    if not isinstance(member.type, Leaf):
        raise DeclarationError(f"{place()}: {member.name} is no plain value")
    return replace(member.type, show="enum", symbols=names)
