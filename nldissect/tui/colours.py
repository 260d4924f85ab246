"""The user's colour rules: display filters, and how what passes them is drawn in the list of messages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.style import Style

from nldissect.analysis.filter import Filter, FilterError
from nldissect.analysis.filter.terms import fields_of
from nldissect.tui.configuration import FILE

if TYPE_CHECKING:
    from nldissect.message import Message
    from nldissect.schema.registry import Registry
    from nldissect.tui.configuration import ColourRule

FROM_CALLS = ("call.", "nl.direction", "nl.diagnostic", "nl.severity")
"""What the names of fields start with that are known only when all calls are matched."""


class ColourRules:
    """Rules in the order of the configuration; to make them imports the families that the filters name.

    problems  a line for each filter that cannot be; its rule is left out
    """

    def __init__(self, rules: Sequence[ColourRule], registry: Registry) -> None:
        self.problems: list[str] = []
        self._rules: list[tuple[Filter, bool, Style]] = []
        for text, style in rules:
            try:
                filter_ = Filter(text, registry)
            except FilterError as error:
                self.problems.append(f"{FILE}: colours: filter {text!r}: {error}")
            else:
                from_calls = any(field.path.startswith(FROM_CALLS) for field in fields_of(filter_.condition))
                self._rules.append((filter_, from_calls, Style.parse(style)))

    def __len__(self) -> int:
        return len(self._rules)

    @property
    def from_calls(self) -> bool:
        """Whether a rule asks for calls, which takes a while until they are matched."""
        return any(from_calls for _, from_calls, _ in self._rules)

    def style(self, message: Message, *, calls: bool = True) -> Style | None:
        """How the first rule that a message passes has it drawn; None when it passes none.

        calls  False passes over the rules that ask for calls
        """
        for filter_, from_calls, style in self._rules:
            if (calls or not from_calls) and filter_.matches(message):
                return style
        return None
