"""ip link, ip vrf and bridge link: RTM_NEWLINK."""

from __future__ import annotations

from typing import Any

from tests.oracles.link_kinds import KINDS, SLAVE_KINDS, port_settings
from tests.oracles.members import MISSING, ByKind, Field, Fields, Members, Section, Worked, at, look
from tests.oracles.oracle import Dump
from tests.oracles.words import device, flags, upper, word

RECEIVED: Members = {
    "bytes": "rx_bytes",
    "packets": "rx_packets",
    "errors": "rx_errors",
    "dropped": "rx_dropped",
    "over_errors": "rx_over_errors",
    "multicast": "multicast",
}
SENT: Members = {
    "bytes": "tx_bytes",
    "packets": "tx_packets",
    "errors": "tx_errors",
    "dropped": "tx_dropped",
    "carrier_errors": "tx_carrier_errors",
    "collisions": "collisions",
}
RECEIVE_ERRORS = ("length_errors", "crc_errors", "frame_errors", "fifo_errors", "missed_errors")
SEND_ERRORS = ("aborted_errors", "fifo_errors", "window_errors", "heartbeat_errors")


def _flags(fields: Fields) -> frozenset[str]:
    """IFF_RUNNING is not told, but that a device that is up is without it, and that the device below is down."""
    found: frozenset[str] = flags("IFF_")(fields["ifinfomsg"]["flags"])
    if "UP" in found and "RUNNING" not in found:
        found |= {"NO-CARRIER"}
    lower = look(fields, "lower.ifinfomsg.flags.names")
    if lower is not MISSING and "IFF_UP" not in lower:
        found |= {"M-DOWN"}
    return found - {"RUNNING"}


def with_lower(links: list[Any]) -> list[Any]:
    """Links, each with the one below it that is told before it, in this namespace."""
    found: dict[int, Any] = {}
    for link in links:
        if "IFLA_LINK_NETNSID" not in link and (lower := found.get(look(link, "IFLA_LINK.value"))):
            link["lower"] = lower
        found[link["ifinfomsg"]["index"]["value"]] = link
    return links


def _device_below(fields: Fields) -> Any:
    """The name of a device below; its number has none where it is in another namespace."""
    return MISSING if "IFLA_LINK_NETNSID" in fields else device(fields["IFLA_LINK"])


def _point_to_point(fields: Fields) -> bool:
    return "IFF_POINTOPOINT" in fields["ifinfomsg"]["flags"]["names"]


GROUP = Field("IFLA_GROUP", lambda value: "default" if value["value"] == 0 else str(value["value"]))

DEVICE: Members = {
    "ifindex": "ifinfomsg.index",
    "ifname": "IFLA_IFNAME",
    "link": Worked(_device_below),
    "link_index": "IFLA_LINK",
    "link_netnsid": "IFLA_LINK_NETNSID",
    "flags": Worked(_flags),
    "mtu": "IFLA_MTU",
    "qdisc": "IFLA_QDISC",
    "master": Field("IFLA_MASTER", device),
    "operstate": Field("IFLA_OPERSTATE", upper("IF_OPER_")),
    "group": GROUP,
    "txqlen": "IFLA_TXQLEN",
    "link_type": Field(
        "ifinfomsg.type", word("ARPHRD_", IPGRE="gre", IP6GRE="gre6", TUNNEL="ipip", IEEE802154="ieee802.15.4")
    ),
    "address": "IFLA_ADDRESS",
    "broadcast": "IFLA_BROADCAST",
}

LINK: Members = {
    **DEVICE,
    "link_pointtopoint": Worked(_point_to_point),
    "linkmode": Field("IFLA_LINKMODE", upper("IF_LINK_MODE_")),
    "permaddr": "IFLA_PERM_ADDRESS",
    "promiscuity": "IFLA_PROMISCUITY",
    "allmulti": "IFLA_ALLMULTI",
    "min_mtu": "IFLA_MIN_MTU",
    "max_mtu": "IFLA_MAX_MTU",
    "linkinfo": Section(
        "IFLA_LINKINFO",
        {
            "info_kind": "IFLA_INFO_KIND",
            "info_data": ByKind("IFLA_INFO_KIND", KINDS),
            "info_slave_kind": "IFLA_INFO_SLAVE_KIND",
            "info_slave_data": ByKind("IFLA_INFO_SLAVE_KIND", SLAVE_KINDS),
        },
    ),
    "inet6_addr_gen_mode": Field("IFLA_AF_SPEC.AF_INET6.IFLA_INET6_ADDR_GEN_MODE", word("IN6_ADDR_GEN_MODE_")),
    "num_tx_queues": "IFLA_NUM_TX_QUEUES",
    "num_rx_queues": "IFLA_NUM_RX_QUEUES",
    "gso_max_size": "IFLA_GSO_MAX_SIZE",
    "gso_max_segs": "IFLA_GSO_MAX_SEGS",
    "tso_max_size": "IFLA_TSO_MAX_SIZE",
    "tso_max_segs": "IFLA_TSO_MAX_SEGS",
    "gro_max_size": "IFLA_GRO_MAX_SIZE",
    "gso_ipv4_max_size": "IFLA_GSO_IPV4_MAX_SIZE",
    "gro_ipv4_max_size": "IFLA_GRO_IPV4_MAX_SIZE",
    "parentdev": "IFLA_PARENT_DEV_NAME",
    "ifalias": "IFLA_IFALIAS",
    "altnames": "IFLA_PROP_LIST.IFLA_ALT_IFNAME",
    "stats64": Section(
        "",
        {
            "rx": Section("IFLA_STATS64", {**RECEIVED, **{key: f"rx_{key}" for key in RECEIVE_ERRORS}}),
            "tx": Section(
                "",
                {
                    **at("IFLA_STATS64", {**SENT, **{key: f"tx_{key}" for key in SEND_ERRORS}}),
                    "carrier_changes": "IFLA_CARRIER_CHANGES",
                },
            ),
        },
    ),
}

BRIDGE_LINK: Members = {
    **DEVICE,
    **port_settings("IFLA_PROTINFO.IFLA_BRPORT_"),
    "mcast_router": "IFLA_PROTINFO.IFLA_BRPORT_MULTICAST_ROUTER",
    "mcast_n_groups": "IFLA_PROTINFO.IFLA_BRPORT_MCAST_N_GROUPS",
    "mcast_max_groups": "IFLA_PROTINFO.IFLA_BRPORT_MCAST_MAX_GROUPS",
}

VRF: Members = {"name": "IFLA_IFNAME", "table": "IFLA_LINKINFO.IFLA_INFO_DATA.IFLA_VRF_TABLE"}

LINKS = Dump(
    files=("link", "link-d", "link-s", "bond", "bond2"),
    messages="nl.type == RTM_NEWLINK && (nl.flags.multi || ifla.ifname == wg0)",
    members=LINK,
    objects=with_lower,
)
DUMPS = [
    LINKS,
    Dump(files=("vrf",), messages="nl.type == RTM_NEWLINK && nl.flags.multi", members=VRF),
    Dump(
        files=("bridge-link",),
        messages="nl.type == RTM_NEWLINK && ifinfo.family == AF_BRIDGE",
        members=BRIDGE_LINK,
    ),
]
