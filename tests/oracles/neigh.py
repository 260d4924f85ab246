"""ip neigh and bridge fdb: RTM_NEWNEIGH."""

from __future__ import annotations

from typing import Any

from tests.oracles.members import Field, Members
from tests.oracles.oracle import Dump
from tests.oracles.words import device, flags, set_flag, whole_seconds, word

STATES = {"NUD_PERMANENT": "permanent", "NUD_NOARP": "static", "NUD_STALE": "stale", "NUD_REACHABLE": ""}


def _state(value: Any) -> str:
    """The first word that holds: what is learnt by no one can be both permanent and static."""
    return next(word for name, word in STATES.items() if name in value["names"])


NEIGHBOUR: Members = {
    "dst": "NDA_DST",
    "dev": Field("ndmsg.ifindex", device),
    "lladdr": "NDA_LLADDR",
    "state": Field("ndmsg.state", flags("NUD_")),
    "refcnt": "NDA_CACHEINFO.refcnt",
    "used": Field("NDA_CACHEINFO.used", whole_seconds),
    "confirmed": Field("NDA_CACHEINFO.confirmed", whole_seconds),
    "updated": Field("NDA_CACHEINFO.updated", whole_seconds),
    "probes": "NDA_PROBES",
    "managed": Field("NDA_FLAGS_EXT", set_flag("NTF_EXT_MANAGED")),
    "extern_learn": Field("ndmsg.flags", set_flag("NTF_EXT_LEARNED")),
    "protocol": Field("NDA_PROTOCOL", word("RTPROT_", MROUTED="17")),
}
FDB: Members = {
    "mac": "NDA_LLADDR",
    "ifname": Field("ndmsg.ifindex", device),
    "dst": "NDA_DST",
    "vlan": "NDA_VLAN",
    "port": "NDA_PORT",
    "vni": "NDA_VNI",
    "viaIf": Field("NDA_IFINDEX", device),
    "master": Field("NDA_MASTER", device),
    "used": Field("NDA_CACHEINFO.used", whole_seconds),
    "updated": Field("NDA_CACHEINFO.updated", whole_seconds),
    "flags": Field("ndmsg.flags", flags("NTF_", SELF="self")),
    "state": Field("ndmsg.state", _state),
}

DUMPS = [
    # Entries that need no resolution are told when they are asked for.
    Dump(files=("neigh",), messages="nl.type == RTM_NEWNEIGH && !ndm.state.noarp", members=NEIGHBOUR),
    Dump(files=("fdb", "vx-fdb"), messages="nl.type == RTM_NEWNEIGH", members=FDB),
]
