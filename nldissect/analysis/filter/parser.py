"""The syntax tree of a display filter in Wireshark's language.

From what binds least: or, xor, and, not, comparisons, &, + and -, * and / and %, signs, slices. Where it differs from
Wireshark, it takes more: a blank may stand for the comma in sets, and parentheses may stand for the braces that group
operands.
"""

from __future__ import annotations

import re

from nldissect.analysis.filter.errors import FilterError
from nldissect.analysis.filter.lexer import KEYWORDS, Token, quoted, tokens
from nldissect.analysis.filter.syntax import (
    Arithmetic,
    Compare,
    Condition,
    Function,
    Joined,
    Member,
    Negative,
    Not,
    Number,
    Operand,
    Present,
    Slice,
    Word,
)

LIMIT = 100
"""how deep conditions may be nested and how many operations an operand may have, so that Python's stack is enough"""

FUNCTIONS = {
    "len": 1,
    "upper": 1,
    "lower": 1,
    "count": 1,
    "string": 1,
    "min": None,
    "max": None,
    "abs": 1,
}
"""how many operands each function takes, None for one or more"""

JOINS = {"or": 0, "xor": 1, "and": 2}
CHAINED = {"==", "!=", "===", "!==", ">", ">=", "<", "<="}
COMPARISONS = CHAINED | {"contains", "matches"}
ARITHMETIC = {"&": 0, "+": 1, "-": 1, "*": 2, "/": 2, "%": 2}
CONTINUING = COMPARISONS | ARITHMETIC.keys() | {"in", "not", "slice"}
OFFSET = "(-?(?:0x[0-9a-fA-F]{1,15}|0|[1-9][0-9]{0,17}))"
PART = re.compile(rf"\s*{OFFSET}?\s*(?:([:-])\s*{OFFSET}?)?\s*")


def parse(text: str) -> Condition:
    """The condition that a filter states; raises FilterError for a text that is none, also for an empty one."""
    parser = Parser(text)
    if parser.token.kind == "end":
        raise FilterError("the filter is empty", text, 0)
    condition = parser.condition()
    if parser.token.kind in {")", "}"}:
        raise parser.error(f'"{parser.token.kind}" closes nothing')
    if parser.token.kind != "end":
        raise parser.expected('"and", "or" or the end of the filter')
    return condition


