"""The command line: one program with sub-commands, each in a module of its own that is imported when it runs."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from importlib import import_module

from nldissect import memory
from nldissect.cli.options import parse
from nldissect.errors import CaptureError

USAGE = 2
FAILED = 1
INTERRUPTED = 130  # as a shell tells of SIGINT


class UsageError(Exception):
    """Options that do not go together or name what is not there; one sentence for the user."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit code: 0, 1 when nothing could be read, 2 for wrong usage."""
    # Declarations and layouts live as long as the program: looking for garbage among them is only work.
    gc.set_threshold(100_000, 50, 50)
    _prepare_streams()
    command = ""
    try:
        options = parse(sys.argv[1:] if arguments is None else arguments)
        command = options.command
        memory.hand_back() if command == "tui" else memory.keep()
        code: int = import_module(f"nldissect.cli.{command}").run(options)
        sys.stdout.flush()
    except UsageError as error:
        return _fail(f"nldissect {command}: {error}", USAGE)
    except CaptureError as error:
        return _fail(f"nldissect: {error}", FAILED)
    except BrokenPipeError:  # the reader has gone (`| head`)
        _forget_output()
        return 0
    except OSError as error:  # everything else that is read and written says so by CaptureError
        _forget_output()
        place = error.filename or "standard output: cannot be written"
        return _fail(f"nldissect: {place} ({error.strerror or error})", FAILED)
    except KeyboardInterrupt:
        return INTERRUPTED
    return code


def _fail(sentence: str, code: int) -> int:
    print(sentence, file=sys.stderr)
    return code


def _prepare_streams() -> None:
    """Replace closed standard streams (`<&-`), lest a file takes their place, and escape what they cannot encode."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode))  # noqa: SIM115 (for as long as the program runs)
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="backslashreplace")


def _forget_output() -> None:
    """What is still to be written cannot be, not even at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
