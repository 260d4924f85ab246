"""Measures `nldissect export`: messages a second of the whole command, and whether DuckDB then counts what it should.

    python -m benchmarks.tables [--rounds 5] [CAPTURE...]

Without captures: those that `benchmarks.make_captures` makes.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

import duckdb

import nldissect
from benchmarks.measure import run
from nldissect.analysis.statistics import Statistics

DATA = Path(__file__).parent / "data"
USUAL = ("routes.pcap", "mix.pcap")


def differing(capture: Path, tables: Path) -> int:
    """How many message types DuckDB counts otherwise than the statistics do."""
    with nldissect.open(capture) as opened:
        rows = Statistics(opened.load()).by_type()
    wanted = {(row.family, row.type_name, row.messages, row.bytes) for row in rows if row.messages}
    query = f"SELECT family, type, count(*), sum(length) FROM '{tables}/messages/**/*.parquet' GROUP BY ALL"
    with duckdb.connect() as database:
        return len(wanted ^ set(database.execute(query).fetchall()))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("captures", nargs="*", type=Path, default=[DATA / name for name in USUAL])
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    wrong = 0
    for capture in options.captures:
        with tempfile.TemporaryDirectory() as directory:
            tables = Path(directory)
            command = [sys.executable, "-m", "nldissect", "export", str(capture), "-o", directory, "--host", "bench"]
            best = min((run(command) for _ in range(options.rounds)), key=lambda each: each.wall)
            query = f"SELECT count(*) FROM '{tables}/messages/**/*.parquet'"
            with duckdb.connect() as database:
                ((messages,),) = database.execute(query).fetchall()
            size = sum(path.stat().st_size for path in tables.rglob("*.parquet"))
            types = differing(capture, tables)
            wrong += types
            print(
                f"{capture.name:12} {messages:9,} messages  {best.wall:5.2f} s  {messages / best.wall:9,.0f}/s  "
                f"{best.cpu:5.2f} s CPU  {best.peak >> 20:5,} MiB  {size / 1e6:5.1f} MB of Parquet  "
                f"{types} types counted otherwise"
            )
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
