"""Evaluation of a filter on one message, value by value: slow, plain, and the measure of the columnar way."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from operator import ge, gt, le, lt
from typing import TYPE_CHECKING, Any

from nldissect.analysis.filter.kinds import (
    GUESS,
    INTEGER,
    Name,
    Prefix,
    Target,
    kind,
    label,
    nanoseconds,
    symbols_of,
)
from nldissect.analysis.filter.syntax import Ranges
from nldissect.analysis.filter.terms import (
    Applied,
    Calculated,
    Comparison,
    Condition,
    Constant,
    Holds,
    Junction,
    Needle,
    Negation,
    Pairs,
    Pattern,
    Presence,
    Range,
    Reference,
    Sliced,
    Term,
)
from nldissect.engine.values import presentation
from nldissect.schema.leaf import Leaf, binary, s64, string

if TYPE_CHECKING:
    from nldissect.message import Message

Value = tuple[Leaf, Any]  # an integer, text or bytes, and the type that it has

_ORDER: dict[str, Callable[[Any, Any], bool]] = {">": gt, ">=": ge, "<": lt, "<=": le}
NUMBERS_OF_UNDECLARED = (1, 2, 4, 8)
"""sizes in which undeclared bytes can be an integer"""


def holds(condition: Condition, message: Message) -> bool:
    """Whether a message meets a condition."""
    match condition:
        case Negation():
            return not holds(condition.condition, message)
        case Junction(operator="and"):
            return all(holds(each, message) for each in condition.conditions)
        case Junction(operator="or"):
            return any(holds(each, message) for each in condition.conditions)
        case Junction():
            return sum(holds(each, message) for each in condition.conditions) % 2 == 1
        case Presence():
            return present(condition.term, message)
        case Holds():
            values = list(values_of(condition.term, message))
            meets = (any(meets_one(each, value, message) for each in condition.alternatives) for value in values)
            return bool(values) and (all(meets) if condition.every else any(meets))
        case Pairs():
            pairs = [
                compared(condition.operator, left, right, message)
                for left in values_of(condition.left, message)
                for right in values_of(condition.right, message)
            ]
            return bool(pairs) and (all(pairs) if condition.every else any(pairs))


def present(term: Term, message: Message) -> bool:
    """Whether a term is there; of flags and numbers that are worked out, whether one is set or not zero."""
    if isinstance(term, Reference) and not term.bit and term.computed is None:
        return term.path in WHOLE or message.layout.has(term.path)
    values = [value for _, value in values_of(term, message)]
    if isinstance(term, Reference) and not term.bit:
        return bool(values)
    return any(bool(value) for value in values)


WHOLE = ("frame", "nl")
"""fields that are all the bytes of the datagram, and of the message"""


def values_of(term: Term, message: Message) -> Iterator[Value]:
    """The values that a term has in a message."""
    match term:
        case Reference():
            yield from _field_values(term, message)
        case Constant():
            (leaf,) = term.leaves
            value = term.target(leaf)
            yield leaf, value.address if isinstance(value, Prefix) else value
        case Sliced():
            for _, value in values_of(term.operand, message):
                if not isinstance(value, int) and (part := sliced(value, term.ranges)) is not None:
                    yield (string if isinstance(value, str) else binary), part
        case Calculated():
            for left in integers(values_of(term.left, message)):
                for right in integers(values_of(term.right, message)):
                    if (result := calculated(term.operator, left[1], right[1])) is not None:
                        yield s64, result
        case Applied():
            yield from _applied(term, message)


def integers(values: Iterable[Value]) -> list[Value]:
    """The integers among values: an attribute of the wrong width is bytes, whatever its declaration says."""
    return [value for value in values if isinstance(value[1], int)]


def _field_values(term: Reference, message: Message) -> Iterator[Value]:
    if term.computed is not None:
        for value in term.computed.values(message.capture, message.row):
            yield term.computed.leaf, value
        return
    if term.path in WHOLE:
        yield binary, whole(term.path, message)
        return
    layout = message.layout
    indexes = layout.places(term.path)
    raws = layout.unpacker(indexes).unpack_from(message.data)
    for index, raw in zip(indexes, raws, strict=True):
        leaf = layout.spans[index][1]
        assert leaf is not None  # leaves have one
        value = converted(leaf, raw)
        if not term.bit:
            yield leaf, value
        elif kind(leaf) == INTEGER and (mask := symbols_of(leaf).get(term.bit)) is not None:
            yield BIT, int(value & mask == mask)


BIT = Leaf("bit", 1, "B", show="boolean")


def whole(path: str, message: Message) -> bytes:
    """All bytes of the message, or of its datagram."""
    if path == "nl":
        return message.data
    frames = message.capture.source.frames
    start = int(frames.offset[message.frame])
    return bytes(message.capture.source.data[start : start + int(frames.captured[message.frame])])


def converted(leaf: Leaf, raw: Any) -> Any:
    """A raw value as it is compared: an integer, a text, or bytes."""
    match kind(leaf):
        case "number":
            return int(presentation(leaf).value(raw))
        case "string":
            return presentation(leaf).value(raw)
        case _:
            return bytes(raw)


def sliced(value: Any, ranges: Ranges) -> Any:
    """Parts of a text or bytes, one behind the other; None when it is too short for one of them."""
    parts = bounds(len(value), ranges)
    return None if parts is None else value[:0].join([value[start:stop] for start, stop in parts])


def bounds(size: int, ranges: Ranges) -> list[tuple[int, int]] | None:
    """Where the parts of a value of some size start and stop; None when it is too short for one of them."""
    found = []
    for start, stop in ranges:
        first = start + size if start < 0 else start
        last = size if stop is None else stop + size if stop < 0 else stop
        if not 0 <= first < last <= size:
            return None
        found.append((first, last))
    return found


def calculated(operator: str, left: int, right: int) -> int | None:
    """The result of an operation on integers, rounded towards zero as in C; None for a division by zero."""
    match operator:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
        case "&":
            return left & right
    if not right:
        return None
    quotient = abs(left) // abs(right) * (1 if (left < 0) == (right < 0) else -1)
    return quotient if operator == "/" else left - quotient * right


def _applied(term: Applied, message: Message) -> Iterator[Value]:
    values = [value for argument in term.arguments for value in values_of(argument, message)]
    match term.name:
        case "count" if values:
            yield s64, len(values)
        case "min" | "max" if numbers := integers(values):
            yield (min if term.name == "min" else max)(numbers, key=lambda value: nanoseconds(*value))
        case "abs":
            yield from ((leaf, abs(value)) for leaf, value in integers(values))
        case "len":
            yield from ((s64, length(value)) for _, value in values if not isinstance(value, int))
        case "octet":
            yield from ((s64, value[0]) for _, value in values if isinstance(value, bytes))
        case "upper" | "lower":
            texts = (textual(leaf, value, message) for leaf, value in values if not isinstance(value, bytes))
            yield from ((string, text.upper() if term.name == "upper" else text.lower()) for text in texts)
        case "string":
            yield from ((string, written(leaf, value)) for leaf, value in values)


def length(value: str | bytes) -> int:
    """How many bytes a text or bytes have."""
    return len(value.encode("utf-8", "surrogateescape") if isinstance(value, str) else value)


def written(leaf: Leaf, value: Any) -> str:
    """A value as `string()` gives it: digits, an address as people write it, bytes with colons."""
    match kind(leaf):
        case "number":
            return str(value)
        case "address":
            return str(presentation(leaf).value(value))
        case "string":
            return str(value)
        case _:
            return str(value.hex(":"))


def textual(leaf: Leaf, value: Any, message: Message) -> str:
    """A value as `contains` and `matches` see it: a text, or the name of a number."""
    if isinstance(value, str):
        return value
    name = message.capture.names.known(leaf.names, value, message.row) if leaf.names else ""
    return name or label(leaf, value)


def meets_one(alternative: Comparison | Range, value: Value, message: Message) -> bool:
    """Whether one value meets a comparison with a constant, or lies in a range."""
    first, second = alternative
    if isinstance(first, Constant):
        assert isinstance(second, Constant)  # both ends of a range are
        return meets_one((">=", first), value, message) and meets_one(("<=", second), value, message)
    leaf, own = value
    match second:
        case Needle():
            if isinstance(own, bytes):
                return second.data is not None and second.data in own
            return second.text in textual(leaf, own, message)
        case Pattern():
            if isinstance(own, bytes):
                return second.data.search(own) is not None
            return second.text.search(textual(leaf, own, message)) is not None
    return against(first, leaf, own, second.target(leaf, len(own) if isinstance(own, bytes) else None), message)


def against(operator: str, leaf: Leaf, own: Any, wanted: Target | None, message: Message) -> bool:
    """Whether a value compares so with what a constant means beside it."""
    if wanted is None:  # a value of another type differs; of what cannot be read nothing can be said
        return operator == "!=" and kind(leaf) != GUESS
    if isinstance(wanted, Name):
        return (message.capture.names.known(wanted.space, own, message.row) == wanted.text) == (operator == "==")
    if isinstance(wanted, Prefix):
        if operator in ("==", "!="):
            return wanted.holds(own) == (operator == "==")
        wanted = wanted.address
    if kind(leaf) == GUESS and not isinstance(wanted, bytes):
        own = guessed(own, wanted, leaf)
    if operator in ("==", "!="):
        return bool(own == wanted) == (operator == "==")
    return _ORDER[operator](own, wanted)


def guessed(data: bytes, wanted: Any, leaf: Leaf) -> Any:
    """Undeclared bytes read as what they are compared with: an integer or a text."""
    if isinstance(wanted, str):
        return data.rstrip(b"\0").decode("utf-8", "surrogateescape")
    return int.from_bytes(data, "big" if leaf.network else "little")


def compared(operator: str, left: Value, right: Value, message: Message) -> bool:
    """Whether two values compare so; values of different kinds are only unequal."""
    first, second = nanoseconds(*left), nanoseconds(*right)
    match operator:
        case "contains":
            return _contains(left, right, message)
        case "==" | "!=":
            return bool(first == second) == (operator == "==")
    if isinstance(first, int) != isinstance(second, int) or isinstance(first, str) != isinstance(second, str):
        return False
    return _ORDER[operator](first, second)


def _contains(left: Value, right: Value, message: Message) -> bool:
    if isinstance(left[1], bytes):
        data = right[1].encode("utf-8", "surrogateescape") if isinstance(right[1], str) else right[1]
        return isinstance(data, bytes) and data in left[1]
    return isinstance(right[1], str) and right[1] in textual(*left, message)
