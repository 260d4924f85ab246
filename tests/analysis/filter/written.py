"""Filters as texts: how a syntax tree is written with every group in its brackets."""

from __future__ import annotations

from dataclasses import fields, is_dataclass

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
    Text,
    Word,
)


def written(node: Condition | Operand) -> str:
    """A text that parses to this tree; conditions that hold others are in parentheses, arithmetic is in braces."""
    match node:
        case Word():
            return node.text
        case Number():
            return str(node.value)
        case Text(value, raw):
            return f'r"{value}"' if raw else '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
        case Slice(operand, ranges):
            source = written(operand)
            source = f"{{{source}}}" if source[0] == "-" else source
            return f"{source}[{','.join(_range(*each) for each in ranges)}]"
        case Function(name, arguments):
            return f"{name}({', '.join(map(written, arguments))})"
        case Arithmetic(operator, left, right):
            return f"{{{written(left)} {operator} {written(right)}}}"
        case Negative(operand):
            return f"-{written(operand)}"
        case Present(operand):
            return written(operand)
        case Compare(operator, left, right, quantifier):
            return f"{quantifier} {written(left)} {operator} {written(right)}".lstrip()
        case Member(operand, items, quantifier):
            listed = (" .. ".join(map(written, item)) if isinstance(item, tuple) else written(item) for item in items)
            return f"{quantifier} {written(operand)} in {{{', '.join(listed)}}}".lstrip()
        case Not(condition):
            return f"not ({written(condition)})"
        case Joined(operator, conditions):
            return f" {operator} ".join(f"({written(each)})" for each in conditions)


def bare(node: object) -> object:
    """A tree without its places, to compare it with another."""
    if is_dataclass(node):
        names = (each.name for each in fields(node) if each.name not in {"column", "end"})
        return type(node).__name__, *(bare(getattr(node, name)) for name in names)
    if isinstance(node, tuple):
        return tuple(bare(each) for each in node)
    return node


def _range(start: int | None, stop: int | None) -> str:
    if stop is None:
        return f"{start}:"
    return f"{start}-{stop - 1}"
