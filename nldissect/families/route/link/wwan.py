"""Link kind wwan: a data channel of a modem."""

from __future__ import annotations

from nldissect.families.route.link.kinds import link_kinds
from nldissect.schema import Attributes, u32


class IFLA_WWAN(Attributes, header="linux/wwan.h"):
    LINK_ID = 1, u32


link_kinds["wwan"] = IFLA_WWAN
