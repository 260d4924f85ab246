"""A capture that a process of its own records while this one reads the file."""

from __future__ import annotations

import os
import signal
import tempfile
from contextlib import suppress
from threading import Lock
from typing import TYPE_CHECKING, Protocol

from nldissect.errors import CaptureError
from nldissect.live.files import NO_LIMITS, created
from nldissect.live.recorder import Listener, Recorder
from nldissect.live.session import Destination

if TYPE_CHECKING:
    from nldissect.sources import Source

PIECE = 1 << 16
# First letters of the lines that the recorder writes: it has begun; the file is whole up to so many bytes; why it
# failed; it has ended, with the exit status of the command that was captured.
READY, GROWN, FAILED, ENDED = b"r", b"g", b"f", b"e"
FAILURE = 1  # the exit status of a recorder that does not say one
KILLED = "the process that recorded was killed; what it had written is all there is"


class Recordable(Protocol):
    """What can be recorded, as `Session` can."""

    def record(self, destination: Destination, listener: Listener) -> Recorder: ...

    def close(self) -> None: ...

    def abandon(self) -> None: ...


class Following:
    """A capture under way in a process of its own; to be made before the program has threads.

    destination  where it is written to; a path "" stands for a file that goes with the program
    """

    def __init__(self, session: Recordable, destination: Destination) -> None:
        self.status = FAILURE
        """The exit status of the command that was captured."""
        self._failure = KILLED
        self._begun = False
        self._lines = b""
        self._grown = self._known = 0
        self._lock = Lock()  # a screen ends it while a thread of its own listens
        reading, writing = _file(destination.path)
        self._file = reading
        self._told, telling = os.pipe2(os.O_CLOEXEC)
        self._process = os.fork()
        if not self._process:
            os.close(self._told)
            _record(session, destination, writing, telling)
        os.close(telling)
        os.close(writing)
        session.abandon()

    def source(self, name: str) -> Source:
        """The capture, once it has begun; raises CaptureError when it cannot."""
        while not self._begun and self._hear():
            pass
        if not self._begun:
            raise CaptureError(self._failure)
        # Only now: the recorder, which was forked off, has no use for them and their threads.
        from nldissect.sources.growing import Growing
        from nldissect.sources.source import Source

        return Source(name, supply=Growing(self._file, self._size, lambda: self._failure))

    def _size(self) -> int | None:
        """Wait until the file has grown; the size up to which it is whole, None: it grows no more."""
        while self._grown <= self._known:
            if not self._hear():
                return None
        self._known = self._grown
        return self._known

    def _hear(self) -> bool:
        """Take in what the recorder says; False when it has ended."""
        with self._lock:
            piece = os.read(self._told, PIECE)
            *lines, self._lines = (self._lines + piece).split(b"\n")
        for line in lines:
            text = line[1:].decode()
            letter = line[:1]
            if letter == READY:
                self._begun = True
            elif letter == GROWN:
                self._grown = int(text)
            elif letter == FAILED:
                self._failure = text.replace("\0", "\n")
            elif letter == ENDED:
                self._failure, self.status = "", int(text)
        return bool(piece)

    def stop(self) -> None:
        """Have the recorder end; what it has is read to its end."""
        with suppress(OSError):
            os.kill(self._process, signal.SIGTERM)

    def close(self) -> None:
        """End it; returns when the recorder has gone, and with it the tap."""
        self.stop()
        while self._hear():
            pass
        with suppress(OSError):
            os.waitpid(self._process, 0)


def _file(path: str) -> tuple[int, int]:
    """A file that is to be written, open for reading and for writing; raises CaptureError."""
    if not path:
        try:
            with tempfile.TemporaryFile(prefix="nldissect-", buffering=0) as file:
                writing = os.dup(file.fileno())
        except OSError as error:
            raise CaptureError(f"there is no room for a temporary file ({error.strerror})") from None
        return os.open(f"/proc/self/fd/{writing}", os.O_RDONLY | os.O_CLOEXEC), writing
    if os.path.exists(path) and not os.path.isfile(path) and not os.path.isdir(path):
        raise CaptureError(f"{path}: is no ordinary file, from which the capture could be read while it is written")
    writing = created(path)
    return os.open(path, os.O_RDONLY | os.O_CLOEXEC), writing


def _record(session: Recordable, destination: Destination, writing: int, telling: int) -> None:
    """Be the recorder; never returns."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # of a terminal it is meant for the program, which says what to do
    os.set_blocking(telling, False)

    def tell(letter: bytes, text: str = "") -> None:
        with suppress(OSError):  # nobody reads, or not fast enough: the next line tells as much
            os.write(telling, letter + text.replace("\n", "\0").encode() + b"\n")

    def grown() -> None:
        tell(GROWN, str(os.fstat(writing).st_size))

    try:
        path = destination.path or f"{tempfile.gettempdir()} (a temporary file)"
        recorder = session.record(
            Destination(path, destination.limits, NO_LIMITS, writing),
            Listener(grown=grown, ready=lambda _: tell(READY), watched=telling),
        )
        tell(ENDED, str(recorder.status or 0))
    except CaptureError as error:
        tell(FAILED, str(error))
    except OSError as error:
        tell(FAILED, f"the capture ended ({error.strerror or error})")
    finally:
        session.close()
        os._exit(0)
