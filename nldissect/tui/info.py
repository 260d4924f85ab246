"""The window that says what the capture is: file, format, interfaces, counts, warnings."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from nldissect.tui.cells import printable, size_text
from nldissect.tui.glyphs import UNICODE, Glyphs
from nldissect.tui.modal import Modal
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
        *([("Lost", f"{source.dropped:,} packets: there was no room for them")] if source.dropped else []),
        *(("Warning", without_name(capture, warning)) for warning in capture.warnings),
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
    return lines + [("Comment", comment) for comment in source.comments.get(-1, [])]


def without_name(capture: Capture, warning: str) -> str:
    """A warning about a capture, where it is known of which one."""
    return warning.removeprefix(f"{capture.name}: ")


def last_words(capture: Capture) -> list[str]:
    """What is to be said of a live capture after its screen is gone: its warnings, and what was lost, in sentences."""
    lost = capture.source.dropped
    if not lost or capture.complete:  # at the end of a capture a warning tells it
        return capture.warnings
    return [*capture.warnings, f"{capture.name}: {lost:,} packets lost: there was no room for them"]


def _date(at: int) -> str:
    import datetime

    try:
        return datetime.datetime.fromtimestamp(at // NANOSECONDS).astimezone().strftime("%Y-%m-%d %H:%M:%S %Z")
    except (OverflowError, OSError, ValueError):  # a damaged record may say any year
        return "no date"


class CaptureInformation(Modal[None]):
    """What is known of the capture as a whole; any of its keys closes it."""

    DEFAULT_CSS = """
    CaptureInformation {
        & > VerticalScroll { padding: 1 2; }
        & Static { width: 1fr; height: auto; }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,i,q,enter", "dismiss", "Close", id="information.close", tooltip="Close the window"),
    ]

    def __init__(self, capture: Capture, glyphs: Glyphs = UNICODE) -> None:
        super().__init__(glyphs)
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
