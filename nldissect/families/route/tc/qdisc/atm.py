"""Qdisc atm: flows go to virtual circuits (up to Linux 6.2)."""

from __future__ import annotations

from enum import IntEnum

from nldissect.families.route.tc.kinds import class_kinds
from nldissect.schema import AddressFamily, Attributes, Struct, binary, pad, s16, s32, tc_handle, u16, u32


class CircuitState(IntEnum):
    """ATM_VS_*, from linux/atmdev.h."""

    ATM_VS_IDLE = 0
    ATM_VS_CONNECTED = 1
    ATM_VS_CLOSING = 2
    ATM_VS_LISTEN = 3
    ATM_VS_INUSE = 4
    ATM_VS_BOUND = 5


class sockaddr_atmpvc_address(Struct, header="linux/atm.h", name="sap_addr"):
    itf = s16
    vpi = s16
    vci = s32


class sockaddr_atmpvc(Struct, header="linux/atm.h"):
    sap_family = u16(AddressFamily)
    pad = pad(2)
    sap_addr = sockaddr_atmpvc_address


class TCA_ATM(Attributes, header="linux/pkt_sched.h"):
    FD = 1, u32
    PTR = 2, binary
    HDR = 3, binary
    EXCESS = 4, tc_handle
    ADDR = 5, sockaddr_atmpvc
    STATE = 6, u32(CircuitState)


class_kinds["atm"] = TCA_ATM
