"""Fields by name, and the sentences about names and values that do not exist."""

from __future__ import annotations

from nldissect.analysis.filter.kinds import Literal, described, spellings, symbols_of, written
from nldissect.analysis.filter.scalar import BIT, WHOLE
from nldissect.analysis.filter.syntax import Number, Text
from nldissect.analysis.filter.terms import Reference, Term
from nldissect.analysis.paths import resolve
from nldissect.engine.values import printable
from nldissect.schema.leaf import binary
from nldissect.schema.registry import Registry

WORKED_OUT = ("frame.", "nl.", "call.", "process.")  # what the names of computed fields start with
FEW_VALUES = 10  # so many are listed when a name is none of them, and like none


def find(name: str, registry: Registry) -> Reference | None:
    """The field of a name, which may be Wireshark's; None when there is none."""
    if name.startswith(WORKED_OUT):
        from nldissect.analysis.computed import COMPUTED

        if name in COMPUTED:
            return computed(name)
    if name in WHOLE:
        return Reference(name, [binary])
    place = resolve(registry, name)
    if place is not None:
        return Reference(name, place.leaves, place.holders)
    above, _, bit = name.rpartition(".")
    parent = resolve(registry, above) if above else None
    if parent is not None and any(leaf.show == "flags" and bit in symbols_of(leaf) for leaf in parent.leaves):
        return Reference(above, [BIT], parent.holders, bit=bit, flags=parent.leaves)
    from nldissect.analysis.filter import wireshark

    known = wireshark.alias(name)
    return find(known, registry) if known is not None and known != name else None


def computed(path: str) -> Reference:
    """A field that is worked out."""
    from nldissect.analysis.computed import COMPUTED

    return Reference(path, [COMPUTED[path].leaf], computed=COMPUTED[path])


def field(name: str, registry: Registry) -> Reference:
    """The field of a name; ValueError with the nearest names when there is none."""
    found = find(name, registry)
    if found is None:
        raise ValueError(unknown(name, registry))
    return found


def unknown(name: str, registry: Registry) -> str:
    """The sentence about a field that does not exist: why Wireshark's has no equal, or the names that look like it."""
    import difflib

    from nldissect.analysis.computed import COMPUTED
    from nldissect.analysis.fields import declared_paths
    from nldissect.analysis.filter import wireshark

    reason = wireshark.reason(name)
    if reason is not None:
        return f"Wireshark's field {printable(name)} has no equal here: {reason}"
    if "-" in name and name.rpartition("-")[2].isdecimal():
        return f"no field {printable(name)!r}; a minus needs a blank in front of it"
    near = difflib.get_close_matches(name.lower(), [*declared_paths(registry), *COMPUTED], 3)
    return f"no field {printable(name)!r}" + _suggestion(near)


def misfit(term: Term, literal: Literal, source: str) -> str:
    """The sentence about a literal, `source` in the text, that means nothing beside a term."""
    name = term.path if isinstance(term, Reference) else "the left side"
    if isinstance(term, Reference) and term.bit:
        name = f"{name}.{term.bit}"
    if isinstance(literal, Number):
        given = "a number" if isinstance(literal.value, int) else "no integer"
        return f"{name} is {described_term(term)}; {source} is {given}"
    symbols = {symbol: number for leaf in term.leaves for symbol, number in spellings(leaf).items()}
    if symbols:
        near = _near(written(literal), symbols)
        words = list({number: symbol for symbol, number in symbols.items()}.values())
        more = _suggestion(near) if near or len(words) > FEW_VALUES else f"; it is one of {', '.join(words)}"
        return f"{source} is no value of {name}{more}"
    if isinstance(literal, Text):
        return f"{name} is {described_term(term)}; {source} is a string"
    return f"{name} is {described_term(term)}, which {source} is not"


def described_term(term: Term) -> str:
    """What a term's values are, in words."""
    return described(term.leaves) if term.leaves else "a field that holds others and has no value"


def _near(name: str, symbols: dict[str, int]) -> list[str]:
    """Names of different values that look like one, as they are written."""
    import difflib

    folded: dict[str, str] = {}
    for symbol in symbols:
        folded.setdefault(symbol.lower(), symbol)
    found = [folded[each] for each in difflib.get_close_matches(name.lower(), folded, 3)]
    return list({symbols[each]: each for each in reversed(found)}.values())[::-1]


def _suggestion(near: list[str]) -> str:
    return f"; did you mean {' or '.join(near)}?" if near else ""
