"""What the user looks for: a text, a regular expression, bytes, or what a display filter says."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from nldissect.analysis.filter import Filter
from nldissect.analysis.filter.literals import octets

if TYPE_CHECKING:
    from nldissect.capture import Capture
    from nldissect.schema.registry import Registry
    from nldissect.tui.listing import Listing

KINDS = ("text", "regex", "hex", "filter")
STEP = 256
"""Messages that are looked through between two looks at whether to go on."""


class Search:
    """Something to look for. ValueError, a sentence, when the text is no regular expression, bytes, or filter.

    Texts and expressions are looked for, whatever the case, in the line that says what a message does, in its type,
    and in the strings of its bytes.
    """

    def __init__(self, kind: str, text: str, registry: Registry) -> None:
        self.kind = kind
        self.text = text
        self._filter: Filter | None = None
        self._pattern: re.Pattern[str] | None = None
        match kind:
            case "filter":
                self._filter = Filter(text, registry)
            case "hex":
                self._filter = Filter(f"frame contains {_hex(text)}", registry)
            case _:
                try:
                    self._pattern = re.compile(text if kind == "regex" else re.escape(text), re.IGNORECASE)
                except re.error as error:
                    raise ValueError(f"{text!r} is no regular expression: {error}") from None

    def next(
        self, capture: Capture, listing: Listing, position: int, *, backwards: bool, stopped: Callable[[], bool]
    ) -> int | None:
        """The position of the next hit after one, round the end; None when there is none, or `stopped` says so."""
        if self._filter is not None:
            rows = self._filter.rows(capture)
            return listing.next(rows, position, backwards=backwards)
        assert self._pattern is not None  # what has no filter has one
        for count, place in enumerate(_round(position, listing.count, backwards)):
            if count % STEP == 0 and stopped():
                return None
            if self._says(capture, listing.row(place), self._pattern):
                return place
        return None

    def _says(self, capture: Capture, row: int, pattern: re.Pattern[str]) -> bool:
        message = capture.message(row)
        return bool(
            pattern.search(message.summary)
            or pattern.search(message.type_name)
            or pattern.search(message.data.decode("latin-1"))
        )


def _round(position: int, count: int, backwards: bool) -> Iterator[int]:
    """All positions, beginning behind one and ending with it."""
    step = -1 if backwards else 1
    return ((position + step * distance) % count for distance in range(1, count + 1))


def _hex(text: str) -> str:
    """The bytes as filters write them."""
    digits = re.sub(r"0x|[\s:,-]", "", text, flags=re.IGNORECASE)
    data = octets(digits, unseparated=True)
    if data is None:
        raise ValueError(f"{text!r} are no bytes in hexadecimal; write 0a:00:01 or 0a0001")
    return data.hex(":") if len(data) > 1 else f"{data.hex()}:"

