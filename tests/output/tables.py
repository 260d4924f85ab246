"""Makes and reads tables, for tests."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq

import nldissect
from nldissect.capture import Capture
from nldissect.cooked import cooked
from nldissect.output.tables import export

RTM_NEWLINK, RTM_NEWADDR = 16, 20
NOON = 1_795_262_400 * 1_000_000_000  # 2026-11-21 12:00 UTC
OWN = ("capture", "number", "time", "type", "issues", "redacted", "raw")
"""Columns of tables that are no fields."""


def attribute(number: int, value: bytes) -> bytes:
    return struct.pack("<HH", 4 + len(value), number) + value + bytes(-len(value) % 4)


def message(number: int, header: bytes, *attributes: bytes) -> bytes:
    body = header + b"".join(attributes)
    return struct.pack("<IHHII", 16 + len(body), number, 0, 7, 8) + body


def link(*attributes: bytes) -> bytes:
    """An RTM_NEWLINK."""
    return message(RTM_NEWLINK, bytes(16), *attributes)


def pcap(*packets: tuple[int, bytes], protocol: int = 0) -> bytes:
    """A capture of packets: the time of each in nanoseconds, and a datagram."""
    parts = [struct.pack("<IHHiIII", 0xA1B23C4D, 2, 4, 0, 0, 1 << 18, 253)]
    for time, datagram in packets:
        data = cooked(protocol) + datagram
        parts.append(struct.pack("<IIII", *divmod(time, 1_000_000_000), len(data), len(data)) + data)
    return b"".join(parts)


def opened(*messages: bytes, protocol: int = 0) -> Capture:
    """A capture of messages, a packet each."""
    return nldissect.open(pcap(*((NOON, each) for each in messages), protocol=protocol))


def files(directory: Path, table: str = "*") -> list[Path]:
    return sorted(directory.glob(f"{table}/day=*/host=*/*.parquet"))


def rows(directory: Path, table: str) -> list[dict[str, Any]]:
    """The rows of a table by their number."""
    found = [row for path in files(directory, table) for row in pq.ParquetFile(path).read().to_pylist()]
    return sorted(found, key=lambda row: int(row["number"]))


def queried(query: str) -> list[tuple[Any, ...]]:
    """The rows that DuckDB gives."""
    with duckdb.connect() as database:
        return database.execute(query).fetchall()


def fields(row: dict[str, Any]) -> dict[str, Any]:
    """The fields that a message has."""
    return {name: value for name, value in row.items() if name not in OWN and value is not None}


def bodies(directory: Path) -> Iterator[dict[str, Any]]:
    """The rows of all tables but that of all messages."""
    for path in files(directory):
        if path.relative_to(directory).parts[0] != "messages":
            yield from pq.ParquetFile(path).read().to_pylist()


def exported(capture: Capture, directory: Path, table: str) -> list[dict[str, Any]]:
    """The rows of a table of a capture."""
    export(capture, directory)
    return rows(directory, table)
