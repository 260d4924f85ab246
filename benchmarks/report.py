"""RESULTS.md from figures."""

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from benchmarks.comparisons import Comparison
from benchmarks.measure import Pairs, typical

MIB = 2**20
TEXT_COLUMNS = 2


@dataclass(frozen=True)
class Compared:
    """A comparison with its runs on one capture of so many messages."""

    comparison: Comparison
    capture: str
    messages: int
    pairs: Pairs


@dataclass(frozen=True)
class Loaded:
    """Figures of benchmarks.loaded on one capture, medians of several runs."""

    capture: str
    messages: int
    index: float
    layouts: float
    calls: float
    started: float
    held: float
    filters: Mapping[str, float]


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table; the first TEXT_COLUMNS columns are text, the others numbers."""
    rule = ["---" if column < TEXT_COLUMNS else "---:" for column in range(len(head))]
    return "\n".join("| " + " | ".join(row) + " |" for row in (head, rule, *rows))


def ratio(values: Sequence[float]) -> str:
    """The median and, where there are more, the least and the most."""
    middle = f"**{median(values):.1f}**"
    return middle if len(values) == 1 else f"{middle} ({min(values):.1f} to {max(values):.1f})"


def compared_row(compared: Compared) -> list[str]:
    ours, peer = typical(compared.pairs.ours), typical(compared.pairs.peer)
    comparison = compared.comparison
    command = shlex.join(word.format(capture="FILE") for word in comparison.ours)
    return [
        f"{comparison.title}: `nldissect {command}` to `{comparison.peer.name}`",
        f"{compared.capture}, {compared.messages:,}",
        f"{ours.wall:.2f} / {peer.wall:.2f}",
        f"{ours.cpu:.2f} / {peer.cpu:.2f}",
        f"{ours.peak / MIB:.0f} / {peer.peak / MIB:.0f}",
        ratio(compared.pairs.wall_ratios),
        ratio(compared.pairs.cpu_ratios),
    ]


def loaded_row(loaded: Loaded) -> list[str]:
    millions = loaded.messages / 1e6
    return [
        loaded.capture,
        f"{loaded.messages:,}",
        f"{loaded.index / millions:.2f}",
        f"{loaded.layouts / millions:.2f}",
        f"{loaded.calls / millions:.2f}",
        f"{loaded.started / MIB:.0f}",
        f"{loaded.held / MIB:.0f}",
        f"{(loaded.held - loaded.started) / MIB / millions:.0f}",
    ]


def render(compared: Sequence[Compared], loaded: Sequence[Loaded], skipped: Sequence[str], machine: str) -> str:
    """The whole of RESULTS.md."""
    differences = dict.fromkeys(
        f"* {one.comparison.title}, {one.comparison.peer.name}: {one.comparison.difference}."
        for one in compared
        if one.comparison.difference
    )
    sections = [
        "# Results",
        f"Measured by `make bench`; {machine}",
        "## Against others\n\nWhole processes, start-up included, output thrown away. The two of a row ran in turn; "
        "times are medians in seconds, ours / the other's; a ratio is the median of the pairs' ratios (and their "
        "range), how many times longer the other took. Peak memory is the resident set in MiB, with the pages "
        "of the mapped capture.",
        table(
            ("Task", "Capture, messages", "Wall, s", "CPU, s", "Peak, MiB", "Wall ratio", "CPU ratio"),
            [compared_row(one) for one in compared],
        )
        if compared
        else "Nothing was compared.",
    ]
    if differences:
        sections.append("Where the two do not do the same:\n\n" + "\n".join(differences))
    if loaded:
        sections.append(
            "## Within one process\n\nCPU seconds for a million messages, and anonymous memory (what the process "
            "itself allocated): after the import, with everything laid out, and the difference for a million messages."
        )
        times, memory = ("Index, s", "Layouts, s", "Calls, s"), ("Import, MiB", "Loaded, MiB", "MiB / million")
        sections.append(table(("Capture", "Messages", *times, *memory), [loaded_row(one) for one in loaded]))
        sections.append(
            "Milliseconds of a filter over the whole capture when its field has been asked about before, as when a "
            "filter is edited:"
        )
        rows = [[f"`{text}`", *(f"{one.filters[text]:.1f}" for one in loaded)] for text in loaded[0].filters]
        sections.append(table(("Filter", *(one.capture for one in loaded)), rows))
    if skipped:
        sections.append("## Not measured\n\n" + "\n".join(f"* {reason}" for reason in skipped))
    sections.append(
        "## Captures\n\n`routes` is one recording of a kernel's real traffic: 125,000 routes are added and removed "
        "one by one before a listener, and the table is dumped twice; few layouts. `mix` is the captures of this "
        "repository, whole files in turn, repeated; many layouts. A cut is ten runs of neighbouring packets, evenly "
        "spread over the capture. tshark 4 shows no more than 498 messages of a datagram, which leaves out some of the "
        "dumps in `routes`; nldissect shows all. `python -m benchmarks.make_captures` makes them."
    )
    return "\n\n".join(sections) + "\n"
