"""What the commands share: opening a capture and saying its warnings."""

from __future__ import annotations

import argparse
import sys

from nldissect.capture import Capture, open_capture


def opened(path: str, options: argparse.Namespace) -> Capture:
    """The capture that a command was given."""
    return open_capture(path, families=dict(options.genl_family))


def warn(capture: Capture) -> None:
    """Say once on standard error what is wrong with a capture."""
    for warning in capture.warnings:
        print(f"nldissect: {warning}", file=sys.stderr)


def unicode_output() -> bool:
    """Whether standard output takes more than ASCII."""
    return (sys.stdout.encoding or "ascii").lower().replace("-", "") in ("utf8", "utf16", "utf32")
