"""Link kind dsa: a port of a switch chip."""

from __future__ import annotations

from nldissect.families.route.link.kinds import link_kinds
from nldissect.schema import Attributes, ifindex


class IFLA_DSA(Attributes, header="linux/if_link.h"):
    CONDUIT = 1, ifindex


link_kinds["dsa"] = IFLA_DSA
