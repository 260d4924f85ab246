"""Tables: the messages of captures as Parquet, for DuckDB, Spark, ClickHouse and the like.

A dataset is a directory with a table `messages`, one row a message, and a table for each kind of object that messages
are about (`route_link`, `generic_ethtool`), one row a message with a typed column for each field. `docs/tables.md` says
what is in them.
"""

from __future__ import annotations

from nldissect.errors import CaptureError

try:
    import pyarrow  # noqa: F401 (for the sentence below, once for all modules here)
except ModuleNotFoundError:
    raise CaptureError("pyarrow is needed to write tables: pip install 'nldissect[arrow]'") from None

from nldissect.output.tables.dataset import Exported, export
from nldissect.output.tables.fleet import batches, fleet_schema, map_in_arrow, spark_schema
from nldissect.output.tables.messages import MESSAGES

__all__ = ["MESSAGES", "Exported", "batches", "export", "fleet_schema", "map_in_arrow", "spark_schema"]
