"""ip ntable: RTM_NEWNEIGHTBL."""

from __future__ import annotations

from tests.oracles.members import Field, Members
from tests.oracles.oracle import Dump
from tests.oracles.words import device, word

PARAMETERS = {
    "refcnt": "REFCNT",
    "reachable": "REACHABLE_TIME",
    "base_reachable": "BASE_REACHABLE_TIME",
    "retrans": "RETRANS_TIME",
    "gc_stale": "GC_STALETIME",
    "delay_probe": "DELAY_PROBE_TIME",
    "queue": "QUEUE_LEN",
    "app_probes": "APP_PROBES",
    "ucast_probes": "UCAST_PROBES",
    "mcast_probes": "MCAST_PROBES",
    "anycast_delay": "ANYCAST_DELAY",
    "proxy_delay": "PROXY_DELAY",
    "proxy_queue": "PROXY_QLEN",
    "locktime": "LOCKTIME",
}
TABLE: Members = {
    "family": Field("ndtmsg.family", word("AF_")),
    "name": "NDTA_NAME",
    "dev": Field("NDTA_PARMS.NDTPA_IFINDEX", lambda value: device(value) or "*"),
    "thresh1": "NDTA_THRESH1",
    "thresh2": "NDTA_THRESH2",
    "thresh3": "NDTA_THRESH3",
    "gc_interval": "NDTA_GC_INTERVAL",
    **{key: f"NDTA_PARMS.NDTPA_{name}" for key, name in PARAMETERS.items()},
}

DUMPS = [Dump(files=("ntable",), messages="nl.type == RTM_NEWNEIGHTBL", members=TABLE)]
