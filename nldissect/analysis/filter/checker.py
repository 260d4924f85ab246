"""The checker: finds the fields of a syntax tree, checks the types, and says what does not fit and where."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable
from dataclasses import replace

from nldissect.analysis.filter import syntax
from nldissect.analysis.filter.errors import FilterError
from nldissect.analysis.filter.fields import computed, described_term, find, misfit, unknown
from nldissect.analysis.filter.kinds import (
    ADDRESS,
    BYTES,
    FLAG,
    GUESS,
    INSTANTS,
    INTEGER,
    STRING,
    Literal,
    Name,
    Prefix,
    comparable,
    encoded,
    kind,
    labelled,
    target,
    written,
)
from nldissect.analysis.filter.literals import octets
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
    references,
)
from nldissect.engine.values import printable
from nldissect.schema.leaf import Leaf, binary, s64, string
from nldissect.schema.registry import Registry

# Of "!=" all pairs must differ, as in Wireshark since 4.0; "===" and "!==" are the other way about.
_EVERY = {"!=": ("!=", True), "===": ("==", True), "!==": ("!=", False)}
_MIRRORED = {"==": "==", "!=": "!=", "===": "===", "!==": "!==", ">": "<", "<": ">", ">=": "<=", "<=": ">="}
_CLASS = re.compile(r"\[:\^?[a-z]+:\]")  # of POSIX, which PCRE has and Python takes for something else
_FIELD = re.compile(r"[A-Za-z_][\w.-]*")
_NAMES_ARE_EQUAL_OR_NOT = ("==", "!=")


class Checker:
    """Checks one filter."""

    def __init__(self, text: str, registry: Registry) -> None:
        self.text = text
        self.registry = registry

    def condition(self, node: syntax.Condition) -> Condition:
        """The checked condition; FilterError when something in it is wrong."""
        match node:
            case syntax.Not():
                return Negation(self.condition(node.condition))
            case syntax.Joined():
                return Junction(node.operator, tuple(self.condition(each) for each in node.conditions))
            case syntax.Present():
                return self._present(node)
            case syntax.Member():
                return self._member(node)
            case syntax.Compare():
                return self._compare(node)

    def _error(self, sentence: str, node: syntax.Operand | syntax.Condition) -> FilterError:
        return FilterError(sentence, self.text, node.column, node.end)

    def _source(self, node: syntax.Operand) -> str:
        return printable(self.text[node.column : node.end])

    # Conditions

    def _present(self, node: syntax.Present) -> Condition:
        if isinstance(node.operand, syntax.Word) and (named := self._named(node.operand)) is not None:
            return named
        term = self._operand(node.operand)
        if isinstance(term, Constant):
            raise self._no_field(node.operand)
        return Presence(term)

    def _named(self, node: syntax.Word) -> Condition | None:
        """The condition that the name of a protocol or family is when it stands alone: the message is one of it."""
        name = node.text
        if "-" in name:
            from nldissect.analysis.filter import wireshark

            name = wireshark.alias(name) or name
        for protocol in self.registry:
            if protocol.short == name:
                number = Constant(syntax.Number(protocol.number, node.column, node.end), [])
                return Holds(computed("nl.protocol"), (("==", number),), False)
            if name in protocol.families:
                return Holds(computed("nl.family"), (("==", Constant(replace(node, text=name), [])),), False)
        return None

    def _member(self, node: syntax.Member) -> Condition:
        term = self._operand(node.operand)
        if isinstance(term, Constant):
            raise self._error(f"{self._source(node.operand)} is no field; `in` asks about a field", node.operand)
        alternatives: list[Comparison | Range] = []
        for item in node.items:
            if isinstance(item, tuple):
                alternatives.append((self._constant(term, item[0], ">="), self._constant(term, item[1], "<=")))
            else:
                alternatives.append(("==", self._constant(term, item, "==")))
        return Holds(term, tuple(alternatives), node.quantifier == "all")

    def _compare(self, node: syntax.Compare) -> Condition:
        operator, every = _EVERY.get(node.operator, (node.operator, False))
        if node.quantifier:
            every = node.quantifier == "all"
        left = self._operand(node.left, beside=node.right)
        if isinstance(left, Constant):
            return self._constant_first(node, operator, every)
        if operator in ("contains", "matches"):
            return self._search(node, left, operator, every)
        right = self._operand(node.right, beside=left)
        if isinstance(right, Constant):
            return Holds(left, ((operator, self._constant(left, node.right, operator)),), every)
        self._comparable(node, left, right)
        return Pairs(operator, left, right, every)

    def _constant_first(self, node: syntax.Compare, operator: str, every: bool) -> Condition:
        right = self._operand(node.right)
        if isinstance(right, Constant):
            if isinstance(node.left, syntax.Word) and _FIELD.fullmatch(node.left.text):
                raise self._no_field(node.left)
            raise self._error("there is no field on either side of the comparison", node)
        if operator == "matches":
            raise self._error("the left side of matches is a field, the right side a quoted pattern", node.left)
        if operator == "contains":
            constant = Constant(self._literal(node.left), [string])
            if isinstance(constant.literal, syntax.Number):
                raise self._error(f"{self._source(node.left)} is a number; contains searches strings", node.left)
            return Pairs("contains", constant, right, every)
        mirrored = _MIRRORED[operator]
        return Holds(right, ((mirrored, self._constant(right, node.left, mirrored)),), every)

    def _comparable(self, node: syntax.Compare, left: Term, right: Term) -> None:
        if any(comparable(first, second) for first in left.leaves for second in right.leaves):
            return
        raise self._error(
            f"{self._source(node.left)} is {described_term(left)}, "
            f"{self._source(node.right)} is {described_term(right)}; they cannot be compared",
            node,
        )

    def _search(self, node: syntax.Compare, left: Term, operator: str, every: bool) -> Condition:
        if not any(kind(leaf) not in (INTEGER, FLAG) or labelled(leaf) for leaf in left.leaves):
            sentence = f"{self._source(node.left)} is {described_term(left)}; {operator} searches strings and bytes"
            raise self._error(sentence, node.left)
        if operator == "matches":
            if not isinstance(node.right, syntax.Text):
                raise self._error('expected a quoted pattern after matches, such as "^eth"', node.right)
            return Holds(left, (("matches", self._pattern(node.right)),), every)
        right = self._operand(node.right, beside=left)
        if not isinstance(right, Constant):
            return Pairs("contains", left, right, every)
        literal = self._literal(node.right)
        if isinstance(literal, syntax.Number):
            literal = self._digits(literal)
            of_bytes = any(kind(leaf) in (BYTES, GUESS) for leaf in left.leaves)
            if isinstance(literal, syntax.Word) and not (of_bytes and octets(literal.text, unseparated=True)):
                sentence = f"{self._source(node.right)} is a number; contains looks for a string or bytes"
                raise self._error(sentence, node.right)
        data = encoded(written(literal))
        if isinstance(literal, syntax.Word):
            data = octets(literal.text, unseparated=True) or data
        return Holds(left, (("contains", Needle(written(literal), data)),), every)

    def _pattern(self, node: syntax.Text) -> Pattern:
        text, flags = node.value, re.IGNORECASE
        if text.startswith("(?-i)"):  # Wireshark's way to have case count; Python's takes no flags away at the start
            text, flags = text.removeprefix("(?-i)"), re.NOFLAG
        if found := _CLASS.search(text):
            sentence = f"{found[0]} has no meaning in a pattern; write \\d, \\s, \\w or a range, as in [a-z]"
            raise self._error(sentence, node)
        data = encoded(text)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", FutureWarning)  # of what another Python may take for something else
                of_bytes = re.compile(b"(?!)" if data is None else data, flags | re.DOTALL)
                return Pattern(re.compile(text, flags), of_bytes)
        except (re.error, OverflowError, RecursionError) as error:
            raise self._error(f"the pattern does not compile: {error}", node) from None

    # Operands

    def _operand(self, node: syntax.Operand, beside: syntax.Operand | Term | None = None) -> Term:
        """A term; a word is a field if there is one of that name, unless it has a meaning for the term beside it."""
        match node:
            case syntax.Word():
                return self._word(node, beside)
            case syntax.Text() | syntax.Number():
                leaf = string if isinstance(node, syntax.Text) else s64
                return Constant(node, [leaf])
            case syntax.Slice():
                operand = self._operand(node.operand)
                return Sliced(operand, node.ranges, self._slices(node, operand))
            case syntax.Function():
                return self._function(node)
            case syntax.Negative():
                if isinstance(node.operand, syntax.Number):
                    return Constant(syntax.Number(-node.operand.value, node.column, node.end), [s64])
                if isinstance(node.operand, syntax.Word) and find(node.operand.text, self.registry) is None:
                    raise self._error(f"a name has no sign; write {printable(node.operand.text)}", node)
                zero = Constant(syntax.Number(0, node.column, node.end), [s64])
                return Calculated("-", zero, self._integer(node.operand, "-"), [s64])
            case syntax.Arithmetic():
                left = self._integer(node.left, node.operator)
                right = self._integer(node.right, node.operator, beside=left)
                return Calculated(node.operator, left, right, [s64])

    def _word(self, node: syntax.Word, beside: syntax.Operand | Term | None) -> Term:
        leaves = beside.leaves if isinstance(beside, Reference | Sliced | Applied | Calculated) else []
        if "." not in node.text and any(target(node, leaf) is not None for leaf in leaves):
            return Constant(node, [string])
        found = find(node.text, self.registry) if _FIELD.fullmatch(node.text) else None
        if found is not None:
            return found
        return Constant(node, [string])

    def _no_field(self, node: syntax.Operand) -> FilterError:
        if not isinstance(node, syntax.Word) or not _FIELD.fullmatch(node.text):
            return self._error(f"{self._source(node)} is no field, and one is needed here", node)
        if self._named(node) is not None:
            sentence = f"{node.text} stands alone, for all its messages; the bytes of a message are the field nl"
            return self._error(sentence, node)
        return self._error(unknown(node.text, self.registry), node)

    def _slices(self, node: syntax.Slice, operand: Term) -> list[Leaf]:
        leaves: list[Leaf] = []
        for leaf in operand.leaves:
            if kind(leaf) in (STRING, BYTES, ADDRESS, GUESS):
                leaves.append(string if kind(leaf) == STRING else binary)
        if isinstance(operand, Constant) or not leaves:
            if isinstance(operand, Constant):
                raise self._no_field(node.operand)
            raise self._error(
                f"{self._source(node.operand)} is {described_term(operand)}; only strings and bytes have slices", node
            )
        return leaves

    def _integer(self, node: syntax.Operand, operator: str, beside: Term | None = None) -> Term:
        """A term of integers; a word beside a field may be a name of its values: `ifinfo.flags & up`."""
        term = self._operand(node)
        if isinstance(term, Constant):
            if isinstance(node, syntax.Word) and beside is not None:
                number = self._named_number(node, beside)
                if number is not None:
                    return Constant(number, [s64])
            if isinstance(node, syntax.Word) and _FIELD.fullmatch(node.text):
                raise self._no_field(node)
            if not isinstance(term.literal, syntax.Number) or not isinstance(term.literal.value, int):
                raise self._error(f"{self._source(node)} is no integer; {operator} works on integers", node)
        elif isinstance(term, Sliced) and binary in term.leaves and _is_one_byte(term.ranges):
            return Applied("octet", (term,), [s64])
        elif not any(kind(leaf) == INTEGER for leaf in term.leaves):
            raise self._error(f"{self._source(node)} is {described_term(term)}; {operator} works on integers", node)
        return term

    def _function(self, node: syntax.Function) -> Term:
        arguments = tuple(self._operand(each) for each in node.arguments)
        for argument, each in zip(arguments, node.arguments, strict=True):
            if isinstance(argument, Constant) and (node.name not in ("min", "max") or isinstance(each, syntax.Word)):
                raise self._no_field(each)
            wanted = _ARGUMENTS.get(node.name)
            if wanted and not any(wanted[0](leaf) for leaf in argument.leaves):
                raise self._error(
                    f"{self._source(each)} is {described_term(argument)}; {node.name} takes {wanted[1]}", each
                )
        match node.name:
            case "len" | "count":
                leaves = [s64]
            case "min" | "max" | "abs":
                leaves = [leaf for argument in arguments for leaf in argument.leaves]
            case _:
                leaves = [string]
        return Applied(node.name, arguments, leaves)

    # Constants

    def _literal(self, node: syntax.Operand) -> syntax.Word | syntax.Text | syntax.Number:
        if isinstance(node, syntax.Negative) and isinstance(node.operand, syntax.Number):
            return syntax.Number(-node.operand.value, node.column, node.end)
        assert isinstance(node, syntax.Word | syntax.Text | syntax.Number)  # what a Constant is made of
        return node

    def _is_written(self, number: syntax.Number, term: Term) -> bool:
        """Whether a number counts as it is written: digits of bytes, of an instant, or a text of one character."""
        kinds = {kind(leaf) for leaf in term.leaves}
        one = self.text[number.column] == "'" and STRING in kinds
        return one or BYTES in kinds or any(leaf.show in INSTANTS for leaf in term.leaves)

    def _digits(self, number: syntax.Number) -> syntax.Word | syntax.Text:
        """A number as it is written: its digits; a character is what it is."""
        source = self.text[number.column : number.end]
        if source.startswith("'"):
            character = bytes([int(number.value)]).decode("utf-8", "surrogateescape")
            return syntax.Text(character, True, number.column, number.end)
        return syntax.Word(source, number.column, number.end)

    @staticmethod
    def _named_number(word: syntax.Word, term: Term) -> syntax.Number | None:
        """The number that a name has among the values of a term's fields: `up` beside ifinfo.flags."""
        values = {target(word, leaf) for reference in references(term) for leaf in reference.leaves}
        numbers = [value for value in values if isinstance(value, int)]
        return syntax.Number(numbers[0], word.column, word.end) if len(numbers) == 1 else None

    def _constant(self, term: Term, node: syntax.Operand, operator: str) -> Constant:
        """A constant that means something beside a term; FilterError when it does not."""
        if not isinstance(node, syntax.Word | syntax.Text | syntax.Number | syntax.Negative) or (
            isinstance(node, syntax.Negative) and not isinstance(node.operand, syntax.Number)
        ):
            raise self._error("expected a value here", node)
        literal = self._literal(node)
        if isinstance(literal, syntax.Number) and self._is_written(literal, term):
            literal = self._digits(literal)
        if isinstance(term, Calculated) and isinstance(literal, syntax.Word):
            literal = self._named_number(literal, term) or literal
        if not term.leaves:
            raise self._error("this field holds other fields and has no value; ask for one of them", node)
        found = [(leaf, target(literal, leaf)) for leaf in term.leaves]
        meant = [value for _, value in found if value is not None]
        if not meant:
            raise self._error(misfit(term, literal, self._source(literal)), node)
        if operator not in _NAMES_ARE_EQUAL_OR_NOT:
            if all(isinstance(value, Name) for value in meant):
                raise self._error(f"names are equal or not; {operator} needs a number", node)
            if any(isinstance(value, Prefix) and value.length < 8 * len(value.address) for value in meant):
                raise self._error(f"a prefix has no order; {operator} needs an address", node)
        elif all(isinstance(value, Name) for value in meant) and not self._may_be_name(term, literal):
            raise self._error(misfit(term, literal, self._source(literal)), node)
        return Constant(literal, term.leaves)

    @staticmethod
    def _may_be_name(term: Term, literal: Literal) -> bool:
        """Whether a word can be a name that the capture will tell, or is one that the system tells."""
        from nldissect.analysis.names import system_names

        system, text = system_names(), written(literal) if not isinstance(literal, syntax.Number) else ""
        spaces = {leaf.names for leaf in term.leaves if leaf.names}
        return any(space not in system or system.numbers(space, text) for space in spaces)


def _is_one_byte(ranges: syntax.Ranges) -> bool:
    (start, stop), *others = ranges
    return not others and (stop or 0) - start == 1  # the last one is [-1, None]


_ARGUMENTS: dict[str, tuple[Callable[[Leaf], bool], str]] = {
    "len": (lambda leaf: kind(leaf) in (STRING, BYTES, ADDRESS, GUESS), "strings and bytes"),
    "upper": (lambda leaf: kind(leaf) == STRING or labelled(leaf), "strings"),
    "lower": (lambda leaf: kind(leaf) == STRING or labelled(leaf), "strings"),
    "abs": (lambda leaf: kind(leaf) == INTEGER, "numbers"),
    "min": (lambda leaf: kind(leaf) == INTEGER, "numbers"),
    "max": (lambda leaf: kind(leaf) == INTEGER, "numbers"),
    "string": (lambda leaf: kind(leaf) != FLAG, "a field with a value"),
}


def check(node: syntax.Condition, text: str, registry: Registry) -> Condition:
    """The condition of a syntax tree with its fields and types; FilterError says what does not fit."""
    return Checker(text, registry).condition(node)
