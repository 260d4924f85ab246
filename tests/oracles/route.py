"""ip route: RTM_NEWROUTE."""

from __future__ import annotations

from typing import Any

from tests.oracles.encap import encapsulation, together
from tests.oracles.members import Field, Fields, List, Members, Section, Worked
from tests.oracles.nexthop import NEXTHOP
from tests.oracles.oracle import Dump
from tests.oracles.words import device, flags, hexadecimal, table, whole_seconds, word

LENGTHS = {"AF_INET": 32, "AF_INET6": 128}


def _prefix(address: Any, length: int, family: str) -> Any:
    """A prefix; an address alone when all of it is meant; a label of MPLS is no prefix."""
    return address if LENGTHS.get(family, length) == length else f"{address}/{length}"


def _destination(fields: Fields) -> Any:
    header = fields["rtmsg"]
    if "RTA_DST" not in fields:
        return "default"
    return _prefix(fields["RTA_DST"], header["dst_len"], header["family"]["name"])


def _source(fields: Fields) -> Any:
    return _prefix(fields["RTA_SRC"], fields["rtmsg"]["src_len"], fields["rtmsg"]["family"]["name"])


def _table(fields: Fields) -> str:
    """MPLS has only the byte of the header."""
    return table(fields.get("RTA_TABLE", fields["rtmsg"]["table"]))


NEXT_HOP_FLAGS = flags("RTNH_F_", ONLINK="onlink", DEAD="dead", LINKDOWN="linkdown")

METRICS: Members = {
    "mtu": "RTAX_MTU",
    "window": "RTAX_WINDOW",
    "rtt": Field("RTAX_RTT", lambda value: value / 8),  # the kernel has eighths of milliseconds
    "advmss": "RTAX_ADVMSS",
    "hoplimit": "RTAX_HOPLIMIT",
    "initcwnd": "RTAX_INITCWND",
    "rto_min": "RTAX_RTO_MIN",
    "initrwnd": "RTAX_INITRWND",
    "quickack": "RTAX_QUICKACK",
    "congestion": "RTAX_CC_ALGO",
}
VIA: Members = {"family": Field("family", word("AF_")), "host": "addr"}
HOP: Members = {
    "gateway": "RTA_GATEWAY",
    "dev": Field("rtnexthop.ifindex", device),
    "weight": Field("rtnexthop.hops", lambda value: value + 1),
    "flags": Field("rtnexthop.flags", NEXT_HOP_FLAGS),
}
ROUTE: Members = {
    "type": Field("rtmsg.type", word("RTN_")),
    "dst": Worked(_destination),
    "from": Worked(_source),
    "to": "RTA_NEWDST",
    "tos": Field("rtmsg.tos", hexadecimal),
    "nhid": "RTA_NH_ID",
    "nh_info": Section("nexthop", NEXTHOP),
    "encap": encapsulation("RTA_"),
    "gateway": "RTA_GATEWAY",
    "via": Section("RTA_VIA", VIA),
    "dev": Field("RTA_OIF", device),
    "table": Worked(_table),
    "protocol": Field("rtmsg.protocol", word("RTPROT_")),
    "scope": Field("rtmsg.scope", word("RT_SCOPE_", UNIVERSE="global")),
    "prefsrc": "RTA_PREFSRC",
    "metric": "RTA_PRIORITY",
    "flags": Field("rtmsg.flags", NEXT_HOP_FLAGS),
    "flow": Section(
        "",
        {
            "from": Field("RTA_FLOW", lambda value: str(value["value"] >> 16)),
            "to": Field("RTA_FLOW", lambda value: str(value["value"] & 0xFFFF)),
        },
    ),
    "metrics": List("RTA_METRICS", METRICS),
    "expires": Field("RTA_CACHEINFO.expires", whole_seconds),
    "pref": Field("RTA_PREF", word("ICMPV6_ROUTER_PREF_")),
    "nexthops": List("RTA_MULTIPATH", HOP),
}


def _with_nexthops(messages: list[Any]) -> list[Any]:
    """Routes, each with the next hop object that it names; ip asks for it."""
    nexthops = {each["NHA_ID"]: each for each in messages if each["type"] == "RTM_NEWNEXTHOP"}
    routes = [each for each in messages if each["type"] == "RTM_NEWROUTE"]
    return [{**route, "nexthop": nexthops.get(route.get("RTA_NH_ID"))} for route in routes]


DUMPS = [
    Dump(
        files=("route", "route-all", "route6", "route6-all"),
        messages="nl.type in {RTM_NEWROUTE, RTM_NEWNEXTHOP}",
        members=ROUTE,
        objects=_with_nexthops,
        theirs=together,
    )
]
