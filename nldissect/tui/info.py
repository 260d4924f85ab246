"""The window that says what the capture is: file, format, interfaces, counts, warnings."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from nldissect.tui.cells import printable, size_text
from nldissect.tui.times import NANOSECONDS, seconds_text, time_text

if TYPE_CHECKING:
    from nldissect.capture import Capture


def information(capture: Capture) -> list[tuple[str, str]]:
    """(what, value) lines about a capture as far as it is read; several warnings are several lines."""
    source, messages, others = capture.source, len(capture), capture.index.other_frames
    lines = [
        ("File", capture.name),
        ("Format", source.format),
        ("Size", f"{len(source.data):,} bytes ({size_text(len(source.data))})"),
        ("Interfaces", ", ".join(f"{one.name or 'unnamed'} (link type {one.link_type})" for one in source.interfaces)),
        ("Frames", f"{len(source.frames):,}" + (f", {others:,} of them not netlink" if others else "")),
        ("Messages", f"{messages:,}" + ("" if capture.complete else ", still reading")),
    ]
    if messages:
        first, last = capture.message(0).time, capture.message(messages - 1).time
        lines += [
            ("First", f"{_date(first)} ({time_text('epoch', first, 0, 0)})"),
            ("Last", f"{_date(last)} ({time_text('epoch', last, 0, 0)})"),
            ("Duration", f"{seconds_text(last - first)} s"),
        ]
    if capture.own is not None:
        asked = f"{len(capture.own):,} messages by which the capturing program asked the kernel, not shown"
        lines.append(("Own", asked))
    lines += [("Comment", comment) for comment in source.comments.get(-1, [])]
    return lines + [("Warning", warning) for warning in capture.warnings]


def _date(at: int) -> str:
    import datetime

    try:
        return datetime.datetime.fromtimestamp(at // NANOSECONDS).astimezone().strftime("%Y-%m-%d %H:%M:%S %Z")
    except (OverflowError, OSError, ValueError):  # a damaged record may say any year
        return "no date"


class CaptureInformation(ModalScreen[None]):
    """What is known of the capture as a whole; any of its keys closes it."""

    DEFAULT_CSS = """
    CaptureInformation {
        align: center middle;
        & > VerticalScroll {
            width: 90%; max-width: 100; height: auto; max-height: 80%;
            border: solid $primary; border-title-color: $foreground; background: $surface; padding: 1 2;
        }
        & Static { width: 1fr; height: auto; }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,i,q,enter", "dismiss", "Close", id="information.close", tooltip="Close the window"),
    ]

    def __init__(self, capture: Capture) -> None:
        super().__init__()
        self.capture = capture

    def compose(self) -> ComposeResult:
        text = Text()
        for what, value in information(self.capture):
            if text:
                text.append("\n")
            text.append(f"{what:<11} ", "bold")
            text.append(printable(value))
        window = VerticalScroll(Static(text))
        window.border_title = "Capture"
        yield window
