"""Link kinds that keep nothing in IFLA_LINKINFO but their name; some programs send an empty IFLA_INFO_DATA."""

from __future__ import annotations

from nldissect.families.route.link.kinds import link_kinds, slave_kinds
from nldissect.schema import Attributes


class NO_DATA(Attributes, prefix=""):
    """No attributes: generic netlink, sysfs or the link's own attributes say how such a device works."""


link_kinds["dummy"] = NO_DATA
link_kinds["ifb"] = NO_DATA
link_kinds["lowpan"] = NO_DATA
link_kinds["netdevsim"] = NO_DATA
link_kinds["nlmon"] = NO_DATA
link_kinds["openvswitch"] = NO_DATA
link_kinds["pfcp"] = NO_DATA
link_kinds["team"] = NO_DATA
link_kinds["vcan"] = NO_DATA
link_kinds["virt_wifi"] = NO_DATA
link_kinds["vsockmon"] = NO_DATA
link_kinds["wireguard"] = NO_DATA

slave_kinds["batadv"] = NO_DATA
slave_kinds["hsr"] = NO_DATA
slave_kinds["openvswitch"] = NO_DATA
slave_kinds["team"] = NO_DATA
