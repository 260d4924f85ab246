"""Link kind caif."""

from __future__ import annotations

from nldissect.families.route.link.kinds import link_kinds
from nldissect.schema import Attributes, boolean, u32


class IFLA_CAIF(Attributes, header="linux/caif/if_caif.h"):
    IPV4_CONNID = 1, u32
    IPV6_CONNID = 2, u32
    LOOPBACK = 3, boolean


link_kinds["caif"] = IFLA_CAIF
