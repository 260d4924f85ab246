"""What is said of the display filter: whether it is understood and what it finds, and where and why it is not."""

from __future__ import annotations

from typing import ClassVar

from rich.cells import cell_len

from nldissect.tui.cells import crop
from nldissect.tui.glyphs import Glyphs
from nldissect.tui.lines import Line, Part

CARET = "^"


class FilterState(Line):
    """At the end of the bar: whether the filter is understood, and what it finds."""

    DEFAULT_CSS = """
    FilterState {
        width: auto; background: $panel; padding: 0;
        & > .state--good { color: $text-success; text-style: bold; }
        &:ansi > .state--good { color: ansi_green; }
    }
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"state--good"}

    said: tuple[Part, ...] = ()

    def say(self, *said: Part) -> None:
        """Say something else; nothing is drawn if it is the same."""
        if said != self.said:
            wider = sum(len(text) for text, _ in said) != sum(len(text) for text, _ in self.said)
            self.said = said
            self.refresh(layout=wider)

    def get_content_width(self, container: object, viewport: object) -> int:
        return sum(len(text) for text, _ in self.said)

    def parts(self, width: int) -> tuple[list[Part], list[Part]]:
        return list(self.said), []


class FaultLine(Line):
    """Beneath a filter that is not understood: where, and why."""

    DEFAULT_CSS = """
    FaultLine { background: $panel; display: none; overlay: screen; }
    """

    def __init__(self, glyphs: Glyphs) -> None:
        super().__init__(glyphs)
        self.column = 0
        self.reason = ""

    def show(self, column: int, reason: str) -> None:
        """Show a reason under a column of the line; "" hides it."""
        if (column, reason) != (self.column, self.reason):
            self.column, self.reason = column, reason
            self.display = bool(reason)
            self.refresh()

    def parts(self, width: int) -> tuple[list[Part], list[Part]]:
        column = max(0, min(self.column, width - 1))
        after = f"{CARET} {self.reason}"
        if column + len(after) <= width or column < width // 2:
            return [(" " * column, ""), (after, "line--error")], []
        before = crop(self.reason, column - 1, self.glyphs)  # it does not fit behind the caret
        return [(" " * (column - 1 - cell_len(before)), ""), (f"{before} {CARET}", "line--error")], []
