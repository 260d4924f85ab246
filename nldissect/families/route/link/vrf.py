"""Link kind vrf: its routing table, also as each of its ports tells it."""

from __future__ import annotations

from nldissect.families.route.link.kinds import link_kinds, slave_kinds
from nldissect.families.route.route import RouteTable
from nldissect.schema import Attributes, u32


class IFLA_VRF(Attributes, header="linux/if_link.h"):
    TABLE = 1, u32(RouteTable).named("table")


class IFLA_VRF_PORT(Attributes, header="linux/if_link.h"):
    TABLE = 1, u32(RouteTable).named("table")


link_kinds["vrf"] = IFLA_VRF
slave_kinds["vrf"] = IFLA_VRF_PORT
