"""Link kind gtp."""

from __future__ import annotations

from enum import IntEnum

from nldissect.families.route.link.kinds import link_kinds
from nldissect.schema import Attributes, boolean, ipv4, ipv6, s32, u8, u32


class GtpRole(IntEnum):
    """GTP_ROLE_*, from linux/if_link.h."""

    GTP_ROLE_GGSN = 0
    GTP_ROLE_SGSN = 1


class IFLA_GTP(Attributes, header="linux/if_link.h"):
    FD0 = 1, s32
    FD1 = 2, s32
    PDP_HASHSIZE = 3, u32
    ROLE = 4, u32(GtpRole)
    CREATE_SOCKETS = 5, boolean
    RESTART_COUNT = 6, u8
    LOCAL = 7, ipv4
    LOCAL6 = 8, ipv6


link_kinds["gtp"] = IFLA_GTP
