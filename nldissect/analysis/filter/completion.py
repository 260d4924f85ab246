"""Completion: what may stand at a place of a display filter, from the registry."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from nldissect.analysis.filter.errors import FilterError
from nldissect.analysis.filter.fields import find
from nldissect.analysis.filter.kinds import kind, spellings
from nldissect.analysis.filter.lexer import Token, tokens
from nldissect.analysis.filter.parser import FUNCTIONS
from nldissect.analysis.filter.syntax import Word
from nldissect.schema.leaf import Leaf
from nldissect.schema.registry import Registry

MOST = 200
"""Candidates that are given: nobody looks through more."""

COMPARISONS = frozenset({"==", "!=", "===", "!==", ">", "<", ">=", "<=", "contains", "matches"})
BEGINNINGS = frozenset({"and", "or", "xor", "not", "any", "all", "(", "&", "+", "-", "*", "/", "%"})
OPERATORS = {
    "==": "is",
    "!=": "is not",
    ">": "is greater",
    ">=": "is greater or equal",
    "<": "is less",
    "<=": "is less or equal",
    "in": "is one of {...}",
    "contains": "has these bytes or this text in it",
    "matches": "matches a regular expression",
    "&": "has one of these bits",
}
JUNCTIONS = {"and": "both hold", "or": "one holds, or both", "xor": "one holds and not the other"}


class Candidate(NamedTuple):
    """What may be written, and what it means."""

    text: str
    meaning: str


class Completion(NamedTuple):
    """Candidates for the text from `start` to `end` of the filter, the most fitting first."""

    start: int
    end: int
    candidates: list[Candidate]


def complete(text: str, cursor: int, registry: Registry) -> Completion:
    """What may stand where the cursor is, given what is before it; the word there is what candidates replace."""
    start = end = cursor
    while start and _in_word(text[start - 1]):
        start -= 1
    while end < len(text) and _in_word(text[end]):
        end += 1
    piece = text[start:cursor]
    before = _tokens(text[:start])
    if before is None:
        return Completion(start, end, [])
    return Completion(start, end, _matching(piece, _candidates(before, piece, registry)))


def prepare(registry: Registry) -> None:
    """Make what `complete` looks things up in; takes some tenths of a second the first time."""
    _fields(registry)


def _in_word(character: str) -> bool:
    return character.isalnum() or character in "_.:-"


def _tokens(text: str) -> list[Token] | None:
    """The pieces before the cursor; None where it stands in a string that is not closed, or behind what is wrong."""
    try:
        return [token for token in tokens(text) if token.kind != "end"]
    except FilterError:
        return None


def _candidates(before: list[Token], piece: str, registry: Registry) -> Iterable[Candidate]:
    kinds = [token.kind for token in before]
    last = kinds[-1] if kinds else ""
    if not kinds or last in BEGINNINGS:
        return [*_fields(registry), *_functions()]
    if last in COMPARISONS or last in {"{", ","}:
        field = _compared(before)
        return [] if field is None else _values(field, registry)
    if last in {"word", "slice", ")"} and not _is_value(kinds):
        operand = before[-1].operand
        leaves = _leaves(operand.text, registry) if isinstance(operand, Word) else []
        return [*_operators(leaves), *(Candidate(*each) for each in JUNCTIONS.items())]
    return [Candidate(*each) for each in JUNCTIONS.items()]


def _is_value(kinds: list[str]) -> bool:
    """Whether the last piece is compared with, so that a test ends with it."""
    return len(kinds) > 1 and kinds[-2] in COMPARISONS


def _compared(before: list[Token]) -> str | None:
    """The name of the field that a value at the end is compared with."""
    place = len(before) - 1
    if before[place].kind in {"{", ","}:
        while place >= 0 and before[place].kind != "in":
            place -= 1
    place -= 1
    while place >= 0 and before[place].kind == "slice":
        place -= 1
    operand = before[place].operand if place >= 0 else None
    return operand.text if isinstance(operand, Word) else None


def _leaves(name: str, registry: Registry) -> list[Leaf]:
    found = find(name, registry)
    return found.leaves if found is not None else []


def _operators(leaves: list[Leaf]) -> list[Candidate]:
    kinds = {kind(leaf) for leaf in leaves}
    left_out = set()
    if not kinds & {"number", "address", "bytes", "undeclared"}:
        left_out |= {">", ">=", "<", "<=", "&"}
    if not kinds & {"number"}:
        left_out |= {"&"}
    if not kinds & {"string", "bytes", "address", "undeclared"}:
        left_out |= {"contains"} if not any(leaf.symbols for leaf in leaves) else set()
        left_out |= {"matches"} if not any(leaf.symbols for leaf in leaves) else set()
    if not kinds or kinds == {"flag"}:
        return []
    return [Candidate(name, meaning) for name, meaning in OPERATORS.items() if name not in left_out]


def _functions() -> list[Candidate]:
    return [Candidate(f"{name}(", "function") for name in FUNCTIONS]


def _values(name: str, registry: Registry) -> list[Candidate]:
    if name == "nl.family":
        return _families(registry)
    found: dict[str, Candidate] = {}
    for leaf in _leaves(name, registry):
        for symbol, number in spellings(leaf).items():
            found.setdefault(symbol, Candidate(symbol, str(number)))
    return list(found.values())


@lru_cache(maxsize=4)
def _families(registry: Registry) -> list[Candidate]:
    found = {}
    for protocol in registry:
        found[protocol.short] = Candidate(protocol.short, protocol.name)
        for message in protocol:
            if message.family:
                found[message.family] = Candidate(message.family, "generic netlink family")
    return [found[name] for name in sorted(found)]


@lru_cache(maxsize=4)
def _fields(registry: Registry) -> list[Candidate]:
    """All fields by their names, in order."""
    from nldissect.analysis.computed import COMPUTED
    from nldissect.analysis.fields import declared_fields

    found = {path: Candidate(path, computed.meaning) for path, computed in COMPUTED.items()}
    for path, declared in declared_fields(registry).items():
        if any(part.isdecimal() for part in path.split(".")):
            continue
        names = dict.fromkeys(each.name for each in declared)
        types = dict.fromkeys(each.type for each in declared)
        found.setdefault(path, Candidate(path, f"{', '.join(names)}  {' or '.join(types)}"))
        for each in declared:
            for flag, name in each.flags.items():
                found.setdefault(flag, Candidate(flag, f"{name}  flag"))
    return [found[path] for path in sorted(found)]


def _matching(piece: str, candidates: Iterable[Candidate]) -> list[Candidate]:
    """Those that begin with the piece, then those that have it behind a dot or underscore, then anywhere."""
    listed = list(candidates)
    if not piece:
        return listed[:MOST]
    wanted = piece.lower()
    ranked: tuple[list[Candidate], ...] = ([], [], [])
    for each in listed:
        at = each.text.lower().find(wanted)
        if at >= 0:
            ranked[0 if at == 0 else 1 if each.text[at - 1] in "._" else 2].append(each)
    return [*ranked[0], *ranked[1], *ranked[2]][:MOST]
