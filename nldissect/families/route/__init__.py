"""NETLINK_ROUTE: links, addresses, routes, neighbours, ..."""

from nldissect.families.route import addr as addr, route as route
from nldissect.families.route.protocol import NETLINK_ROUTE

PROTOCOL = NETLINK_ROUTE
