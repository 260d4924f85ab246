"""Link kind batadv: B.A.T.M.A.N. advanced, a mesh."""

from __future__ import annotations

from nldissect.families.route.link.kinds import link_kinds
from nldissect.schema import Attributes, string


class IFLA_BATADV(Attributes, header="linux/batman_adv.h"):
    ALGO_NAME = 1, string


link_kinds["batadv"] = IFLA_BATADV
