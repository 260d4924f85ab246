"""tc qdisc: RTM_NEWQDISC."""

from __future__ import annotations

from typing import Any

from tests.oracles.members import MISSING, ByKind, Field, Fields, List, Member, Members, Section
from tests.oracles.oracle import Dump
from tests.oracles.words import device, hash_hexadecimal, hexadecimal, word


def handle(value: Any) -> str:
    """A qdisc that was made without a handle has the one of number 0."""
    return value["name"] if value["value"] else "0:"


def parent(value: Any) -> Any:
    return MISSING if value["name"] == "root" else value["name"]


def is_root(value: Any) -> Any:
    return value["name"] == "root" or MISSING


def _references(value: int) -> Any:
    """Told where there is more than one."""
    return MISSING if value == 1 else value


STATISTICS: Members = {
    "bytes": "TCA_STATS2.TCA_STATS_BASIC.bytes",
    "packets": "TCA_STATS2.TCA_STATS_BASIC.packets",
    **{key: f"TCA_STATS2.TCA_STATS_QUEUE.{key}" for key in ("drops", "overlimits", "requeues", "backlog", "qlen")},
}
OF_FQ_CODEL: Members = {
    key: f"TCA_STATS2.TCA_STATS_APP.stats.{key}"
    for key in (
        "maxpacket",
        "drop_overlimit",
        "new_flow_count",
        "ecn_mark",
        "new_flows_len",
        "old_flows_len",
    )
}

FQ_CODEL: Members = {
    "limit": "TCA_FQ_CODEL_LIMIT",
    "flows": "TCA_FQ_CODEL_FLOWS",
    "quantum": "TCA_FQ_CODEL_QUANTUM",
    "target": "TCA_FQ_CODEL_TARGET",
    "interval": "TCA_FQ_CODEL_INTERVAL",
    "memory_limit": "TCA_FQ_CODEL_MEMORY_LIMIT",
    "ecn": "TCA_FQ_CODEL_ECN",
    "drop_batch": "TCA_FQ_CODEL_DROP_BATCH_SIZE",
}
HTB: Members = {
    "r2q": "TCA_HTB_INIT.rate2quantum",
    "default": Field("TCA_HTB_INIT.defcls", hash_hexadecimal),
    "direct_packets_stat": "TCA_HTB_INIT.direct_pkts",
    "ver": Field("TCA_HTB_INIT.version", lambda value: f"{value >> 16}.{value & 0xFFFF}"),
    "direct_qlen": "TCA_HTB_DIRECT_QLEN",
}
SFQ: Members = {
    "limit": "v0.limit",
    "quantum": "v0.quantum",
    "depth": "depth",
    "flows": "v0.flows",
    "divisor": "v0.divisor",
    "perturb": "v0.perturb_period",
}
NETEM: Members = {
    "limit": "tc_netem_qopt.limit",
    "delay": Section(
        "",
        {
            "delay": Field("TCA_NETEM_LATENCY64", lambda value: value / 1e9),
            "jitter": Field("TCA_NETEM_JITTER64", lambda value: value / 1e9),
            "correlation": "TCA_NETEM_CORR.delay_corr",
        },
    ),
    "seed": "TCA_NETEM_PRNG_SEED",
    "ecn": Field("TCA_NETEM_ECN", absent=False),
    "gap": "tc_netem_qopt.gap",
}
PFIFO_FAST: Members = {
    "bands": "bands",
    "priomap": "priomap",
    "multiqueue": Field("TCA_PRIO_MQ", absent=False),
}


def _queues(value: Fields) -> list[list[int]]:
    """The first and the last queue of each traffic class."""
    ranges = zip(value["offset"], value["count"], strict=True)
    return [[first, first + count - 1] for first, count in list(ranges)[: value["num_tc"]]]


PREEMPTION = word("TC_FP_", EXPRESS="E", PREEMPTIBLE="P")


def _preemption(key: str) -> Any:
    return lambda entries: [PREEMPTION(entry[key]) for entry in entries]


