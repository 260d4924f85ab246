"""Filters made at random from what a capture holds, so that they select something."""

from __future__ import annotations

import random
from collections.abc import Iterator

from nldissect.analysis.filter.kinds import ADDRESS, GUESS, kind, labelled, symbols_of
from nldissect.analysis.filter.scalar import converted
from nldissect.capture import Capture
from nldissect.engine.values import presentation
from nldissect.schema.leaf import Leaf

HEADERS = ("nl.len", "nl.type", "nl.flags", "nl.seq", "nl.port", "frame.number", "frame.len", "nl.number")


def filters(capture: Capture, count: int, seed: int) -> Iterator[str]:
    """So many filters about the fields and values of a capture, the same ones for the same seed."""
    chance = random.Random(seed)
    made = 0
    while made < count:
        text = _condition(capture, chance, 2)
        if text:
            yield text
            made += 1


def _condition(capture: Capture, chance: random.Random, depth: int) -> str:
    if depth and chance.random() < 0.4:
        parts = [_condition(capture, chance, depth - 1) for _ in range(chance.choice((2, 2, 3)))]
        joined = chance.choice((" and ", " or ", " xor ", " && ")).join(part for part in parts if part)
        return f"({joined})" if chance.random() < 0.7 else f"not ({joined})"
    text = _test(capture, chance)
    return f"not {text}" if text and chance.random() < 0.2 else text


def _field(capture: Capture, chance: random.Random) -> tuple[str, Leaf, object] | None:
    """A field of some message, its type and a value that it has there."""
    message = capture.message(chance.randrange(len(capture)))
    layout = message.layout
    if not layout.leaves:
        return None
    index = chance.choice(layout.leaves)
    if index in layout.issues:  # what does not fit its type is not of it
        return None
    field, leaf, *_ = layout.spans[index]
    assert leaf is not None
    (raw,) = layout.unpacker((index,)).unpack_from(message.data)
    return field.path, leaf, converted(leaf, raw)


def _test(capture: Capture, chance: random.Random) -> str:
    found = _field(capture, chance)
    if found is None:
        return ""
    path, leaf, value = found
    if chance.random() < 0.1:
        return chance.choice((path, path.rpartition(".")[0] or path, f"count({path}) > {chance.randrange(3)}"))
    match kind(leaf):
        case "number":
            assert isinstance(value, int)
            return _number(path, leaf, value, chance)
        case "string":
            return _string(path, str(value), chance)
        case "bytes" | "address" | "undeclared":
            assert isinstance(value, bytes)
            return _bytes(path, leaf, value, chance)
    return path


def _order(chance: random.Random) -> str:
    return chance.choice(("==", "!=", "===", "!==", "<", "<=", ">", ">="))


def _number(path: str, leaf: Leaf, value: int, chance: random.Random) -> str:
    near = value + chance.choice((-1, 0, 0, 0, 1))
    symbols = [name for name, number in symbols_of(leaf).items() if number == value and "(" not in name]
    quantifier = chance.choice(("", "", "any ", "all "))
    match chance.randrange(8):
        case 0:
            return f"{path} in {{{value}, {near - 3}..{near}}}" if near >= 3 else f"{path} in {{{value}, 7}}"
        case 1:
            return f"{path} & {chance.choice((1, 3, 0x10, 0xFF00))}"
        case 2:
            sum_ = chance.choice(("+ 1", "- 1", "* 2", "% 7", "/ 3"))
            return f"{path} {sum_} {_order(chance)} {chance.choice(HEADERS[:1] + HEADERS[3:])}"
        case 3 if symbols:
            return f'{quantifier}{path} {chance.choice(("==", "!="))} "{chance.choice(symbols)}"'
        case 4 if symbols and labelled(leaf):
            return f'{path} matches "{chance.choice(symbols)[1:4]}"'
        case 5:
            return f"max({path}) {_order(chance)} {near}" if near >= 0 else f"abs({path}) >= {abs(near)}"
    return f"{quantifier}{path} {_order(chance)} {near}"


def _quoted(text: str) -> str:
    """A text as a literal, whatever it holds."""
    data = text.encode("utf-8", "surrogateescape")
    plain = set(range(32, 127)) - {*b'"\\'}
    return '"' + "".join(chr(each) if each in plain else f"\\x{each:02x}" for each in data) + '"'


def _string(path: str, value: str, chance: random.Random) -> str:
    start = chance.randrange(len(value) + 1)
    part = value[start : start + 3]
    match chance.randrange(6):
        case 0:
            return f"{path} contains {_quoted(part)}"
        case 1:
            return f'lower({path}) matches "^{value[:1].lower() if value[:1].isalnum() else ""}"'
        case 2:
            return f"len({path}) {_order(chance)} {len(value)}"
        case 3:
            return f"{path}[0:2] {chance.choice(('==', '!='))} {_quoted(value[:2])}"
    return f"{path} {_order(chance)} {_quoted(value)}"


def _bytes(path: str, leaf: Leaf, value: bytes, chance: random.Random) -> str:
    digits = value[:8].hex(":") + (":" if len(value) == 1 else "")
    pick = chance.randrange(6)
    if pick == 0 and len(value) > 2:
        return f"{path}[1:2] {chance.choice(('==', '!='))} {value[1:3].hex(':')}"
    if pick == 1 and len(value) > 3:
        return f"{path} contains {value[1:3].hex(':')}"
    if pick == 2:
        return f"len({path}) {_order(chance)} {len(value)}"
    if kind(leaf) == ADDRESS:
        prefix = chance.choice(("", f"/{chance.randrange(8 * len(value) + 1)}"))
        text = presentation(leaf).value(value)
        return f"{path} {chance.choice(('==', '!=')) if prefix else _order(chance)} {text}{prefix}"
    if kind(leaf) == GUESS and len(value) in (1, 2, 4, 8) and pick == 3:
        return f"{path} {_order(chance)} {int.from_bytes(value, 'little')}"
    if not value:
        return path
    return f"{path} {_order(chance)} {digits}"
