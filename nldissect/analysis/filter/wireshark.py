"""Wireshark's field names: which are another name of one of ours, and why the others are not.

An alias stands for our field of the same meaning; the language around it differs in two points. Ours asks each message
by itself where Wireshark asks all messages of a datagram together, so that there `!=` and `not` select less and `and`
selects more. And a flag alone says here that it is set, there that the flags are present.

No alias has what is no field here (number and length of any attribute), what is several fields (one name for three
attributes), what has another value (`netlink.error` is negative), what Wireshark names anew in each protocol or family
(the type and the command of a message, so that the general name finds only the rest), and what is declared here by
nobody yet. The names are those of Wireshark 4.0; later versions have these and more.
"""

from __future__ import annotations

# Names that differ from ours only in what stands in front of them.
_REGULAR = {
    ("netlink.hdr_", "nl."): "len flags seq",
    ("netlink.hdr_flags.", "nl.flags."): "request multi ack echo dump_intr dump_filtered"
    " root match atomic replace excl create append",
    ("genl.", "genl."): "version reserved",
    ("genl.ctrl.", "ctrl."): "family_id family_name version hdrsize maxattr",
    ("genl.ctrl.op_", "ctrl.ops."): "id flags",
    ("genl.ctrl.op_flags.", "ctrl.ops.flags."): "admin_perm cmd_cap_do cmd_cap_dump cmd_cap_haspol uns_admin_perm",
    ("genl.ctrl.group_", "ctrl.mcast_groups."): "id name",
    ("netlink-route.ifi_", "ifinfo."): "family type index flags change",
    ("netlink-route.ifi_flags.iff_", "ifinfo.flags."): "up broadcast",
    ("netlink-route.ifla_", "ifla."): "broadcast carrier carrier_changes carrier_down_count carrier_up_count group"
    " ifname max_mtu min_mtu mtu operstate promiscuity qdisc txqlen",
    ("netlink-route.ifla_map.", "ifla.map."): "mem_start mem_end base_addr irq dma port",
    # Wireshark's are of IFLA_STATS, too, which has the same counters in 32 bits and comes with IFLA_STATS64
    ("netlink-route.ifla_linkstats.", "ifla.stats64."): "multicast collisions",
    ("netlink-route.ifa_", "ifaddr."): "family prefixlen flags scope index",
    ("netlink-route.rt_", "rtm."): "family dst_len src_len tos table protocol scope type flags",
    ("netlink-route.rta_", "rta."): "iif oif",
    ("netlink-route.nd_", "ndm."): "family state flags type",
    ("netlink-netfilter.", "nfgen."): "version res_id",
}

_IRREGULAR = {
    "netlink": "nl",
    "netlink-route": "route",
    "netlink-netfilter": "netfilter",
    "netlink-sock_diag": "sock_diag",
    "genl": "genl",
    "netlink.family": "nl.protocol",
    "netlink.hdr_pid": "nl.port",
    "netlink-netfilter.family": "nfgen.nfgen_family",
    "netlink-route.ifa_label": "ifa.label",
    "netlink-route.ifa_flags32": "ifa.flags",
    "netlink-route.nd_index": "ndm.ifindex",
    "netlink-route.ifla_gso_maxsegs": "ifla.gso_max_segs",
    "netlink-route.ifla_gso_maxsize": "ifla.gso_max_size",
    "netlink-route.ifla_hwaddr": "ifla.address",
    "netlink-route.ifla_rxqnum": "ifla.num_rx_queues",
    "netlink-route.ifla_txqnum": "ifla.num_tx_queues",
    "netlink-route.ifla_linkstats.rxbytes": "ifla.stats64.rx_bytes",
    "netlink-route.ifla_linkstats.rxdropped": "ifla.stats64.rx_dropped",
    "netlink-route.ifla_linkstats.rxerrors": "ifla.stats64.rx_errors",
    "netlink-route.ifla_linkstats.rxpackets": "ifla.stats64.rx_packets",
    "netlink-route.ifla_linkstats.txbytes": "ifla.stats64.tx_bytes",
    "netlink-route.ifla_linkstats.txdropped": "ifla.stats64.tx_dropped",
    "netlink-route.ifla_linkstats.txerrors": "ifla.stats64.tx_errors",
    "netlink-route.ifla_linkstats.txpackets": "ifla.stats64.tx_packets",
    "netlink-route.ifla_linkstats.rx_errors.crc_errs": "ifla.stats64.rx_crc_errors",
    "netlink-route.ifla_linkstats.rx_errors.frame_errs": "ifla.stats64.rx_frame_errors",
    "netlink-route.ifla_linkstats.rx_errors.length_errs": "ifla.stats64.rx_length_errors",
    "netlink-route.ifla_linkstats.rx_errors.miss_errs": "ifla.stats64.rx_missed_errors",
    "netlink-route.ifla_linkstats.rx_errors.over_errs": "ifla.stats64.rx_over_errors",
    # these are of transmission all the same
    "netlink-route.ifla_linkstats.rx_errors.abort_errs": "ifla.stats64.tx_aborted_errors",
    "netlink-route.ifla_linkstats.rx_errors.carrier_errs": "ifla.stats64.tx_carrier_errors",
    "netlink-route.ifla_linkstats.rx_errors.heartbeat_errs": "ifla.stats64.tx_heartbeat_errors",
    "netlink-route.ifla_linkstats.rx_errors.window_errs": "ifla.stats64.tx_window_errors",
}

