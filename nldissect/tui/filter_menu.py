"""The window that makes a display filter of what is selected: which condition, and how it joins the present filter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from textual.binding import Binding, BindingType

from nldissect.analysis.filter.parser import parse
from nldissect.analysis.filter.syntax import Joined
from nldissect.tui.glyphs import Glyphs
from nldissect.tui.menu import Choice, Menu


class Wanted(NamedTuple):
    """The text of a filter, and whether it is to be applied or only written into the bar."""

    text: str
    apply: bool


def joined(present: str, condition: str, how: str) -> str:
    """The filter that a condition makes with the present one; `how`: is, not, and, and not, or, or not."""
    negated = f"!({condition})"
    junction, _, _ = how.partition(" ")
    if junction not in {"and", "or"} or not present.strip():
        return negated if how.endswith("not") else condition
    added = negated if how.endswith("not") else _enclosed(condition)
    return f"{_enclosed(present.strip())} {'&&' if junction == 'and' else '||'} {added}"


def _enclosed(text: str) -> str:
    """A filter as a part of a larger one."""
    return f"({text})" if isinstance(parse(text), Joined) else text


class FilterMenu(Menu):
    """Dismissed with a `Wanted`, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "join('is')", "Apply", id="apply.is", tooltip="Filter by it"),
        Binding("exclamation_mark", "join('not')", "Not", id="apply.not", tooltip="Filter it out"),
        Binding("ampersand", "join('and')", "And", id="apply.and", tooltip="The present filter, and it"),
        Binding("minus", "join('and not')", "And not", id="apply.and-not", tooltip="The present filter, without it"),
        Binding("vertical_line", "join('or')", "Or", id="apply.or", tooltip="The present filter, or it"),
        Binding("plus", "join('or not')", "Or not", id="apply.or-not", tooltip="The present filter, or all but it"),
        Binding("p", "prepare", "Prepare", id="apply.prepare", tooltip="Only write it into the filter bar"),
    ]

    def __init__(self, conditions: Sequence[str], present: str, glyphs: Glyphs) -> None:
        super().__init__("Filter by", [Choice("", condition, "", condition) for condition in conditions], glyphs)
        self.present = present
        self.preparing = False

    def hint(self) -> str:
        joins = "  & and  - and not  | or  + or not" if self.present.strip() else ""
        apply = "Enter prepare" if self.preparing else "Enter apply"
        return f"{apply}  ! not{joins}  p {'apply' if self.preparing else 'prepare'}  Esc close"

    def action_prepare(self) -> None:
        self.preparing = not self.preparing
        self.show_hint()

    def action_take(self) -> None:
        self.action_join("is")

    def action_join(self, how: str) -> None:
        condition = str(self.choices[self.rows.cursor].value)
        self.dismiss(Wanted(joined(self.present, condition, how), not self.preparing))
