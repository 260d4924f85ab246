"""The signs of the screen: one set for terminals that show Unicode, one of plain ASCII."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from nldissect.output.text import ASCII_GLYPHS, GLYPHS


@dataclass(frozen=True, slots=True)
class Glyphs:
    """Every sign the screen draws that is not text of the capture; all are one cell wide."""

    kinds: Mapping[str, str]
    opened: str = "▾"
    closed: str = "▸"
    ellipsis: str = "…"
    live: str = "●"
    ascending: str = "▲"
    descending: str = "▼"
    delta: str = "Δ"
    micro: str = "µ"
    enter: str = "↵"
    warning: str = "!"
    note: str = "·"
    forward: str = "→"
    backward: str = "←"
    mark: str = "◆"
    reference: str = "T"
    first: str = "┌"
    between: str = "├"
    last: str = "└"
    unanswered: str = "?"
    line: str = "─"
    life: str = "│"
    left_head: str = "◀"
    right_head: str = "▶"
    blocks: str = " ▁▂▃▄▅▆▇█"
    ascii: bool = field(default=False)

    def kind(self, kind: str) -> str:
        """The sign of a message kind ("request", "ack", ...); a space for a kind without one."""
        return self.kinds.get(kind, " ")

    def severity(self, severity: str) -> str:
        """The sign of how much something matters ("error", "warning", "note"); a space for anything else."""
        signs = {"error": self.kind("error"), "warning": self.warning, "note": self.note}
        return signs.get(severity, " ")


UNICODE = Glyphs(GLYPHS)
ASCII = Glyphs(
    ASCII_GLYPHS,
    opened="v",
    closed=">",
    ellipsis="~",
    live="@",
    ascending="^",
    descending="v",
    delta="D",
    micro="u",
    enter="Enter",
    note="-",
    forward=">",
    backward="<",
    mark="#",
    blocks=" ..::||##",
    first="/",
    between="|",
    last="\\",
    line="-",
    life="|",
    left_head="<",
    right_head=">",
    ascii=True,
)
