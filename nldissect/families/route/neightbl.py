"""Neighbour tables, their parameters and those of each device: RTM_NEWNEIGHTBL, RTM_GETNEIGHTBL, RTM_SETNEIGHTBL."""

from __future__ import annotations

from nldissect.families.route.protocol import NETLINK_ROUTE
from nldissect.schema import (
    Attributes,
    Struct,
    address_family,
    binary,
    hex32,
    ifindex,
    milliseconds,
    pad,
    string,
    u16,
    u32,
    u64,
)


class ndtmsg(Struct, header="linux/neighbour.h", key="ndtm"):
    family = address_family
    pad1 = pad(1)
    pad2 = pad(2)


class ndt_config(Struct, header="linux/neighbour.h"):
    key_len = u16
    entry_size = u16
    entries = u32
    last_flush = milliseconds
    last_rand = milliseconds
    hash_rnd = hex32
    hash_mask = hex32
    hash_chain_gc = u32
    proxy_qlen = u32


class ndt_stats(Struct, header="linux/neighbour.h"):
    allocs = u64
    destroys = u64
    hash_grows = u64
    res_failed = u64
    lookups = u64
    hits = u64
    rcv_probes_mcast = u64
    rcv_probes_ucast = u64
    periodic_gc_runs = u64
    forced_gc_runs = u64
    table_fulls = u64


class NDTPA(Attributes, header="linux/neighbour.h"):
    IFINDEX = 1, ifindex
    REFCNT = 2, u32
    REACHABLE_TIME = 3, u64(milliseconds)
    BASE_REACHABLE_TIME = 4, u64(milliseconds)
    RETRANS_TIME = 5, u64(milliseconds)
    GC_STALETIME = 6, u64(milliseconds)
    DELAY_PROBE_TIME = 7, u64(milliseconds)
    QUEUE_LEN = 8, u32
    APP_PROBES = 9, u32
    UCAST_PROBES = 10, u32
    MCAST_PROBES = 11, u32
    ANYCAST_DELAY = 12, u64(milliseconds)
    PROXY_DELAY = 13, u64(milliseconds)
    PROXY_QLEN = 14, u32
    LOCKTIME = 15, u64(milliseconds)
    QUEUE_LENBYTES = 16, u32
    MCAST_REPROBES = 17, u32
    PAD = 18, binary
    INTERVAL_PROBE_TIME_MS = 19, u64(milliseconds)


class NDTA(Attributes, header="linux/neighbour.h"):
    NAME = 1, string
    THRESH1 = 2, u32
    THRESH2 = 3, u32
    THRESH3 = 4, u32
    CONFIG = 5, ndt_config
    PARMS = 6, NDTPA
    STATS = 7, ndt_stats
    GC_INTERVAL = 8, u64(milliseconds)
    PAD = 9, binary


_TABLE = (
    "ntable {verb}[ {ndtm.family!=unspec}][ name {ndta.name}][ dev {parms.ifindex}][ thresh1 {ndta.thresh1}]"
    "[ thresh2 {ndta.thresh2}][ thresh3 {ndta.thresh3}][ gc_int {ndta.gc_interval}]"
)
_PARAMETERS = (
    "[ base_reachable {parms.base_reachable_time}][ retrans {parms.retrans_time}][ gc_stale {parms.gc_staletime}]"
    "[ delay_probe {parms.delay_probe_time}][ queue {parms.queue_len}][ app_probes {parms.app_probes}]"
    "[ ucast_probes {parms.ucast_probes}][ mcast_probes {parms.mcast_probes}][ anycast_delay {parms.anycast_delay}]"
    "[ proxy_delay {parms.proxy_delay}][ proxy_queue {parms.proxy_qlen}][ locktime {parms.locktime}]"
)

NETLINK_ROUTE.message("RTM_NEWNEIGHTBL", 64, ndtmsg, NDTA, summary=_TABLE)
NETLINK_ROUTE.message("RTM_GETNEIGHTBL", 66, ndtmsg, NDTA, summary=_TABLE)
NETLINK_ROUTE.message("RTM_SETNEIGHTBL", 67, ndtmsg, NDTA, summary=_TABLE + _PARAMETERS)
