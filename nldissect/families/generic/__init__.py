"""NETLINK_GENERIC: the families that the kernel gives a message type when they register."""

from nldissect.families.generic import nlctrl as nlctrl
from nldissect.families.generic.protocol import NETLINK_GENERIC

PROTOCOL = NETLINK_GENERIC
