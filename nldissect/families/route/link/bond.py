"""Link kind bond: its options, the state of its 802.3ad aggregator, and what it keeps of each port."""

from __future__ import annotations

from enum import IntEnum, IntFlag

from nldissect.families.route.link.kinds import link_kinds, slave_kinds
from nldissect.schema import (
    Attributes,
    boolean,
    ifindex,
    indexed,
    ipv4,
    ipv6,
    lladdr,
    mac,
    milliseconds,
    s32,
    seconds,
    u8,
    u16,
    u32,
)


class BondMode(IntEnum):
    """BOND_MODE_*, from linux/if_bonding.h."""

    BOND_MODE_ROUNDROBIN = 0
    BOND_MODE_ACTIVEBACKUP = 1
    BOND_MODE_XOR = 2
    BOND_MODE_BROADCAST = 3
    BOND_MODE_8023AD = 4
    BOND_MODE_TLB = 5
    BOND_MODE_ALB = 6


class ArpValidate(IntEnum):
    """BOND_ARP_VALIDATE_* and BOND_ARP_FILTER_*, from net/bonding.h of the kernel."""

    BOND_ARP_VALIDATE_NONE = 0
    BOND_ARP_VALIDATE_ACTIVE = 1
    BOND_ARP_VALIDATE_BACKUP = 2
    BOND_ARP_VALIDATE_ALL = 3
    BOND_ARP_FILTER = 4
    BOND_ARP_FILTER_ACTIVE = 5
    BOND_ARP_FILTER_BACKUP = 6


class ArpAllTargets(IntEnum):
    """BOND_ARP_TARGETS_*, from net/bonding.h of the kernel."""

    BOND_ARP_TARGETS_ANY = 0
    BOND_ARP_TARGETS_ALL = 1


class PrimaryReselect(IntEnum):
    """BOND_PRI_RESELECT_*, from net/bonding.h of the kernel."""

    BOND_PRI_RESELECT_ALWAYS = 0
    BOND_PRI_RESELECT_BETTER = 1
    BOND_PRI_RESELECT_FAILURE = 2


class FailOverMac(IntEnum):
    """BOND_FOM_*, from net/bonding.h of the kernel."""

    BOND_FOM_NONE = 0
    BOND_FOM_ACTIVE = 1
    BOND_FOM_FOLLOW = 2


class XmitHashPolicy(IntEnum):
    """BOND_XMIT_POLICY_*, from linux/if_bonding.h."""

    BOND_XMIT_POLICY_LAYER2 = 0
    BOND_XMIT_POLICY_LAYER34 = 1
    BOND_XMIT_POLICY_LAYER23 = 2
    BOND_XMIT_POLICY_ENCAP23 = 3
    BOND_XMIT_POLICY_ENCAP34 = 4
    BOND_XMIT_POLICY_VLAN_SRCMAC = 5


class LacpRate(IntEnum):
    """AD_LACP_*, from net/bond_3ad.h of the kernel."""

    AD_LACP_SLOW = 0
    AD_LACP_FAST = 1


class AdSelect(IntEnum):
    """BOND_AD_*, from net/bond_3ad.h of the kernel."""

    BOND_AD_STABLE = 0
    BOND_AD_BANDWIDTH = 1
    BOND_AD_COUNT = 2
    BOND_AD_PRIO = 3


class BondState(IntEnum):
    """BOND_STATE_*, from linux/if_bonding.h."""

    BOND_STATE_ACTIVE = 0
    BOND_STATE_BACKUP = 1


class BondLink(IntEnum):
    """BOND_LINK_*, from linux/if_bonding.h."""

    BOND_LINK_UP = 0
    BOND_LINK_FAIL = 1
    BOND_LINK_DOWN = 2
    BOND_LINK_BACK = 3


