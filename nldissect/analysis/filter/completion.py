"""Completion: what may stand at a place of a display filter, from the registry."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from nldissect.analysis.filter.candidates import MOST, Candidate, Names
from nldissect.analysis.filter.errors import FilterError
from nldissect.analysis.filter.fields import find
from nldissect.analysis.filter.kinds import ADDRESS, BYTES, FLAG, GUESS, INTEGER, STRING, kind, labelled, spellings
from nldissect.analysis.filter.lexer import Token, tokens
from nldissect.analysis.filter.parser import ARITHMETIC, COMPARISONS, FUNCTIONS
from nldissect.analysis.filter.syntax import Word
from nldissect.schema.leaf import Leaf, binary, s64, string
from nldissect.schema.registry import Registry

QUOTED = "nl.msg."
"""What the names of the fields of a quoted request start with."""

OPERATORS = {
    "==": "is",
    "!=": "is not",
    "in": "is one of {...}",
    "contains": "has this text or these bytes in it",
    "matches": 'fits a regular expression, "^eth"',
    ">": "is greater",
    ">=": "is greater or equal",
    "<": "is less",
    "<=": "is less or equal",
    "&": "has one of these bits",
    "===": "is, each value of several",
    "!==": "is not, one value of several",
}
JUNCTIONS = {"and": "both hold", "or": "one holds, or both", "xor": "one holds, and not the other"}
BEGINNINGS = {"not": "does not hold", "any": "one value of several", "all": "each value of several"}
MEANINGS = {
    "len": "bytes or characters",
    "upper": "in capital letters",
    "lower": "in small letters",
    "count": "how many there are in the message",
    "string": "as a text",
    "min": "the least",
    "max": "the greatest",
    "abs": "without its sign",
}
OPENED = {'"', 'r"', 'R"', "'", "["}
"""What begins a piece that goes on to its other end."""

RESULTS = {"upper": string, "lower": string, "string": string}
"""What functions give that do not give a number."""


class Completion(NamedTuple):
    """Candidates for the text from `start` to `end` of the filter, the most fitting first.

    fields  whether a field has to stand there
    """

    start: int
    end: int
    candidates: list[Candidate]
    fields: bool = False


def complete(text: str, cursor: int, registry: Registry) -> Completion:
    """What may stand where the cursor is, given what is before it; the word there is what candidates replace."""
    start = end = cursor = max(0, min(cursor, len(text)))
    while start and _in_word(text[start - 1]):
        start -= 1
    while end < len(text) and _in_word(text[end]):
        end += 1
    if start == cursor and _is_half_an_operator(text, cursor - 1):
        start -= 1
    before = _tokens(text[:start])
    if before is None:
        return Completion(start, end, [])
    place = _place(before)
    candidates = _candidates(place, text[start:cursor], registry)
    return Completion(start, end, candidates, place.wanted in {"test", "each"})


def begun(text: str, completion: Completion, registry: Registry) -> str:
    """The word that a completion would replace where that is no field yet; "" where it may mean something as it is."""
    piece = text[completion.start : completion.end]
    if not piece[:1].isalpha() or not completion.fields or any(each.text == piece for each in completion.candidates):
        return ""
    return "" if not completion.candidates or find(piece, registry) is not None else piece


def prepare(registry: Registry) -> None:
    """Make what `complete` looks things up in; takes some tenths of a second the first time."""
    _fields(registry)


def _in_word(character: str) -> bool:
    return character.isalnum() or character in "_.:-"


def _is_half_an_operator(text: str, place: int) -> bool:
    """Whether there is one "=" that may become "=="."""
    return place > 0 and text[place] == "=" and text[place - 1] not in "=!<>~" and text[place + 1 : place + 2] != "="


def _tokens(text: str) -> list[Token] | None:
    """The pieces of a text, "wrong" for what is none; None when it ends within a string."""
    found: list[Token] = []
    place = 0
    while True:
        try:
            found += (token for token in tokens(text[place:]) if token.kind != "end")
            return found
        except FilterError as error:
            if error.text[error.column : error.end] in OPENED:
                return None
            found.append(Token("wrong", 0, 0))
            place += error.end


class _Place(NamedTuple):
    """A place between the pieces of a filter.

    wanted    what may stand there: a test, a term, an operator, bits, a set, an item, a value, a junction ...
    subject   what is compared there: a field, "len(" for a function, "nl[" for a slice
    operator  that compares it
    """

    wanted: str
    subject: str = ""
    operator: str = ""


def _place(before: Iterable[Token]) -> _Place:
    """The place behind some pieces; what cannot stand where it does leads to a place without a name."""
    here = _Place("test")
    above: list[_Place] = []  # where each open parenthesis leads
    word = ""  # the last piece, if it is one
    for token in before:
        here = _after(here, token, word, above)
        word = token.operand.text if isinstance(token.operand, Word) else ""
    if above and above[-1].wanted != "junction" and here.wanted in {"operator", "valued"}:
        return _Place("")  # within an operand, where nothing is compared
    return here


def _after(here: _Place, token: Token, word: str, above: list[_Place]) -> _Place:
    wanted, subject, _ = here
    operand = token.operand
    match wanted, token.kind:
        case _, "and" | "or" | "xor":
            return _Place("test")
        case "operator" | "quantified" | "valued" | "listed", "(" if word in FUNCTIONS:
            above.append(here._replace(subject=f"{word}(") if wanted in {"operator", "quantified"} else here)
            return _Place("term")
        case "test", "(":
            above.append(_Place("junction"))
            return here
        case "test" | "term", "(" | "{":
            above.append(_Place("operator"))
            return _Place("term")
        case "value", "(" | "{":
            above.append(here._replace(wanted="valued"))
            return _Place("term")
        case "set", "{":
            return here._replace(wanted="item")
        case "listed", "}":
            return _Place("junction")
        case _, ")" | "}" if above:
            return above.pop()
        case "test", "any" | "all":
            return _Place("each")
        case ("test", "not") | ("item" | "value" | "term" | "each" | "bits", "+" | "-"):
            return here
        case "test", "+" | "-":
            return _Place("term")
        case "test" | "term" | "each", "word" | "value":
            name = operand.text if isinstance(operand, Word) else ""
            return _Place("quantified" if wanted == "each" else "operator", name)
        case "value", "word" | "value":
            return here._replace(wanted="valued")
        case "item" | "listed", "word" | "value":
            return here._replace(wanted="listed")
        case "bits", "word" | "value":
            return here._replace(wanted="operator")
        case "operator" | "quantified" | "bits", "slice":
            return here._replace(subject=f"{subject}[")
        case "valued" | "listed", "slice":
            return here
        case "operator" | "quantified", "not":
            return here._replace(wanted="in")
        case "operator" | "quantified" | "in", "in":
            return here._replace(wanted="set")
        case "operator" | "quantified" | "valued", sign if sign in COMPARISONS:
            return here._replace(wanted="value", operator=sign)
        case "operator" | "quantified", sign if sign in ARITHMETIC:
            return here._replace(wanted="bits", operator=sign)
        case "valued", sign if sign in ARITHMETIC:
            return here._replace(wanted="value", operator="")
        case "listed", "," | "..":
            return here._replace(wanted="item")
        case ("operator", ",") if above:
            return _Place("term")
    return _Place("")


def _candidates(place: _Place, piece: str, registry: Registry) -> list[Candidate]:
    match place.wanted:
        case "test" | "term" | "each":
            return _named(piece, registry, alone=place.wanted == "test")
        case "bits" if place.operator == "&":
            values = _matching(piece, _values(place.subject, registry))
            return [*values, *_named(piece, registry, alone=False)][:MOST]
        case "bits":
            return _named(piece, registry, alone=False)
        case "operator" | "quantified":
            return _matching(piece, _operators(place.subject, registry, quantified=place.wanted == "quantified"))
        case "in":
            return _matching(piece, [Candidate("in", "is none of {...}")])
        case "set":
            return [] if piece else [Candidate("{", "begins the values")]
        case "value" if place.operator in COMPARISONS - {"matches"}:
            return _matching(piece, _values(place.subject, registry))
        case "item":
            return _matching(piece, _values(place.subject, registry))
        case "listed":
            end = [] if piece else [Candidate("}", "ends the values")]
            return [*end, *_matching(piece, _values(place.subject, registry))][:MOST]
        case "valued" | "junction":
            return _matching(piece, [Candidate(*each) for each in JUNCTIONS.items()])
    return []


def _matching(piece: str, candidates: Sequence[Candidate]) -> list[Candidate]:
    """Those that begin with the piece, then those that have it in them."""
    wanted = piece.lower()
    if not wanted:
        return list(candidates[:MOST])
    beginning: list[Candidate] = []
    within: list[Candidate] = []
    for each in candidates:
        if (at := each.text.lower().find(wanted)) >= 0:
            (within if at else beginning).append(each)
    return [*beginning, *within][:MOST]


@lru_cache(maxsize=512)
def _leaves(subject: str, registry: Registry) -> list[Leaf]:
    """The types that the values of a subject can have; none for what is no field, or holds others."""
    if subject.endswith("("):
        return [RESULTS.get(subject[:-1], s64)]
    if subject.endswith("["):
        kinds = {kind(leaf) for leaf in _leaves(subject[:-1], registry)}
        return [each for each in (string, binary) if kinds & ({STRING} if each is string else {BYTES, ADDRESS, GUESS})]
    found = find(subject, registry) if subject else None
    return found.leaves if found is not None else []


def _operators(subject: str, registry: Registry, *, quantified: bool) -> list[Candidate]:
    """What may follow an operand: operators that compare such values, and what joins it with the next test."""
    leaves = _leaves(subject, registry)
    kinds = {kind(leaf) for leaf in leaves}
    left_out: set[str] = set()
    if not any(kind(leaf) not in {INTEGER, FLAG} or labelled(leaf) for leaf in leaves):
        left_out |= {"contains", "matches"}
    if INTEGER not in kinds:
        left_out |= {"&"}
    found = [] if kinds <= {FLAG} else [each for each in OPERATORS.items() if each[0] not in left_out]
    if subject and not quantified:
        found += JUNCTIONS.items()
    return [Candidate(*each) for each in found]


@lru_cache(maxsize=512)
def _values(subject: str, registry: Registry) -> list[Candidate]:
    """The names that values of a field have, full ones first."""
    match subject:
        case "nl.family":
            return _families(registry)
        case "nl.diagnostic":
            from nldissect.analysis.diagnostics import CODES

            return [Candidate(code, each.severity.name.lower()) for code, each in sorted(CODES.items())]
        case "call.type":
            names = dict.fromkeys(message.name for protocol in registry for message in protocol)
            return [Candidate(name, "message or command") for name in names]
    found: dict[str, Candidate] = {}
    for leaf in _leaves(subject, registry):
        full: dict[int, str] = {}
        for symbol, number in _numbers(leaf).items():
            name = full.setdefault(number, symbol)
            meaning = f"{number:#x}" if leaf.show == "flags" else str(number)
            if leaf.show == "errno":
                meaning += f"  {os.strerror(number)}"
            elif name != symbol:
                meaning += f"  {name}"
            found.setdefault(symbol.lower(), Candidate(_written(symbol), meaning))
    return list(found.values())


def _numbers(leaf: Leaf) -> dict[str, int]:
    if leaf.show == "boolean":
        return {"true": 1, "false": 0}
    named = spellings(leaf)
    return dict(sorted(named.items(), key=lambda each: each[1])) if leaf.show == "errno" else named


def _written(symbol: str) -> str:
    """A symbol as it can stand in a filter: in quotes where it would be something else."""
    try:
        kinds = [token.kind for token in tokens(symbol)]
    except FilterError:
        kinds = []
    return symbol if kinds == ["word", "end"] else f'"{symbol}"'


@lru_cache(maxsize=4)
def _families(registry: Registry) -> list[Candidate]:
    found = {}
    for protocol in registry:
        found[protocol.short] = Candidate(protocol.short, protocol.name)
        for family in protocol.families:
            found[family] = Candidate(family, "generic netlink family")
    return [found[name] for name in sorted(found)]


def _named(piece: str, registry: Registry, *, alone: bool) -> list[Candidate]:
    """Fields and functions; also what begins a test or stands alone in one, if asked for."""
    known = _fields(registry)
    if piece.lower().startswith(QUOTED):
        inside = known.matching(piece[len(QUOTED) :])
        found = [Candidate(QUOTED + each.text, each.meaning) for each in inside if "." in each.text]
    else:
        found = known.matching(piece)
    if not alone:
        return [each for each in found if each.text not in known.alone]
    if not found and piece:
        from nldissect.analysis.filter.wireshark import ALIASES

        found = [Candidate(name, f"{path}, as Wireshark names it") for name, path in ALIASES.items()]
        found = [each for each in found if each.text.startswith(piece.lower())]
    return found[:MOST]


@lru_cache(maxsize=4)
def _fields(registry: Registry) -> Names:
    """All that a test can begin with."""
    from nldissect.analysis.computed import COMPUTED
    from nldissect.analysis.fields import declared_fields

    found = [Candidate(path, computed.meaning) for path, computed in COMPUTED.items()]
    found += (Candidate(f"{name}(", MEANINGS[name]) for name in FUNCTIONS)
    for path, declared in declared_fields(registry).items():
        if any(part.isdecimal() for part in path.split(".")) or path in COMPUTED:
            continue
        names = dict.fromkeys(each.name for each in declared)
        types = dict.fromkeys(each.type for each in declared)
        found.append(Candidate(path, f"{', '.join(names)}  {' or '.join(types)}"))
        for each in declared:
            found += (Candidate(flag, f"{name}  flag") for flag, name in each.flags.items())
    beginnings = [Candidate(*each) for each in BEGINNINGS.items()]
    fields = {each.text for each in found}
    return Names(found, [*beginnings, *(each for each in _families(registry) if each.text not in fields)])
