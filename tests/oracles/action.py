"""Actions, as tc filter tells them: what TCA_ACT_OPTIONS and the statistics beside it hold."""

from __future__ import annotations

from typing import Any

from tests.oracles.members import MISSING, ByKind, Field, List, Member, Members, Section, ToolsOwn, plain
from tests.oracles.words import device, whole_seconds, word

CHAIN = 2  # TC_ACT_GOTO_CHAIN of linux/pkt_cls.h: in the upper four bits, and the number of the chain below
CHECKSUMS = {"TCA_CSUM_UPDATE_FLAG_IPV4HDR": "iph"}
VERDICTS = {-1: "continue", 0: "pass", 2: "drop", 3: "pipe", 4: "stolen", CHAIN << 28: "goto"}


def _type(value: Any) -> str:
    number = plain(value)
    return VERDICTS[number & ~0xFFFFFFF if number >> 28 == CHAIN else number]


def _chain(value: Any) -> Any:
    number = plain(value)
    return number & 0xFFFFFFF if number >> 28 == CHAIN else MISSING


def _first_use(value: Any) -> Any:
    """Told when there was one."""
    return whole_seconds(value) if value else MISSING


def _checksums(value: Any) -> str:
    return ", ".join(CHECKSUMS[name] for name in value["names"])


def _translation(value: Any) -> Any:
    """Which end is translated; nothing where the connection says it."""
    if "TCA_CT_ACT_NAT" not in value["names"]:
        return MISSING
    return next((end.lower() for end in ("SRC", "DST") if f"TCA_CT_ACT_NAT_{end}" in value["names"]), "")


def in_order(actions: Any) -> list[Any]:
    """Actions with their numbers; what all kinds have is in a structure and in times by names of the kind."""
    return [_with_common(int(number), action) for number, action in actions.items()]


def _with_common(number: int, action: Any) -> Any:
    options = action["TCA_ACT_OPTIONS"]
    (parameters,) = (value for value in options.values() if isinstance(value, dict) and "bindcnt" in value)
    (times,) = (value for name, value in options.items() if name.endswith("_TM"))
    return {**action, **options, "order": number, "parameters": parameters, "times": times}


QUEUE = ("drops", "overlimits", "requeues", "backlog", "qlen")
COMMON: Members = {
    "order": "order",
    "kind": "TCA_ACT_KIND",
    "control_action": Section(
        "", {"type": Field("parameters.action", _type), "chain": Field("parameters.action", _chain)}
    ),
    "index": "parameters.index",
    "ref": "parameters.refcnt",
    "bind": "parameters.bindcnt",
    "installed": Field("times.install", whole_seconds),
    "last_used": Field("times.lastuse", whole_seconds),
    "first_used": Field("times.firstuse", _first_use),
    "stats": Section(
        "TCA_ACT_STATS",
        {
            "bytes": "TCA_STATS_BASIC.bytes",
            "packets": "TCA_STATS_BASIC.packets",
            **{key: f"TCA_STATS_QUEUE.{key}" for key in QUEUE},
        },
    ),
}

# With details tc tells of a verdict by chance even where there is none.
BY_CHANCE: Members = {
    "random_type": Field("TCA_GACT_PROB.ptype", word("PGACT_"), absent="none"),
    "control_action": Section("", {"type": Field("TCA_GACT_PROB.paction", _type, absent="pass")}),
    "val": Field("TCA_GACT_PROB.pval", absent=0),
}
EACTION = "TCA_MIRRED_PARMS.eaction"
KEYS: Members = {
    "htype": ToolsOwn("there is no TCA_PEDIT_KEYS_EX", "network"),
    "cmd": ToolsOwn("there is no TCA_PEDIT_KEYS_EX", "set"),
    "offset": "off",
    "val": Field("val", lambda value: f"{value:x}"),
    "mask": Field("mask", lambda value: f"{value:x}"),
}
KINDS: dict[str, Members] = {
    "gact": {"prob": Section("", BY_CHANCE)},
    "mirred": {
        "mirred_action": Field(EACTION, lambda value: "mirror" if value["name"].endswith("MIRROR") else "redirect"),
        "direction": Field(EACTION, lambda value: value["name"].split("_")[1].lower()),
        "to_dev": Field("TCA_MIRRED_PARMS.ifindex", device),
        "to_blockid": "TCA_MIRRED_BLOCKID",
    },
    "skbedit": {"mark": "TCA_SKBEDIT_MARK"},
    "csum": {"csum": Field("TCA_CSUM_PARMS.update_flags", _checksums)},
    "ct": {
        "zone": "TCA_CT_ZONE",
        "nat": Field("TCA_CT_ACTION", _translation),
    },
    "pedit": {"nkeys": "TCA_PEDIT_PARMS.nkeys", "keys": List("TCA_PEDIT_PARMS.keys", KEYS)},
    "police": {
        "control_action#2": Section("", {"type": Field("TCA_POLICE_RESULT", _type)}),
        "overhead": "TCA_POLICE_TBF.rate.overhead",
        "linklayer": Field("TCA_POLICE_TBF.rate.linklayer", word("TC_LINKLAYER_")),
    },
}
ACTION: Member = ByKind("TCA_ACT_KIND", {kind: Section("", {**COMMON, **members}) for kind, members in KINDS.items()})


def actions(path: str) -> Member:
    """The actions in an attribute."""
    return List(path, ACTION, in_order)
