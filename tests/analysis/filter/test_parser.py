"""The trees that filters become."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields
from typing import Any

import pytest
from hypothesis import example, given, strategies as st

from nldissect.analysis.filter.errors import FilterError
from nldissect.analysis.filter.lexer import KEYWORDS
from nldissect.analysis.filter.parser import FUNCTIONS, LIMIT, parse
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
    Ranges,
    Slice,
    Text,
    Word,
)
from tests.analysis.filter.written import bare, written


@pytest.mark.parametrize(
    ("text", "grouped"),
    [
        ("a", "a"),
        ("a or b or c", "(a) or (b) or (c)"),
        ("a or b and c", "(a) or ((b) and (c))"),
        ("a and b or c", "((a) and (b)) or (c)"),
        ("a or b xor c", "(a) or ((b) xor (c))"),
        ("a xor b or c", "((a) xor (b)) or (c)"),
        ("a xor b and c", "(a) xor ((b) and (c))"),
        ("a and b xor c", "((a) and (b)) xor (c)"),
        ("a or b xor c and d xor e or f", "(a) or ((b) xor ((c) and (d)) xor (e)) or (f)"),
        ("not a and b", "(not (a)) and (b)"),
        ("not a or not b", "(not (a)) or (not (b))"),
        ("not not a", "not (not (a))"),
        ("!a == b", "not (a == b)"),
        ("not a in {1}", "not (a in {1})"),
        ("not (a and b)", "not ((a) and (b))"),
        ("(a or b) and c", "((a) or (b)) and (c)"),
        ("a or (b or c)", "(a) or ((b) or (c))"),
        ("((a))", "a"),
        ("((a == b))", "a == b"),
        ("a && b || c ^^ !d", "((a) and (b)) or ((c) xor (not (d)))"),
        ("a == b and c != d", "(a == b) and (c != d)"),
        ("a & b == c", "{a & b} == c"),
        ("a == b & c", "a == {b & c}"),
        ("a & b + c", "{a & {b + c}}"),
        ("a + b & c", "{{a + b} & c}"),
        ("a + b * c", "{a + {b * c}}"),
        ("a * b + c", "{{a * b} + c}"),
        ("a + b - c + d", "{{{a + b} - c} + d}"),
        ("a * b / c % d", "{{{a * b} / c} % d}"),
        ("a & b & c", "{{a & b} & c}"),
        ("{a + b} * c", "{{a + b} * c}"),
        ("a * {b + c}", "{a * {b + c}}"),
        ("{{a}} == b", "a == b"),
        ("(a + b) * c == d", "{{a + b} * c} == d"),
        ("((a + b)) == d", "{a + b} == d"),
        ("(a) in {1}", "a in {1}"),
        ("(a) not in {1}", "not (a in {1})"),
        ("(a)[0:2] == b", "a[0-1] == b"),
        ("(a) contains b", "a contains b"),
        ("((a) + b == c)", "{a + b} == c"),
        ("a == (b + c) * d", "a == {{b + c} * d}"),
        ("-a", "-a"),
        ("-a * b", "{-a * b}"),
        ("-{a * b}", "-{a * b}"),
        ("a - -b", "{a - -b}"),
        ("a -b", "{a - b}"),
        ("- - a", "--a"),
        ("+a == +5", "a == 5"),
        ("a == -5", "a == -5"),
        ("a == - -5", "a == 5"),
        ("a == -5[0]", "a == -5[0-0]"),
        ("-a[0]", "-a[0-0]"),
        ("a/2 == 3", "{a / 2} == 3"),
        ("a*2+1==3", "{{a * 2} + 1} == 3"),
        ("a bitand b", "{a & b}"),
        ("a bitwise_and b", "{a & b}"),
        ("a < b < c", "(a < b) and (b < c)"),
        ("a == b == c or d", "((a == b) and (b == c)) or (d)"),
        ("a < b <= c > d", "(a < b) and (b <= c) and (c > d)"),
        ("not 1 < a < 9", "not ((1 < a) and (a < 9))"),
        ("any a < b < c", "(any a < b) and (any b < c)"),
        ("a == {b & c} == d", "(a == {b & c}) and ({b & c} == d)"),
        ("all a == b and c", "(all a == b) and (c)"),
        ("any (a + b) == c", "any {a + b} == c"),
        ("not any a == b", "not (any a == b)"),
        ("any a in {1, 2}", "any a in {1, 2}"),
        ("all a contains b", "all a contains b"),
        ("any a not in {1}", "not (all a in {1})"),
        ("all a not in {1}", "not (any a in {1})"),
        ("a ! in {1}", "not (a in {1})"),
        ("len(a)", "len(a)"),
        ("len(a) == 3", "len(a) == 3"),
        ("len (a)", "len(a)"),
        ("max(a, b + 1, len(c)) > 2", "max(a, {b + 1}, len(c)) > 2"),
        ("lower(a)[0:4] == b", "lower(a)[0-3] == b"),
        ("len == 3", "len == 3"),
        ("lower(upper(string(a))) contains b", "lower(upper(string(a))) contains b"),
        ("a in {1,2}", "a in {1, 2}"),
        ("a in {1 2}", "a in {1, 2}"),
        ("a in {1..9}", "a in {1 .. 9}"),
        ("a in { 1 .. 9 , 11 }", "a in {1 .. 9, 11}"),
        ('a in {b 1..9 "x", -4..-2, +3}', 'a in {b, 1 .. 9, "x", -4 .. -2, 3}'),
        ("a in {10.0.0.1..10.0.0.9 fe80::/10}", "a in {10.0.0.1 .. 10.0.0.9, fe80::/10}"),
        ("a in {1ms..2.5ms}", "a in {1ms .. 2.5ms}"),
        ("a in {0.5..1.5}", "a in {0.5 .. 1.5}"),
        ("a in {{b + 1} len(c) d[0]}", "a in {{b + 1}, len(c), d[0-0]}"),
        ("a in {-b}", "a in {-b}"),
        ('"x" == a', '"x" == a'),
        ('a matches r"^\\d"', 'a matches r"^\\d"'),
        ("a\n  or\tb\r\n", "(a) or (b)"),
        ("a==b&&c", "(a == b) and (c)"),
    ],
)
def test_what_binds_stronger_is_grouped(text: str, grouped: str) -> None:
    assert written(parse(text)) == grouped
    assert bare(parse(grouped)) == bare(parse(text))


@pytest.mark.parametrize(
    ("operator", "spellings"),
    {
        "==": ["==", "eq", "any_eq"],
        "!=": ["!=", "ne", "all_ne"],
        "===": ["===", "all_eq"],
        "!==": ["!==", "any_ne"],
        ">": [">", "gt"],
        ">=": [">=", "ge"],
        "<": ["<", "lt"],
        "<=": ["<=", "le"],
        "contains": ["contains"],
        "matches": ["matches", "~"],
    }.items(),
)
def test_each_operator_has_its_spellings(operator: str, spellings: list[str]) -> None:
    for spelling in spellings:
        text = f"a {spelling} b"
        end = len(text)
        assert parse(text) == Compare(operator, Word("a", 0, 1), Word("b", end - 1, end), "", 0, end)


@pytest.mark.parametrize(
    ("text", "ranges"),
    [
        ("0", ((0, 1),)),
        ("7", ((7, 8),)),
        ("-1", ((-1, None),)),
        ("-4", ((-4, -3),)),
        ("0:4", ((0, 4),)),
        ("2:4", ((2, 6),)),
        ("-4:2", ((-4, -2),)),
        ("-4:4", ((-4, None),)),
        (":4", ((0, 4),)),
        ("4:", ((4, None),)),
        ("-4:", ((-4, None),)),
        (":", ((0, None),)),
        ("0-3", ((0, 4),)),
        ("3-3", ((3, 4),)),
        ("-4--2", ((-4, -1),)),
        ("-4--1", ((-4, None),)),
        ("2--1", ((2, None),)),
        ("2--3", ((2, -2),)),
        ("0x10:0x4", ((16, 20),)),
        (" 1 , 3 - 5 ,\t9 : ", ((1, 2), (3, 6), (9, None))),
    ],
)
def test_a_slice_has_starts_and_stops(text: str, ranges: Ranges) -> None:
    end = len(text) + 3
    assert parse(f"a[{text}]") == Present(Slice(Word("a", 0, 1), ranges, 0, end), 0, end)


def test_slices_can_be_sliced() -> None:
    assert written(parse("a[0:4][-2:]")) == "a[0-3][-2:]"


def test_nodes_tell_where_they_stand() -> None:
    text = 'not (a + 1) * 2 == b or any c[0:2] in {1..2 "x"} or -len(d) < 3 < e'
    tree = parse(text)
    assert isinstance(tree, Joined)
    spans = [text[node.column : node.end] for node in nodes(tree)]
    assert spans == [
        text,
        "not (a + 1) * 2 == b",
        "(a + 1) * 2 == b",
        "(a + 1) * 2",
        "a + 1",
        "a",
        "1",
        "2",
        "b",
        'any c[0:2] in {1..2 "x"}',
        "c[0:2]",
        "c",
        "1",
        "2",
        '"x"',
        "-len(d) < 3 < e",
        "-len(d) < 3",
        "-len(d)",
        "len(d)",
        "d",
        "3",
        "3 < e",
        "3",
        "e",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "(" * LIMIT + "a" + ")" * LIMIT,
        "not " * LIMIT + "a",
        "a == " + "(" * LIMIT + "b" + ")" * LIMIT,
        "a == " + "{" * LIMIT + "b" + "}" * LIMIT,
        "a == " + "len(" * LIMIT + "b" + ")" * LIMIT,
        "a == " + "-" * LIMIT + "b",
        "a == b" + " + b" * LIMIT,
        "a" + "[0:]" * LIMIT,
        "(" * LIMIT + "a" + " + b" * LIMIT + ")" * LIMIT,
        "a" + " and a or a" * 5000,
        "a" + " < a" * 5000,
        "a in {" + "-1 .. +1, " * 5000 + "1}",
        "max(" + "a, " * 5000 + "a) == 1",
    ],
)
def test_what_is_deep_or_long_is_understood(text: str) -> None:
    parse(text)


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("(" * 101 + "a" + ")" * 101, 102),
        ("(" * 1_000_000, 102),
        ("not " * 1_000_000, 401),
        ("!" * 1_000_000, 101),
        ("a or b xor c and (" * 100_000, 456),
        ("a == " + "{" * 1_000_000, 106),
        ("a == " + "len(" * 250_000, 409),
        ("a == " + "-" * 1_000_000, 106),
        ("a == b" + " + b" * 250_000, 408),
        ("(" * 100 + "a" + " + b)" * 100 + " + b", 603),
        ("a" + "[0]" * 300_000, 302),
    ],
)
def test_what_is_too_deep_is_refused_in_a_moment(text: str, column: int) -> None:
    with pytest.raises(FilterError, match=f"^column {column}: .* can .* 100 .*, not more$"):
        parse(text)


FRAGMENTS = [
    *KEYWORDS,
    *FUNCTIONS,
    *"()[]{}.,:-+*/%&|^!=<>~'\"\\ 019arx",
    "..",
    "==",
    "a",
    "[0:4]",
    "1..2",
    "{1",
    '"x"',
    "\0",
    "“",
]


@example("a == '")
@example("\ud800")
@example('"\\ud800"')
@example("\x1c")
@example("a \x0b")
@given(
    st.text() | st.lists(st.sampled_from(FRAGMENTS)).map(" ".join) | st.lists(st.sampled_from(FRAGMENTS)).map("".join)
)
def test_any_text_is_a_filter_or_has_one_error_within_it(text: str) -> None:
    tree, error = parsed(text)
    for node in nodes(tree):
        assert 0 <= node.column < node.end <= len(text)
    if error:
        assert 0 <= error.column <= len(text)
        assert error.column < error.end <= len(text) + 1
        assert error.sentence.isprintable()
        assert len(error.sentence) < 200


def parsed(text: str) -> tuple[Condition | None, FilterError | None]:
    try:
        return parse(text), None
    except FilterError as error:
        return None, error


def made(kind: Callable[..., object], *parts: st.SearchStrategy[object]) -> st.SearchStrategy[Any]:
    """Nodes of a kind, which stand nowhere."""
    return st.tuples(*parts).map(lambda values: kind(*values, 0, 0))


def some(parts: st.SearchStrategy[Any], least: int = 1) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(parts, min_size=least, max_size=3).map(tuple)


def backwards(item: object) -> bool:
    return isinstance(item, tuple) and all(isinstance(each, Number) for each in item) and item[0].value > item[1].value


NUMBERS = st.integers(-1000, 2**64 - 1) | st.integers(1, 10**6).map(lambda number: number / 1000)
WORDS = st.from_regex(r"[a-z_][a-z0-9_]{0,4}([.-][a-z0-9]{1,3}){0,2}", fullmatch=True)
RANGES = st.tuples(st.integers(-50, 50), st.none()) | st.tuples(st.integers(0, 20), st.integers(21, 50))
OPERANDS: st.SearchStrategy[Operand] = st.recursive(
    made(Word, WORDS.filter(lambda word: word not in KEYWORDS))
    | made(Number, NUMBERS)
    | made(Text, st.text(), st.just(False))
    | made(Text, st.from_regex(r"[a-z\\.*+ ]*[a-z]", fullmatch=True), st.just(True)),
    lambda operands: (
        made(Slice, operands, some(RANGES))
        | made(Function, st.sampled_from(["min", "max"]), some(operands))
        | made(Function, st.sampled_from(["len", "abs"]), st.tuples(operands))
        | made(Arithmetic, st.sampled_from("+-*/%&"), operands, operands)
        | made(Negative, operands.filter(lambda operand: not isinstance(operand, Number)))
    ),
    max_leaves=5,
)
QUANTIFIERS = st.sampled_from(["", "any", "all"])
COMPARISONS = st.sampled_from(["==", "!=", "===", "!==", ">", ">=", "<", "<=", "contains", "matches"])
ITEMS = (OPERANDS | st.tuples(OPERANDS, OPERANDS)).filter(lambda item: not backwards(item))
CONDITIONS: st.SearchStrategy[Condition] = st.recursive(
    made(Present, OPERANDS)
    | made(Compare, COMPARISONS, OPERANDS, OPERANDS, QUANTIFIERS)
    | made(Member, OPERANDS, some(ITEMS), QUANTIFIERS),
    lambda conditions: (
        made(Not, conditions) | made(Joined, st.sampled_from(["or", "xor", "and"]), some(conditions, least=2))
    ),
    max_leaves=5,
)


@given(CONDITIONS)
def test_a_tree_that_is_written_is_parsed_to_the_same_tree(tree: Condition) -> None:
    assert bare(parse(written(tree))) == bare(tree)


@given(CONDITIONS.map(written))
def test_what_stands_between_a_nodes_ends_is_that_node(text: str) -> None:
    for node in nodes(parse(text)):
        alone = parse(text[node.column : node.end])
        assert bare(alone) == bare(node if isinstance(node, Condition) else Present(node, 0, 0))


def nodes(tree: object) -> Iterator[Condition | Operand]:
    """The nodes of a tree, each before what it is made of."""
    if isinstance(tree, Condition | Operand):
        yield tree
        for each in fields(tree):
            yield from nodes(getattr(tree, each.name))
    elif isinstance(tree, tuple):
        for part in tree:
            yield from nodes(part)
