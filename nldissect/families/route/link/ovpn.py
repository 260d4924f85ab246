"""Link kind ovpn: OpenVPN's data channel."""

from __future__ import annotations

from enum import IntEnum

from nldissect.families.route.link.kinds import link_kinds
from nldissect.schema import Attributes, u8


class OvpnMode(IntEnum):
    """OVPN_MODE_*, from linux/if_link.h."""

    OVPN_MODE_P2P = 0
    OVPN_MODE_MP = 1


class IFLA_OVPN(Attributes, header="linux/if_link.h"):
    MODE = 1, u8(OvpnMode)


link_kinds["ovpn"] = IFLA_OVPN
