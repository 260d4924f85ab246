"""Makes a table of the messages of many hosts: spark-submit spark_messages.py CAPTURES TABLE.

The captures are CAPTURES/HOST/*.pcap*. Every worker sees both directories, and has `nldissect[arrow]` installed.
"""

from __future__ import annotations

import sys
from pathlib import Path

from pyspark.sql import SparkSession

from nldissect.output.tables import map_in_arrow, spark_schema


def main(captures: str, table: str) -> None:
    spark = SparkSession.builder.appName("nldissect").getOrCreate()
    paths = [(str(path), path.parent.name) for path in sorted(Path(captures).resolve().glob("*/*.pcap*"))]
    found = spark.createDataFrame(paths, "path string, host string").repartition(len(paths))  # a task for each
    messages = found.mapInArrow(map_in_arrow, spark_schema()).selectExpr("date(time) AS day", "*")
    messages.write.mode("overwrite").partitionBy("day", "host").parquet(table)


if __name__ == "__main__":
    main(*sys.argv[1:])
