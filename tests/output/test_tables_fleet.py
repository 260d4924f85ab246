"""Tables of a fleet: what Spark and Dask call, called as they do it; and what docs/tables.md tells to type."""

import logging
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

import nldissect
from nldissect.errors import CaptureError
from nldissect.output.tables import MESSAGES, batches, export, fleet_schema, map_in_arrow, spark_schema
from tests.captures import CAPTURES
from tests.output.tables import queried, rows

ROOT = CAPTURES.parent
GUIDE = (ROOT / "docs" / "tables.md").read_text("utf-8")
QUERIES = re.findall(r"^```sql\n(.*?)^```\n(?:\n```text\n(.*?)^```)?", GUIDE, re.M | re.S)
TYPES = {"string": pa.string(), "int": pa.int32(), "bigint": pa.int64(), "timestamp": pa.timestamp("us", "UTC")}


@pytest.fixture
def hosts(tmp_path: Path) -> Path:
    """A directory of captures, by host."""
    for host, name in (("a", "routes.pcap"), ("a", "errors.pcap"), ("b", "addresses.pcap.gz")):
        (tmp_path / "captures" / host).mkdir(parents=True, exist_ok=True)
        shutil.copy(CAPTURES / name, tmp_path / "captures" / host)
    return tmp_path / "captures"


def test_the_columns_are_those_of_messages_and_the_host() -> None:
    assert fleet_schema().names == ["host", *MESSAGES.names]
    declared = [column.split() for column in spark_schema().split(", ")]
    assert [(name.strip("`"), TYPES[type_]) for name, type_ in declared] == [
        (field.name, field.type) for field in fleet_schema()
    ]


def test_batches_are_the_rows_of_the_table(tmp_path: Path) -> None:
    path = CAPTURES / "misbehaving.pcap"
    found = pa.Table.from_batches(batches(path, "a"), fleet_schema())
    with nldissect.open(path) as capture:
        export(capture, tmp_path, host="a")
    assert found.drop_columns(["host"]).to_pylist() == rows(tmp_path, "messages")
    assert set(found["host"].to_pylist()) == {"a"}
    passing = list(batches(path, filter="nl.errno == ENODEV"))
    assert {row["error"] for batch in passing for row in batch.to_pylist()} == {"ENODEV"}


def test_spark_gives_paths_and_takes_rows(hosts: Path) -> None:
    paths = [(str(path), path.parent.name) for path in sorted(hosts.glob("*/*"))]
    with_hosts = pa.RecordBatch.from_arrays([pa.array(each) for each in zip(*paths, strict=True)], ["path", "host"])

    def given() -> Iterator[pa.RecordBatch]:
        yield with_hosts.slice(0, 1)
        yield with_hosts.slice(1)

    found = pa.Table.from_batches(map_in_arrow(given()), fleet_schema())
    counts = Counter((row["host"], row["file"]) for row in found.to_pylist())
    assert counts == {("a", "errors.pcap"): 238, ("a", "routes.pcap"): 368, ("b", "addresses.pcap.gz"): 241}
    without = map_in_arrow([with_hosts.select(["path"])])
    assert sum(batch.num_rows for batch in without) == 847


def test_a_damaged_capture_is_logged_and_an_unreadable_one_fails(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    cut = tmp_path / "cut.pcap"
    cut.write_bytes((CAPTURES / "routes.pcap").read_bytes()[:-5])
    with caplog.at_level(logging.WARNING, "nldissect"):
        assert sum(batch.num_rows for batch in batches(cut)) > 300
    assert "cut.pcap" in caplog.text
    with pytest.raises(CaptureError):
        list(batches(tmp_path / "none.pcap"))


def test_dask_exports_a_fleet_into_one_dataset(hosts: Path, tmp_path: Path) -> None:
    (hosts / "b" / "broken.pcap").write_bytes(b"no capture")
    program = [sys.executable, *map(str, (ROOT / "docs" / "fleet" / "dask_tables.py", hosts, tmp_path / "tables"))]
    done = subprocess.run(
        program, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False
    )
    assert (done.returncode, len(done.stdout.splitlines())) == (1, 4)
    assert "broken.pcap: failed: " in done.stdout
    table = f"'{tmp_path}/tables/messages/**/*.parquet'"
    assert queried(f"SELECT host, count(*) FROM {table} GROUP BY ALL ORDER BY ALL") == [("a", 606), ("b", 241)]


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tables of the first example of the guide."""
    directory = tmp_path_factory.mktemp("guide")
    for name in ("misbehaving.pcap", "routes.pcap"):
        with nldissect.open(CAPTURES / name) as capture:
            export(capture, directory / "tables", host="router")
    return directory


def test_the_queries_of_the_guide_give_what_it_says(example: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(example)
    assert len(QUERIES) > 5
    with duckdb.connect() as database:
        for query, wanted in QUERIES:
            found = database.sql(query)
            if query.startswith("CREATE"):
                continue
            assert found is not None  # what is no SELECT gives none
            table = found.to_arrow_table()  # times in Arrow need no package for time zones
            lines = [table.column_names, *(row.values() for row in table.to_pylist())]
            shown = "".join(" | ".join(map(str, line)) + "\n" for line in lines)
            assert table.num_rows, query
            assert wanted in ("", shown), query


def test_the_guide_names_the_columns_of_messages() -> None:
    table = GUIDE.split("### messages")[1].split("### ")[0]
    told = [name for row in re.findall(r"^\| (`.*?`) \|", table, re.M) for name in re.findall(r"`(\w+)`", row)]
    assert sorted(told) == sorted([*MESSAGES.names, "day", "host"])


def test_clickhouse_is_told_the_columns_of_messages() -> None:
    statements = (ROOT / "docs" / "fleet" / "clickhouse.sql").read_text("utf-8")
    created, inserted = statements.split("INSERT INTO")
    wanted = ["day", "host", *MESSAGES.names]
    assert re.findall(r"^    (\w+) ", created.split("ENGINE")[0], re.M) == wanted
    assert re.findall(r"\w+", inserted.split("SELECT")[1].split("FROM")[0]) == wanted
