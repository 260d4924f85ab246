"""NETLINK_ROUTE: links, addresses, routes, neighbours, ..."""

from nldissect.families.route import (
    addr as addr,
    addrlabel as addrlabel,
    anycast as anycast,
    br_vlan as br_vlan,
    cachereport as cachereport,
    dcb as dcb,
    mdb as mdb,
    multicast as multicast,
    nduseropt as nduseropt,
    neigh as neigh,
    neightbl as neightbl,
    netconf as netconf,
    nexthop as nexthop,
    nsid as nsid,
    prefix as prefix,
    route as route,
    rule as rule,
    stats as stats,
    tunnel as tunnel,
)
from nldissect.families.route.link import link as link, linkprop as linkprop
from nldissect.families.route.protocol import NETLINK_ROUTE
from nldissect.families.route.tc import actions as actions, tcmsg as tcmsg

PROTOCOL = NETLINK_ROUTE
