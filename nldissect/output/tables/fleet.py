"""The messages of many captures, for engines that spread work over many machines: Spark, Dask and the like.

Each capture is a task of its own.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from functools import lru_cache
from os import PathLike

import numpy as np
import pyarrow as pa

from nldissect.capture import open_capture
from nldissect.output.tables.arrays import TIME
from nldissect.output.tables.dataset import key_of
from nldissect.output.tables.messages import MESSAGES, PORTION, message_table

SPARK_TYPES = {pa.string(): "string", pa.int32(): "int", pa.int64(): "bigint", TIME: "timestamp"}

_log = logging.getLogger("nldissect")


@lru_cache(maxsize=1)
def fleet_schema() -> pa.Schema:
    """The columns of `batches`: the host, and those of the table `messages` with plain texts."""
    fields = [pa.field("host", pa.string(), nullable=False)]
    fields += [field.with_type(pa.string()) if pa.types.is_dictionary(field.type) else field for field in MESSAGES]
    return pa.schema(fields)


def spark_schema() -> str:
    """The same columns as Spark declares them."""
    return ", ".join(f"`{field.name}` {SPARK_TYPES[field.type]}" for field in fleet_schema())


def batches(path: str | PathLike[str], host: str = "", filter: str = "") -> Iterator[pa.RecordBatch]:  # noqa: A002
    """The messages of a capture file, some hundred thousand at a time, in the columns of `fleet_schema`.

    host    where it was captured
    filter  a display filter; "" for all messages
    What is wrong with a file that can be read in part is logged as a warning of the logger "nldissect". Raises
    CaptureError for one that cannot be read at all, and FilterError, a ValueError.
    """
    schema = fleet_schema()
    with open_capture(path) as capture:
        capture.load()
        rows = np.arange(len(capture))
        if filter:
            from nldissect.analysis.filter import Filter

            rows = Filter(filter, capture.registry).rows(capture)
        for warning in capture.warnings:
            _log.warning("%s", warning)
        key = key_of(capture)
        for first in range(0, len(rows), PORTION):
            table = message_table(capture, key, rows[first : first + PORTION])
            table = table.add_column(0, "host", pa.repeat(pa.scalar(host), len(table)))
            yield from table.cast(schema).to_batches()


def map_in_arrow(paths: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """`batches` of all captures that a column `path` names, with what a column `host` says, if there is one.

    For Spark's `DataFrame.mapInArrow(map_in_arrow, spark_schema())`.
    """
    for batch in paths:
        names = batch.column("path").to_pylist()
        hosts = batch.column("host").to_pylist() if "host" in batch.schema.names else [""] * len(names)
        for path, host in zip(names, hosts, strict=True):
            yield from batches(path, host or "")
