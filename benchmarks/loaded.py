"""Load a capture and lay out all its messages in this process; prints times and memory as JSON.

    python -m benchmarks.loaded CAPTURE

messages; index, layouts: CPU seconds;
started, held: bytes of anonymous memory after the import and at the end. Anonymous memory is what
the process itself allocated, without the pages of the mapped capture.
"""

import json
import re
import sys
import time
from pathlib import Path

import nldissect


def anonymous_memory(status: str) -> int:
    """Bytes of RssAnon in the text of /proc/PID/status."""
    found = re.search(r"^RssAnon:\s+(\d+) kB$", status, re.MULTILINE)
    if found is None:
        raise ValueError("no RssAnon in /proc/self/status")
    return int(found[1]) * 1024


def main(path: str) -> None:
    own_status = Path("/proc/self/status")
    started = anonymous_memory(own_status.read_text())
    with nldissect.open(path) as capture:
        start = time.process_time()
        capture.load()
        indexed = time.process_time()
        layouts = capture.assign_layouts()
        laid_out = time.process_time()
        held = anonymous_memory(own_status.read_text())
        figures = {
            "messages": len(capture),
            "index": indexed - start,
            "layouts": laid_out - indexed,
            "started": started,
            "held": held,
        }
        del layouts
    print(json.dumps(figures))


if __name__ == "__main__":
    main(sys.argv[1])
