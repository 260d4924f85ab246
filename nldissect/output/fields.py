"""Chosen fields, one line a message, as `tshark -T fields` writes them."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from nldissect.analysis.computed import written
from nldissect.analysis.filter.fields import field
from nldissect.analysis.filter.scalar import WHOLE, present, values_of
from nldissect.analysis.filter.terms import Reference
from nldissect.engine.values import presentation, printable
from nldissect.families import registry

if TYPE_CHECKING:
    from nldissect.message import Message

PRESENT = "1"  # what stands for a field that holds other fields and has no value itself, as in tshark
QUOTES = {"d": '"', "s": "'", "n": ""}


def parse_options(options: Sequence[str]) -> dict[str, Any]:
    """The keyword arguments of FieldsWriter for tshark's -E options; ValueError for one that does not exist."""
    parsed: dict[str, Any] = {}
    for option in options:
        name, _, value = option.partition("=")
        if name == "header" and value in ("y", "n"):
            parsed["with_header"] = value == "y"
        elif name in ("separator", "aggregator") and value:
            parsed[name] = {"/t": "\t", "/s": " ", "/n": "\n"}.get(value, value)
        elif name == "occurrence" and value in ("a", "f", "l"):
            parsed["occurrence"] = value
        elif name == "quote" and value in QUOTES:
            parsed["quote"] = QUOTES[value]
        else:
            raise ValueError(
                f"-E {option}: not one of header=y|n, separator=, aggregator=, occurrence=a|f|l, quote=d|s|n"
            )
    return parsed


class FieldsWriter:
    """Writes the chosen fields of messages; ValueError names a field that nobody declares, and the nearest names."""

    def __init__(
        self,
        fields: Sequence[str],
        *,
        secrets: bool = False,
        with_header: bool = False,
        separator: str = "\t",
        aggregator: str = ",",
        occurrence: str = "a",
        quote: str = "",
    ) -> None:
        self._fields = [field(name, registry) for name in fields]
        self._secrets = secrets
        self._separator = separator
        self._aggregator = aggregator
        self._occurrence = occurrence
        self._quote = quote
        self.header = separator.join(fields) if with_header else ""

    def line(self, message: Message) -> str:
        """The fields of one message; a field that it does not have is empty."""
        cells = []
        for wanted in self._fields:
            values = self._values(message, wanted)
            if self._occurrence != "a" and values:
                values = values[:1] if self._occurrence == "f" else values[-1:]
            text = self._aggregator.join(values)
            cells.append(self._quoted(text) if self._quote and values else text)
        return self._separator.join(cells)

    def _quoted(self, text: str) -> str:
        written = io.StringIO()
        csv.writer(written, quotechar=self._quote, quoting=csv.QUOTE_ALL, lineterminator="").writerow([text])
        return written.getvalue()

    def _values(self, message: Message, wanted: Reference) -> list[str]:
        if wanted.computed is not None:
            kind = wanted.computed.leaf
            return [written(kind, value) for value in wanted.computed.values(message.capture, message.row)]
        if wanted.bit or wanted.path in WHOLE:
            return [_plain(value) for _, value in values_of(wanted, message)]
        layout = message.layout
        indexes = layout.places(wanted.path)
        raws = layout.unpacker(indexes).unpack_from(message.data)
        texts = []
        for index, raw in zip(indexes, raws, strict=True):
            place, leaf, *_ = layout.spans[index]
            assert leaf is not None  # leaves have one
            hidden = place.sensitive and not self._secrets
            texts.append("(redacted)" if hidden else _plain(presentation(leaf).value(raw)))
        return texts or ([PRESENT] if present(wanted, message) else [])


def _plain(value: Any) -> str:
    """A value as tshark prints fields: numbers as digits, bytes as hex, text as it is."""
    if isinstance(value, bytes):
        return value.hex()
    return printable(value) if isinstance(value, str) else str(int(value))
