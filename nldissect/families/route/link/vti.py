"""Link kinds vti and vti6."""

from __future__ import annotations

from nldissect.families.route.link.device import lower_ifindex
from nldissect.families.route.link.kinds import link_kinds
from nldissect.schema import Attributes, be32, hex32, ip


class IFLA_VTI(Attributes, header="linux/if_tunnel.h"):
    LINK = 1, lower_ifindex
    IKEY = 2, be32
    OKEY = 3, be32
    LOCAL = 4, ip
    REMOTE = 5, ip
    FWMARK = 6, hex32


link_kinds["vti"] = IFLA_VTI
link_kinds["vti6"] = IFLA_VTI
