"""Connectivity fault management of a bridge."""

from __future__ import annotations

from nldissect.families.route.link.bridge_cfm import CfmDirection, CfmDomain, CfmInterval
from tests.families.decoding import below, decode


def test_a_point_of_maintenance_is_told_with_its_settings() -> None:
    # bridge link with RTEXT_FILTER_CFM_CONFIG
    # (no capture has it: bytes by hand from linux/if_bridge.h)
    message = decode(
        "340100001000000001000000000000000700000004000000000000000000000014011a8010010580240009800800010001000000"
        "08000200000000000800030001000000080004000600000028000a8008000100010000000a000200020000000001000008000300"
        "07000000080004001100000050000b80080001000100000008000200010000000800030004000000340004000101010101010101"
        "0101010101010101010101010101010101010101010101010101010101010101010101010101010114000c800800010001000000"
        "080002000000000048000d8008000100010000000a0002000180c200003700000800030001000000080004003c00000008000500"
        "0100000005000600020000000800070000000000050008000000000014000e8008000100010000000800020012000000"
    )
    assert below(message, "IFLA_BRIDGE_CFM") == {
        "mep_create_info.instance": 1,
        "mep_create_info.domain": CfmDomain.BR_CFM_PORT,
        "mep_create_info.direction": CfmDirection.BR_CFM_MEP_DIRECTION_UP,
        "mep_create_info.ifindex": 6,
        "mep_config_info.instance": 1,
        "mep_config_info.unicast_mac": "02:00:00:00:00:01",
        "mep_config_info.mdlevel": 7,
        "mep_config_info.mepid": 17,
        "cc_config_info.instance": 1,
        "cc_config_info.enable": True,
        "cc_config_info.exp_interval": CfmInterval.BR_CFM_CCM_INTERVAL_1_SEC,
        "cc_config_info.exp_maid": b"\x01" * 48,
        "cc_rdi_info.instance": 1,
        "cc_rdi_info.rdi": False,
        "cc_ccm_tx_info.instance": 1,
        "cc_ccm_tx_info.dmac": "01:80:c2:00:00:37",
        "cc_ccm_tx_info.seq_no_update": True,
        "cc_ccm_tx_info.period": 60,
        "cc_ccm_tx_info.if_tlv": True,
        "cc_ccm_tx_info.if_tlv_value": 2,
        "cc_ccm_tx_info.port_tlv": False,
        "cc_ccm_tx_info.port_tlv_value": 0,
        "cc_peer_mep_info.peer_mep_instance": 1,
        "cc_peer_mep_info.peer_mepid": 18,
    }


def test_a_point_of_maintenance_is_told_with_its_state() -> None:
    # bridge link with RTEXT_FILTER_CFM_STATUS
    # (no capture has it: bytes by hand from linux/if_bridge.h)
    message = decode(
        "980000001000000001000000000000000700000004000000000000000000000078001a807400058024000f800800010001000000"
        "0800020000000000080003000000000008000400010000004c001080080001000100000008000200120000000800030001000000"
        "080004000000000005000500020000000500060001000000080007000100000008000800000000000800090000000000"
    )
    assert below(message, "IFLA_BRIDGE_CFM") == {
        "mep_status_info.instance": 1,
        "mep_status_info.opcode_unexp_seen": False,
        "mep_status_info.version_unexp_seen": False,
        "mep_status_info.rx_level_low_seen": True,
        "cc_peer_status_info.instance": 1,
        "cc_peer_status_info.peer_mepid": 18,
        "cc_peer_status_info.ccm_defect": True,
        "cc_peer_status_info.rdi": False,
        "cc_peer_status_info.port_tlv_value": 2,
        "cc_peer_status_info.if_tlv_value": 1,
        "cc_peer_status_info.seen": True,
        "cc_peer_status_info.tlv_seen": False,
        "cc_peer_status_info.seq_unexp_seen": False,
    }
