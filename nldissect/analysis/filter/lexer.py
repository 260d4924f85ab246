"""The words, values and signs of a display filter, with their places.

A word has letters, digits and `_ : - .` in it, as in Wireshark: `netlink-route.ifla_mtu`, `aa-bb`, `fe80::1`, `1.5ms`.
So a minus needs a blank before it, while `..` ends a word. A slash belongs to addresses only.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import NamedTuple

from nldissect.analysis.filter.errors import FilterError
from nldissect.analysis.filter.literals import integer
from nldissect.analysis.filter.syntax import Number, Text, Word
from nldissect.engine.values import printable

KEYWORDS = {
    "or": "or",
    "xor": "xor",
    "and": "and",
    "not": "not",
    "eq": "==",
    "any_eq": "==",
    "ne": "!=",
    "all_ne": "!=",
    "all_eq": "===",
    "any_ne": "!==",
    "gt": ">",
    "lt": "<",
    "ge": ">=",
    "le": "<=",
    "contains": "contains",
    "matches": "matches",
    "in": "in",
    "any": "any",
    "all": "all",
    "bitand": "&",
    "bitwise_and": "&",
}
"""what each word of the language means"""

SIGNS = {"||": "or", "^^": "xor", "&&": "and", "!": "not", "~": "matches"}
"""what signs mean that do not mean themselves"""

MISTAKES = {
    "=": '"=" is no operator; did you mean ==?',
    "=>": '"=>" is no operator; did you mean >=?',
    "=<": '"=<" is no operator; did you mean <=?',
    "=!": '"=!" is no operator; did you mean !=?',
    "<>": '"<>" is no operator; did you mean !=?',
    "~=": '"~=" is no operator any more; did you mean !== or !=?',
    "=~": '"=~" is no operator; did you mean matches?',
    "!~": '"!~" is no operator; put "not" before the comparison with matches',
    "|": '"|" is no operator; did you mean ||?',
    "^": '"^" is no operator; did you mean ^^?',
    "#": '"#" (a layer) is not supported: a message has its fields once, or any and all ask for each',
    "@": '"@" (raw bytes of a field) is not supported; compare a slice, as in field[0:]',
    "$": '"$" (references and macros) is not supported',
    ".": '"." stands within words and numbers only, as in 0.5',
    "]": '"]" closes nothing',
} | dict.fromkeys("“”„‟«»‘’‚‛", 'strings stand in plain quotes, as in "eth0", not in typographic ones')

LEXEME = re.compile(
    r"""
      (?P<blank>   [ \t\r\n]+ )
    | (?P<text>    [rR]?" [^"\\]* (?: \\. [^"\\]* )* " )
    | (?P<opened>  [rR]?" )
    | (?P<word>    [0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{1,30}\+[0-9:]{1,8}           # a date with its zone
                 | [0-9]{1,9} (?: \.[0-9]{1,9} ){2,3} /[0-9]{1,9} (?: \.[0-9]{1,9} )*
                 | [0-9a-fA-F]{0,4}: (?: [0-9a-fA-F:] | \.(?!\.) ){0,60} /[0-9]{1,9}
                 | [\w:] (?: [\w:-] | \.(?=[\w:-]) )* )
    | (?P<slice>   \[ [^]]* \] )
    | (?P<mistake> => | =< | =! | <> | ~= | =~ | !~ )
    | (?P<sign>    === | !== | == | != | >= | <= | && | \|\| | \^\^ | \.\. | [-+*/%&~!<>(){},] )
    | (?P<other>   . )
    """,
    re.VERBOSE | re.DOTALL,
)
FRACTION = re.compile(r"[0-9]+\.[0-9]+(?:[eE][+-]?[0-9]+)?|[0-9]+[eE][+-]?[0-9]+")
SINGLE_QUOTED = re.compile(r"'([^'\\]*(?:\\.[^'\\]*)*)'", re.DOTALL)
ESCAPE = re.compile(
    r"(?P<bytes>(?:\\(?:x[0-9a-fA-F]{1,2}|[0-7]{1,3}))+)|\\u(?P<u>[0-9a-fA-F]{4})|\\U(?P<U>[0-9a-fA-F]{8})|\\.",
    re.DOTALL,
)
BYTE = re.compile(r"\\(?:x([0-9a-fA-F]+)|([0-7]+))")
ESCAPES = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", '"': '"', "'": "'", "\\": "\\"}
SURROGATES = range(0xD800, 0xE000)
ESCAPED_BYTES = range(0xDC80, 0xDD00)


class Token(NamedTuple):
    """A piece of a filter.

    kind     "word", "value" (a string, number or character), "slice" (with its brackets), "end", or the operator or
             sign in its one spelling (== for eq)
    operand  what a word or value is, before it is known what stands around it
    """

    kind: str
    column: int
    end: int
    operand: Word | Text | Number | None = None


def tokens(text: str) -> Iterator[Token]:
    """The pieces of a filter in their order, at last one of the kind "end"; raises FilterError where there is none."""
    place = 0
    while match := LEXEME.match(text, place):
        kind = match.lastgroup
        found = match.group()
        start, place = match.span()
        if kind == "word":
            yield _word(found, start, place)
        elif kind == "sign":
            yield Token(SIGNS.get(found, found), start, place)
        elif kind == "text":
            raw = found[0] != '"'
            value = found[2:-1] if raw else _unescaped(text, found[1:-1], start + 1)
            yield Token("value", start, place, Text(value, raw, start, place))
        elif kind == "slice":
            yield Token("slice", start, place)
        elif found == "'":
            operand = _single_quoted(text, start)
            place = operand.end
            yield Token("value", start, place, operand)
        elif kind != "blank":
            raise FilterError(_complaint(found), text, start, place)
    last = len(text.rstrip())
    yield Token("end", last, last)


def quoted(text: str) -> str:
    """A piece of a filter as messages show it: in quotes, without control characters, and not too long."""
    shown = printable(text if len(text) <= 40 else f"{text[:39]}…")
    return shown if shown[:1] in {'"', "'"} else f'"{shown}"'


def _word(found: str, column: int, end: int) -> Token:
    if found in KEYWORDS:
        return Token(KEYWORDS[found], column, end)
    if found[0] in "0123456789":
        number: int | float | None = integer(found)
        if number is None and FRACTION.fullmatch(found):
            number = float(found)
        if number is not None and number != math.inf:
            return Token("value", column, end, Number(number, column, end))
    return Token("word", column, end, Word(found, column, end))


def _single_quoted(text: str, column: int) -> Number | Text:
    """One byte between single quotes, which is a number where one is wanted; anything else is a string."""
    match = SINGLE_QUOTED.match(text, column)
    if match is None:
        raise FilterError("the closing ' is missing", text, column)
    value = _unescaped(text, match[1], column + 1)
    code = ord(value) if len(value) == 1 else -1
    if code in ESCAPED_BYTES:
        return Number(code - 0xDC00, column, match.end())
    return Number(code, column, match.end()) if 0 <= code < 0x80 else Text(value, False, column, match.end())


def _unescaped(text: str, body: str, column: int) -> str:
    """A string without its escapes; bytes that are no UTF-8 become what they are in the strings of messages."""
    if "\\" not in body:
        return body

    def plain(match: re.Match[str]) -> str:
        escape = match.group()
        if match["bytes"]:
            values = [int(digits, 16) if digits else int(octal, 8) for digits, octal in BYTE.findall(escape)]
            if max(values) <= 0xFF:
                return bytes(values).decode("utf-8", "surrogateescape")
        elif digits := match["u"] or match["U"]:
            code = int(digits, 16)
            if code <= 0x10FFFF and code not in SURROGATES:
                return chr(code)
        elif escape[1] in ESCAPES:
            return ESCAPES[escape[1]]
        sentence = f'{quoted(escape)} is no escape; a backslash itself is \\\\, or stands in r"..."'
        raise FilterError(sentence, text, column + match.start(), column + match.end())

    return ESCAPE.sub(plain, body)


def _complaint(found: str) -> str:
    if found[-1] == '"':
        return "the string's closing \" is missing"
    if found == "[":
        return 'this "[" is never closed'
    return MISTAKES.get(found, f"{quoted(found)} has no meaning in a filter")
