"""The messages that a test looks at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

from nldissect.analysis.calls import State
from nldissect.analysis.content import USUAL, Contents, Rules
from nldissect.analysis.difference import differences
from nldissect.analysis.filter import Filter, FilterError
from nldissect.analysis.nearest import nearest
from nldissect.output.differences import difference_lines
from nldissect.testing.verdict import Verdict

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from nldissect.capture import Capture
    from nldissect.message import Message

    Rows = npt.NDArray[np.int64]

MOST_LISTED = 10
"""Messages that an explanation lists."""


class Messages(Sequence["Message"]):
    """Messages of a capture, in their order.

    capture  a capture that has been read
    rows     which of its messages, ascending; None: all
    rules    what makes messages alike where they are compared or written
    place    where the capture is, for whoever wants to look at it
    """

    def __init__(self, capture: Capture, rows: Rows | None = None, rules: Rules = USUAL, place: str = "") -> None:
        import numpy as np

        self.capture = capture
        self.rows = np.arange(len(capture)) if rows is None else rows
        self.rules = rules
        self.place = place

    def __len__(self) -> int:
        return len(self.rows)

    @overload
    def __getitem__(self, place: int) -> Message: ...

    @overload
    def __getitem__(self, place: slice) -> Messages: ...

    def __getitem__(self, place: int | slice) -> Message | Messages:
        if isinstance(place, slice):
            return self._chosen(self.rows[place])
        return self.capture.message(int(self.rows[place]))

    def __iter__(self) -> Iterator[Message]:
        return map(self.capture.message, self.rows.tolist())

    def __repr__(self) -> str:
        return f"<{_count(len(self))}>"

    def _chosen(self, rows: Rows) -> Messages:
        return Messages(self.capture, rows, self.rules, self.place)

    def filter(self, text: str) -> Messages:
        """Those that pass a display filter; raises FilterError, a ValueError, when it is wrong."""
        import numpy as np

        __tracebackhide__ = True
        passing = _compiled(text, self.capture).rows(self.capture)
        return self._chosen(np.intersect1d(self.rows, passing, assume_unique=True))

    def has(self, text: str, *, times: int | None = None) -> Verdict:
        """Whether a message passes a display filter; with `times`, whether so many do. Raises FilterError."""
        __tracebackhide__ = True
        found = self.filter(text)
        holds = len(found) > 0 if times is None else len(found) == times
        wanted = "" if times is None else f", wanted {times}"

        def explain() -> Iterator[str]:
            if found:
                yield from found.lines()
            else:
                yield from self._nearest(text)
            yield from self._where()

        return Verdict(holds, f"{len(found)} of {_count(len(self))}{wanted}: {text}", explain)

    def has_in_order(self, *texts: str) -> Verdict:
        """Whether messages pass these display filters one after another, others between them or not."""
        __tracebackhide__ = True
        found: list[Message] = []
        after = -1
        for text in texts:
            passing = self.filter(text)
            message = next((each for each in passing if each.row > after), None)
            if message is None:
                break
            found.append(message)
            after = message.row
        missing = None if len(found) == len(texts) else texts[len(found)]

        def explain() -> Iterator[str]:
            for number, (text, message) in enumerate(zip(texts, found, strict=False), 1):
                yield f"{number}. {text}"
                yield f"       {line(message)}"
            if missing is not None:
                yield f"{len(found) + 1}. {missing}"
                early = self.filter(missing)
                if early:
                    yield "       not after that; before it:"
                    yield from (f"       {each}" for each in early.lines())
                else:
                    yield from self._chosen(self.rows[self.rows > after])._nearest(missing)
            yield from self._where()

        return Verdict(missing is None, f"{len(found)} of {len(texts)} in order", explain)

    def no_errors(self) -> Verdict:
        """Whether no request failed."""
        calls = self.capture.calls
        calls.update()
        ours = [call for row in self.rows.tolist() if (call := calls.of(row)) and call.request.row == row]
        failed = [call for call in ours if call.state is State.FAILED]
        words = "no request" if not failed else "1 request" if len(failed) == 1 else f"{len(failed)} requests"

        def explain() -> Iterator[str]:
            for call in failed[:MOST_LISTED]:
                yield line(call.request)
                if (answer := call.answer) is not None:
                    yield line(answer)
            yield from self._where()

        return Verdict(not failed, f"{words} of {len(ours)} failed", explain)

    def same_as(self, other: Messages, *, rules: Rules | None = None) -> Verdict:
        """Whether other messages say the same, wherever they stand; see `nldissect diff`."""
        found, alike = differences(self.capture, other.capture, rules or self.rules, rows=(self.rows, other.rows))

        def explain() -> Iterator[str]:
            yield from difference_lines(found, alike, "->")
            yield from self._where()
            yield from other._where()

        words = "no difference" if not found else "1 difference" if len(found) == 1 else f"{len(found)} differences"
        return Verdict(not found, words, explain)

    def to_dicts(self, *, rules: Rules | None = None) -> list[dict[str, Any]]:
        """The messages as plain dicts, for snapshots: without times, sequence numbers, port ids and the like.

        Keys are "family", "type", "kind" and "fields", which has texts by their paths.
        """
        contents = Contents(self.capture, rules or self.rules)
        return [
            {"family": each.family_name, "type": each.type_name, "kind": each.kind, "fields": contents.of(each)}
            for each in self
        ]

    def to_text(self, *, rules: Rules | None = None) -> str:
        """The same as text: a line for each message, and one for each field below it."""
        lines: list[str] = []
        for each in self.to_dicts(rules=rules):
            lines.append(f"{each['kind']} {each['family']} {each['type']}")
            lines += [f"    {path}: {value}" for path, value in each["fields"].items()]
        return "".join(f"{line}\n" for line in lines)

    def save(self, path: str | Path) -> None:
        """Save the packets that hold the messages as a capture file, .pcapng or .pcap; raises CaptureError."""
        from nldissect.output.saving import format_of, save

        save(self.capture, self.rows, path, format_of(str(path), "pcapng"))

    def lines(self) -> Iterator[str]:
        """The first messages, each in a line."""
        yield from map(line, islice(self, MOST_LISTED))
        if len(self) > MOST_LISTED:
            yield f"... and {len(self) - MOST_LISTED:,} more"

    def _nearest(self, text: str) -> Iterator[str]:
        """What of the messages comes nearest to a filter, and what it misses."""
        found = nearest(Filter(text, self.capture.registry), self)
        if found is None:
            yield "there are no messages"
            return
        message, missed = found
        yield f"nearest: {line(message)}"
        for each in missed:
            yield f"    {each.condition}"
            for path, values in each.fields:
                yield f"        {path}: {', '.join(values) or 'not there'}"

    def _where(self) -> Iterator[str]:
        if self.place:
            yield f"all of it: nldissect {self.place}"


def _compiled(text: str, capture: Capture) -> Filter:
    """A filter; a wrong one is the fault of the test, whose line is then the end of the traceback."""
    __tracebackhide__ = True
    try:
        return Filter(text, capture.registry)
    except FilterError as error:
        error.add_note(error.marked())
        raise error.with_traceback(None) from None


def line(message: Message) -> str:
    """A message in one line."""
    return f"{message.number} {message.family_name} {message.type_name}: {message.summary}"


def _count(number: int) -> str:
    return "1 message" if number == 1 else f"{number:,} messages"
