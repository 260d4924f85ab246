"""The tables in which iproute2 keeps the names of routing tables, protocols, scopes, realms and groups."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

# What the system's administrator writes stands in /etc and takes the place of what the distribution ships.
DIRECTORIES = ("/etc/iproute2", "/usr/share/iproute2")

FILES = {
    "table": "rt_tables",
    "protocol": "rt_protos",
    "scope": "rt_scopes",
    "realm": "rt_realms",
    "group": "group",
    "address_protocol": "rt_addrprotos",
}


def read_table(file: str, directories: Sequence[str | Path] = DIRECTORIES) -> dict[int, str]:
    """Numbers and names of a table ("rt_tables"); of files of one name that in the first directory counts.

    Files like rt_tables.d/vpn.conf add to the table. What cannot be read, and lines that are no entries, say nothing.
    """
    names: dict[int, str] = {}
    for path in _files(file, [Path(directory) for directory in directories]):
        try:
            text = path.read_text("utf-8", "surrogateescape")
        except OSError:
            continue
        names.update(_entries(text))
    return names


def _files(file: str, directories: Sequence[Path]) -> Iterator[Path]:
    """The files of a table, those that add to it last."""
    yield from [path for directory in directories if (path := directory / file).is_file()][:1]
    found: dict[str, Path] = {}
    for directory in reversed(directories):
        found.update((path.name, path) for path in sorted((directory / f"{file}.d").glob("[!.]*.conf")))
    yield from found.values()


def _entries(text: str) -> Iterator[tuple[int, str]]:
    """The entries of a table: "254 main" or "0xfe main", a comment behind it or not."""
    for line in text.split("\n"):
        words = line.split()
        if len(words) < 2 or (len(words) > 2 and not words[2].startswith("#")):
            continue
        try:
            number = int(words[0], 16 if words[0].startswith("0x") else 10)
        except ValueError:  # a comment, too
            continue
        if 0 <= number < 1 << 32:
            yield number, words[1]