MQPRIO: Members = {
    "tc": "tc_mqprio_qopt.num_tc",
    "map": "tc_mqprio_qopt.prio_tc_map",
    "queues": Field("tc_mqprio_qopt", _queues),
    "mode": Field("TCA_MQPRIO_MODE", word("TC_MQPRIO_MODE_"), absent="dcb"),
    "shaper": Field("TCA_MQPRIO_SHAPER", word("TC_MQPRIO_SHAPER_"), absent="dcb"),
    "fp": Field("TCA_MQPRIO_TC_ENTRY", _preemption("TCA_MQPRIO_TC_ENTRY_FP")),
}
TAPRIO_ENTRY: Members = {
    "index": "TCA_TAPRIO_SCHED_ENTRY_INDEX",
    "cmd": Field("TCA_TAPRIO_SCHED_ENTRY_CMD", word("TC_TAPRIO_CMD_", SET_GATES="S")),
    "gatemask": Field("TCA_TAPRIO_SCHED_ENTRY_GATE_MASK", hexadecimal),
    "interval": "TCA_TAPRIO_SCHED_ENTRY_INTERVAL",
}
TAPRIO: Members = {
    "tc": "TCA_TAPRIO_ATTR_PRIOMAP.num_tc",
    "map": "TCA_TAPRIO_ATTR_PRIOMAP.prio_tc_map",
    "queues": Field("TCA_TAPRIO_ATTR_PRIOMAP", _queues),
    "clockid": Field("TCA_TAPRIO_ATTR_SCHED_CLOCKID", word("CLOCK_", TAI="TAI")),
    "base_time": "TCA_TAPRIO_ATTR_SCHED_BASE_TIME",
    "cycle_time": "TCA_TAPRIO_ATTR_SCHED_CYCLE_TIME",
    "cycle_time_extension": "TCA_TAPRIO_ATTR_SCHED_CYCLE_TIME_EXTENSION",
    "schedule": List("TCA_TAPRIO_ATTR_SCHED_ENTRY_LIST.TCA_TAPRIO_SCHED_ENTRY", TAPRIO_ENTRY),
    "max-sdu": Field(
        "TCA_TAPRIO_ATTR_TC_ENTRY", lambda entries: [entry["TCA_TAPRIO_TC_ENTRY_MAX_SDU"] for entry in entries]
    ),
    "fp": Field("TCA_TAPRIO_ATTR_TC_ENTRY", _preemption("TCA_TAPRIO_TC_ENTRY_FP")),
}
OPTIONS: dict[str, Member] = {
    "noqueue": Section("", {}),
    "mq": Section("", {}),
    "pfifo": Section("TCA_OPTIONS", {"limit": "limit"}),
    "pfifo_fast": Section("TCA_OPTIONS", PFIFO_FAST),
    "fq_codel": Section("TCA_OPTIONS", FQ_CODEL),
    "htb": Section("TCA_OPTIONS", HTB),
    "sfq": Section("TCA_OPTIONS", SFQ),
    "netem": Section("TCA_OPTIONS", NETEM),
    "mqprio": Section("TCA_OPTIONS", MQPRIO),
    "taprio": Section("TCA_OPTIONS", TAPRIO),
}
QDISC: Members = {
    "kind": "TCA_KIND",
    "handle": Field("tcmsg.handle", handle),
    "dev": Field("tcmsg.ifindex", device),
    "root": Field("tcmsg.parent", is_root),
    "parent": Field("tcmsg.parent", parent),
    "refcnt": Field("tcmsg.info", _references),
    "options": ByKind("TCA_KIND", OPTIONS),
    **STATISTICS,
    **OF_FQ_CODEL,
}

QDISCS = "nl.type == RTM_NEWQDISC"
DUMPS = [
    Dump(files=("qdisc-all",), messages=QDISCS, members=QDISC),
    # The kernel tells the qdiscs of all devices; tc leaves out those of others.
    Dump(files=("mq", "mqprio", "taprio"), messages=QDISCS + ' && tcm.ifindex == "mq0"', members=QDISC),
    Dump(files=("htb-qdisc",), messages=QDISCS + ' && tcm.ifindex == "c0"', members=QDISC),
]
