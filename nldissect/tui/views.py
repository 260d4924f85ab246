"""The five views of the messages, one of which is on the screen, and the thread that makes its figures."""

from __future__ import annotations

from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, Any, Protocol, cast

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message as Event
from textual.widget import Widget
from textual.worker import get_current_worker

from nldissect.tui.listing import Listing
from nldissect.tui.messages_view import MessagesView
from nldissect.tui.table import Selection

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from nldissect.capture import Capture
    from nldissect.tui.configuration import Configuration

    Rows = npt.NDArray[np.int64]

MEASURE_PAUSE = 1.0
"""Seconds between two measurements of a view while messages come."""

MEASURE_SHARE = 10
"""How many times as long as a measurement takes there is none after it."""

VIEWS = ("Messages", "Calls", "Talkers", "Types", "Time")


class View(Selection, Protocol):
    """What every view but the list of messages has besides its selection."""

    def measure(self, capture: Capture, rows: Rows | None) -> object:
        """What the view shows of the messages in these rows (None: all); called in a thread."""

    def show(self, found: Any) -> None:
        """Show what `measure` gave."""

    def set_growing(self, growing: bool) -> None:
        """Say whether more may come."""


class Views(Vertical):
    """The views; all but the first are made when somebody wants to see them.

    number  of the one on the screen, from 0
    made    by number
    """

    class Measured(Event):
        """The figures of the present view are new; something else may stand where its cursor is."""

    def __init__(self, messages: MessagesView, configuration: Configuration) -> None:
        super().__init__()
        self.messages = messages
        self.configuration = configuration
        self.number = 0
        self.made: list[Widget | None] = [messages, None, None, None, None]
        self._measured: dict[int, tuple[object, int]] = {}
        """By view, of what and of how many messages its figures are."""
        self._measured_at = 0.0
        self._took = 0.0
        """Seconds that the last measurement took."""

    def compose(self) -> ComposeResult:
        yield self.messages

    @property
    def present(self) -> Widget:
        """The view on the screen."""
        view = self.made[self.number]
        assert view is not None  # it was made before it was shown
        return view

    @property
    def selection(self) -> Selection:
        """What is selected in the view on the screen."""
        return cast(Selection, self.present)

    def show(self, number: int) -> None:
        """Bring a view onto the screen, and the focus into it if it was in the one before."""
        held, focused = self.present, self.screen.focused
        shown = self.made[number]
        if shown is None:
            shown = self.made[number] = make_view(number, self.messages, self.configuration)
            cast(View, shown).set_growing(self.messages.growing)
            self.mount(shown)
        held.display, shown.display = False, True
        self.number = number
        if focused is None or held in focused.ancestors_with_self:
            self.call_after_refresh(self.focus_present)

    def focus_present(self) -> None:
        """Give the focus to the view on the screen."""
        self.present.focus()

    def set_growing(self, growing: bool) -> None:
        """Say whether messages may still come."""
        for view in self.made:
            if view is not None:
                cast(View, view).set_growing(growing)

    # Figures

    def settled(self, text: str, listing: Listing) -> bool:
        """Whether the figures on the screen are of these messages, which pass the filter `text`."""
        return self.number == 0 or self._measured.get(self.number) == self._wanted(text, listing)

    def measure(self, text: str, listing: Listing) -> None:
        """Have the figures of the present view made again if they are of other messages, and old."""
        if self.settled(text, listing):
            return
        wanted, before = self._wanted(text, listing), self._measured.get(self.number, (None, 0))
        pause = max(MEASURE_PAUSE, MEASURE_SHARE * self._took)
        if before[0] == wanted[0] and monotonic() - self._measured_at < pause:
            return
        self._measured[self.number], self._measured_at = wanted, monotonic()
        rows = None if listing.rows is None else listing.members()
        measure = partial(self._measure, cast(View, self.present), rows)
        self.run_worker(measure, group="measure", exclusive=True, thread=True)

    def _wanted(self, text: str, listing: Listing) -> tuple[object, int]:
        return (text, getattr(self.present, "version", None)), listing.count

    def _measure(self, view: View, rows: Rows | None) -> None:
        began = monotonic()
        found = view.measure(self.messages.capture, rows)
        self._took = monotonic() - began
        if not get_current_worker().is_cancelled:
            self.app.call_from_thread(self._show, view, found)

    def _show(self, view: View, found: object) -> None:
        view.show(found)
        self.post_message(self.Measured())


def make_view(number: int, messages: MessagesView, configuration: Configuration) -> Widget:
    """One of the views that are made only when somebody wants to see them."""
    glyphs, interfaces = messages.glyphs, messages.interfaces
    match VIEWS[number]:
        case "Calls":
            from nldissect.tui.calls_view import CallsPane

            return CallsPane(glyphs, interfaces, slow=configuration.slow_nanoseconds)
        case "Talkers":
            from nldissect.tui.talkers_view import TalkersView

            return TalkersView(glyphs, interfaces)
        case "Types":
            from nldissect.tui.types_view import TypesView

            return TypesView(glyphs)
        case _:
            from nldissect.tui.time_view import TimeView

            return TimeView(glyphs)
