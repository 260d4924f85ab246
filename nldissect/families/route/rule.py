"""Policy routing rules: RTM_NEWRULE, RTM_DELRULE, RTM_GETRULE."""

from __future__ import annotations

from enum import IntEnum, IntFlag

from nldissect.families.route.protocol import NETLINK_ROUTE, or_rtgenmsg
from nldissect.families.route.route import RouteProtocol, RouteTable, address
from nldissect.schema import (
    Attributes,
    IpProtocol,
    Struct,
    address_family,
    be32,
    be64,
    binary,
    boolean,
    dscp,
    dsfield,
    hex16,
    hex32,
    pad,
    realms,
    s32,
    string,
    u8,
    u16,
    u32,
    uid,
)


class RuleAction(IntEnum):
    """FR_ACT_*, from linux/fib_rules.h."""

    FR_ACT_UNSPEC = 0
    FR_ACT_TO_TBL = 1
    FR_ACT_GOTO = 2
    FR_ACT_NOP = 3
    FR_ACT_RES3 = 4
    FR_ACT_RES4 = 5
    FR_ACT_BLACKHOLE = 6
    FR_ACT_UNREACHABLE = 7
    FR_ACT_PROHIBIT = 8


class RuleFlags(IntFlag):
    """FIB_RULE_*, from linux/fib_rules.h."""

    FIB_RULE_PERMANENT = 0x1
    FIB_RULE_INVERT = 0x2
    FIB_RULE_UNRESOLVED = 0x4
    FIB_RULE_IIF_DETACHED = 0x8
    FIB_RULE_OIF_DETACHED = 0x10
    FIB_RULE_FIND_SADDR = 0x10000


class fib_rule_hdr(Struct, header="linux/fib_rules.h", key="fib_rule"):
    family = address_family
    dst_len = u8
    src_len = u8
    tos = dsfield
    table = u8(RouteTable).named("table")
    res1 = pad(1)
    res2 = pad(1)
    action = u8(RuleAction)
    flags = u32(RuleFlags)


class fib_rule_uid_range(Struct, header="linux/fib_rules.h"):
    start = uid
    end = uid


class fib_rule_port_range(Struct, header="linux/fib_rules.h"):
    """Ports in host order, unlike everywhere else."""

    start = u16
    end = u16


class FRA(Attributes, header="linux/fib_rules.h"):
    DST = 1, address
    SRC = 2, address
    IIFNAME = 3, string
    GOTO = 4, u32
    UNUSED2 = 5, binary
    PRIORITY = 6, u32
    UNUSED3 = 7, binary
    UNUSED4 = 8, binary
    UNUSED5 = 9, binary
    FWMARK = 10, hex32
    FLOW = 11, realms
    TUN_ID = 12, be64
    SUPPRESS_IFGROUP = 13, u32.named("group")
    SUPPRESS_PREFIXLEN = 14, s32  # -1 where nothing is suppressed, which the kernel always says
    TABLE = 15, u32(RouteTable).named("table")
    FWMASK = 16, hex32
    OIFNAME = 17, string
    PAD = 18, binary
    L3MDEV = 19, boolean
    UID_RANGE = 20, fib_rule_uid_range
    PROTOCOL = 21, u8(RouteProtocol).named("protocol")
    IP_PROTO = 22, u8(IpProtocol)
    SPORT_RANGE = 23, fib_rule_port_range
    DPORT_RANGE = 24, fib_rule_port_range
    DSCP = 25, dscp
    FLOWLABEL = 26, be32
    FLOWLABEL_MASK = 27, be32
    SPORT_MASK = 28, hex16
    DPORT_MASK = 29, hex16
    DSCP_MASK = 30, u8


RULE = (
    "rule {verb}[ {fib_rule.family!=inet}][ pref {fra.priority}][ {fib_rule.flags}][ from {fra.src}/{src_len}]"
    "[ to {fra.dst}/{dst_len}][ tos {fib_rule.tos}][ dscp {fra.dscp}[/{fra.dscp_mask!=63}]]"
    "[ flowlabel {fra.flowlabel}[/{fra.flowlabel_mask}]][ fwmark {fra.fwmark}[/{fra.fwmask!=0xffffffff}]]"
    "[ iif {fra.iifname}][ oif {fra.oifname}][ l3mdev{fra.l3mdev&}]"
    "[ uidrange [{uid_range.start~}]-{uid_range.end~}][ ipproto {fra.ip_proto}]"
    "[ sport {sport_range.start}[-{sport_range.end!=sport_range.start}][/{fra.sport_mask!=0xffff}]]"
    "[ dport {dport_range.start}[-{dport_range.end!=dport_range.start}][/{fra.dport_mask!=0xffff}]]"
    "[ tun_id {fra.tun_id}][ lookup {fra.table|fib_rule.table}]"
    "[ suppress_prefixlength {fra.suppress_prefixlen=!=-1}]"
    "[ suppress_ifgroup {fra.suppress_ifgroup}][ realms {fra.flow}][ {fib_rule.action!=to_tbl}[ {fra.goto}]]"
    "[ proto {fra.protocol}]"
)
SHOW = (
    "rule {verb}{fib_rule.family?}[ {fib_rule.family!=unspec}]",
    "rule {verb}{rtgen.family?}[ {rtgen.family!=unspec}]",
)

NETLINK_ROUTE.message("RTM_NEWRULE", 32, fib_rule_hdr, FRA, summary=RULE)
NETLINK_ROUTE.message("RTM_DELRULE", 33, fib_rule_hdr, FRA, summary=RULE)
NETLINK_ROUTE.message("RTM_GETRULE", 34, or_rtgenmsg(fib_rule_hdr), FRA, summary=SHOW)
