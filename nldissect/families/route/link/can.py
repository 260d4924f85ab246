"""Link kind can: bit timing, modes and state of CAN controllers, and their statistics."""

from __future__ import annotations

from enum import IntEnum, IntFlag

from nldissect.families.route.link.kinds import link_kinds, xstats_kinds
from nldissect.schema import Attributes, Struct, array, milliseconds, string, u16, u32


class CanState(IntEnum):
    """CAN_STATE_*, from linux/can/netlink.h."""

    CAN_STATE_ERROR_ACTIVE = 0
    CAN_STATE_ERROR_WARNING = 1
    CAN_STATE_ERROR_PASSIVE = 2
    CAN_STATE_BUS_OFF = 3
    CAN_STATE_STOPPED = 4
    CAN_STATE_SLEEPING = 5


class CanControlMode(IntFlag):
    """CAN_CTRLMODE_*, from linux/can/netlink.h."""

    CAN_CTRLMODE_LOOPBACK = 0x01
    CAN_CTRLMODE_LISTENONLY = 0x02
    CAN_CTRLMODE_3_SAMPLES = 0x04
    CAN_CTRLMODE_ONE_SHOT = 0x08
    CAN_CTRLMODE_BERR_REPORTING = 0x10
    CAN_CTRLMODE_FD = 0x20
    CAN_CTRLMODE_PRESUME_ACK = 0x40
    CAN_CTRLMODE_FD_NON_ISO = 0x80
    CAN_CTRLMODE_CC_LEN8_DLC = 0x100
    CAN_CTRLMODE_TDC_AUTO = 0x200
    CAN_CTRLMODE_TDC_MANUAL = 0x400
    CAN_CTRLMODE_RESTRICTED = 0x800
    CAN_CTRLMODE_XL = 0x1000
    CAN_CTRLMODE_XL_TDC_AUTO = 0x2000
    CAN_CTRLMODE_XL_TDC_MANUAL = 0x4000
    CAN_CTRLMODE_XL_TMS = 0x8000


class can_bittiming(Struct, header="linux/can/netlink.h"):
    bitrate = u32
    sample_point = u32
    tq = u32
    prop_seg = u32
    phase_seg1 = u32
    phase_seg2 = u32
    sjw = u32
    brp = u32


class can_bittiming_const(Struct, header="linux/can/netlink.h"):
    name = string(16)
    tseg1_min = u32
    tseg1_max = u32
    tseg2_min = u32
    tseg2_max = u32
    sjw_max = u32
    brp_min = u32
    brp_max = u32
    brp_inc = u32


class can_clock(Struct, header="linux/can/netlink.h"):
    freq = u32


class can_ctrlmode(Struct, header="linux/can/netlink.h"):
    mask = u32(CanControlMode)
    flags = u32(CanControlMode)


class can_berr_counter(Struct, header="linux/can/netlink.h"):
    txerr = u16
    rxerr = u16


class can_device_stats(Struct, header="linux/can/netlink.h"):
    bus_error = u32
    error_warning = u32
    error_passive = u32
    bus_off = u32
    arbitration_lost = u32
    restarts = u32


class IFLA_CAN_TDC(Attributes, header="linux/can/netlink.h"):
    TDCV_MIN = 1, u32
    TDCV_MAX = 2, u32
    TDCO_MIN = 3, u32
    TDCO_MAX = 4, u32
    TDCF_MIN = 5, u32
    TDCF_MAX = 6, u32
    TDCV = 7, u32
    TDCO = 8, u32
    TDCF = 9, u32


class IFLA_CAN_PWM(Attributes, header="linux/can/netlink.h"):
    PWMS_MIN = 1, u32
    PWMS_MAX = 2, u32
    PWML_MIN = 3, u32
    PWML_MAX = 4, u32
    PWMO_MIN = 5, u32
    PWMO_MAX = 6, u32
    PWMS = 7, u32
    PWML = 8, u32
    PWMO = 9, u32


class IFLA_CAN_CTRLMODE(Attributes, header="linux/can/netlink.h"):
    SUPPORTED = 1, u32(CanControlMode)


class IFLA_CAN(Attributes, header="linux/can/netlink.h"):
    BITTIMING = 1, can_bittiming
    BITTIMING_CONST = 2, can_bittiming_const
    CLOCK = 3, can_clock
    STATE = 4, u32(CanState)
    CTRLMODE = 5, can_ctrlmode
    RESTART_MS = 6, milliseconds
    RESTART = 7, u32
    BERR_COUNTER = 8, can_berr_counter
    DATA_BITTIMING = 9, can_bittiming
    DATA_BITTIMING_CONST = 10, can_bittiming_const
    TERMINATION = 11, u16
    TERMINATION_CONST = 12, array(u16)
    BITRATE_CONST = 13, array(u32)
    DATA_BITRATE_CONST = 14, array(u32)
    BITRATE_MAX = 15, u32
    TDC = 16, IFLA_CAN_TDC
    CTRLMODE_EXT = 17, IFLA_CAN_CTRLMODE
    XL_DATA_BITTIMING = 18, can_bittiming
    XL_DATA_BITTIMING_CONST = 19, can_bittiming_const
    XL_DATA_BITRATE_CONST = 20, array(u32)
    XL_TDC = 21, IFLA_CAN_TDC
    XL_PWM = 22, IFLA_CAN_PWM


link_kinds["can"] = IFLA_CAN
xstats_kinds["can"] = can_device_stats
