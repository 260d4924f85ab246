"""nlctrl, the controller of generic netlink: which families there are, their ids, commands, groups and policies."""

from __future__ import annotations

from enum import IntFlag

from nldissect.families.generic.protocol import NETLINK_GENERIC, genlmsghdr
from nldissect.families.netlink import DEL, GET, NEW, NL_POLICY_TYPE_ATTR
from nldissect.schema import Attributes, PolicyTeaching, Teaching, hex16, indexed, string, u32


class OperationFlags(IntFlag):
    """GENL_*, from linux/genetlink.h: what a command needs and can do."""

    GENL_ADMIN_PERM = 0x01
    GENL_CMD_CAP_DO = 0x02
    GENL_CMD_CAP_DUMP = 0x04
    GENL_CMD_CAP_HASPOL = 0x08
    GENL_UNS_ADMIN_PERM = 0x10


class CTRL_ATTR_OP(Attributes, header="linux/genetlink.h"):
    ID = 1, u32
    FLAGS = 2, u32(OperationFlags)


class CTRL_ATTR_MCAST_GRP(Attributes, header="linux/genetlink.h"):
    NAME = 1, string
    ID = 2, u32


class CTRL_ATTR_POLICY(Attributes, header="linux/genetlink.h"):
    """The policies of one command, as indexes of what CTRL_ATTR_POLICY lists."""

    DO = 1, u32
    DUMP = 2, u32


class CTRL_ATTR(Attributes, header="linux/genetlink.h", key="ctrl"):
    FAMILY_ID = 1, hex16
    FAMILY_NAME = 2, string
    VERSION = 3, u32
    HDRSIZE = 4, u32
    MAXATTR = 5, u32
    OPS = 6, indexed(CTRL_ATTR_OP)
    MCAST_GROUPS = 7, indexed(CTRL_ATTR_MCAST_GRP)
    POLICY = 8, indexed(indexed(NL_POLICY_TYPE_ATTR))  # by index of the policy, then by number of the attribute
    OP_POLICY = 9, indexed(CTRL_ATTR_POLICY)  # by number of the command
    OP = 10, u32


FAMILY = (
    "family {verb} {ctrl.family_name} id {ctrl.family_id} version {ctrl.version}"
    "[ hdrsize {ctrl.hdrsize}][ maxattr {ctrl.maxattr}]",
    "family {verb}[ {ctrl.family_name}][ id {ctrl.family_id}]",
)
GROUP = (
    "multicast group {verb} {mcast_groups.name} id {mcast_groups.id}"
    "[ of family {ctrl.family_name}][ id {ctrl.family_id}]",
)
OPERATION = ("operation {verb} {ops.id}[ of family {ctrl.family_name}][ id {ctrl.family_id}]",)
POLICY = (
    "policy of id {ctrl.family_id} op {ctrl.op_policy#} do policy {op_policy.do} dump policy {op_policy.dump}",
    "policy of id {ctrl.family_id} op {ctrl.op_policy#} do policy {op_policy.do}",
    "policy of id {ctrl.family_id} op {ctrl.op_policy#} dump policy {op_policy.dump}",
    "policy of id {ctrl.family_id} attribute {ctrl.policy#} type {policy.type}"
    " policy {policy.policy_idx} maxtype {policy.policy_maxtype}",
    "policy of id {ctrl.family_id} attribute {ctrl.policy#} type {policy.type}"
    "[ min {policy.min_value_s}][ max {policy.max_value_s}][ min {policy.min_value_u}][ max {policy.max_value_u}]"
    "[ min length {policy.min_length}][ max length {policy.max_length}][ mask {policy.mask}]",
    "policy {verb} of {ctrl.family_name}[ op {ctrl.op}]",
    "policy {verb}[ of id {ctrl.family_id}][ op {ctrl.op}]",
)

nlctrl = NETLINK_GENERIC.family("nlctrl", genlmsghdr, number=16)
nlctrl.command("CTRL_CMD_NEWFAMILY", 1, CTRL_ATTR, kind=NEW, summary=FAMILY)
nlctrl.command("CTRL_CMD_DELFAMILY", 2, CTRL_ATTR, kind=DEL, summary=FAMILY)
nlctrl.command("CTRL_CMD_GETFAMILY", 3, CTRL_ATTR, kind=GET, summary=FAMILY)
nlctrl.command("CTRL_CMD_NEWOPS", 4, CTRL_ATTR, kind=NEW, summary=OPERATION)
nlctrl.command("CTRL_CMD_DELOPS", 5, CTRL_ATTR, kind=DEL, summary=OPERATION)
nlctrl.command("CTRL_CMD_GETOPS", 6, CTRL_ATTR, kind=GET, summary=OPERATION)
nlctrl.command("CTRL_CMD_NEWMCAST_GRP", 7, CTRL_ATTR, kind=NEW, summary=GROUP)
nlctrl.command("CTRL_CMD_DELMCAST_GRP", 8, CTRL_ATTR, kind=DEL, summary=GROUP)
nlctrl.command("CTRL_CMD_GETMCAST_GRP", 9, CTRL_ATTR, kind=GET, summary=GROUP)
nlctrl.command("CTRL_CMD_GETPOLICY", 10, CTRL_ATTR, kind=GET, summary=POLICY)

# A family's id is the type of its messages; DELFAMILY takes it away, so only NEWFAMILY teaches.
NETLINK_GENERIC.teaches = Teaching(told_by=("CTRL_CMD_NEWFAMILY",), number="ctrl.family_id", name="ctrl.family_name")
NETLINK_GENERIC.policies = PolicyTeaching(
    told_by=("CTRL_CMD_GETPOLICY",), number="ctrl.family_id", operations="ctrl.op_policy", policies="ctrl.policy"
)
