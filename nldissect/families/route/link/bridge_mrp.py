"""Media Redundancy Protocol of a bridge: IFLA_BRIDGE_MRP."""

from __future__ import annotations

from enum import IntEnum

from nldissect.schema import Attributes, boolean, ifindex, microseconds, multi, u16, u32


class MrpRingState(IntEnum):
    """BR_MRP_RING_STATE_*, from linux/mrp_bridge.h."""

    BR_MRP_RING_STATE_OPEN = 0
    BR_MRP_RING_STATE_CLOSED = 1


class MrpRingRole(IntEnum):
    """BR_MRP_RING_ROLE_*, from linux/mrp_bridge.h."""

    BR_MRP_RING_ROLE_DISABLED = 0
    BR_MRP_RING_ROLE_MRC = 1
    BR_MRP_RING_ROLE_MRM = 2
    BR_MRP_RING_ROLE_MRA = 3


class MrpInState(IntEnum):
    """BR_MRP_IN_STATE_*, from linux/mrp_bridge.h."""

    BR_MRP_IN_STATE_OPEN = 0
    BR_MRP_IN_STATE_CLOSED = 1


class MrpInRole(IntEnum):
    """BR_MRP_IN_ROLE_*, from linux/mrp_bridge.h."""

    BR_MRP_IN_ROLE_DISABLED = 0
    BR_MRP_IN_ROLE_MIC = 1
    BR_MRP_IN_ROLE_MIM = 2


class MrpPortState(IntEnum):
    """BR_MRP_PORT_STATE_*, from linux/mrp_bridge.h."""

    BR_MRP_PORT_STATE_DISABLED = 0
    BR_MRP_PORT_STATE_BLOCKED = 1
    BR_MRP_PORT_STATE_FORWARDING = 2
    BR_MRP_PORT_STATE_NOT_CONNECTED = 3


class MrpPortRole(IntEnum):
    """BR_MRP_PORT_ROLE_*, from linux/mrp_bridge.h."""

    BR_MRP_PORT_ROLE_PRIMARY = 0
    BR_MRP_PORT_ROLE_SECONDARY = 1
    BR_MRP_PORT_ROLE_INTER = 2


class IFLA_BRIDGE_MRP_INSTANCE(Attributes, header="linux/if_bridge.h"):
    RING_ID = 1, u32
    P_IFINDEX = 2, ifindex
    S_IFINDEX = 3, ifindex
    PRIO = 4, u16


class IFLA_BRIDGE_MRP_PORT_STATE(Attributes, header="linux/if_bridge.h"):
    STATE = 1, u32(MrpPortState)


class IFLA_BRIDGE_MRP_PORT_ROLE(Attributes, header="linux/if_bridge.h"):
    ROLE = 1, u32(MrpPortRole)


class IFLA_BRIDGE_MRP_RING_STATE(Attributes, header="linux/if_bridge.h"):
    RING_ID = 1, u32
    STATE = 2, u32(MrpRingState)


class IFLA_BRIDGE_MRP_RING_ROLE(Attributes, header="linux/if_bridge.h"):
    RING_ID = 1, u32
    ROLE = 2, u32(MrpRingRole)


class IFLA_BRIDGE_MRP_START_TEST(Attributes, header="linux/if_bridge.h"):
    RING_ID = 1, u32
    INTERVAL = 2, microseconds
    MAX_MISS = 3, u32
    PERIOD = 4, microseconds
    MONITOR = 5, u32(boolean)


class IFLA_BRIDGE_MRP_INFO(Attributes, header="linux/if_bridge.h"):
    RING_ID = 1, u32
    P_IFINDEX = 2, ifindex
    S_IFINDEX = 3, ifindex
    PRIO = 4, u16
    RING_STATE = 5, u32(MrpRingState)
    RING_ROLE = 6, u32(MrpRingRole)
    TEST_INTERVAL = 7, microseconds
    TEST_MAX_MISS = 8, u32
    TEST_MONITOR = 9, u32(boolean)
    I_IFINDEX = 10, ifindex
    IN_STATE = 11, u32(MrpInState)
    IN_ROLE = 12, u32(MrpInRole)
    IN_TEST_INTERVAL = 13, microseconds
    IN_TEST_MAX_MISS = 14, u32


class IFLA_BRIDGE_MRP_IN_ROLE(Attributes, header="linux/if_bridge.h"):
    RING_ID = 1, u32
    IN_ID = 2, u16
    ROLE = 3, u32(MrpInRole)
    I_IFINDEX = 4, ifindex


class IFLA_BRIDGE_MRP_IN_STATE(Attributes, header="linux/if_bridge.h"):
    IN_ID = 1, u32
    STATE = 2, u32(MrpInState)


class IFLA_BRIDGE_MRP_START_IN_TEST(Attributes, header="linux/if_bridge.h"):
    IN_ID = 1, u32
    INTERVAL = 2, microseconds
    MAX_MISS = 3, u32
    PERIOD = 4, microseconds


class IFLA_BRIDGE_MRP(Attributes, header="linux/if_bridge.h"):
    INSTANCE = 1, IFLA_BRIDGE_MRP_INSTANCE
    PORT_STATE = 2, IFLA_BRIDGE_MRP_PORT_STATE
    PORT_ROLE = 3, IFLA_BRIDGE_MRP_PORT_ROLE
    RING_STATE = 4, IFLA_BRIDGE_MRP_RING_STATE
    RING_ROLE = 5, IFLA_BRIDGE_MRP_RING_ROLE
    START_TEST = 6, IFLA_BRIDGE_MRP_START_TEST
    INFO = 7, multi(IFLA_BRIDGE_MRP_INFO)
    IN_ROLE = 8, IFLA_BRIDGE_MRP_IN_ROLE
    IN_STATE = 9, IFLA_BRIDGE_MRP_IN_STATE
    START_IN_TEST = 10, IFLA_BRIDGE_MRP_START_IN_TEST
