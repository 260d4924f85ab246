"""The interpreter: walks one message by its declaration and yields its layout.

It runs once for each layout. Every byte that steers it is noted in `steering`: attribute headers, selectors, lengths.
"""

from __future__ import annotations

from nldissect.engine.field import Field
from nldissect.engine.issue import Issue, overlong, too_short
from nldissect.engine.layout import Layout, Span
from nldissect.engine.root import Root
from nldissect.engine.steering import TYPE_MASK, Scope, Steering
from nldissect.schema.leaf import Leaf, Sizes, binary, undeclared, undeclared_big
from nldissect.schema.message import Message
from nldissect.schema.types import (
    Array,
    AttributesType,
    Headed,
    Indexed,
    OneOf,
    Quoted,
    Records,
    Select,
    StructType,
    Type,
    size_of,
)

HEADER = 16  # struct nlmsghdr
NESTED = 0x8000  # NLA_F_NESTED
MOST_DEPTH = 32
MOST_NODES = 65_536
TOO_DEEP = Issue("too-deep", f"more than {MOST_DEPTH} levels deep")
TOO_MANY = Issue("too-many", f"more than {MOST_NODES:,} fields in one message")
UNDECLARED = AttributesType("", "", "", "")


class Interpreter:
    """One walk over one message; `interpret` is the way to it."""

    __slots__ = (
        "_data",
        "_guess",
        "_issues",
        "_nodes",
        "_root",
        "_steering",
        "message",
    )

    def __init__(self, root: Root, data: bytes) -> None:
        self._root = root
        self._data = data
        self._steering = Steering(data, root.big)
        self._guess = undeclared_big if root.big else undeclared
        self._nodes: list[Span] = []
        self._issues: dict[int, Issue] = {}
        self.message = root.message

    def run(self) -> Layout:
        root, end = self._root, len(self._data)
        if root.message is None or end < HEADER:
            self.message = None
            self._emit(root.field.part("fragment"), self._guess, 0, 0, end, end, 0)
            self._issue(Issue("fragment", "not a netlink message"))
        else:
            self.message = self._message(root.message, root.field, 0, end, 0)
        return Layout(root, self.message, end, self._nodes, self._issues, self._steering.controls, self._data)

    # Notes

    def _emit(self, field: Field, leaf: Leaf | None, start: int, value: int, end: int, next_: int, depth: int) -> None:
        self._nodes.append((field, leaf, start, value, end, next_, depth))

    def _issue(self, issue: Issue) -> None:
        self._issues[len(self._nodes) - 1] = issue

    def _rest(self, field: Field, start: int, end: int, depth: int, issue: Issue | None = None) -> None:
        """Bytes that no declaration claims: alignment, or a tail."""
        if start >= end:
            return
        if not issue and end - start < 4 and start % 4:
            self._emit(field.part("padding"), binary, start, start, end, end, depth)
            return
        self._emit(field.part("tail"), self._guess, start, start, end, end, depth)
        if issue:
            self._issue(issue)

    # Messages

    def _message(self, message: Message, field: Field, start: int, end: int, depth: int) -> Message:
        """A message with its header in [start, end); returns it as its command, if it has commands."""
        length = self._steering.number(start, start + 4)
        stop = min(end, start + max(length, HEADER))
        if message.dispatch and message.dispatch.size:
            place = start + HEADER + message.dispatch.offset
            if place + message.dispatch.size <= stop:
                number = self._steering.number(place, place + message.dispatch.size)
                message = message.command(number)
        steering = self._steering
        outer, steering.scopes = steering.scopes, []
        header, node = message.nlmsghdr, len(self._nodes)
        self._struct(header, field.struct(header), start, start, start + HEADER, start + HEADER, depth)
        if length > end - start:
            self._issues[node] = overlong("message-length", "nlmsg_len", length, end - start)
        elif length < HEADER:
            self._issues[node] = too_short("message-length", "nlmsg_len", length)
        self._steering.scopes.append(Scope(header, start, start + HEADER))
        self._headed(message.body, field, start + HEADER, stop, depth, message.declared)
        self._rest(field, stop, end, depth)
        steering.scopes = outer
        return message

    def _headed(self, body: Headed, field: Field, start: int, end: int, depth: int, declared: bool = True) -> None:
        """A header struct and attributes, as children of the node of `field`."""
        size = end - start
        header = self._steering.choose(body.header, start, size)
        outer = len(self._steering.scopes)
        position = start
        if isinstance(header, StructType) and size:
            stop = end if header.variable else min(end, start + header.size)
            below = field.struct(header)
            position = min(end, (stop + 3) & ~3)
            node = len(self._nodes)
            stop = self._struct(header, below, start, start, stop, position, depth)
            if header.variable:  # a last member that knows its own end
                position = min(end, (stop + 3) & ~3)
                self._nodes[node] = (below, None, start, start, stop, position, depth)
            self._steering.scopes.append(Scope(header, start, stop))
        attributes = self._steering.choose(body.attributes, start, size)
        if isinstance(attributes, AttributesType):
            self._attributes(attributes, field, position, end, depth)
        elif declared or position == end:
            self._rest(field, position, end, depth)
        else:
            self._emit(field.part("payload"), self._guess, position, position, end, end, depth)
        del self._steering.scopes[outer:]

    # Attributes

    def _attributes(self, table: AttributesType, field: Field, start: int, end: int, depth: int) -> None:
        if depth > MOST_DEPTH:
            self._rest(field, start, end, depth, TOO_DEEP)
            return
        entries, stop = self._steering.entries(start, end)
        missing = 0
        if entries and entries[-1][1] > end:
            place, close, word = entries[-1]
            missing = close - end
            entries[-1] = (place, end, word)
        self._steering.scopes.append(Scope(table, start, end, entries))
        by_number, children, nodes = table.by_number, field.children, self._nodes
        node = 0
        for place, close, word in entries:
            node = len(nodes)
            if node > MOST_NODES:
                self._rest(field, place, end, depth, TOO_MANY)
                break
            next_ = (close + 3) & ~3
            next_ = min(next_, end)
            attribute = by_number.get(word & TYPE_MASK)
            if attribute is None:
                below = field.undeclared(table, word & TYPE_MASK)
                self._undeclared(below, place, place + 4, close, next_, depth, word & NESTED != 0)
                continue
            below = children.get(attribute) or field.attribute(table, attribute)
            declared = attribute.type
            if type(declared) is Leaf and declared.size in (None, close - place - 4) and declared is not undeclared:
                nodes.append((below, declared, place, place + 4, close, next_, depth))  # most frequent, without a call
                continue
            self._decode(declared, below, place, place + 4, close, next_, depth, word & NESTED != 0)
        else:
            self._rest_of_attributes(field, stop, end, depth)
        if missing:
            place = entries[-1][0]
            self._issues[node] = overlong("attribute-length", "nla_len", end - place + missing, end - place)
        self._steering.scopes.pop()

    def _rest_of_attributes(self, field: Field, start: int, end: int, depth: int) -> None:
        """What is behind the last attribute: nothing, a few bytes, or what cannot be one for its length."""
        issue = None
        if end - start >= 4:
            issue = too_short("attribute-length", "nla_len", self._steering.number(start, start + 2))
        self._rest(field, start, end, depth, issue)

    def _undeclared(self, field: Field, start: int, value: int, end: int, next_: int, depth: int, nested: bool) -> None:
        if depth <= MOST_DEPTH and (nested or (end - value >= 8 and self._steering.plausible(value, end))):
            self._emit(field, None, start, value, end, next_, depth)
            self._attributes(UNDECLARED, field, value, end, depth + 1)
        else:
            self._nodes.append((field, self._guess, start, value, end, next_, depth))

    # Values: the bytes [value, end) of a node that starts with its attribute header at `start`, padded to `next_`

    def _decode(
        self, declared: Type, field: Field, start: int, value: int, end: int, next_: int, depth: int, nested: bool
    ) -> None:
        if isinstance(declared, Leaf):
            if declared is undeclared:
                self._undeclared(field, start, value, end, next_, depth, nested)
            else:
                self._leaf(declared, field, start, value, end, next_, depth)
            return
        match declared:
            case Sizes():
                leaf = declared.of(end - value)
                if leaf is None:
                    self._misfit(declared.name, field, start, value, end, next_, depth)
                else:
                    self._emit(field, leaf, start, value, end, next_, depth)
            case AttributesType():
                self._emit(field, None, start, value, end, next_, depth)
                self._attributes(declared, field, value, end, depth + 1)
            case StructType():
                stop = self._struct(declared, field, start, value, end, next_, depth)
                self._rest(field, stop, end, depth + 1)
            case Select():
                self._select(declared, field, start, value, end, next_, depth, nested)
            case OneOf():
                chosen = self._steering.choose(declared, value, end - value, nested)
                self._decode(chosen or undeclared, field, start, value, end, next_, depth, nested)
            case Indexed():
                self._emit(field, None, start, value, end, next_, depth)
                self._indexed(declared, field, value, end, depth + 1)
            case Array():
                self._emit(field, None, start, value, end, next_, depth)
                self._array(declared, field, value, end, depth + 1)
            case Headed():
                self._emit(field, None, start, value, end, next_, depth)
                self._headed(declared, field, value, end, depth + 1)
            case Records():
                self._emit(field, None, start, value, end, next_, depth)
                self._records(declared, field, value, end, depth + 1)
            case Quoted():
                self._emit(field, None, start, value, end, next_, depth)
                self._rest(field, self._quoted(declared, field, value, end, depth + 1), end, depth + 1)

    def _leaf(self, leaf: Leaf, field: Field, start: int, value: int, end: int, next_: int, depth: int) -> None:
        if leaf.size is None or leaf.size == end - value:
            self._nodes.append((field, leaf, start, value, end, next_, depth))
        else:
            self._misfit(leaf.name, field, start, value, end, next_, depth)

    def _misfit(self, name: str, field: Field, start: int, value: int, end: int, next_: int, depth: int) -> None:
        self._emit(field, self._guess, start, value, end, next_, depth)
        size = end - value
        self._issue(Issue("width", f"{size:,} bytes do not fit {name}" if size != 1 else f"1 byte does not fit {name}"))

    def _select(
        self, select: Select, field: Field, start: int, value: int, end: int, next_: int, depth: int, nested: bool
    ) -> None:
        key = self._steering.lookup(select.by)
        chosen = None if key is None else select.cases.get(key)
        if chosen is None or key is None:
            node = len(self._nodes)
            self._decode(select.otherwise, field, start, value, end, next_, depth, nested)
            if select.otherwise is undeclared and key is not None:
                self._issues.setdefault(node, Issue("undeclared-kind", f"no declaration for {select.by} {key!r}"))
            return
        below = field if isinstance(chosen, Leaf | Sizes) else field.case(select.cases.name_of(key))
        self._decode(chosen, below, start, value, end, next_, depth, nested)

    def _struct(
        self, struct: StructType, field: Field, start: int, value: int, end: int, next_: int, depth: int
    ) -> int:
        """A struct and its members; returns where the last of them ends."""
        children, nodes = field.children, self._nodes
        nodes.append((field, None, start, value, end, next_, depth))
        self._steering.scopes.append(Scope(struct, value, end))
        position = value
        cut = False
        depth += 1
        for member in struct.members:
            position = value + member.offset
            close = end if member.size is None else position + member.size
            cut = close > end
            if cut:
                break
            below = children.get(member) or field.member(struct, member)
            if type(member.type) is Leaf:
                nodes.append((below, member.type, position, position, close, close, depth))
            elif type(member.type) is Quoted:
                close = self._quoted(member.type, below, position, end, depth)
            elif type(member.type) is Records:
                close = self._bounded(member.type, below, position, end, depth)
            else:
                self._decode(member.type, below, position, position, close, close, depth, False)
            position = close
        self._steering.scopes.pop()
        if cut:
            if position < end:
                self._emit(field.part("tail"), self._guess, position, position, end, end, depth)
            return end
        if struct.variable:
            return position
        self._rest(field, position, end, depth)
        return end

    def _indexed(self, indexed: Indexed, field: Field, start: int, end: int, depth: int) -> None:
        if depth > MOST_DEPTH:
            self._rest(field, start, end, depth, TOO_DEEP)
            return
        entries, stop = self._steering.entries(start, end)
        for place, close, word in entries:
            if len(self._nodes) > MOST_NODES:
                self._rest(field, place, end, depth, TOO_MANY)
                return
            number = word & TYPE_MASK
            below = field.element(number, indexed.names.get(number) if indexed.names else None)
            node = len(self._nodes)
            shut = min(close, end)
            self._decode(
                indexed.type, below, place, place + 4, shut, min((close + 3) & ~3, end), depth, word & NESTED != 0
            )
            if close > end:
                self._issues[node] = overlong("attribute-length", "nla_len", close - place, end - place)
        self._rest_of_attributes(field, stop, end, depth)

    def _array(self, array: Array, field: Field, start: int, end: int, depth: int) -> None:
        size = size_of(array.type) or 1
        most = (end - start) // size if array.count is None else min(array.count, (end - start) // size)
        for index in range(min(most, MOST_NODES - len(self._nodes))):
            below = field.element(index, array.names.get(index) if array.names else None)
            self._decode(array.type, below, start, start, start + size, start + size, depth, False)
            start += size
        self._rest(field, start, end, depth)

    def _bounded(self, records: Records, field: Field, start: int, end: int, depth: int) -> int:
        """Records as a member of a struct; returns where they end."""
        length = self._steering.lookup(records.within) if records.within else None
        stop = min(end, start + length) if isinstance(length, int) else end
        node = len(self._nodes)
        self._decode(records, field, start, start, stop, stop, depth, False)
        if isinstance(length, int) and length > end - start:
            self._issues[node] = overlong("record-length", records.within, length, end - start)
        return stop

    def _records(self, records: Records, field: Field, start: int, end: int, depth: int) -> None:
        struct = records.struct
        member = struct.by_name[records.length]
        head = (struct.size + 3) & ~3
        index = 0
        while end - start >= struct.size and len(self._nodes) < MOST_NODES:
            place = start + member.offset
            length = self._steering.number(place, place + (member.size or 0)) * records.unit
            if length < max(struct.size, 1):
                break
            stop = min(start + length, end)
            next_ = min((stop + 3) & ~3, end)
            below = field.element(index)
            node = len(self._nodes)
            if records.attributes is None:
                self._decode(struct, below, start, start, stop, next_, depth, False)
            else:
                self._emit(below, None, start, start, stop, next_, depth)
                inside = below.part("struct", struct.name)
                behind = min(start + head, stop)
                self._struct(struct, inside, start, start, start + struct.size, behind, depth + 1)
                self._steering.scopes.append(Scope(struct, start, start + struct.size))
                if isinstance(records.attributes, AttributesType):
                    self._attributes(records.attributes, below, behind, stop, depth + 1)
                self._steering.scopes.pop()
            if length > end - start:
                self._issues[node] = overlong("record-length", records.length, length, end - start)
            start = next_
            index += 1
        issue = Issue("record-length", "no whole record") if end - start >= 4 else None
        self._rest(field, start, end, depth, issue)

    def _quoted(self, quoted: Quoted, field: Field, start: int, end: int, depth: int) -> int:
        """A message inside this one; returns where it ends."""
        if end - start < HEADER or depth > MOST_DEPTH:
            self._rest(field, start, end, depth)
            return end
        number = self._steering.number(start + 4, start + 6)
        alone = self._steering.holds(quoted.header_only, start, end - start, False)
        stop = start + HEADER
        if not alone:
            length = self._steering.number(start, start + 4)
            stop = min(end, start + ((max(length, HEADER) + 3) & ~3))
        field = field.message()
        self._emit(field, None, start, start, stop, stop, depth)
        message = self._root.find(number)
        if alone:
            header = message.nlmsghdr
            self._struct(header, field.struct(header), start, start, stop, stop, depth + 1)
        else:
            self._message(message, field, start, stop, depth + 1)
        return stop


def interpret(root: Root, data: bytes) -> Layout:
    """The layout of one message; `data` are the bytes of its row. Never raises on input."""
    return Interpreter(root, data).run()
