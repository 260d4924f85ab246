"""The result of a comparison with Wireshark: what agrees, what only one of the two knows, what disagrees and why."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any, NamedTuple

VERSION = 1  # of the object that `nldissect crosscheck --json` prints
MOST_KEPT = 1000  # disagreements without a reason that are told one by one


class Disagreement(NamedTuple):
    """A field of which Wireshark says something else than we.

    capture  name of the file
    frame    number of the frame, from 1
    offset   byte of the frame where Wireshark's field starts
    size     its bytes
    field    Wireshark's name of it
    theirs   what Wireshark shows
    path     our field at these bytes
    ours     what we show
    what     "value", "name" of the value, "meaning" (another field or flag) or "place" (other bytes)
    reason   key of the reason; "" when there is none
    """

    capture: str
    frame: int
    offset: int
    size: int
    field: str
    theirs: str
    path: str
    ours: str
    what: str
    reason: str = ""


@dataclass(slots=True)
class Tally:
    """How often a field of Wireshark's agrees, is unknown to us, and disagrees, for a reason or for none."""

    agree: int = 0
    only_theirs: int = 0
    explained: int = 0
    unexplained: int = 0

    def add(self, other: Tally) -> None:
        self.agree += other.agree
        self.only_theirs += other.only_theirs
        self.explained += other.explained
        self.unexplained += other.unexplained


@dataclass(slots=True)
class Explained:
    """How often a field disagrees for a reason, and the first time."""

    count: int
    first: Disagreement


@dataclass(slots=True)
class Crosscheck:
    """The counts of all captures that were compared.

    wireshark    its version
    fields       by Wireshark's name of a field
    only_theirs  how often, by Wireshark's name and our path of what it is in, as far as that is declared
    only_ours    how often, by our path: values of which Wireshark shows at most the bytes
    explained    by the key of the reason and Wireshark's name
    unexplained  the first of them
    """

    wireshark: str = ""
    files: int = 0
    frames: int = 0
    fields: dict[str, Tally] = field(default_factory=dict)
    only_theirs: Counter[tuple[str, str]] = field(default_factory=Counter)
    only_ours: Counter[str] = field(default_factory=Counter)
    explained: dict[tuple[str, str], Explained] = field(default_factory=dict)
    unexplained: list[Disagreement] = field(default_factory=list)

    @property
    def total(self) -> Tally:
        total = Tally()
        for each in self.fields.values():
            total.add(each)
        return total

    def tally(self, name: str) -> Tally:
        """The counts of one of Wireshark's fields."""
        found = self.fields.get(name)
        if found is None:
            found = self.fields[name] = Tally()
        return found

    def disagree(self, found: Disagreement) -> None:
        """Count a disagreement."""
        tally = self.tally(found.field)
        if not found.reason:
            tally.unexplained += 1
            if len(self.unexplained) < MOST_KEPT:
                self.unexplained.append(found)
            return
        tally.explained += 1
        alike = self.explained.setdefault((found.reason, found.field), Explained(0, found))
        alike.count += 1

    def to_dict(self) -> dict[str, Any]:
        """The object that `nldissect crosscheck --json` prints."""
        return {
            "version": VERSION,
            "wireshark": self.wireshark,
            "files": self.files,
            "frames": self.frames,
            "total": asdict(self.total),
            "fields": {name: asdict(tally) for name, tally in sorted(self.fields.items())},
            "only_theirs": [
                {"field": name, "path": path, "count": count} for (name, path), count in self.only_theirs.most_common()
            ],
            "only_ours": [{"path": path, "count": count} for path, count in self.only_ours.most_common()],
            "explained": [
                {"reason": reason, "field": name, "count": each.count, "first": each.first._asdict()}
                for (reason, name), each in sorted(self.explained.items())
            ],
            "unexplained": [each._asdict() for each in self.unexplained],
        }
