"""Network identifiers that a VXLAN device takes: RTM_NEWTUNNEL, RTM_DELTUNNEL, RTM_GETTUNNEL."""

from __future__ import annotations

from enum import IntFlag

from nldissect.families.route.protocol import NETLINK_ROUTE
from nldissect.schema import Attributes, Struct, address_family, binary, ifindex, ipv4, ipv6, multi, pad, u8, u32, u64


class TunnelFlags(IntFlag):
    """TUNNEL_MSG_FLAG_*, from linux/if_link.h."""

    TUNNEL_MSG_FLAG_STATS = 0x01


class tunnel_msg(Struct, header="linux/if_link.h", key="tunnel"):
    family = address_family
    flags = u8(TunnelFlags)
    reserved2 = pad(2)
    ifindex = ifindex


class VNIFILTER_ENTRY_STATS(Attributes, header="linux/if_link.h"):
    RX_BYTES = 1, u64
    RX_PKTS = 2, u64
    RX_DROPS = 3, u64
    RX_ERRORS = 4, u64
    TX_BYTES = 5, u64
    TX_PKTS = 6, u64
    TX_DROPS = 7, u64
    TX_ERRORS = 8, u64
    PAD = 9, binary


class VXLAN_VNIFILTER_ENTRY(Attributes, header="linux/if_link.h"):
    START = 1, u32
    END = 2, u32
    GROUP = 3, ipv4
    GROUP6 = 4, ipv6
    STATS = 5, VNIFILTER_ENTRY_STATS


class VXLAN_VNIFILTER(Attributes, header="linux/if_link.h"):
    ENTRY = 1, multi(VXLAN_VNIFILTER_ENTRY)


VNI = (
    "vni {verb}[ dev {tunnel.ifindex}][vxlan_vnifilter.entry* vni {start}[-{end!=start}][ remote {group}]"
    "[ remote {group6}]]"
)

NETLINK_ROUTE.message("RTM_NEWTUNNEL", 120, tunnel_msg, VXLAN_VNIFILTER, summary=VNI)
NETLINK_ROUTE.message("RTM_DELTUNNEL", 121, tunnel_msg, VXLAN_VNIFILTER, summary=VNI)
NETLINK_ROUTE.message("RTM_GETTUNNEL", 122, tunnel_msg, VXLAN_VNIFILTER, summary=VNI)
