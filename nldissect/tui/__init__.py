"""The Textual application: `run` opens a capture on the terminal."""

from __future__ import annotations

import contextlib
import fcntl
import os
import sys
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nldissect.sources import Source


def run(
    path: str,
    *,
    source: Callable[[], Source] | None = None,
    ascii: bool = False,  # noqa: A002
    families: Mapping[int, str] | None = None,
    own: bool = False,
    format: str = "",  # noqa: A002 (the word users know)
    protocol: int | None = None,
    profile: str = "",
    display_filter: str = "",
) -> int:
    """Show a capture file, or with "-" what comes on standard input, until the user quits; returns the exit code.

    source    gives what comes live instead, when all is imported
    ascii     draw with ASCII signs only, which a locale without UTF-8 chooses by itself
    families, own, format, protocol  as `nldissect.open` takes them
    profile   of the configuration; "" for the one that the file names
    display_filter  that is in force at first

    1: nothing could be read; 2: the terminal cannot show it. Both are said in one sentence on standard error.
    """
    if problem := terminal_problem(path):
        return _refuse(problem, 2)

    import gc

    # Importing is most of the start, and the collector a tenth of importing; what is imported never becomes garbage.
    gc.disable()
    from nldissect.capture import Capture, open_capture
    from nldissect.engine.values import printable
    from nldissect.errors import CaptureError
    from nldissect.families import registry
    from nldissect.tui.reading import FIRST_BUDGET

    live = source is not None or path == "-"
    try:
        if source is None:
            if path == "-":
                _move_standard_input()
            capture = open_capture(path, families=families, own=own, format=format, protocol=protocol)
        else:
            capture = Capture(source(), registry, families, own=own)
        if not live:
            capture.advance(FIRST_BUDGET)  # so that the first picture has rows
    except (CaptureError, OSError) as error:
        gc.enable()
        return _refuse(str(error), 1)

    from nldissect.output.encoding import locale_is_unicode
    from nldissect.tui.app import NldissectApp
    from nldissect.tui.configuration import load
    from nldissect.tui.glyphs import ASCII, UNICODE

    configuration, problems = load(profile=profile)
    plain = ascii or (not (served() or locale_is_unicode()) if configuration.ascii is None else configuration.ascii)
    gc.freeze()
    gc.enable()
    # A key waits for at most one switch of threads while the capture is read.
    sys.setswitchinterval(0.001)
    with capture:
        app = NldissectApp(
            capture,
            glyphs=ASCII if plain else UNICODE,
            live=live,
            configuration=configuration,
            problems=problems,
            display_filter=display_filter,
        )
        app.run()
        problems = list(app.problems)
        if live:
            from nldissect.tui.info import last_words

            problems += last_words(capture)
    for problem in problems:  # on the screen they went by
        print(f"nldissect: {printable(problem)}", file=sys.stderr)
    return app.return_code or 0


def served() -> bool:
    """Whether a browser shows the screen: textual-serve has started the program."""
    return "TEXTUAL_DRIVER" in os.environ


def terminal_problem(path: str) -> str:
    """Why the screen cannot be shown, "" if it can."""
    if served():
        return "standard input is the keys of the browser; give a file" if path == "-" else ""
    if os.environ.get("TERM", "") in ("dumb", "unknown"):
        return "this terminal (TERM=dumb) cannot show the screen; `nldissect read` prints text"
    if not os.isatty(2):
        return "standard error is no terminal, and the screen is drawn there; `nldissect read` prints text"
    if path == "-" and os.isatty(0):
        return "standard input is the terminal; give a file, or a capture through a pipe"
    if path != "-" and not os.isatty(0):
        return "standard input is no terminal, so there are no keys; to show what comes there, open `-`"
    return ""


def _move_standard_input() -> None:
    """Keep standard input for who reads `sys.stdin`; the terminal takes its descriptor, for the keys."""
    with contextlib.suppress(OSError):  # no pipe, or the user may have no larger one
        fcntl.fcntl(0, fcntl.F_SETPIPE_SZ, 1 << 20)
    sys.stdin = os.fdopen(os.dup(0))
    terminal = os.open("/dev/tty", os.O_RDWR)
    os.dup2(terminal, 0)
    os.close(terminal)


def _refuse(sentence: str, code: int) -> int:
    print(f"nldissect: {sentence}", file=sys.stderr)
    return code
