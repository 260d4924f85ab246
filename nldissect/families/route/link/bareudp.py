"""Link kind bareudp."""

from __future__ import annotations

from nldissect.families.route.link.kinds import link_kinds
from nldissect.schema import Attributes, be16, ethertype, flag, u16


class IFLA_BAREUDP(Attributes, header="linux/if_link.h"):
    PORT = 1, be16
    ETHERTYPE = 2, ethertype
    SRCPORT_MIN = 3, u16
    MULTIPROTO_MODE = 4, flag


link_kinds["bareudp"] = IFLA_BAREUDP
