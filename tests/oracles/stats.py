"""ip stats: RTM_NEWSTATS."""

from __future__ import annotations

from typing import Any

from tests.oracles.link import RECEIVED, SENT
from tests.oracles.members import Field, Members, Section, look
from tests.oracles.oracle import Dump
from tests.oracles.words import device

OFFLOADED = "IFLA_STATS_LINK_OFFLOAD_XSTATS"
INFO = f"{OFFLOADED}.IFLA_OFFLOAD_XSTATS_HW_S_INFO"
INFO_L3 = f"{INFO}.IFLA_OFFLOAD_XSTATS_L3_STATS"

# What ip tells of each device in turn, whether the kernel has it or not: where to look for its counters and settings.
GROUPS = (
    ({"group": "afstats", "subgroup": "mpls"}, "IFLA_STATS_AF_SPEC.AF_MPLS", ""),
    ({"group": "link"}, "IFLA_STATS_LINK_64", ""),
    ({"group": "offload", "subgroup": "l3_stats"}, f"{OFFLOADED}.IFLA_OFFLOAD_XSTATS_L3_STATS", INFO_L3),
    ({"group": "offload", "subgroup": "hw_stats_info"}, "", INFO),
    ({"group": "offload", "subgroup": "cpu_hit"}, f"{OFFLOADED}.IFLA_OFFLOAD_XSTATS_CPU_HIT", ""),
    *(
        ({"group": f"xstats{group}", "subgroup": kind, "suite": suite}, "", "")
        for kind, suites in (("bond", ("802.3ad",)), ("bridge", ("mcast", "stp")))
        for group in ("_slave", "")
        for suite in suites
    ),
)


def _by_group(messages: list[Any]) -> list[Any]:
    return [
        {
            **told,
            "if_stats_msg": message["if_stats_msg"],
            "counters": look(message, counters),
            "info": look(message, info),
        }
        for message in messages
        for told, counters, info in GROUPS
    ]


REQUESTED: Members = {
    "request": "IFLA_OFFLOAD_XSTATS_HW_S_INFO_REQUEST",
    "used": "IFLA_OFFLOAD_XSTATS_HW_S_INFO_USED",
}
STATS: Members = {
    "ifindex": "if_stats_msg.ifindex",
    "ifname": Field("if_stats_msg.ifindex", device),
    "group": "group",
    "subgroup": "subgroup",
    "suite": "suite",
    "info": Section("info", {**REQUESTED, "l3_stats": Section("IFLA_OFFLOAD_XSTATS_L3_STATS", REQUESTED)}),
    "stats64": Section("counters", {"rx": Section("", RECEIVED), "tx": Section("", SENT)}),
}

DUMPS = [Dump(files=("nstat",), messages="nl.type == RTM_NEWSTATS", members=STATS, objects=_by_group)]
