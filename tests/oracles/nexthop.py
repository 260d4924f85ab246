"""ip nexthop: RTM_NEWNEXTHOP and RTM_NEWNEXTHOPBUCKET."""

from __future__ import annotations

from tests.oracles.encap import encapsulation, together
from tests.oracles.members import Field, Fields, List, Members, Present, Section, Worked
from tests.oracles.oracle import Dump
from tests.oracles.words import device, flags, seconds, word


def _weight(fields: Fields) -> int:
    """One more than the number in two bytes."""
    weight: int = fields["weight"] + (fields["weight_high"] << 8) + 1
    return weight


NEXTHOP: Members = {
    "id": "NHA_ID",
    "gateway": "NHA_GATEWAY",
    "dev": Field("NHA_OIF", device),
    "scope": Field("nhmsg.scope", word("RT_SCOPE_", UNIVERSE="global")),
    "protocol": Field("nhmsg.protocol", word("RTPROT_")),
    "flags": Field("nhmsg.flags", flags("RTNH_F_", ONLINK="onlink")),
    "blackhole": Present("NHA_BLACKHOLE"),
    "fdb": Present("NHA_FDB"),
    "encap": encapsulation("NHA_", "MPLS"),
    "group": List("NHA_GROUP", {"id": "id", "weight": Worked(_weight)}),
    "type": Field("NHA_GROUP_TYPE", word("NEXTHOP_GRP_TYPE_", RES="resilient")),
    "resilient_args": Section(
        "NHA_RES_GROUP",
        {
            "buckets": "NHA_RES_GROUP_BUCKETS",
            "idle_timer": Field("NHA_RES_GROUP_IDLE_TIMER", seconds),
            "unbalanced_timer": Field("NHA_RES_GROUP_UNBALANCED_TIMER", seconds),
            "unbalanced_time": Field("NHA_RES_GROUP_UNBALANCED_TIME", seconds),
        },
    ),
    "hw_stats": Section("", {"enabled": "NHA_HW_STATS_ENABLE", "used": Field("NHA_HW_STATS_USED", absent=False)}),
    "group_stats": List(
        "NHA_GROUP_STATS.NHA_GROUP_STATS_ENTRY",
        {"id": "NHA_GROUP_STATS_ENTRY_ID", "packets": "NHA_GROUP_STATS_ENTRY_PACKETS"},
    ),
}
BUCKET: Members = {
    "id": "NHA_ID",
    "flags": NEXTHOP["flags"],
    "bucket": Section(
        "NHA_RES_BUCKET",
        {
            "index": "NHA_RES_BUCKET_INDEX",
            "idle_time": Field("NHA_RES_BUCKET_IDLE_TIME", seconds),
            "nhid": "NHA_RES_BUCKET_NH_ID",
        },
    ),
}

DUMPS = [
    Dump(files=("nexthop",), messages="nl.type == RTM_NEWNEXTHOP", members=NEXTHOP, theirs=together),
    Dump(files=("bucket",), messages="nl.type == RTM_NEWNEXTHOPBUCKET", members=BUCKET),
]
