"""What commands that capture share: their options as a session, and what is recorded as text."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import time

from nldissect.cli import UsageError
from nldissect.live.files import PCAP_SUFFIXES, Limits
from nldissect.live.following import Following, Recordable
from nldissect.live.keeper import Namespace, Request
from nldissect.live.recorder import Listener, Recorder
from nldissect.live.session import Destination, Session, Source

RUN_NETNS = "/run/netns"
MEBIBYTE = 1 << 20
KILOBYTE = 1000  # as dumpcap counts
REFRESHED = 0.25
"""Seconds between two looks at the counters on a terminal."""


def wanted(options: argparse.Namespace) -> Source:
    """What the options say is to be captured."""
    multicast = options.source == "multicast"
    if multicast and options.interface:
        raise UsageError("--source multicast listens by itself; leave out -i")
    if options.interface and len(options.netns) > 1:
        raise UsageError("-i names a device of one network namespace; give one --netns")
    if options.write and options.write.endswith(PCAP_SUFFIXES) and len(options.netns) > 1:
        raise UsageError("a pcap file has one interface; for several namespaces give -w the name of a pcapng file")
    if multicast and options.longest:
        raise UsageError("-s goes with a tap, not with --source multicast")
    request = Request(
        [namespace(word) for word in options.netns] or [Namespace()],
        options.interface or "",
        multicast,
        apart=getattr(options, "unshare", False),
        command=options.run,
        aside=aside(options),
    )
    return Source(request, options.only, options.longest, options.ring * MEBIBYTE, options.dictionary)


def aside(options: argparse.Namespace) -> bool:
    """Whether a command's output has to give way to what goes to standard output."""
    return not options.write or options.write == "-"


def record(recordable: Recordable, destination: Destination, name: str, options: argparse.Namespace) -> int:
    """Record into files, or without any print; the exit code, of the command that was captured if there was one."""
    if options.write:
        return write(recordable, destination, name, quiet=options.quiet)
    return show(recordable, destination, name, options)


def namespace(word: str) -> Namespace:
    """The network namespace that the user means: a name of `ip netns`, a process id, or a path."""
    if "/" in word:
        return Namespace(word, word)
    if word.isdecimal():
        return Namespace(f"process {word}", f"/proc/{word}/ns/net")
    return Namespace(word, f"{RUN_NETNS}/{word}")


def title(source: Source) -> str:
    """What to call a capture while it has no file."""
    names = " ".join(each.name for each in source.request.namespaces if each.name)
    return names or source.request.device or ("multicast" if source.request.multicast else "netlink")


def session(options: argparse.Namespace) -> tuple[Session, str]:
    """A session with the privileges that it needs, which this process then has no more, and what to call it."""
    source = wanted(options)
    return Session(source, options.command), title(source)


def show(recordable: Recordable, destination: Destination, name: str, options: argparse.Namespace) -> int:
    """Print what is captured as it comes; the exit code, of the command that was captured if there was one."""
    from nldissect.capture import Capture
    from nldissect.cli.common import compiled, warn
    from nldissect.cli.printing import check, print_messages, printer
    from nldissect.families import registry

    try:
        check(options)  # wrong usage is told before anything is captured, or a command is run
        chosen, prints = compiled(options), printer(options)
    except UsageError:
        recordable.close()
        raise
    following = Following(recordable, destination)
    # The first one ends the capture, whose last messages are printed then; the second one is not waited for.
    signal.signal(signal.SIGINT, lambda *_: _stop(following))
    signal.signal(signal.SIGTERM, lambda *_: _stop(following))
    try:
        source = following.source(name)
        families = dict(options.genl_family)
        with Capture(source, registry, families, names=not options.numeric, own=options.own) as capture:
            print_messages(capture, options, chosen, prints)
            warn(capture)
    finally:
        following.close()
    return following.status


def _stop(following: Following) -> None:
    signal.signal(signal.SIGINT, signal.default_int_handler)
    following.stop()


def destination(options: argparse.Namespace) -> Destination:
    """Where the capture goes, and when it ends."""
    limits, rotation = dict(options.limits), dict(options.rotation)
    if rotation and options.write in (None, "", "-"):
        raise UsageError("-b goes with -w OUT, after which the files are named")
    if set(rotation) == {"files"}:
        raise UsageError("-b files:N needs another -b, which says when a file is full")
    if "files" in limits and not rotation:
        raise UsageError("-a files:N needs -b, which says when a file is full")
    if options.write:
        limits.setdefault("packets", options.count or 0)
        if printed := [name for name in ("filter", "format", "hex", "fields") if getattr(options, name)]:
            letter = {"filter": "-Y", "format": "-T", "hex": "-x", "fields": "-e"}[printed[0]]
            raise UsageError(f"{letter} goes with printing; leave out -w, or read OUT afterwards")
    return Destination(options.write or "", _limits(limits), _limits(rotation))


def _limits(given: dict[str, float]) -> Limits:
    return Limits(
        given.get("duration", 0),
        int(given.get("filesize", 0)) * KILOBYTE,
        int(given.get("packets", 0)),
        int(given.get("files", 0)),
    )


def write(recordable: Recordable, destination: Destination, name: str, *, quiet: bool) -> int:
    """Record into files; the exit code, of the command that was captured if there was one."""
    counter = Counter(quiet)
    try:
        listener = Listener(
            told=lambda sentence: counter.say(f"nldissect: {sentence}"),
            grown=counter.grown,
            ready=lambda recorder: counter.begin(recorder, name),
        )
        recorder = recordable.record(destination, listener)
    finally:
        recordable.close()
    counter.end(recorder)
    return recorder.status or 0


class Counter:
    """Says on standard error how a recording goes: on a terminal all the time, else at the end."""

    def __init__(self, quiet: bool) -> None:
        self._recorder: Recorder | None = None
        self._quiet = quiet
        self._live = sys.stderr.isatty() and not quiet
        self._shown = 0.0
        self._width = 0

    def begin(self, recorder: Recorder, name: str) -> None:
        self._recorder = recorder
        if not self._quiet:
            self.say(f"nldissect: capturing {name} into {recorder.path}; Ctrl+C ends it")

    def say(self, sentence: str) -> None:
        self._print(f"\r{sentence:{self._width}}\n" if self._width else f"{sentence}\n")
        self._width = 0

    def grown(self) -> None:
        if self._live and self._recorder is not None and time.monotonic() - self._shown > REFRESHED:
            self._shown = time.monotonic()
            line = f"{self._recorder.packets:,} packets, {self._recorder.dropped:,} lost"
            self._print(f"\r{line:{self._width}}")
            self._width = len(line)

    def _print(self, text: str) -> None:
        try:
            sys.stderr.write(text)
            sys.stderr.flush()
        except OSError:  # the terminal was closed, or nobody reads: that is no reason to end or to lose a capture
            sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 (for as long as the program runs)

    def end(self, recorder: Recorder) -> None:
        if self._quiet and not recorder.dropped:
            return
        lost = f", {recorder.dropped:,} lost: there was no room for them" if recorder.dropped else ", none lost"
        self.say(f"nldissect: {recorder.packets:,} packets in {recorder.path}{lost}")
