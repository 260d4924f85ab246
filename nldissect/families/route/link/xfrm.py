"""Link kind xfrm."""

from __future__ import annotations

from nldissect.families.route.link.device import lower_ifindex
from nldissect.families.route.link.kinds import link_kinds
from nldissect.schema import Attributes, flag, hex32


class IFLA_XFRM(Attributes, header="linux/if_link.h"):
    LINK = 1, lower_ifindex
    IF_ID = 2, hex32
    COLLECT_METADATA = 3, flag


link_kinds["xfrm"] = IFLA_XFRM
