"""Times the TUI as a user meets it: the real program in a pseudo-terminal, on captures of a million messages.

    python -m benchmarks.tui [FILE ...] [--size 120x40] [--keys 100] [--seconds 10]

Without FILE the captures of the other benchmarks are taken (see make_captures). The live part feeds the repository's
captures into standard input, 10,000 messages a second.
"""

from __future__ import annotations

import argparse
import fcntl
import os
import pty
import select
import signal
import statistics
import struct
import sys
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import nldissect
from benchmarks.make_captures import REPOSITORY, CaptureNotMadeError, capture
from benchmarks.packets import FILE_HEADER, is_plain, messages_in

FIRST_PICTURE = b" 0.000000 "
"""The time in the first row."""
QUIET = 0.15
"""Seconds without output after which a picture counts as complete."""
FILTERS = ("nl.errno > 0", "rta.oif == 3", "nl.type == RTM_DELROUTE", "call.errno != 0 && nl.flags.request")
"""What is typed into the filter bar: columns, fields, and calls are asked."""
BEYOND = 100
"""The first messages are left out of the filters, so that what they find is on no picture before."""
LIVE_RATE = 10_000
LIVE_STEPS = 50  # a second


class Terminal:
    """The program in a pseudo-terminal; times are in seconds."""

    def __init__(self, path: str, columns: int, rows: int) -> None:
        self.started = time.perf_counter()
        standard_input, self.feed = os.pipe() if path == "-" else (-1, -1)
        self.process, self.file = pty.fork()
        if self.process == 0:
            os.environ.update(TERM="xterm-256color", COLORTERM="truecolor", LANG="C.UTF-8")
            # The child sets its own size: the parent might come too late.
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
            if path == "-":
                os.dup2(standard_input, 0)
                os.closerange(3, standard_input + 2)
            os.execv(sys.executable, [sys.executable, "-m", "nldissect", path])
        if path == "-":
            os.close(standard_input)

    def read(self, timeout: float) -> bytes:
        """What comes next, b"" if nothing does in time."""
        ready, _, _ = select.select([self.file], [], [], timeout)
        return os.read(self.file, 1 << 20) if ready else b""

    def until(self, text: bytes, timeout: float, since: float | None = None) -> float:
        """Seconds from the start (or `since`) until the program wrote `text`; raises TimeoutError."""
        seen, since = b"", self.started if since is None else since
        while text not in seen:
            if time.perf_counter() - since > timeout:
                raise TimeoutError(f"{text!r} was not written within {timeout} s; last: {seen[-200:]!r}")
            seen += self.read(0.05)
        return time.perf_counter() - since

    def filter(self, text: str, expected: bytes) -> float:
        """Seconds from Enter, right behind a filter that is pasted, until the program wrote `expected`.

        It is pasted, so that nothing is found while it is written.
        """
        self.drain()
        os.write(self.file, b"/")
        self.drain()
        pressed = time.perf_counter()
        os.write(self.file, b"\x1b[200~" + text.encode() + b"\x1b[201~\r")
        return self.until(expected, 30, pressed)

    def drain(self) -> None:
        """Read until nothing has come for a moment."""
        while self.read(QUIET):
            pass

    def key(self, key: bytes) -> float:
        """Seconds from a key to the first byte that it caused."""
        self.drain()
        pressed = time.perf_counter()
        os.write(self.file, key)
        if not self.read(5):
            raise TimeoutError(f"nothing was drawn after {key!r}")
        return time.perf_counter() - pressed

    def private_memory(self) -> int:
        """Bytes of memory that are the program's own, the mapped file left out."""
        with open(f"/proc/{self.process}/status") as status:
            return next(int(line.split()[1]) * 1024 for line in status if line.startswith("RssAnon"))

    def processor_time(self) -> float:
        """Seconds of processor time used so far."""
        with open(f"/proc/{self.process}/stat") as stat:
            fields = stat.read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def terminal(path: str, columns: int, rows: int) -> Iterator[Terminal]:
    """A running program, ended with the block."""
    running = Terminal(path, columns, rows)
    try:
        yield running
    finally:
        os.kill(running.process, signal.SIGKILL)
        os.waitpid(running.process, 0)
        os.close(running.file)


Line = tuple[str, str, str]
"""What was measured, the figure, and what it may be."""


