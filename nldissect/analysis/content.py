"""Content: what a message says, without what differs each time the same is done."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from fnmatch import translate
from typing import TYPE_CHECKING

from nldissect.engine.values import printable

if TYPE_CHECKING:
    from nldissect.capture import Capture
    from nldissect.message import Message

INTERFACE = "interface"  # name space of interface indexes

VOLATILE = (
    "nl.len", "nl.seq", "nl.port", "nl.msg", "*.pad", "*.stats", "*.stats64", "*.icmp6stats", "*.cacheinfo", "*_timer",
    "nlmsgerr.offs", "nl.extack.offs",
)  # fmt: skip
"""Fields that tell of the moment, and not of what was done; with all that is below them."""

GENERATED = ((r"\bveth[0-9a-f]{6,8}\b", "veth*"), (r"\bnltap\d+[a-z]?\b", "nltap*"))
"""Names that programs make up, and what stands for them."""

REDACTED = "(redacted)"


@dataclass(frozen=True, slots=True)
class Rules:
    """What makes messages alike.

    ignored   paths of fields, as filters name them, that do not count, with all below them; `*` stands for anything
    replaced  regular expressions and what stands for what they match, in every value
    secrets   whether keys and passwords count, and are shown
    """

    ignored: tuple[str, ...] = VOLATILE
    replaced: tuple[tuple[str, str], ...] = GENERATED
    secrets: bool = False


USUAL = Rules()


@dataclass(slots=True)
class Contents:
    """Gives the content of the messages of one capture.

    Interfaces have their names instead of their indexes; those without are numbered as they occur.
    """

    capture: Capture
    rules: Rules = USUAL
    _interfaces: dict[int, str] = field(default_factory=dict)
    _counted: dict[str, bool] = field(default_factory=dict)

    def of(self, message: Message) -> dict[str, str]:
        """The fields of a message that count, by path, as text; a path that occurs again has `#2`, `#3` behind it."""
        found: dict[str, str] = {}
        layout = message.layout
        times: dict[str, int] = {}
        for index, node in enumerate(message.nodes()):
            if layout.spans[index][1] is None or node.field.role == "padding" or not self.counts(node.path):
                continue
            text = REDACTED if node.sensitive and not self.rules.secrets else node.text
            if layout.named.get(index) == INTERFACE:
                text = self._interface(node.value, message.row)
            times[node.path] = time = times.get(node.path, 0) + 1
            found[node.path if time == 1 else f"{node.path}#{time}"] = self.replaced(text)
        return found

    def replaced(self, text: str) -> str:
        """A text with what stands for the names that were made up."""
        for pattern, instead in self.rules.replaced:
            text = re.sub(pattern, instead, text)
        return text

    def counts(self, path: str) -> bool:
        """Whether a field counts."""
        counts = self._counted.get(path)
        if counts is None:
            parts = path.split(".")
            above = [".".join(parts[:end]) for end in range(1, len(parts) + 1)]
            patterns = [re.compile(translate(pattern)) for pattern in self.rules.ignored]
            counts = self._counted[path] = not any(pattern.match(each) for pattern in patterns for each in above)
        return counts

    def _interface(self, index: int, row: int) -> str:
        name = self.capture.names.known(INTERFACE, index, row) if index else ""
        if name or not index:
            return printable(name) or "0"
        return self._interfaces.setdefault(index, f"interface {len(self._interfaces) + 1}")
