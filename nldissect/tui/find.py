"""The line that asks what to look for, and as what to take it."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widget import Widget

from nldissect.tui.asking import AskLine
from nldissect.tui.search import KINDS

QUESTIONS = {
    "text": "in what messages say and in their bytes; Tab: as a regex, hex, filter",
    "regex": "in what messages say and in their bytes; Tab: as hex, filter, text",
    "hex": "bytes: 0a:00:01; Tab: as a filter, text, regex",
    "filter": "messages that pass: rta.oif == 3; Tab: as text, regex, hex",
}


class FindLine(AskLine):
    """Asks for what to look for; `kind` is one of search.KINDS."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "kind(1)", "Kind", id="find.kind", tooltip="Take it as a text, an expression, bytes, a filter"),
        Binding("shift+tab", "kind(-1)", "Kind", show=False, id="find.kind-before", tooltip="... the kind before"),
    ]

    def __init__(self, back: Widget, kind: str) -> None:
        super().__init__(back, f"find {kind}", QUESTIONS[kind])
        self.kind = kind

    def action_kind(self, step: int) -> None:
        self.kind = KINDS[(KINDS.index(self.kind) + step) % len(KINDS)]
        self.what.update(f"find {self.kind}")
        self.answer.placeholder = QUESTIONS[self.kind]