def measure(path: str, columns: int, rows: int, keys: int) -> list[Line]:
    """What a file takes."""
    starts = []
    for _ in range(5):
        with terminal(path, columns, rows) as program:
            starts.append(program.until(FIRST_PICTURE, 30))
    with terminal(path, columns, rows) as program:
        program.until(FIRST_PICTURE, 30)
        program.drain()
        time.sleep(2.0)  # the rest of the file, and the calls
        steps = sorted(program.key(b"j") for _ in range(keys))
        jumps = sorted(program.key(key) for _ in range(keys // 4) for key in (b"G", b"g"))
        pages = sorted(program.key(b"\x1b[6~") for _ in range(keys // 2))
        memory = program.private_memory()
        program.drain()
        used = program.processor_time()
        time.sleep(5)
        idle = (program.processor_time() - used) / 5
    lines = [
        ("start to first rows, median of 5", milliseconds(statistics.median(starts)), "400 ms"),
        ("j to first byte, p50 / p95", percentiles(steps), "16 ms"),
        ("page down to first byte, p50 / p95", percentiles(pages), "16 ms"),
        ("g, G to first byte, p50 / p95", percentiles(jumps), "16 ms"),
        ("private memory", f"{memory / 1e6:.0f} MB", "120 MB"),
        ("idle", f"{idle:.1%}", "1 %"),
    ]
    for text, expected in filters(path):
        with terminal(path, columns, rows) as program:
            program.until(FIRST_PICTURE, 30)
            program.drain()
            time.sleep(2.0)
            took = program.filter(text, expected)
        lines.append((text, milliseconds(took), "100 ms"))
    return lines


def filters(path: str) -> Iterator[tuple[str, bytes]]:
    """Filters that something passes in a capture, each with what is written about the first message found."""
    with nldissect.open(path) as opened:
        opened.load()
        for asked in FILTERS:
            text = f"({asked}) && nl.number > {BEYOND}"
            message = next(opened.filter(text), None)
            if message is not None:
                yield text, f"Details of {message.number:,}".encode()


def measure_live(columns: int, rows: int, seconds: float) -> list[Line]:
    """What it takes to follow messages as they come."""
    files = [path for path in sorted((REPOSITORY / "captures").glob("*.pcap")) if is_plain(path.read_bytes())]
    packets = b"".join(path.read_bytes()[FILE_HEADER.size :] for path in files)
    per_message = len(packets) / sum(messages_in(path) for path in files)
    step = memoryview(packets * 2)[: int(per_message * LIVE_RATE / LIVE_STEPS)]
    with terminal("-", columns, rows) as program:
        write_all(program.feed, files[0].read_bytes()[: FILE_HEADER.size])
        place = 0
        used = began = 0.0
        for number in range(int((seconds + 2) * LIVE_STEPS)):
            if number == 2 * LIVE_STEPS:  # when it has got going
                used, began = program.processor_time(), time.perf_counter()
            due = time.perf_counter() + 1 / LIVE_STEPS
            data = memoryview(packets * 2)[place : place + len(step)]
            write_all(program.feed, data)
            place = (place + len(step)) % len(packets)
            while (left := due - time.perf_counter()) > 0:
                program.read(left)
        used, spell = program.processor_time() - used, time.perf_counter() - began
        key = program.key(b"k")
        os.close(program.feed)
    rate = LIVE_RATE * seconds / spell
    return [
        (f"live, {rate:,.0f} messages/s followed", f"{used / spell:.0%} of a core", "25 %"),
        ("k to first byte then", milliseconds(key), ""),
    ]


def write_all(file: int, data: bytes | memoryview) -> None:
    """Write all of it into a pipe."""
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(file, rest) :]


def milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms"


def percentiles(sample: list[float]) -> str:
    """Median and 95th percentile of a sorted sample."""
    return f"{sample[len(sample) // 2] * 1000:.1f} / {sample[len(sample) * 95 // 100] * 1000:.1f} ms"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", help="captures")
    parser.add_argument("--size", default="120x40", help="columns and rows of the terminal")
    parser.add_argument("--keys", type=int, default=100, help="how often each key is pressed")
    parser.add_argument("--seconds", type=float, default=10, help="how long messages come live")
    arguments = parser.parse_args()
    columns, rows = map(int, arguments.size.split("x"))
    try:
        files = arguments.files or [str(capture(name)) for name in ("routes", "mix")]
    except CaptureNotMadeError as error:
        sys.exit(str(error))
    for path in files:
        print(f"{Path(path).name}, {arguments.size}")
        show(measure(path, columns, rows, arguments.keys))
    print(f"standard input, {arguments.size}")
    show(measure_live(columns, rows, arguments.seconds))


def show(lines: list[Line]) -> None:
    """Print what was measured."""
    for what, measured, budget in lines:
        print(f"  {what:<56} {measured:>16}   {budget and f'budget {budget}'}", flush=True)


if __name__ == "__main__":
    main()