class Parser:
    """Goes through the tokens of one filter; a method for each rule of the grammar, with one token of foresight."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._tokens = tokens(text)
        self._before: Token | None = None
        self.token = next(self._tokens)
        self._depth = 0
        self._operations = 0

    def condition(self, weakest: int = 0) -> Condition:
        """Tests and what joins them, as far as that binds as strongly as asked for."""
        self._deeper()
        start = self.token.column
        left = self._test()
        while JOINS.get(self.token.kind, -1) >= weakest:
            operator = self.token.kind
            conditions = [left]
            while self.token.kind == operator:
                self._take()
                conditions.append(self.condition(JOINS[operator] + 1))
            left = Joined(operator, tuple(conditions), start, self._end)
        self._depth -= 1
        return left

    def _test(self) -> Condition:
        start = self.token
        if start.kind == "not":
            self._deeper()
            self._take()
            condition = self._test()
            self._depth -= 1
            return Not(condition, start.column, self._end)
        if start.kind in {"any", "all"}:
            self._take()
            self._operations = 0
            return self._comparison(self._operand(), start.column, start.kind)
        if start.kind != "(":
            self._operations = 0
            return self._comparison(self._operand(), start.column)
        self._take()
        condition = self.condition()
        self._close(start, ")", '"and", "or" or ")"')
        if isinstance(condition, Present) and self.token.kind in CONTINUING:
            # The parentheses were around an operand.
            left = self._arithmetic(self._sliced(condition.operand, start.column), start.column)
            return self._comparison(left, start.column)
        return condition

    def _comparison(self, left: Operand, start: int, quantifier: str = "") -> Condition:
        if self.token.kind in COMPARISONS:
            return self._chain(left, start, quantifier)
        if self.token.kind in {"in", "not"}:
            return self._member(left, start, quantifier)
        if quantifier:
            raise self.expected("a comparison")
        if self.token.kind not in JOINS and self.token.kind not in {")", "end"}:
            raise self.expected("an operator")
        return Present(left, start, self._end)

    def _chain(self, left: Operand, start: int, quantifier: str) -> Condition:
        """One comparison, or those of a < b < c."""
        column = start
        comparisons: list[Compare] = []
        while (operator := self.token.kind) in COMPARISONS:
            if comparisons and not {comparisons[-1].operator, operator} <= CHAINED:
                raise self.error("contains and matches stand in no chain of comparisons; join them with and")
            self._take()
            place = self.token.column
            self._operations = 0
            right = self._operand()
            if right.column == place:
                self._refuse_bits(right)
            comparisons.append(Compare(operator, left, right, quantifier, column, self._end))
            left, column = right, place
        return comparisons[0] if len(comparisons) == 1 else Joined("and", tuple(comparisons), start, self._end)

    def _refuse_bits(self, right: Operand) -> None:
        """Not a == 1 & b == 2, where & takes bits of 1: what stands in braces may be meant so, this is not."""
        if isinstance(right, Arithmetic) and right.operator == "&" and self.token.kind in COMPARISONS | {"in", "not"}:
            sign = self.text.find("&", right.left.end, right.right.column)
            if sign >= 0:
                raise FilterError('"&" takes bits of a number; did you mean &&?', self.text, sign)

    def _member(self, left: Operand, start: int, quantifier: str) -> Condition:
        excluded = self.token.kind == "not"
        if excluded:
            self._take()
            if self.token.kind != "in":
                raise self.expected('"in"')
            # "all not in" means that not any is in.
            quantifier = {"any": "all", "all": "any", "": ""}[quantifier]
        self._take()
        if self.token.kind != "{":
            raise self.expected("a set such as {1, 2}")
        member = Member(left, self._items(), quantifier, start, self._end)
        return Not(member, start, self._end) if excluded else member

    def _items(self) -> tuple[Operand | tuple[Operand, Operand], ...]:
        opening = self._take()
        if self.token.kind == "}":
            raise FilterError("the set is empty", self.text, opening.column, self.token.end)
        items = [self._item()]
        while self.token.kind == "," or self.token.operand is not None:
            if self.token.kind == ",":
                self._take()
            items.append(self._item())
        self._close(opening, "}", '"," or "}"')
        return tuple(items)

    def _item(self) -> Operand | tuple[Operand, Operand]:
        start = self.token.column
        self._operations = 0
        low = self._signed()
        if self.token.kind != "..":
            return low
        self._take()
        high = self._signed()
        if isinstance(low, Number) and isinstance(high, Number) and low.value > high.value:
            raise FilterError("the range is backwards: its first number is the larger one", self.text, start, self._end)
        return low, high

    def _operand(self, weakest: int = 0) -> Operand:
        """Values and arithmetic between them, as far as that binds as strongly as asked for."""
        start = self.token.column
        return self._arithmetic(self._signed(), start, weakest)

    def _arithmetic(self, left: Operand, start: int, weakest: int = 0) -> Operand:
        while (strength := ARITHMETIC.get(self.token.kind, -1)) >= weakest:
            operator = self._operation().kind
            left = Arithmetic(operator, left, self._operand(strength + 1), start, self._end)
        return left

    def _signed(self) -> Operand:
        start = self.token
        if start.kind not in {"+", "-"}:
            return self._sliced(self._value(), start.column)
        self._operation()
        operand = self._signed()
        if start.kind == "+":
            return operand
        if isinstance(operand, Number):
            return Number(-operand.value, start.column, self._end)
        return Negative(operand, start.column, self._end)

    def _value(self) -> Operand:
        start = self.token
        if start.operand is not None:
            self._take()
            if self.token.kind == "(" and isinstance(start.operand, Word) and start.operand.text.isidentifier():
                return self._function(start.operand)
            return start.operand
        if start.kind not in {"(", "{"}:
            raise self.expected("a value")
        self._operation()
        operand = self._operand()
        if self.token.kind in {"or", ","}:
            raise self.error("several values are no operand; to compare with one of them write in {a, b}")
        closing = ")" if start.kind == "(" else "}"
        self._close(start, closing, f'arithmetic or "{closing}"')
        return operand

    def _function(self, name: Word) -> Function:
        if name.text not in FUNCTIONS:
            from difflib import get_close_matches

            near = get_close_matches(name.text.lower(), FUNCTIONS, 1)
            known = f"did you mean {near[0]}?" if near else f"there are {', '.join(FUNCTIONS)}"
            raise FilterError(f"{quoted(name.text)} is no function; {known}", self.text, name.column, name.end)
        opening = self._operation()
        arguments: list[Operand] = []
        if self.token.kind != ")":
            arguments.append(self._operand())
            while self.token.kind == ",":
                self._take()
                arguments.append(self._operand())
        self._close(opening, ")", '"," or ")"')
        wanted = FUNCTIONS[name.text]
        if len(arguments) != wanted and not (wanted is None and arguments):
            sentence = f"{name.text} takes {'one operand' if wanted else 'one or more operands'}, not {len(arguments)}"
            raise FilterError(sentence, self.text, name.column, self._end)
        return Function(name.text, tuple(arguments), name.column, self._end)

    def _sliced(self, operand: Operand, start: int) -> Operand:
        while self.token.kind == "slice":
            token = self._operation()
            place = token.column + 1
            ranges = []
            for part in self.text[place : token.end - 1].split(","):
                ranges.append(self._range(part, place))
                place += len(part) + 1
            operand = Slice(operand, tuple(ranges), start, self._end)
        return operand

    def _range(self, part: str, column: int) -> tuple[int, int | None]:
        """Start and stop of what is written offset:length, first-last, or as an offset alone."""
        match = PART.fullmatch(part)
        first, by, second = match.groups() if match else (None, None, None)
        start, last = int(first or "0", 0), int(second or "0", 0)
        if by != ":" and (first is None or (by and second is None)):
            wrong = "a slice is made of offset:length, first-last and offset"
        elif by == ":" and second is None:
            return start, None
        elif by == ":" and last < 1:
            wrong = "what follows the colon is a length, at least 1"
        elif by == ":" and start < 0 < start + last:
            wrong = f"from offset {start} to the end there are only {-start}"
        elif by == "-" and last < start and (last < 0) == (start < 0):
            wrong = "the slice is backwards: its last offset is before its first"
        else:
            # Offset -1 is followed by the end, which has no offset of its own.
            stop = start + last if by == ":" else (last if by else start) + 1
            return start, stop or None
        raise FilterError(wrong, self.text, column, column + len(part))

    def _close(self, opening: Token, closing: str, wanted: str) -> None:
        if self.token.kind == "end":
            raise FilterError(f'this "{opening.kind}" is never closed', self.text, opening.column)
        if self.token.kind != closing:
            raise self.expected(wanted)
        self._take()

    def _operation(self) -> Token:
        if self._operations == LIMIT:
            raise self.error(f"an operand can have {LIMIT} operations, not more")
        self._operations += 1
        return self._take()

    def _deeper(self) -> None:
        if self._depth > LIMIT:
            raise self.error(f"conditions can be nested {LIMIT} deep, not more")
        self._depth += 1

    def _take(self) -> Token:
        self._before = self.token
        self.token = next(self._tokens)
        return self._before

    @property
    def _end(self) -> int:
        return self._before.end if self._before else 0

    def error(self, sentence: str) -> FilterError:
        """What is wrong with the next token."""
        return FilterError(sentence, self.text, self.token.column, self.token.end)

    def expected(self, wanted: str) -> FilterError:
        """That something else should stand where the next token stands."""
        before = self._before
        after = f" after {self._shown(before)}" if before else ""
        hint = ""
        for token in (self.token, before):
            word = self._source(token).lower() if token else ""
            if token and token.kind == "word" and word in KEYWORDS:
                hint = f"; did you mean {word}?"
        if before and before.kind in COMPARISONS and self._source(self.token) in KEYWORDS:
            hint = "; in quotes it is a text"
        return self.error(f"expected {wanted}{after}, found {self._shown(self.token)}{hint}")

    def _shown(self, token: Token) -> str:
        if token.kind == "end":
            return "the end of the filter"
        source = self._source(token)
        return source if token.kind in COMPARISONS and not source.isalpha() else quoted(source)

    def _source(self, token: Token) -> str:
        return self.text[token.column : token.end]
