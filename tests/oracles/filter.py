"""tc filter: RTM_NEWTFILTER."""

from __future__ import annotations

from tests.oracles.action import actions
from tests.oracles.flower import KEYS, packet_type
from tests.oracles.members import ByKind, Field, List, Member, Members, Section
from tests.oracles.oracle import Dump
from tests.oracles.words import digits, flag, hexadecimal

OPTIONS = "TCA_OPTIONS."


def _hardware(path: str) -> Members:
    return {
        "skip_hw": Field(OPTIONS + path, flag("TCA_CLS_FLAGS_SKIP_HW")),
        "not_in_hw": Field(OPTIONS + path, flag("TCA_CLS_FLAGS_NOT_IN_HW")),
    }


FLOWER: Members = {
    "handle": "tcmsg.handle",
    "indev": OPTIONS + "TCA_FLOWER_INDEV",
    "keys": Section("TCA_OPTIONS", KEYS),
    **_hardware("TCA_FLOWER_FLAGS"),
    "actions": actions(OPTIONS + "TCA_FLOWER_ACT"),
}
MATCHALL: Members = {
    "handle": "tcmsg.handle",
    "not_in_hw": Field(OPTIONS + "TCA_MATCHALL_FLAGS", flag("TCA_CLS_FLAGS_NOT_IN_HW")),
    "rule_hit": OPTIONS + "TCA_MATCHALL_PCNT.rhit",
    "actions": actions(OPTIONS + "TCA_MATCHALL_ACT"),
}
BASIC: Members = {"handle": Field("tcmsg.handle", digits), "actions": actions(OPTIONS + "TCA_BASIC_ACT")}
FW: Members = {
    "fw": Section(
        "",
        {"mark": Field("tcmsg.handle", hexadecimal), "mask": Field(OPTIONS + "TCA_FW_MASK", hexadecimal)},
    ),
    "actions": actions(OPTIONS + "TCA_FW_ACT"),
}
BPF: Members = {
    "handle": Field("tcmsg.handle", hexadecimal),
    "flowid": Field(OPTIONS + "TCA_BPF_CLASSID", lambda value: value["name"]),
    "not_in_hw": Field(OPTIONS + "TCA_BPF_FLAGS_GEN", flag("TCA_CLS_FLAGS_NOT_IN_HW")),
    "bytecode": Section(
        "",
        {
            "length": OPTIONS + "TCA_BPF_OPS_LEN",
            "insns": List(OPTIONS + "TCA_BPF_OPS", {key: key for key in ("code", "jt", "jf", "k")}),
        },
    ),
    "actions": actions(OPTIONS + "TCA_BPF_ACT"),
}
KINDS: dict[str, Member] = {
    "flower": Section("", FLOWER),
    "matchall": Section("", MATCHALL),
    "basic": Section("", BASIC),
    "fw": Section("", FW),
    "bpf": Section("", BPF),
}
FILTER: Members = {
    "protocol": Field("tcmsg.protocol", packet_type),
    "pref": "tcmsg.prio",
    "kind": "TCA_KIND",
    "chain": "TCA_CHAIN",
    "options": ByKind("TCA_KIND", KINDS),
}

DUMPS = [
    Dump(files=("filters", "filter-egress", "filter-ingress"), messages="nl.type == RTM_NEWTFILTER", members=FILTER)
]
