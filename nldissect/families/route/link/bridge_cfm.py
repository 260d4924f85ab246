"""Connectivity Fault Management of a bridge: IFLA_BRIDGE_CFM."""

from __future__ import annotations

from enum import IntEnum

from nldissect.schema import Attributes, binary, boolean, ifindex, mac, multi, u8, u32


class CfmDomain(IntEnum):
    """enum br_cfm_domain, from linux/cfm_bridge.h."""

    BR_CFM_PORT = 0
    BR_CFM_VLAN = 1


class CfmDirection(IntEnum):
    """BR_CFM_MEP_DIRECTION_*, from linux/cfm_bridge.h."""

    BR_CFM_MEP_DIRECTION_DOWN = 0
    BR_CFM_MEP_DIRECTION_UP = 1


class CfmInterval(IntEnum):
    """BR_CFM_CCM_INTERVAL_*, from linux/cfm_bridge.h."""

    BR_CFM_CCM_INTERVAL_NONE = 0
    BR_CFM_CCM_INTERVAL_3_3_MS = 1
    BR_CFM_CCM_INTERVAL_10_MS = 2
    BR_CFM_CCM_INTERVAL_100_MS = 3
    BR_CFM_CCM_INTERVAL_1_SEC = 4
    BR_CFM_CCM_INTERVAL_10_SEC = 5
    BR_CFM_CCM_INTERVAL_1_MIN = 6
    BR_CFM_CCM_INTERVAL_10_MIN = 7


class IFLA_BRIDGE_CFM_MEP_CREATE(Attributes, header="linux/if_bridge.h"):
    INSTANCE = 1, u32
    DOMAIN = 2, u32(CfmDomain)
    DIRECTION = 3, u32(CfmDirection)
    IFINDEX = 4, ifindex


class IFLA_BRIDGE_CFM_MEP_DELETE(Attributes, header="linux/if_bridge.h"):
    INSTANCE = 1, u32


class IFLA_BRIDGE_CFM_MEP_CONFIG(Attributes, header="linux/if_bridge.h"):
    INSTANCE = 1, u32
    UNICAST_MAC = 2, mac
    MDLEVEL = 3, u32
    MEPID = 4, u32


class IFLA_BRIDGE_CFM_CC_CONFIG(Attributes, header="linux/if_bridge.h"):
    INSTANCE = 1, u32
    ENABLE = 2, u32(boolean)
    EXP_INTERVAL = 3, u32(CfmInterval)
    EXP_MAID = 4, binary


class IFLA_BRIDGE_CFM_CC_PEER_MEP(Attributes, header="linux/if_bridge.h", prefix="IFLA_BRIDGE_CFM_CC"):
    PEER_MEP_INSTANCE = 1, u32
    PEER_MEPID = 2, u32


class IFLA_BRIDGE_CFM_CC_RDI(Attributes, header="linux/if_bridge.h"):
    INSTANCE = 1, u32
    RDI = 2, u32(boolean)


class IFLA_BRIDGE_CFM_CC_CCM_TX(Attributes, header="linux/if_bridge.h"):
    INSTANCE = 1, u32
    DMAC = 2, mac
    SEQ_NO_UPDATE = 3, u32(boolean)
    PERIOD = 4, u32
    IF_TLV = 5, u32(boolean)
    IF_TLV_VALUE = 6, u8
    PORT_TLV = 7, u32(boolean)
    PORT_TLV_VALUE = 8, u8


class IFLA_BRIDGE_CFM_MEP_STATUS(Attributes, header="linux/if_bridge.h"):
    INSTANCE = 1, u32
    OPCODE_UNEXP_SEEN = 2, u32(boolean)
    VERSION_UNEXP_SEEN = 3, u32(boolean)
    RX_LEVEL_LOW_SEEN = 4, u32(boolean)


class IFLA_BRIDGE_CFM_CC_PEER_STATUS(Attributes, header="linux/if_bridge.h"):
    INSTANCE = 1, u32
    PEER_MEPID = 2, u32
    CCM_DEFECT = 3, u32(boolean)
    RDI = 4, u32(boolean)
    PORT_TLV_VALUE = 5, u8
    IF_TLV_VALUE = 6, u8
    SEEN = 7, u32(boolean)
    TLV_SEEN = 8, u32(boolean)
    SEQ_UNEXP_SEEN = 9, u32(boolean)


class IFLA_BRIDGE_CFM(Attributes, header="linux/if_bridge.h"):
    MEP_CREATE = 1, IFLA_BRIDGE_CFM_MEP_CREATE
    MEP_DELETE = 2, IFLA_BRIDGE_CFM_MEP_DELETE
    MEP_CONFIG = 3, IFLA_BRIDGE_CFM_MEP_CONFIG
    CC_CONFIG = 4, IFLA_BRIDGE_CFM_CC_CONFIG
    CC_PEER_MEP_ADD = 5, multi(IFLA_BRIDGE_CFM_CC_PEER_MEP)
    CC_PEER_MEP_REMOVE = 6, multi(IFLA_BRIDGE_CFM_CC_PEER_MEP)
    CC_RDI = 7, IFLA_BRIDGE_CFM_CC_RDI
    CC_CCM_TX = 8, IFLA_BRIDGE_CFM_CC_CCM_TX
    MEP_CREATE_INFO = 9, multi(IFLA_BRIDGE_CFM_MEP_CREATE)
    MEP_CONFIG_INFO = 10, multi(IFLA_BRIDGE_CFM_MEP_CONFIG)
    CC_CONFIG_INFO = 11, multi(IFLA_BRIDGE_CFM_CC_CONFIG)
    CC_RDI_INFO = 12, multi(IFLA_BRIDGE_CFM_CC_RDI)
    CC_CCM_TX_INFO = 13, multi(IFLA_BRIDGE_CFM_CC_CCM_TX)
    CC_PEER_MEP_INFO = 14, multi(IFLA_BRIDGE_CFM_CC_PEER_MEP)
    MEP_STATUS_INFO = 15, multi(IFLA_BRIDGE_CFM_MEP_STATUS)
    CC_PEER_STATUS_INFO = 16, multi(IFLA_BRIDGE_CFM_CC_PEER_STATUS)
