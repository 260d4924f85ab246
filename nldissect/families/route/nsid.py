"""Numbers of network namespaces: RTM_NEWNSID, RTM_DELNSID, RTM_GETNSID."""

from __future__ import annotations

from nldissect.families.route.protocol import NETLINK_ROUTE, rtgenmsg
from nldissect.schema import Attributes, netns_id, u32


class NETNSA(Attributes, header="linux/net_namespace.h"):
    NSID = 1, netns_id
    PID = 2, u32
    FD = 3, u32
    TARGET_NSID = 4, netns_id
    CURRENT_NSID = 5, netns_id


_WHOSE = "[ pid {netnsa.pid}][ netns fd {netnsa.fd}][ target-nsid {netnsa.target_nsid}]"
NSID = (
    "nsid {verb} {netnsa.nsid}[ current-nsid {netnsa.current_nsid}]" + _WHOSE,
    "nsid {verb}" + _WHOSE,
)

NETLINK_ROUTE.message("RTM_NEWNSID", 88, rtgenmsg, NETNSA, summary=NSID)
NETLINK_ROUTE.message("RTM_DELNSID", 89, rtgenmsg, NETNSA, summary=NSID)
NETLINK_ROUTE.message("RTM_GETNSID", 90, rtgenmsg, NETNSA, summary=NSID)
