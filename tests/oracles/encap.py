"""ip -d route and ip nexthop: what an encapsulation holds."""

from __future__ import annotations

from typing import Any

from tests.oracles.members import ByKind, Field, List, Member, Members, Section, at
from tests.oracles.words import device, digits, flag, word

# How iproute2 writes what a segment does (RFC 8986).
ACTIONS = {
    "END": "End",
    "END_X": "End.X",
    "END_T": "End.T",
    "END_DX2": "End.DX2",
    "END_DX4": "End.DX4",
    "END_DT6": "End.DT6",
    "END_DT46": "End.DT46",
    "END_B6_ENCAP": "End.B6.Encaps",
}
TYPE = "LWTUNNEL_ENCAP_"


def _segments(value: Any) -> list[str]:
    """The segments in the order in which packets pass them; the header has the last one first."""
    return list(reversed(value))


def _locator(value: int) -> str:
    return ":".join(f"{value >> shift & 0xFFFF:x}" for shift in (48, 32, 16, 0))


def _flavors(value: Any) -> frozenset[str]:
    prefix = "SEG6_LOCAL_FLV_OP_"
    return frozenset(name.removeprefix(prefix).lower().replace("_", "-") for name in value["names"])


def _geneve(nests: Any) -> list[Any]:
    """The options of nests, each with the attributes of one or more of them."""
    names = [f"LWTUNNEL_IP_OPT_GENEVE_{name}" for name in ("CLASS", "TYPE", "DATA")]
    return [
        dict(zip(("class", "type", "data"), values, strict=True))
        for nest in nests
        for values in zip(*(nest[name] for name in names), strict=True)
    ]


def _ends(prefix: str) -> Members:
    """The ends of an IP tunnel, by the names of its attributes."""
    return {"id": prefix + "ID", "src": prefix + "SRC", "dst": prefix + "DST"}


IP: Members = {
    **_ends("LWTUNNEL_IP_"),
    "ttl": "LWTUNNEL_IP_TTL",
    "tos": "LWTUNNEL_IP_TOS",
    "key": Field("LWTUNNEL_IP_FLAGS", flag("TUNNEL_KEY")),
    "csum": Field("LWTUNNEL_IP_FLAGS", flag("TUNNEL_CSUM")),
    "vxlan_opts": List("LWTUNNEL_IP_OPTS.LWTUNNEL_IP_OPTS_VXLAN", {"gbp": "LWTUNNEL_IP_OPT_VXLAN_GBP"}),
    "erspan_opts": List(
        "LWTUNNEL_IP_OPTS.LWTUNNEL_IP_OPTS_ERSPAN",
        {
            "ver": "LWTUNNEL_IP_OPT_ERSPAN_VER",
            "index": "LWTUNNEL_IP_OPT_ERSPAN_INDEX",
            # what version 1 does not have is told as 0
            "dir": Field("LWTUNNEL_IP_OPT_ERSPAN_DIR", absent=0),
            "hwid": Field("LWTUNNEL_IP_OPT_ERSPAN_HWID", absent=0),
        },
    ),
}
IP6: Members = {
    **_ends("LWTUNNEL_IP6_"),
    "hoplimit": "LWTUNNEL_IP6_HOPLIMIT",
    "tc": "LWTUNNEL_IP6_TC",
    "geneve_opts": List(
        "LWTUNNEL_IP6_OPTS.LWTUNNEL_IP_OPTS_GENEVE", {"class": "class", "type": "type", "data": "data"}, _geneve
    ),
}
BODIES: dict[str, Members] = {
    "MPLS": {"dst": "MPLS_IPTUNNEL_DST"},
    "IP": IP,
    "IP6": IP6,
    "ILA": {
        "locator": Field("ILA_ATTR_LOCATOR", _locator),
        "csum_mode": Field("ILA_ATTR_CSUM_MODE", word("ILA_CSUM_", ADJUST_TRANSPORT="adj-transport")),
        "ident_type": Field("ILA_ATTR_IDENT_TYPE", word("ILA_ATYPE_")),
        "hook_type": Field("ILA_ATTR_HOOK_TYPE", word("ILA_HOOK_ROUTE_")),
    },
    "SEG6": {
        "mode": Field(
            "SEG6_IPTUNNEL_SRH.mode", word("SEG6_IPTUN_MODE_", ENCAP_RED="encap.red", L2ENCAP_RED="l2encap.red")
        ),
        "segs": Field("SEG6_IPTUNNEL_SRH.srh.segments", _segments),
    },
    "SEG6_LOCAL": {
        "action": Field("SEG6_LOCAL_ACTION", word("SEG6_LOCAL_ACTION_", **ACTIONS)),
        "nh4": "SEG6_LOCAL_NH4",
        "nh6": "SEG6_LOCAL_NH6",
        "oif": Field("SEG6_LOCAL_OIF", device),
        "table": Field("SEG6_LOCAL_TABLE", digits),
        "vrftable": Field("SEG6_LOCAL_VRFTABLE", digits),
        "srh": Section("SEG6_LOCAL_SRH", {"segs": Field("segments", _segments)}),
        "flavors": Field("SEG6_LOCAL_FLAVORS.SEG6_LOCAL_FLV_OPERATION", _flavors),
        "lblen": "SEG6_LOCAL_FLAVORS.SEG6_LOCAL_FLV_LCBLOCK_BITS",
        "nflen": "SEG6_LOCAL_FLAVORS.SEG6_LOCAL_FLV_LCNODE_FN_BITS",
    },
}


def encapsulation(prefix: str, *kinds: str) -> Member:
    """An object of an encapsulation; `prefix` is that of the attributes that hold it and its type, "RTA_" or "NHA_"."""
    kind = Field(f"{prefix}ENCAP_TYPE", word(TYPE, SEG6_LOCAL="seg6local"))
    return ByKind(
        f"{prefix}ENCAP_TYPE",
        {
            TYPE + each: Section("", {"encap_type": kind, **at(f"{prefix}ENCAP", BODIES[each])})
            for each in kinds or BODIES
        },
    )


def together(objects: list[Any]) -> list[Any]:
    """Routes and next hops of iproute2 6.1, which puts what is in an encapsulation beside it, as of 6.12."""
    return [_together(each) if isinstance(each.get("encap"), str) else each for each in objects]


def _together(told: dict[str, Any]) -> dict[str, Any]:
    keys = list(told)
    first = keys.index("encap")
    last = next(place for place, key in enumerate(keys) if key in ("gateway", "via", "dev") and place > first)
    inside = {key.removesuffix("#2"): told[key] for key in keys[first + 1 : last]}
    encap = {"encap_type": told["encap"], **inside}
    return {**{key: told[key] for key in keys[:first] + keys[last:]}, "encap": encap}
