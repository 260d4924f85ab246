"""Link kind ipoib: IP over InfiniBand."""

from __future__ import annotations

from enum import IntEnum

from nldissect.families.route.link.kinds import link_kinds
from nldissect.schema import Attributes, hex16, u16


class IpoibMode(IntEnum):
    """IPOIB_MODE_*, from linux/if_link.h."""

    IPOIB_MODE_DATAGRAM = 0
    IPOIB_MODE_CONNECTED = 1


class IFLA_IPOIB(Attributes, header="linux/if_link.h"):
    PKEY = 1, hex16
    MODE = 2, u16(IpoibMode)
    UMCAST = 3, u16


link_kinds["ipoib"] = IFLA_IPOIB
