"""Constants of installed kernel headers (linux-libc-dev): enums and #defines of one file, evaluated."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

INCLUDE = Path("/usr/include")

_COMMENT = re.compile(r"/\*.*?\*/|//[^\n]*", re.DOTALL)
_DEFINE = re.compile(r"^[ \t]*#[ \t]*define[ \t]+(\w+)[ \t]+(.+?)[ \t]*$", re.MULTILINE)
_ENUM = re.compile(r"\benum\b[^{};()]*\{([^}]*)\}")
_ENTRY = re.compile(r"(\w+)\s*(?:=\s*(.+))?$", re.DOTALL)
_CAST = re.compile(r"\(\s*(?:__)?[us]\d+\s*\)|\(\s*(?:unsigned )?(?:int|char|long|short)\s*\)")
_SUFFIX = re.compile(r"\b(0[xX][0-9a-fA-F]+|\d+)[uUlL]+\b")
_SWAP = re.compile(r"\b__cpu_to_be(?:16|32|64)\b|\(__force \w+\)")
_BIT = re.compile(r"\b(?:_BITULL|_BITUL|BIT|NL_?BIT)\s*\(")
_PLAIN = re.compile(r"[\w\s()|&^~<>+*-]+")


class NoConstantError(Exception):
    """A name without a constant value."""


class Header:
    """The constants of one header; `value(name)` is one of them, None where the header has no such constant."""

    def __init__(self, text: str) -> None:
        text = _COMMENT.sub(" ", text.replace("\\\n", " "))
        self._expressions: dict[str, str] = {}
        for name, expression in _DEFINE.findall(text):
            if expression != name:  # enums define their members as themselves
                self._expressions.setdefault(name, expression)
        text = re.sub(r"^[ \t]*#.*$", "", text, flags=re.MULTILINE)
        for body in _ENUM.findall(text):
            self._enum(body)

    def _enum(self, body: str) -> None:
        previous = ""
        for entry in _entries(body):
            match = _ENTRY.match(entry)
            if match is None:
                continue
            name, expression = match[1], match[2]
            self._expressions[name] = expression or (f"{previous} + 1" if previous else "0")
            previous = name

    def value(self, name: str) -> int | None:
        try:
            return self._evaluate(name, 0)
        except NoConstantError:
            return None

    def _evaluate(self, name: str, depth: int) -> int:
        expression = self._expressions.get(name)
        if expression is None or depth > 600:
            raise NoConstantError(name)
        expression = _SUFFIX.sub(r"\1", _BIT.sub("(1 << ", _CAST.sub("", _SWAP.sub("", expression))))
        expression = re.sub(r"\b0+(?=[1-9]\d*\b)", "0o", expression)
        if not _PLAIN.fullmatch(expression):
            raise NoConstantError(name)
        names = {each: self._evaluate(each, depth + 1) for each in re.findall(r"\b[A-Za-z_]\w*", expression)}
        try:
            value = eval(expression, {"__builtins__": {}}, names)  # numbers, operators and names, by _PLAIN
        except (SyntaxError, TypeError, ValueError) as error:
            raise NoConstantError(name) from error
        if not isinstance(value, int):
            raise NoConstantError(name)
        self._expressions[name] = str(value) if value >= 0 else f"({value})"
        return value


def _entries(body: str) -> Iterator[str]:
    """The entries of an enum: its parts between commas outside parentheses."""
    start = depth = 0
    for place, character in enumerate(body):
        depth += (character == "(") - (character == ")")
        if character == "," and not depth:
            yield body[start:place].strip()
            start = place + 1
    yield body[start:].strip()


@cache
def header(name: str) -> Header | None:
    """The header of this name ("linux/if_link.h"), or None when it is not installed."""
    path = INCLUDE / name
    return Header(path.read_text(encoding="utf-8", errors="replace")) if path.is_file() else None
