"""NETLINK_ROUTE: links, addresses, routes, neighbours, ..."""

from nldissect.families.route import addr as addr, neigh as neigh, others as others, route as route
from nldissect.families.route.link import link as link, linkprop as linkprop
from nldissect.families.route.protocol import NETLINK_ROUTE
from nldissect.families.route.tc import actions as actions, tc as tc

PROTOCOL = NETLINK_ROUTE
