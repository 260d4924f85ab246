"""What is measured against what. A row here is a row of RESULTS.md."""

import importlib.util
import shutil
from dataclasses import dataclass


@dataclass(frozen=True)
class Peer:
    """A program to compare with: its command, `{capture}` and `{python}` left to be filled in."""

    name: str
    command: tuple[str, ...]
    executable: str = ""
    module: str = ""

    @property
    def is_there(self) -> bool:
        """Whether it is installed."""
        if self.executable:
            return shutil.which(self.executable) is not None
        return importlib.util.find_spec(self.module) is not None


@dataclass(frozen=True)
class Comparison:
    """One task, done by nldissect and by a peer on the same capture.

    `messages` is the size of the cut on which it is measured, None for the whole capture; `large`
    comparisons run only when asked for. `difference` says in what the two do not do the same.
    """

    title: str
    ours: tuple[str, ...]
    peer: Peer
    captures: tuple[str, ...] = ("routes", "mix")
    messages: int | None = None
    large: bool = False
    difference: str = ""


def tshark(*arguments: str) -> Peer:
    # -n: no look-ups of names, which would only slow it down.
    return Peer("tshark " + " ".join(arguments), ("tshark", "-n", "-r", "{capture}", *arguments), executable="tshark")


def script(module: str) -> Peer:
    return Peer(module, ("{python}", f"{{peers}}/{module}_messages.py", "{capture}"), module=module)


JSON = tshark("-T", "json")
NDJSON = ("read", "{capture}", "-T", "ndjson", "--spans")
WRITES_NOTHING = "nldissect also writes each field with its span; the peer only decodes"
PLACES = "nldissect also gives the span of each field"

COMPARISONS = (
    Comparison(
        "statistics by type",
        ("stats", "{capture}"),
        tshark("-q", "-z", "io,stat,0,netlink.hdr_type==24"),
        difference="nldissect counts every type, tshark the one it is asked for",
    ),
    Comparison(
        "an attribute filter",
        ("stats", "-Y", "rta.oif == 3", "{capture}"),
        tshark("-q", "-Y", "netlink-route.rta_oif==3"),
        difference="nldissect also counts by type what passes; -q alone keeps tshark from printing",
    ),
    Comparison("every field as JSON", NDJSON, tshark("-T", "json"), messages=300_000, difference=PLACES),
    Comparison("every field as JSON", NDJSON, tshark("-T", "json"), large=True, difference=PLACES),
    Comparison(
        "every attribute", NDJSON, script("pyroute2"), captures=("routes",), messages=60_000, difference=WRITES_NOTHING
    ),
    Comparison(
        "every attribute", NDJSON, script("scapy"), captures=("routes",), messages=10_000, difference=WRITES_NOTHING
    ),
)
