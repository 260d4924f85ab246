"""Link kind ppp."""

from __future__ import annotations

from nldissect.families.route.link.kinds import link_kinds
from nldissect.schema import Attributes, s32


class IFLA_PPP(Attributes, header="linux/if_link.h"):
    DEV_FD = 1, s32


link_kinds["ppp"] = IFLA_PPP
