"""What the pieces of a filter are, and where they stand."""

from __future__ import annotations

import pytest

from nldissect.analysis.filter.errors import FilterError
from nldissect.analysis.filter.lexer import KEYWORDS, quoted, tokens
from nldissect.analysis.filter.syntax import Number, Text, Word


def kinds(text: str) -> list[str]:
    return [token.kind for token in tokens(text)]


def only(text: str) -> Word | Text | Number:
    """The one operand that a text is."""
    token, end = tokens(text)
    assert token.operand is not None
    assert (token.column, token.end, end.kind) == (0, len(text), "end")
    assert (token.operand.column, token.operand.end) == (0, len(text))
    return token.operand


@pytest.mark.parametrize(
    "text",
    [
        "ifla",
        "ifla.linkinfo.kind",
        "netlink-route.ifla_mtu",
        "nl.seq-1",
        "_ws.col",
        "9p",
        "RTM_NEWROUTE",
        "True",
        "AND",
        "10.0.0.1",
        "10.0.0.0/8",
        "10.0.0/8",
        "192.168.1.0/255.255.255.0",
        "::",
        "::1",
        "fe80::/10",
        "fe80::1",
        "::ffff:192.0.2.1/128",
        "aa:bb:cc:dd:ee:ff",
        "aa-bb-cc",
        "aabb.ccdd.eeff",
        "00:00",
        "7a",
        "08",
        "1ms",
        "2.5s",
        "10us",
        "10µs",
        "3min",
        "1h",
        "2026-11-21",
        "2026-11-21T10:00:00",
        "2026-11-21T10:00:00.5Z",
        "2026-11-21T10:00:00-05:00",
        "2026-11-21T10:00:00.25+01:00",
        "5-3",
        "1_000",
        "0xg",
        "0b2",
        "1e999",
        "18446744073709551616",
        "1" * 5000,
        "größe",
    ],
)
def test_a_word_is_taken_whole(text: str) -> None:
    assert only(text) == Word(text, 0, len(text))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0),
        ("10", 10),
        ("012", 10),
        ("0xa", 10),
        ("0XFf", 255),
        ("0b1010", 10),
        ("0B1", 1),
        ("18446744073709551615", 2**64 - 1),
        ("0xffffffffffffffff", 2**64 - 1),
        ("1.5", 1.5),
        ("0.25", 0.25),
        ("1e3", 1000.0),
        ("1.5e-3", 0.0015),
        ("2E2", 200.0),
        ("'a'", 97),
        ("' '", 32),
        ("'\"'", 34),
        (r"'\''", 39),
        (r"'\n'", 10),
        (r"'\x0a'", 10),
        (r"'\012'", 10),
        (r"'\0'", 0),
        (r"'\xff'", 255),
        (r"'\377'", 255),
        (r"'\\'", 92),
    ],
)
def test_a_number_has_its_value_and_kind(text: str, value: float) -> None:
    number = only(text)
    assert number == Number(value, 0, len(text))
    assert isinstance(number, Number)
    assert type(number.value) is type(value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('""', ""),
        ('"eth0"', "eth0"),
        ('"a b  c"', "a b  c"),
        ('"and"', "and"),
        (r'"\""', '"'),
        (r'"\'"', "'"),
        (r'"\\"', "\\"),
        (r'"\\\\host\\share"', r"\\host\share"),
        (r'"\a\b\f\n\r\t\v"', "\a\b\f\n\r\t\v"),
        (r'"\x48EAD"', "HEAD"),
        (r'"\110EAD"', "HEAD"),
        (r'"\0a"', "\0a"),
        (r'"\xA"', "\n"),
        (r'"\u00e9"', "é"),
        (r'"\U0001F600"', "😀"),
        (r'"\xc3\xa9"', "é"),
        (r'"\303\251"', "é"),
        (r'"\xff\xfe"', "\udcff\udcfe"),
        (r'"\xc3é"', "\udcc3é"),
        ('"é\n“”"', "é\n“”"),
        ("'eth0'", "eth0"),
        ("''", ""),
        ("'é'", "é"),
        (r"'\xc3\xa9'", "é"),
        ("'say \"x\"'", 'say "x"'),
        ("'x\n'", "x\n"),
    ],
)
def test_a_string_has_its_escapes_resolved(text: str, value: str) -> None:
    assert only(text) == Text(value, False, 0, len(text))


