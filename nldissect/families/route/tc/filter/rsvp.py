"""Filters rsvp and rsvp6: sessions of the resource reservation protocol. Linux 6.3 took them away."""

from __future__ import annotations

from nldissect.families.route.tc.action.police import TCA_POLICE
from nldissect.families.route.tc.actions import actions
from nldissect.families.route.tc.kinds import filter_kinds
from nldissect.schema import Attributes, IpProtocol, Struct, be32, hex32, ip, pad, s32, tc_handle, u8


# What stands at `offset` behind the IP header, as packets have it: ports, or the SPI of IPsec.
class tc_rsvp_gpi(Struct, header="linux/pkt_cls.h"):
    key = be32(hex32)
    mask = be32(hex32)
    offset = s32


class tc_rsvp_pinfo(Struct, header="linux/pkt_cls.h"):
    dpi = tc_rsvp_gpi
    spi = tc_rsvp_gpi
    protocol = u8(IpProtocol)
    tunnelid = u8
    tunnelhdr = u8
    pad = pad(1)


class TCA_RSVP(Attributes, header="linux/pkt_cls.h"):
    CLASSID = 1, tc_handle
    DST = 2, ip
    SRC = 3, ip
    PINFO = 4, tc_rsvp_pinfo
    POLICE = 5, TCA_POLICE
    ACT = 6, actions


filter_kinds["rsvp"] = TCA_RSVP
filter_kinds["rsvp6"] = TCA_RSVP
