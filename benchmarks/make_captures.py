"""Make the captures that the benchmarks read, in benchmarks/data/.

routes  one million messages recorded on a real nlmon0 (captures/record perf-routes): 125,000
        routes added and removed before a listener, the whole table dumped twice. Few layouts.
mix     the captures of this repository, whole files in turn, repeated to one million messages.
        Many layouts, and of many protocols.

    python -m benchmarks.make_captures [routes] [mix]
"""

import subprocess
import sys
from pathlib import Path

from benchmarks.packets import FILE_HEADER, count_messages, is_plain, messages_in, records

REPOSITORY = Path(__file__).parents[1]
DATA = REPOSITORY / "benchmarks" / "data"
MESSAGES = 1_000_000
# Half of the mix would be dumps, and tshark gives up after 498 messages of a datagram.
NOT_IN_MIX = frozenset({"dumps.pcap"})
# A cut is this many runs of neighbouring packets, evenly spread, so that it has dumps as well as changes.
RUNS_IN_CUT = 10


class CaptureNotMadeError(Exception):
    """A capture that cannot be made here: one sentence says why."""


def make_routes(path: Path, routes: int = 125_000) -> None:
    """Record `routes` into `path`; takes about three minutes and 4 GB of memory."""
    command = [str(REPOSITORY / "captures" / "record"), "-m", "4096", "-t", "1200", "-s", f"PERF_N={routes}"]
    partial = path.with_name("partial." + path.name)
    try:
        subprocess.run([*command, "-o", str(partial), "perf-routes"], check=True, capture_output=True, text=True)
    except subprocess.CalledProcessError as error:
        raise CaptureNotMadeError(f"{path.name} cannot be recorded: {error.stderr.strip()}") from None
    partial.with_suffix(".commands.tsv").unlink()
    partial.rename(path)


def make_mix(path: Path, messages: int = MESSAGES) -> None:
    """Write `mix` into `path`: at least `messages` messages, up to the end of a file."""
    files = []
    for source in sorted((REPOSITORY / "captures").glob("*.pcap")):
        data = source.read_bytes()
        if is_plain(data) and source.name not in NOT_IN_MIX:
            files.append((data, messages_in(source)))
    if not files:
        raise CaptureNotMadeError(f"{path.name} cannot be made: {REPOSITORY / 'captures'} holds no capture")
    partial = path.with_name("partial." + path.name)
    with partial.open("wb") as out:
        out.write(files[0][0][: FILE_HEADER.size])
        written = 0
        while written < messages:
            for data, count in files:
                out.write(memoryview(data)[FILE_HEADER.size :])
                written += count
                if written >= messages:
                    break
    partial.rename(path)


def make_cut(source: Path, messages: int) -> Path:
    """A cut of a capture with about so many messages, as NAME.MESSAGES.pcap beside it; made once."""
    path = source.with_name(f"{source.stem}.{messages}.pcap")
    if path.exists() and path.stat().st_mtime >= source.stat().st_mtime:
        return path
    packets = sum(1 for _ in records(source))
    with source.open("rb") as file, path.open("wb") as out:
        out.write(file.read(FILE_HEADER.size))
        wanted = 0
        for number, record in enumerate(records(source)):
            run = number * RUNS_IN_CUT // packets
            if number == 0 or run != (number - 1) * RUNS_IN_CUT // packets:
                wanted = messages * (run + 1) // RUNS_IN_CUT - messages * run // RUNS_IN_CUT
            if wanted > 0:
                wanted -= count_messages(record)
                out.write(record)
    return path


MAKERS = {"routes": make_routes, "mix": make_mix}


def capture(name: str) -> Path:
    """The capture of that name, made when it is not there. Raises CaptureNotMadeError."""
    DATA.mkdir(exist_ok=True)
    path = DATA / f"{name}.pcap"
    if not path.exists():
        print(f"making {path.relative_to(REPOSITORY)}", file=sys.stderr, flush=True)
        MAKERS[name](path)
    return path


def main(names: list[str]) -> int:
    for name in names or list(MAKERS):
        if name not in MAKERS:
            print(f"no capture named {name}; there are {', '.join(MAKERS)}", file=sys.stderr)
            return 2
        try:
            print(capture(name))
        except CaptureNotMadeError as reason:
            print(reason, file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
