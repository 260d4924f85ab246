"""Measure nldissect against its peers and write benchmarks/RESULTS.md.

python -m benchmarks.run [--rounds N] [--only TEXT] [--large] [--output FILE]
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median

from benchmarks import make_captures, report
from benchmarks.comparisons import COMPARISONS, Comparison
from benchmarks.machine import describe
from benchmarks.measure import ProgramFailedError, run_pairs
from benchmarks.packets import messages_in

HERE = Path(__file__).parent
LOADED = "layouts and memory"


def nldissect() -> list[str]:
    """The command of this environment's nldissect."""
    installed = Path(sys.executable).with_name("nldissect")
    return [str(installed)] if installed.exists() else [sys.executable, "-m", "nldissect"]


def filled(command: Sequence[str], capture: Path) -> list[str]:
    """A command with its places filled in."""
    places = {"capture": str(capture), "python": sys.executable, "peers": str(HERE / "peers")}
    return [word.format_map(places) for word in command]


def chosen(only: str, large: bool) -> Iterator[tuple[Comparison, str]]:
    """The comparisons to run, each with the name of a capture."""
    for comparison in COMPARISONS:
        if only.lower() in f"{comparison.title} {comparison.peer.name}".lower() and (large or not comparison.large):
            for name in comparison.captures:
                yield comparison, name


def compare(comparison: Comparison, name: str, rounds: int) -> report.Compared:
    """Measure one comparison on one capture. Raises CaptureNotMadeError, ProgramFailedError."""
    path = make_captures.capture(name)
    if comparison.messages is not None:
        path = make_captures.make_cut(path, comparison.messages)
    ours = nldissect() + filled(comparison.ours, path)
    pairs = run_pairs(ours, filled(comparison.peer.command, path), rounds)
    return report.Compared(comparison, name, messages_in(path), pairs)


def load(name: str, rounds: int) -> report.Loaded:
    """Measure index, layouts and memory of one capture. Raises CaptureNotMadeError, ProgramFailedError."""
    path = make_captures.capture(name)
    command = [sys.executable, "-m", "benchmarks.loaded", str(path)]
    figures = []
    for _ in range(rounds):
        ended = subprocess.run(command, capture_output=True, text=True, cwd=HERE.parent, check=False)
        if ended.returncode != 0:
            words = ended.stderr.strip().splitlines()
            raise ProgramFailedError(f"benchmarks.loaded: status {ended.returncode}: {words[-1] if words else ''}")
        figures.append(json.loads(ended.stdout))
    asked = [figure.pop("filters") for figure in figures]
    filters = {text: median(each[text] for each in asked) for text in asked[0]}
    middle = {key: median(figure[key] for figure in figures) for key in figures[0]}
    return report.Loaded(name, int(middle.pop("messages")), filters=filters, **middle)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.run", description="Measure nldissect against its peers."
    )
    parser.add_argument("--rounds", type=int, default=5, help="pairs of runs for each comparison (default %(default)s)")
    parser.add_argument("--only", default="", metavar="TEXT", help="only comparisons whose title or peer has this text")
    parser.add_argument(
        "--large", action="store_true", help="also those that take minutes: tshark's JSON of all routes"
    )
    parser.add_argument("--output", type=Path, default=HERE / "RESULTS.md", help="default: %(default)s")
    options = parser.parse_args(arguments)
    if options.rounds < 1:
        parser.error("--rounds must be 1 or more")
    # One core each, as the peers have: numpy would start a thread for every core.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

    compared: list[report.Compared] = []
    loaded: list[report.Loaded] = []
    skipped: list[str] = []
    for comparison, name in chosen(options.only, options.large):
        title = f"{comparison.title}, {comparison.peer.name}, {name}"
        if not comparison.peer.is_there:
            skipped.append(f"{title}: {comparison.peer.executable or comparison.peer.module} is not installed.")
            continue
        print(title, file=sys.stderr, flush=True)
        try:
            compared.append(compare(comparison, name, options.rounds))
        except (make_captures.CaptureNotMadeError, ProgramFailedError) as reason:
            skipped.append(f"{title}: {reason}")
        else:
            print("  " + "  ".join(report.compared_row(compared[-1])[2:]), file=sys.stderr, flush=True)
    for name in make_captures.MAKERS if options.only.lower() in LOADED else ():
        print(f"{LOADED}, {name}", file=sys.stderr, flush=True)
        try:
            loaded.append(load(name, options.rounds))
        except (make_captures.CaptureNotMadeError, ProgramFailedError) as reason:
            skipped.append(f"{LOADED}, {name}: {reason}")
        else:
            print("  " + "  ".join(report.loaded_row(loaded[-1])[1:]), file=sys.stderr, flush=True)
    for sentence in skipped:
        print("not measured:", sentence, file=sys.stderr)
    if not compared and not loaded:
        print("nothing was measured", file=sys.stderr)
        return 1
    options.output.write_text(report.render(compared, loaded, skipped, describe()))
    print(options.output)
    return 0


if __name__ == "__main__":
    sys.exit(main())
