"""NETLINK_ROUTE: links, addresses, routes, neighbours, ..."""

from nldissect.families.route import addr as addr, neigh as neigh, others as others, route as route
from nldissect.families.route.link import link as link, linkprop as linkprop
from nldissect.families.route.protocol import NETLINK_ROUTE

PROTOCOL = NETLINK_ROUTE