ALIASES: dict[str, str] = {
    wireshark + name: ours + name for (wireshark, ours), names in _REGULAR.items() for name in names.split()
} | _IRREGULAR

_ATTRIBUTE_HEADER = "it is the header of any attribute; ask for the attribute by its name (ifla.mtu)"
_OWN_TYPE = "Wireshark names the message type anew in each protocol; nl.type is that of every message"
_OWN_COMMAND = "Wireshark names the command anew in each family; genl.cmd is that of every generic message"
_STATISTICS = "it is two counters under one name; ask for ifla.stats64.rx_fifo_errors or ifla.stats64.tx_fifo_errors"
_ADDRESSES = "it is any of three attributes; ask for ifa.address, ifa.local or ifa.broadcast"
_SUBSYSTEM = "the subsystem and its message are the two bytes of nl.type"
UNDECLARED = "its family is not declared yet"

# Names, and with "*" at their end what names start with; of those that fit, the longest says why a name is no alias.
NOT_ALIASED: dict[str, str] = {
    "netlink.hatype": "the hardware type in the cooked header is 824 in every datagram of netlink",
    "netlink.hdr_type": _OWN_TYPE,
    "netlink.error": "it is negative, and only that of acks; nl.errno is positive, and that of ends of dumps, too",
    "netlink.attr_*": _ATTRIBUTE_HEADER,
    "netlink.padding": "padding has no value",
    "genl.family_id": _OWN_TYPE,
    "genl.cmd": _OWN_COMMAND,
    "genl.ctrl.cmd": _OWN_COMMAND,
    "genl.ctrl_attr": _ATTRIBUTE_HEADER,
    "genl.ctrl.ops_attr": _ATTRIBUTE_HEADER,
    "genl.ctrl.groups_attr": _ATTRIBUTE_HEADER,
    "netlink-route.nltype": _OWN_TYPE,
    "netlink-route.ifla_attr_type": _ATTRIBUTE_HEADER,
    "netlink-route.ifa_attr_type": _ATTRIBUTE_HEADER,
    "netlink-route.rta_attr_type": _ATTRIBUTE_HEADER,
    "netlink-route.ifa_address.*": _ADDRESSES,
    "netlink-route.ifla_linkstats.rx_errors.fifo_errs": _STATISTICS,
    "netlink-netfilter.*": UNDECLARED,
    "netlink-netfilter.subsys": _SUBSYSTEM,
    "netlink-sock_diag.*": UNDECLARED,
    "netlink-sock_diag.nltype": _OWN_TYPE,
    "nl80211*": UNDECLARED,
    "net_dm*": UNDECLARED,
    "psample*": UNDECLARED,
}


def alias(name: str) -> str | None:
    """Our path, or the name of our protocol, for a name of Wireshark's; None when it is no alias."""
    return ALIASES.get(name)


def reason(name: str) -> str | None:
    """Why a name of Wireshark's is no alias, half a sentence; None for an alias and for what is no name of its."""
    if name in ALIASES:
        return None
    if name in NOT_ALIASED:
        return NOT_ALIASED[name]
    fitting = [start for start in NOT_ALIASED if start.endswith("*") and name.startswith(start[:-1])]
    return NOT_ALIASED[max(fitting, key=len)] if fitting else None
