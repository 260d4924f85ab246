"""The comparison of a capture with Wireshark's dissection of it, frame by frame."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import numpy as np

from nldissect.cooked import ARPHRD_NETLINK
from nldissect.errors import CaptureError
from nldissect.interop.crosscheck.compared import Compared, Finding
from nldissect.interop.crosscheck.places import Places
from nldissect.interop.crosscheck.reasons import reason
from nldissect.interop.crosscheck.result import Crosscheck, Disagreement
from nldissect.interop.crosscheck.values import comparable, number
from nldissect.interop.crosscheck.wireshark import Frame, Kind, Shown

if TYPE_CHECKING:
    from nldissect.capture import Capture
    from nldissect.message import Message

# What Wireshark shows of bytes that mean nothing to it.
OPAQUE = frozenset({"netlink.attr_data", "netlink.padding", "nl80211.attr_value"})
# What is at the end of the path of an attribute that is not declared, nor what it is in.
_UNDECLARED = re.compile(r"(\.\d+)+$")


def compare(capture: Capture, frames: Iterable[Frame], kinds: Mapping[str, Kind], result: Crosscheck) -> None:
    """Compare a capture with what Wireshark shows of its frames, and add what comes of it to a result.

    kinds  of Wireshark's fields, by name
    Raises CaptureError when Wireshark does not show all of the capture.
    """
    comparison = _Comparison(capture.load(), kinds, result)
    count = 0
    for frame, fields in frames:
        comparison.compare(frame, fields)
        count += 1
    result.files += 1
    result.frames += count
    there = len(capture.source.frames)
    if count != there:
        raise CaptureError(f"{capture.name}: Wireshark shows {count:,} of its {there:,} frames")


class _Comparison:
    """One capture, which is loaded, and the result that is counted into."""

    def __init__(self, capture: Capture, kinds: Mapping[str, Kind], result: Crosscheck) -> None:
        self._capture = capture
        self._kinds = {name: kind for name, kind in kinds.items() if name not in OPAQUE and comparable(kind)}
        self._result = result
        self._places: dict[int, Places] = {}
        self._frames = capture.index.messages.frame[: len(capture)]

    def compare(self, frame: int, fields: Iterable[Shown]) -> None:
        """Compare what Wireshark shows of a frame, which is numbered from 1."""
        rows = range(*np.searchsorted(self._frames, (frame - 1, frame)).tolist())
        messages = [self._compared(self._capture.message(row)) for row in rows]
        starts = [each.start for each in messages]
        for shown in fields:
            kind = self._kinds.get(shown.name)
            if kind is None or not shown.size:
                continue
            place = bisect_right(starts, shown.start) - 1
            if place >= 0:
                self._count(frame, shown, messages[place].find(shown, kind), messages[place].message)
            else:
                self._count(frame, shown, _cooked(shown, messages), None)
        for each in messages:
            self._result.only_ours.update(each.only_ours())

    def _compared(self, message: Message) -> Compared:
        layout = message.layout
        places = self._places.get(layout.number)
        if places is None:
            places = Places(layout)
            if layout.number:  # the layout is kept, too
                self._places[layout.number] = places
        start = int(self._capture.index.messages.offset[message.row])
        return Compared(message, places, start - int(self._capture.source.frames.offset[message.frame]))

    def _count(self, frame: int, shown: Shown, found: Finding, message: Message | None) -> None:
        """Count what came of a field; `message` is the one that it is in."""
        tally = self._result.tally(shown.name)
        if found.what == "agree":
            tally.agree += 1
        elif found.what == "theirs":
            tally.only_theirs += 1
            self._result.only_theirs[shown.name, _UNDECLARED.sub("", found.path)] += 1
        else:
            told = Disagreement(
                capture=self._capture.name,
                frame=frame,
                offset=shown.start,
                size=shown.size,
                field=shown.name,
                theirs=shown.label if found.what == "name" else shown.show,
                path=found.path,
                ours=found.ours,
                what=found.what,
            )
            self._result.disagree(told if message is None else told._replace(reason=reason(told, message)))


def _cooked(shown: Shown, messages: list[Compared]) -> Finding:
    """A field that is in front of all messages of its frame: in the cooked header."""
    ours = {"netlink.hatype": ARPHRD_NETLINK, "netlink.family": messages[0].message.protocol} if messages else {}
    if shown.name not in ours:
        return Finding("place", "", "no message")
    expected = ours[shown.name]
    return Finding("agree", "") if number(shown.show) == expected else Finding("value", "", str(expected))