class LacpState(IntFlag):
    """LACP_STATE_*, from linux/if_bonding.h."""

    LACP_STATE_LACP_ACTIVITY = 0x01
    LACP_STATE_LACP_TIMEOUT = 0x02
    LACP_STATE_AGGREGATION = 0x04
    LACP_STATE_SYNCHRONIZATION = 0x08
    LACP_STATE_COLLECTING = 0x10
    LACP_STATE_DISTRIBUTING = 0x20
    LACP_STATE_DEFAULTED = 0x40
    LACP_STATE_EXPIRED = 0x80


class ChurnState(IntEnum):
    """AD_CHURN_*, from net/bond_3ad.h of the kernel."""

    AD_CHURN_MONITOR = 0
    AD_CHURN = 1
    AD_NO_CHURN = 2


class IFLA_BOND_AD_INFO(Attributes, header="linux/if_link.h"):
    AGGREGATOR = 1, u16
    NUM_PORTS = 2, u16
    ACTOR_KEY = 3, u16
    PARTNER_KEY = 4, u16
    PARTNER_MAC = 5, mac


class IFLA_BOND(Attributes, header="linux/if_link.h"):
    MODE = 1, u8(BondMode)
    ACTIVE_SLAVE = 2, ifindex
    MIIMON = 3, milliseconds
    UPDELAY = 4, milliseconds
    DOWNDELAY = 5, milliseconds
    USE_CARRIER = 6, boolean
    ARP_INTERVAL = 7, milliseconds
    ARP_IP_TARGET = 8, indexed(ipv4)
    ARP_VALIDATE = 9, u32(ArpValidate)
    ARP_ALL_TARGETS = 10, u32(ArpAllTargets)
    PRIMARY = 11, ifindex
    PRIMARY_RESELECT = 12, u8(PrimaryReselect)
    FAIL_OVER_MAC = 13, u8(FailOverMac)
    XMIT_HASH_POLICY = 14, u8(XmitHashPolicy)
    RESEND_IGMP = 15, u32
    NUM_PEER_NOTIF = 16, u8
    ALL_SLAVES_ACTIVE = 17, boolean
    MIN_LINKS = 18, u32
    LP_INTERVAL = 19, seconds
    PACKETS_PER_SLAVE = 20, u32
    AD_LACP_RATE = 21, u8(LacpRate)
    AD_SELECT = 22, u8(AdSelect)
    AD_INFO = 23, IFLA_BOND_AD_INFO
    AD_ACTOR_SYS_PRIO = 24, u16
    AD_USER_PORT_KEY = 25, u16
    AD_ACTOR_SYSTEM = 26, mac
    TLB_DYNAMIC_LB = 27, boolean
    PEER_NOTIF_DELAY = 28, milliseconds
    AD_LACP_ACTIVE = 29, boolean
    MISSED_MAX = 30, u8
    NS_IP6_TARGET = 31, indexed(ipv6)
    COUPLED_CONTROL = 32, boolean
    BROADCAST_NEIGH = 33, boolean
    LACP_STRICT = 34, boolean


class IFLA_BOND_SLAVE(Attributes, header="linux/if_link.h"):
    STATE = 1, u8(BondState)
    MII_STATUS = 2, u8(BondLink)
    LINK_FAILURE_COUNT = 3, u32
    PERM_HWADDR = 4, lladdr
    QUEUE_ID = 5, u16
    AD_AGGREGATOR_ID = 6, u16
    AD_ACTOR_OPER_PORT_STATE = 7, u8(LacpState)
    AD_PARTNER_OPER_PORT_STATE = 8, u16(LacpState)
    PRIO = 9, s32
    ACTOR_PORT_PRIO = 10, u16
    AD_CHURN_ACTOR_STATE = 11, u8(ChurnState)
    AD_CHURN_PARTNER_STATE = 12, u8(ChurnState)


link_kinds["bond"] = IFLA_BOND
slave_kinds["bond"] = IFLA_BOND_SLAVE
slave_kinds["bond_slave"] = IFLA_BOND_SLAVE  # as ip names it in IFLA_INFO_KIND, without IFLA_INFO_SLAVE_KIND
