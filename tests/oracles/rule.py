"""ip rule: RTM_NEWRULE."""

from __future__ import annotations

from typing import Any

from tests.oracles.members import MISSING, Field, Members
from tests.oracles.oracle import Dump
from tests.oracles.words import hexadecimal, null, set_flag, table, word


def _only_port(value: Any) -> Any:
    """The port of a range of one."""
    return value["start"] if value["start"] == value["end"] else MISSING


RULE: Members = {
    "priority": Field("FRA_PRIORITY", absent=0),
    "not": Field("fib_rule_hdr.flags", set_flag("FIB_RULE_INVERT")),
    "src": Field("FRA_SRC", absent="all"),
    "srclen": "fib_rule_hdr.src_len",
    "dst": "FRA_DST",
    "dstlen": "fib_rule_hdr.dst_len",
    "tos": Field("fib_rule_hdr.tos", hexadecimal),
    "fwmark": Field("FRA_FWMARK", hexadecimal),
    "fwmask": Field("FRA_FWMASK", hexadecimal),
    "iif": "FRA_IIFNAME",
    "oif": "FRA_OIFNAME",
    "l3mdev": Field("FRA_L3MDEV", null),
    "uid_start": "FRA_UID_RANGE.start",
    "uid_end": "FRA_UID_RANGE.end",
    "ipproto": Field("FRA_IP_PROTO", word("IPPROTO_")),
    "sport_start": "FRA_SPORT_RANGE.start",
    "sport_end": "FRA_SPORT_RANGE.end",
    "dport": Field("FRA_DPORT_RANGE", _only_port),
    "tun_id": "FRA_TUN_ID",
    "table": Field("FRA_TABLE", table),
    "suppress_prefixlen": "FRA_SUPPRESS_PREFIXLEN",
    "suppress_ifgroup": Field("FRA_SUPPRESS_IFGROUP", lambda value: str(value["value"])),
    "flow_from": Field("FRA_FLOW", lambda value: str(value["value"] >> 16)),
    "flow_to": Field("FRA_FLOW", lambda value: str(value["value"] & 0xFFFF)),
    "goto": "FRA_GOTO",
    "nop": Field("fib_rule_hdr.action", lambda value: None if value["name"] == "FR_ACT_NOP" else MISSING),
    "action": Field("fib_rule_hdr.action", word("FR_ACT_")),
    "protocol": Field("FRA_PROTOCOL", word("RTPROT_")),
}

DUMPS = [Dump(files=("rule", "rule4", "rule6"), messages="nl.type == RTM_NEWRULE", members=RULE)]
