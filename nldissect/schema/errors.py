"""Errors in declarations."""

from __future__ import annotations

import sys


class DeclarationError(Exception):
    """A declaration that contradicts itself; the text starts with file and line."""


def place() -> str:
    """File and line of the declaration being made: the nearest caller outside this package."""
    frame = sys._getframe(1)
    package = __name__.rpartition(".")[0]
    while frame.f_back is not None and frame.f_globals.get("__name__", "").startswith(package):
        frame = frame.f_back
    return f"{frame.f_code.co_filename}:{frame.f_lineno}"
