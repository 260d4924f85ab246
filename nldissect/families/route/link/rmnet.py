"""Link kind rmnet."""

from __future__ import annotations

from enum import IntFlag

from nldissect.families.route.link.kinds import link_kinds
from nldissect.schema import Attributes, Struct, u16, u32


class RmnetFlags(IntFlag):
    """RMNET_FLAGS_*, from linux/if_link.h."""

    RMNET_FLAGS_INGRESS_DEAGGREGATION = 1 << 0
    RMNET_FLAGS_INGRESS_MAP_COMMANDS = 1 << 1
    RMNET_FLAGS_INGRESS_MAP_CKSUMV4 = 1 << 2
    RMNET_FLAGS_EGRESS_MAP_CKSUMV4 = 1 << 3
    RMNET_FLAGS_INGRESS_MAP_CKSUMV5 = 1 << 4
    RMNET_FLAGS_EGRESS_MAP_CKSUMV5 = 1 << 5


class ifla_rmnet_flags(Struct, header="linux/if_link.h"):
    flags = u32(RmnetFlags)
    mask = u32(RmnetFlags)


class IFLA_RMNET(Attributes, header="linux/if_link.h"):
    MUX_ID = 1, u16
    FLAGS = 2, ifla_rmnet_flags


link_kinds["rmnet"] = IFLA_RMNET
