"""ip netconf: RTM_NEWNETCONF."""

from __future__ import annotations

from typing import Any

from tests.oracles.members import Field, Members
from tests.oracles.oracle import Dump
from tests.oracles.words import word

ALL = {"NETCONFA_IFINDEX_ALL": "all", "NETCONFA_IFINDEX_DEFAULT": "default"}


def _interface(value: Any) -> str:
    name: str = value["name"]
    return ALL.get(name, name)


NETCONF: Members = {
    "family": Field("netconfmsg.family", word("AF_")),
    "interface": Field("NETCONFA_IFINDEX", _interface),
    "forwarding": "NETCONFA_FORWARDING",
    "rp_filter": Field("NETCONFA_RP_FILTER", word("")),
    "mc_forwarding": "NETCONFA_MC_FORWARDING",
    "proxy_neigh": "NETCONFA_PROXY_NEIGH",
    "ignore_routes_with_linkdown": "NETCONFA_IGNORE_ROUTES_WITH_LINKDOWN",
}

DUMPS = [Dump(files=("netconf",), messages="nl.type == RTM_NEWNETCONF", members=NETCONF)]
