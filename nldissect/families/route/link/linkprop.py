"""Properties of a link, which are its alternative names: RTM_NEWLINKPROP, RTM_DELLINKPROP, RTM_GETLINKPROP."""

from __future__ import annotations

from nldissect.families.route.link.device import ifinfomsg
from nldissect.families.route.link.link import IFLA, SHOW
from nldissect.families.route.protocol import NETLINK_ROUTE, or_rtgenmsg

LINKPROP = (
    "link property {verb} dev {ifinfo.index!} altname {prop_list.alt_ifname}",
    "link property {verb} {ifla.ifname}[ altname {prop_list.alt_ifname}]",
    "link property {verb}[ dev {ifinfo.index}]",
)

NETLINK_ROUTE.message("RTM_NEWLINKPROP", 108, ifinfomsg, IFLA, summary=LINKPROP)
NETLINK_ROUTE.message("RTM_DELLINKPROP", 109, ifinfomsg, IFLA, summary=LINKPROP)
NETLINK_ROUTE.message("RTM_GETLINKPROP", 110, or_rtgenmsg(ifinfomsg), IFLA, summary=SHOW)
