"""Exports the captures of many hosts in parallel: python dask_tables.py CAPTURES TABLES, with CAPTURES/HOST/*.pcap*.

Here on the processors of this machine; with `dask.distributed.Client("scheduler:8786")` on a cluster, whose workers all
see the two directories.
"""

from __future__ import annotations

import sys
from pathlib import Path

from dask.base import compute
from dask.delayed import delayed

import nldissect


@delayed
def export(path: Path, tables: str) -> tuple[str, str]:
    """Export one capture; its name, and what came of it in words."""
    from nldissect.output.tables import export

    try:
        with nldissect.open(path) as capture:
            done = export(capture, tables, host=path.parent.name)
            return str(path), "; ".join([f"{done.messages:,} messages", *capture.warnings])
    except nldissect.CaptureError as error:  # one bad file does not stop the others
        return str(path), f"failed: {error}"


def main(captures: str, tables: str) -> int:
    paths = sorted(Path(captures).glob("*/*.pcap*"))
    results = compute(*[export(path, tables) for path in paths], scheduler="processes")
    for path, result in results:
        print(f"{path}: {result}")
    return int(any(result.startswith("failed") for _, result in results))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
