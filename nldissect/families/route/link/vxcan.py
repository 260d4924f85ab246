"""Link kind vxcan: the message that describes its other end."""

from __future__ import annotations

from nldissect.families.route.link.device import ifinfomsg
from nldissect.families.route.link.kinds import link_kinds
from nldissect.families.route.link.link import IFLA
from nldissect.schema import Attributes, headed


class VXCAN_INFO(Attributes, header="linux/can/vxcan.h"):
    PEER = 1, headed(ifinfomsg, IFLA)


link_kinds["vxcan"] = VXCAN_INFO
