"""Times the TUI as a user meets it: the real program in a pseudo-terminal, on a capture of a million messages.

    python benchmarks/tui.py [FILE] [--size 120x40] [--keys 100]

Without FILE a capture of 1,000,000 route messages is written to the temporary directory first.
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
import tempfile
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager

PROGRAM = "import sys; from nldissect.tui import run; sys.exit(run(sys.argv[1]))"
MESSAGES = 1_000_000
FIRST_PICTURE = b"Details of 1"
"""Drawn with the first rows, when the first message is decoded too."""
QUIET = 0.15
"""Seconds without output after which a picture counts as complete."""


def write_capture(path: str, count: int) -> None:
    """A pcap file of `count` datagrams, each with one RTM_NEWROUTE; a thousand different ones, repeated."""
    frames = []
    for number in range(1000):
        attributes = b"".join(
            (
                struct.pack("<HHBBBB", 8, 1, 10, 1, number >> 8, number & 255),
                struct.pack("<HHI", 8, 4, 2 + number % 7),
                struct.pack("<HHI", 8, 15, 254),
            )
        )
        body = struct.pack("<BBBBBBBBI", 2, 32, 0, 0, 254, 4, 0, 1, 0) + attributes
        header = struct.pack("<IHHII", 16 + len(body), 24, 0x605, number, 4242)
        cooked = struct.pack(">HHH8xH", 4, 824, 0, 0)
        frames.append(cooked + header + body)
    length = len(frames[0])
    records = b"".join(struct.pack("<IIII", 1_700_000_000, n * 1000, length, length) + f for n, f in enumerate(frames))
    with open(path, "wb") as file:
        file.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262144, 253))
        for _ in range(count // len(frames)):
            file.write(records)


class Terminal:
    """The program in a pseudo-terminal; times are in seconds."""

    def __init__(self, path: str, columns: int, rows: int) -> None:
        self.started = time.perf_counter()
        self.process, self.file = pty.fork()
        if self.process == 0:
            os.environ.update(TERM="xterm-256color", COLORTERM="truecolor", LANG="C.UTF-8")
            # The child sets its own size: the parent might come too late.
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
            os.execv(sys.executable, [sys.executable, "-c", PROGRAM, path])

    def read(self, timeout: float) -> bytes:
        """What comes next, b"" if nothing does in time."""
        ready, _, _ = select.select([self.file], [], [], timeout)
        return os.read(self.file, 1 << 20) if ready else b""

    def until(self, text: bytes, timeout: float) -> float:
        """Seconds from the start until the program wrote `text`; raises TimeoutError."""
        seen = b""
        while text not in seen:
            if time.perf_counter() - self.started > timeout:
                raise TimeoutError(f"{text!r} was not written within {timeout} s; last: {seen[-200:]!r}")
            seen += self.read(0.05)
        return time.perf_counter() - self.started

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


def measure(path: str, columns: int, rows: int, keys: int) -> list[tuple[str, str, str]]:
    """(what, measured, budget) lines."""
    starts = []
    for _ in range(3):
        with terminal(path, columns, rows) as program:
            starts.append(program.until(FIRST_PICTURE, 30))
    with terminal(path, columns, rows) as program:
        program.until(FIRST_PICTURE, 30)
        program.drain()
        time.sleep(1.0)  # the rest of the file
        steps = sorted(program.key(b"j") for _ in range(keys))
        jumps = sorted(program.key(key) for _ in range(keys // 4) for key in (b"G", b"g"))
        pages = sorted(program.key(b"\x1b[6~") for _ in range(keys // 2))
        memory = program.private_memory()
        program.drain()
        used = program.processor_time()
        time.sleep(5)
        idle = (program.processor_time() - used) / 5
    return [
        ("start to first rows, median of 3", milliseconds(statistics.median(starts)), "500 ms"),
        ("j to first byte, p50 / p95", percentiles(steps), "16 ms"),
        ("page down to first byte, p50 / p95", percentiles(pages), "16 ms"),
        ("g, G to first byte, p50 / p95", percentiles(jumps), "16 ms"),
        ("private memory", f"{memory / 1e6:.0f} MB", "150 MB"),
        ("idle", f"{idle:.1%}", "1 %"),
    ]


def milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms"


def percentiles(sample: list[float]) -> str:
    """Median and 95th percentile of a sorted sample."""
    return f"{sample[len(sample) // 2] * 1000:.1f} / {sample[len(sample) * 95 // 100] * 1000:.1f} ms"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", nargs="?", help="a capture")
    parser.add_argument("--size", default="120x40", help="columns and rows of the terminal")
    parser.add_argument("--keys", type=int, default=100, help="how often each key is pressed")
    arguments = parser.parse_args()
    columns, rows = map(int, arguments.size.split("x"))
    with tempfile.TemporaryDirectory() as directory:
        path = arguments.file
        if path is None:
            path = os.path.join(directory, "million.pcap")
            write_capture(path, MESSAGES)
        for what, measured, budget in measure(path, columns, rows, arguments.keys):
            print(f"{what:<38} {measured:>18}   budget {budget}")


if __name__ == "__main__":
    main()
