"""What address families keep of a link: IFLA_AF_SPEC and IFLA_PROTINFO."""

from __future__ import annotations

from enum import IntEnum

from nldissect.families.route.link.bridge_port import IFLA_BRPORT, BridgePortState
from nldissect.families.route.link.bridge_spec import IFLA_BRIDGE
from nldissect.families.route.link.inet import IFLA_INET
from nldissect.families.route.link.inet6 import IFLA_INET6
from nldissect.families.route.link.mroute import IPMRA_TABLE
from nldissect.schema import AddressFamily, Attributes, NestedFlag, one_of, select, u8, u32


class MctpBinding(IntEnum):
    """MCTP_PHYS_BINDING_*, from net/mctp.h of the kernel (DSP0239 has the numbers)."""

    MCTP_PHYS_BINDING_UNSPEC = 0x00
    MCTP_PHYS_BINDING_SMBUS = 0x01
    MCTP_PHYS_BINDING_PCIE_VDM = 0x02
    MCTP_PHYS_BINDING_USB = 0x03
    MCTP_PHYS_BINDING_KCS = 0x04
    MCTP_PHYS_BINDING_SERIAL = 0x05
    MCTP_PHYS_BINDING_I3C = 0x06
    MCTP_PHYS_BINDING_MMBI = 0x07
    MCTP_PHYS_BINDING_PCC = 0x08
    MCTP_PHYS_BINDING_UCIE = 0x09
    MCTP_PHYS_BINDING_VENDOR = 0xFF


class IFLA_MCTP(Attributes, header="linux/if_link.h"):
    NET = 1, u32
    PHYS_BINDING = 2, u8(MctpBinding)


class AF(Attributes, header="linux/socket.h"):
    """The sets in IFLA_AF_SPEC, their numbers those of address families."""

    INET = 2, IFLA_INET
    INET6 = 10, IFLA_INET6
    MCTP = 45, IFLA_MCTP


# Of links of these families IFLA_AF_SPEC is itself the set, without a family in between.
af_spec = select(
    "ifinfomsg.family",
    {AddressFamily.AF_BRIDGE: IFLA_BRIDGE, AddressFamily.RTNL_FAMILY_IPMR: IPMRA_TABLE},
    otherwise=AF,
    name="af_spec",
)

# A bridge port's state alone, in one byte, is what programs sent before Linux 3.0.
protinfo = select(
    "ifinfomsg.family",
    {
        AddressFamily.AF_BRIDGE: one_of((NestedFlag(), IFLA_BRPORT), otherwise=u8(BridgePortState)),
        AddressFamily.AF_INET6: IFLA_INET6,
    },
    name="protinfo",
)
