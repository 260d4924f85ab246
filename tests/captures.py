"""The captures that the repository carries, for tests."""

from __future__ import annotations

from pathlib import Path

CAPTURES = Path(__file__).parent.parent / "captures"
FILES = sorted(path for path in CAPTURES.iterdir() if path.suffix in (".pcap", ".pcapng"))


def names(paths: list[Path]) -> list[str]:
    """Short names for test ids."""
    return [path.name for path in paths]
