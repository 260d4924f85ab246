"""Small captures of single dumps, each with the JSON that the tool printed of it."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nldissect
from nldissect.output.json import message_dict
from tests.captures import CAPTURES
from tests.oracles.members import Comparison, Members

ORACLES = CAPTURES / "oracles"
FILES = sorted(ORACLES.glob("*/*.json"))


@dataclass(frozen=True, eq=False)
class Dump:
    """What a command tells of a dump.

    files     names of its JSON files
    messages  display filter of the messages that it tells of
    members   of an object of the tool's list
    objects   our objects beside those of the tool's list, made of our messages: one each if not given
    theirs    the tool's list, if it is not what the file holds
    """

    files: tuple[str, ...]
    messages: str
    members: Members
    objects: Callable[[list[Any]], list[Any]] | None = None
    theirs: Callable[[Any], list[Any]] | None = None


def name(path: Path) -> str:
    """The name of an oracle: "bridge.q612/fdb"."""
    return f"{path.parent.name}/{path.stem}"


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object; a key that the tool gave twice is the second time "key#2"."""
    seen: Counter[str] = Counter()
    found = {}
    for key, value in pairs:
        seen[key] += 1
        found[key if seen[key] == 1 else f"{key}#{seen[key]}"] = value
    return found


DECODER = json.JSONDecoder(object_pairs_hook=_members)


# What tc prints that is no JSON, and what stands there instead: it writes some things as text into the midst of it.
EMATCHES = (r'"\n(?:  .*\n)+,', '",')  # of filters of kind basic
MARK = (r"\{handle (0x\w+)/(0x\w+) \n", r'{"fw":{"mark":"\1","mask":"\2"},')  # of filters of kind fw
CURVES = (r'"(?:(?:rt|sc|ls|ul) [^,"]*)+,', '",')  # of classes of kind hfsc
PERIODS = (r" period (\d+) level (\d+) \n", r',"period":\1,"level":\2')  # of classes of kind hfsc
MENDED = {
    "tc-filters.q612/filter-ingress": (EMATCHES,),
    "tc-filters.uml61/filter-ingress": (EMATCHES, MARK),
    "tc-classes.q612/hfsc-class": (CURVES, PERIODS),
}


def load(path: Path, *, mended: bool = True) -> Any:
    """What the tool printed, mended where it is no JSON. Raises ValueError for what is none."""
    text = path.read_text()
    for pattern, replacement in MENDED.get(name(path), ()) if mended else ():
        text = re.sub(pattern, replacement, text)
    return DECODER.decode(text)


def capture(path: Path) -> nldissect.Capture:
    """The capture of the dump."""
    compressed = path.with_suffix(".pcap.gz")
    return nldissect.open(compressed if compressed.exists() else path.with_suffix(".pcap"))


def compare(dump: Dump, path: Path, theirs: Any) -> Comparison:
    """What the tool told beside what we decode."""
    with capture(path) as opened:
        messages = [message_dict(message) for message in opened.filter(dump.messages)]
    ours = dump.objects(messages) if dump.objects else messages
    comparison = Comparison()
    comparison.objects(dump.theirs(theirs) if dump.theirs else theirs, dump.members, ours)
    return comparison
