"""Load a capture and lay out all its messages in this process; prints times and memory as JSON.

    python -m benchmarks.loaded CAPTURE

messages; index, layouts, calls: CPU seconds; filters: CPU milliseconds of each of FILTERS asked again;
started, held: bytes of anonymous memory after the import and at the end. Anonymous memory is what
the process itself allocated, without the pages of the mapped capture.
"""

import json
import re
import sys
import time
from pathlib import Path

import nldissect

# What is asked again of a capture whose layouts, names and calls are known, as when a filter is edited.
FILTERS = (
    "nl.type == RTM_NEWROUTE",
    "nl.flags.request and nl.seq > 5",
    "rta.oif == 3",
    "rta.oif == eth0",
    "rta.dst == 10.0.0.0/8",
    "ifla.ifname == eth0",
    "ifla.mtu > 1400",
    "nl.errno == EEXIST",
    "call.latency > 1ms",
    'nl contains "dummy"',
)
AGAIN = 3


def asked_again(capture: nldissect.Capture, text: str) -> float:
    """CPU milliseconds of a filter, the least of some, when it has been asked before."""
    from nldissect.analysis.filter import Filter  # not part of what is measured as the import

    chosen = Filter(text, capture.registry)
    chosen.rows(capture)
    times = []
    for _ in range(AGAIN):
        start = time.process_time()
        chosen.rows(capture)
        times.append(time.process_time() - start)
    return min(times) * 1000


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
        start_of_calls = time.process_time()
        capture.calls.update()
        calls = time.process_time() - start_of_calls
        figures = {
            "messages": len(capture),
            "index": indexed - start,
            "layouts": laid_out - indexed,
            "calls": calls,
            "started": started,
            "held": held,
            "filters": {text: asked_again(capture, text) for text in FILTERS},
        }
        del layouts
    print(json.dumps(figures))


if __name__ == "__main__":
    main(sys.argv[1])
