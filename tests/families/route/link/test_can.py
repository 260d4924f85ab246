"""Links of kind can."""

from __future__ import annotations

from nldissect.families.route.link.can import CanControlMode, CanState
from tests.families.decoding import below, decode


def test_a_request_sets_the_bit_rate() -> None:
    # ip link set can0 type can bitrate 500000
    message = decode(
        "5400000010000500aace006b0000000000000000050000000000000000000000340012000700010063616e002800020024000100"
        "20a1070000000000000000000000000000000000000000000000000000000000"
    )
    assert below(message, "IFLA_INFO_DATA") == {
        "bittiming.bitrate": 500000,
        "bittiming.sample_point": 0,
        "bittiming.tq": 0,
        "bittiming.prop_seg": 0,
        "bittiming.phase_seg1": 0,
        "bittiming.phase_seg2": 0,
        "bittiming.sjw": 0,
        "bittiming.brp": 0,
    }


def test_a_controller_tells_its_state_and_statistics() -> None:
    # ip -details -statistics link show can0
    # (no capture has it: bytes by hand from linux/can/netlink.h)
    message = decode(
        "c400000010000000010000000000000000001801050000000000000000000000a40012000800010063616e001c00030001000000"
        "02000000030000000400000005000000060000007c00020008000400020000000c00050021000000200000000800060064000000"
        "08000700010000000800030000b4c404080008008000070006000b007800000008000c00000078000c000d0048e8010090d00300"
        "08000f0000127a00140010800800010000000000080008000f0000000c0011800800010033000000"
    )
    assert below(message, "IFLA_INFO_XSTATS") == {
        "bus_error": 1,
        "error_warning": 2,
        "error_passive": 3,
        "bus_off": 4,
        "arbitration_lost": 5,
        "restarts": 6,
    }
    assert below(message, "IFLA_INFO_DATA") == {
        "state": CanState.CAN_STATE_ERROR_PASSIVE,
        "ctrlmode.mask": CanControlMode.CAN_CTRLMODE_FD | CanControlMode.CAN_CTRLMODE_LOOPBACK,
        "ctrlmode.flags": CanControlMode.CAN_CTRLMODE_FD,
        "restart_ms": 100,
        "restart": 1,
        "clock.freq": 80_000_000,
        "berr_counter.txerr": 128,
        "berr_counter.rxerr": 7,
        "termination": 120,
        "termination_const": [0, 120],
        "bitrate_const": [125000, 250000],
        "bitrate_max": 8_000_000,
        "tdc.tdcv_min": 0,
        "tdc.tdco": 15,
        "ctrlmode_ext.supported": 0x33,
    }


def test_can_xl_has_a_pulse_width_modulation() -> None:
    # ip link set can0 type can xl on tms on pwms 8 pwml 24
    # (no capture has it: bytes by hand from linux/can/netlink.h of Linux 7.0)
    message = decode(
        "5800000010000500010000000000000000000000050000000000000000000000380012000800010063616e002c0002000c000500"
        "00900000009000001c001680080007000800000008000800180000000800090002000000"
    )
    mode = CanControlMode.CAN_CTRLMODE_XL | CanControlMode.CAN_CTRLMODE_XL_TMS
    assert below(message, "IFLA_INFO_DATA") == {
        "ctrlmode.mask": mode,
        "ctrlmode.flags": mode,
        "xl_pwm.pwms": 8,
        "xl_pwm.pwml": 24,
        "xl_pwm.pwmo": 2,
    }
