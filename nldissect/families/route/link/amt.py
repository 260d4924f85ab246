"""Link kind amt: automatic multicast tunneling."""

from __future__ import annotations

from enum import IntEnum

from nldissect.families.route.link.device import lower_ifindex
from nldissect.families.route.link.kinds import link_kinds
from nldissect.schema import Attributes, be16, ipv4, u32


class AmtMode(IntEnum):
    """AMT_MODE_*, from linux/amt.h."""

    AMT_MODE_GATEWAY = 0
    AMT_MODE_RELAY = 1


class IFLA_AMT(Attributes, header="linux/amt.h"):
    MODE = 1, u32(AmtMode)
    RELAY_PORT = 2, be16
    GATEWAY_PORT = 3, be16
    LINK = 4, lower_ifindex
    LOCAL_IP = 5, ipv4
    REMOTE_IP = 6, ipv4
    DISCOVERY_IP = 7, ipv4
    MAX_TUNNELS = 8, u32


link_kinds["amt"] = IFLA_AMT