@pytest.mark.parametrize(
    ("text", "value"), [('r"^eth\\d+$"', r"^eth\d+$"), (r'R"\\a\x48"', r"\\a\x48"), (r'r"a\"b"', r"a\"b"), ('r""', "")]
)
def test_a_raw_string_keeps_its_backslashes(text: str, value: str) -> None:
    assert only(text) == Text(value, True, 0, len(text))


@pytest.mark.parametrize(("word", "kind"), KEYWORDS.items())
def test_every_word_of_the_language_is_known(word: str, kind: str) -> None:
    assert kinds(f"a {word} b") == ["word", kind, "word", "end"]


@pytest.mark.parametrize(
    ("sign", "kind"),
    {
        "==": "==",
        "!=": "!=",
        "===": "===",
        "!==": "!==",
        ">": ">",
        ">=": ">=",
        "<": "<",
        "<=": "<=",
        "~": "matches",
        "&&": "and",
        "||": "or",
        "^^": "xor",
        "!": "not",
        "&": "&",
        "+": "+",
        "*": "*",
        "/": "/",
        "%": "%",
        "(": "(",
        ")": ")",
        "{": "{",
        "}": "}",
        ",": ",",
        "..": "..",
    }.items(),
)
def test_every_sign_is_known_without_blanks_around_it(sign: str, kind: str) -> None:
    assert kinds(f"a{sign}b") == ["word", kind, "word", "end"]


def test_a_minus_is_a_sign_where_no_word_stands_before_it() -> None:
    assert kinds("a - 1") == ["word", "-", "value", "end"]
    assert kinds("a -1") == ["word", "-", "value", "end"]
    assert kinds("(a)-1") == ["(", "word", ")", "-", "value", "end"]
    assert kinds("a-1") == ["word", "end"]


def test_two_dots_end_a_word() -> None:
    assert kinds("1..9") == ["value", "..", "value", "end"]
    assert kinds("10.0.0.1..10.0.0.9") == ["word", "..", "word", "end"]
    assert kinds("10.0.0.0/8..fe80::..fe90::/10") == ["word", "..", "word", "..", "word", "end"]
    assert kinds("1ms..2.5s") == ["word", "..", "word", "end"]
    assert kinds("1.5..-2") == ["value", "..", "-", "value", "end"]


def test_a_slash_divides_where_no_address_stands_before_it() -> None:
    assert kinds("nl.len/2") == ["word", "/", "value", "end"]
    assert kinds("10/2") == ["value", "/", "value", "end"]
    assert kinds("1.5/2") == ["value", "/", "value", "end"]


def test_a_slice_is_taken_with_its_brackets() -> None:
    field, cut, end = tokens("nl.data[0:4, -1]")
    assert (field.kind, field.end) == ("word", 7)
    assert (cut.kind, cut.column, cut.end) == ("slice", 7, 16)
    assert end.kind == "end"


def test_tokens_tell_where_they_stand() -> None:
    text = ' \tnl.type  ==\r\n"a" and\n! b '
    assert [text[token.column : token.end] for token in tokens(text)] == ["nl.type", "==", '"a"', "and", "!", "b", ""]


def test_the_end_stands_right_behind_the_last_token() -> None:
    assert list(tokens("a  "))[-1] == ("end", 1, 1, None)
    assert list(tokens("  ")) == [("end", 0, 0, None)]


def test_what_stands_before_a_mistake_is_given_first() -> None:
    pieces = tokens("a == ?")
    assert [next(pieces).kind, next(pieces).kind] == ["word", "=="]
    with pytest.raises(FilterError, match=r'^column 6: "\?" has no meaning in a filter$'):
        next(pieces)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a", '"a"'),
        ("\0", r'"\x00"'),
        ("\x1b[2J", r'"\x1b[2J"'),
        ("a\nb", r'"a\nb"'),
        ("\udc80", r'"\udc80"'),
        ("\u202e", r'"\u202e"'),
        ('"eth0"', '"eth0"'),
        ("'x'", "'x'"),
        ("a" * 50, '"' + "a" * 39 + '…"'),
    ],
)
def test_pieces_are_shown_without_control_characters(text: str, shown: str) -> None:
    assert quoted(text) == shown
