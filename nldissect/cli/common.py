"""What the commands share: opening a capture, saying its warnings, and what the terminal can show."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from nldissect.capture import Capture, open_capture
from nldissect.cli import FAILED, UsageError
from nldissect.engine.values import printable
from nldissect.output.encoding import locale_is_unicode

if TYPE_CHECKING:
    from nldissect.analysis.filter import Filter


def opened(path: str, options: argparse.Namespace) -> Capture:
    """The capture that a command was given."""
    if not path:
        raise UsageError("the name of FILE is empty")
    numeric = getattr(options, "numeric", False)  # of commands that print names
    format, protocol = options.imported
    families = dict(options.genl_family)
    return open_capture(path, families=families, names=not numeric, own=options.own, format=format, protocol=protocol)


def compiled(options: argparse.Namespace) -> Filter | None:
    """The filter that `-Y` gives; None without one."""
    if not options.filter:
        return None
    from nldissect.analysis.filter import Filter, FilterError
    from nldissect.families import registry

    try:
        return Filter(options.filter, registry)
    except FilterError as error:
        print(error.marked(), file=sys.stderr)
        raise UsageError(f"-Y: {error}") from None


def warn(capture: Capture) -> int:
    """Say on standard error what is wrong with a capture that was read; the exit code that this calls for."""
    sys.stdout.flush()
    for warning in capture.warnings:
        print(f"nldissect: {printable(warning)}", file=sys.stderr)
    return FAILED if capture.warnings and not len(capture) and capture.own is None else 0


def plain_output(ascii_only: bool) -> bool:
    """Whether only ASCII goes to standard output, which is then all that it takes."""
    unicode = (sys.stdout.encoding or "ascii").lower().startswith("utf") and locale_is_unicode()
    if unicode and not ascii_only:
        return False
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="ascii", errors="backslashreplace")
    return True
