"""The ladder of a call: its messages between two life lines, asker and kernel, in the order in which they came."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from rich.cells import cell_len
from rich.segment import Segment
from textual.binding import Binding, BindingType
from textual.message import Message as Event

from nldissect.analysis.calls.listing import pointed_at
from nldissect.analysis.calls.roles import Role
from nldissect.analysis.calls.rungs import Rung, Rungs
from nldissect.engine.values import errno_name
from nldissect.families.netlink import EXTENDED_ACK
from nldissect.tui.cells import crop
from nldissect.tui.glyphs import Glyphs
from nldissect.tui.rows import Rows
from nldissect.tui.table import Table
from nldissect.tui.times import duration_text, seconds_text

if TYPE_CHECKING:
    import numpy.typing as npt

    from nldissect.analysis.calls.listing import CallListing
    from nldissect.message import Message

WIDE = 100
"""From this width on the asker's number is said to be a port id."""

EXTENDED_ACK_TEXT = f"{EXTENDED_ACK}.msg"

KINDS = {role: role.name.lower() for role in Role if role}
WORDS = {Role.REPLY: "replies", Role.PART: "parts", Role.NOTIFICATION: "notifications"}
"""What many messages of one role are."""


class Ladder(Rows):
    """The messages of one call, with the row under the cursor as the selected message.

    number  of the call; 0 for none
    """

    HEADER = 0

    COMPONENT_CLASSES: ClassVar[set[str]] = {*(f"ladder--{kind}" for kind in KINDS.values()), "ladder--life"}

    DEFAULT_CSS = """
    Ladder {
        border-top: solid $surface-lighten-2;
        border-title-color: $text-muted;
        &.-ascii { border-top: ascii $surface-lighten-2; }
        &:focus { border-top: solid $primary; border-title-color: $foreground; border-title-style: bold; }
        &.-ascii:focus { border-top: ascii $primary; }
        & > .ladder--request { color: $text-primary; }
        & > .ladder--ack { color: $text-success; }
        & > .ladder--error { color: $text-error; text-style: bold; }
        & > .ladder--notification { color: $text-warning; }
        & > .ladder--life { color: $text-muted; }
        &:ansi > .ladder--request { color: ansi_cyan; }
        &:ansi > .ladder--ack { color: ansi_green; }
        &:ansi > .ladder--error { color: ansi_red; }
        &:ansi > .ladder--notification { color: ansi_yellow; }
        &:ansi > .ladder--life { color: ansi_default; text-style: dim; }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "enter", "Go to", key_display="Enter", id="ladder.enter",
                tooltip="To this message in the list of all; unfold what is many, or fold it"),
        Binding("escape", "leave", "Calls", key_display="Esc", id="ladder.leave", tooltip="Back to the list of calls"),
    ]  # fmt: skip

    class Left(Event):
        """The user is done with the ladder."""

    def __init__(self, glyphs: Glyphs) -> None:
        super().__init__(glyphs)
        self.set_class(glyphs.ascii, "-ascii")
        self.border_title = "Ladder"
        self.number = 0
        self._listing: CallListing | None = None
        self._rows: npt.NDArray[Any] = np.zeros(0, np.int64)
        """Of all messages of the call."""
        self._rungs: Rungs | None = None
        self._unfolded: set[int] = set()
        """Rows of the first messages of the runs that are shown message by message."""

    def show(self, listing: CallListing, number: int) -> None:
        """Show a call (0: none) as it is now; the cursor stays where it is when it is the same call."""
        line = self.cursor
        if number != self.number:
            self.number, line = number, 0
            self._unfolded.clear()
        self._listing = listing
        self._rows = listing.rows(number) if number else np.zeros(0, np.int64)
        self.border_title = f"Ladder of {int(self._rows[0]) + 1:,}" if number else "Ladder"
        self._climb(line)

    def _climb(self, line: int) -> None:
        """Make the rungs, and put the cursor on a line of them."""
        assert self._listing is not None  # there is nothing to climb on without
        self._rungs = Rungs(self._listing, self._rows, self._unfolded)
        self.set_row_count(len(self._rungs))
        self.move_to(line)
        self.redraw()

    def empty_text(self) -> str:
        return "No call is selected."

    # What is selected

    @property
    def rung(self) -> Rung | None:
        """The rung under the cursor, None while there is none."""
        return self._rungs[self.cursor] if self._rungs is not None and self.cursor < self.row_count else None

    def selected_row(self) -> int | None:
        rung = self.rung
        return None if rung is None else rung.row

    def conditions(self) -> list[str]:
        from nldissect.analysis.conditions import of_computed

        row = self.selected_row()
        if row is None:
            return []
        return [*of_computed("call.number", self.number), *of_computed("nl.number", row + 1)]

    def cell_text(self) -> str:
        """What the rung under the cursor says; "" without one."""
        return self._said(self.rung) if self.rung is not None else ""

    def row_text(self) -> str:
        """The number of its message, the time since the request and what it says, with tabs between them."""
        rung = self.rung
        return "" if rung is None else f"{rung.row + 1}\t{self._since(rung)}\t{self._said(rung)}"

    # Keys

    def row_clicked(self, row: int, x: int) -> None:
        if self.rung is not None and self.rung.fold:
            self.action_enter()

    def action_enter(self) -> None:
        rung = self.rung
        if rung is None:
            return
        if rung.fold:
            self._unfolded ^= {rung.row}
            self._climb(self.cursor)
        else:
            self.post_message(Table.Jump(rung.row))

    def action_leave(self) -> None:
        self.post_message(self.Left())

    # Drawing

    def row_segments(self, row: int, width: int) -> list[Segment]:
        assert self._listing is not None  # or there would be no rows
        assert self._rungs is not None
        rung, capture = self._rungs[row], self._listing.capture
        first = capture.message(0).time
        time_width = max(8, len(seconds_text(capture.message(int(self._rows[-1])).time - first)))
        time = f"{seconds_text(capture.message(rung.row).time - first):>{time_width}}"
        port = int(self._listing.port[self.number])
        asker = "?" if not port else f"port {port}" if width >= WIDE else str(port)
        number_width = max(5, len(str(len(capture))))
        before, after = f" {time} {asker} ", f" kernel {rung.row + 1:>{number_width}} {self._since(rung):>8} "
        arrow = self._arrow(rung, max(0, width - len(before) - len(after)))
        life, said = (self.get_component_rich_style(f"ladder--{part}") for part in ("life", self._kind(rung)))
        segments = [Segment(before, life), Segment(arrow, said), Segment(after, life)]
        return list(Segment.adjust_line_length(segments, width))

    def _since(self, rung: Rung) -> str:
        """The time since the request, "" for the request."""
        assert self._listing is not None  # there would be no rung
        capture = self._listing.capture
        passed = capture.message(rung.row).time - capture.message(int(self._rows[0])).time
        return "" if rung.role is Role.REQUEST else f"{'+' * (passed >= 0)}{duration_text(passed, self.glyphs.micro)}"

    def _kind(self, rung: Rung) -> str:
        """What a rung is, as it is signed and coloured; the end of a dump that failed is an error too."""
        assert self._listing is not None  # there would be no rung
        if rung.role is Role.DONE and self._listing.capture.message(rung.row).kind == "error":
            return "error"
        return KINDS.get(rung.role, "reply")

    def _said(self, rung: Rung) -> str:
        """What a rung says: the sign of what it is, and the message, or how many they are."""
        assert self._listing is not None  # there would be no rung
        message, kind = self._listing.capture.message(rung.row), self._kind(rung)
        sign = self.glyphs.kind(kind)
        if rung.fold:
            sign = f"{self.glyphs.opened if rung.row in self._unfolded else self.glyphs.closed}{sign}"
            what = WORDS.get(rung.role, "messages")
            return f"{sign} {rung.messages} {what} {rung.row + 1}-{rung.last + 1} ({message.type_name})"
        copies = f" ({rung.messages} copies)" if rung.messages > 1 else ""
        text = _failure(message) if kind == "error" else message.summary
        return f"{'' if rung.role is Role.REQUEST else sign} {message.type_name}{copies} {text}".strip()

    def _arrow(self, rung: Rung, width: int) -> str:
        """What is said on an arrow to whom it is said; a notification is said to all, and goes nowhere."""
        glyphs = self.glyphs
        said = crop(self._said(rung), width - 8, glyphs)
        rest = width - cell_len(said) - 4
        if rung.role is Role.REQUEST:
            found = f"{glyphs.line} {said} {glyphs.line * rest}{glyphs.right_head}"
        elif rung.role is Role.NOTIFICATION:
            found = f"{glyphs.life} {said} {' ' * rest}{glyphs.life}"
        else:
            found = f"{glyphs.left_head} {said} {glyphs.line * (rest + 1)}"
        return found


def _failure(answer: Message) -> str:
    """An error with the attribute that it points at before its words, which are the ones to be cut."""
    errno, place, words = answer.errno, pointed_at(answer), answer.get(EXTENDED_ACK_TEXT, "")
    found = errno_name(errno or 0) + ("" if place is None else f" @ {place}".rstrip())
    return f'{found} "{words}"' if words else found
