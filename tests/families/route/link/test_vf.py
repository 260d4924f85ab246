"""Virtual functions (SR-IOV) of a link."""

from __future__ import annotations

from uuid import UUID

from nldissect.families.route.link.vf import PortRequest, PortResponse, VfLinkState
from nldissect.schema import EtherType
from tests.families.decoding import below, decode


def test_the_kernel_tells_a_list_of_functions() -> None:
    # the second of two functions is made, netdevsim
    # (one notification, its other attributes left out)
    message = decode(
        "c001000010000200fbce006baf010000000001000b00000002000000000000000900030065746830000000000800150002000000"
        "8c011600c40001002800010000000000000000000000000000000000000000000000000000000000000000000000000024000d00"
        "ffffffffffff00000000000000000000000000000000000000000000000000001000020000000000000000000000000010000600"
        "0000000000000000320000000c00030000000000320000000c00040000000000000000000c00050000000000000000000c000700"
        "00000000000000000c000900000000000000000018000c001400010000000000000000000000000000000000c400010028000100"
        "01000000000000000000000000000000000000000000000000000000000000000000000024000d00ffffffffffff000000000000"
        "00000000000000000000000000000000000000001000020001000000000000000000000010000600010000000000000000000000"
        "0c00030001000000000000000c00040001000000000000000c00050001000000000000000c00070001000000000000000c000900"
        "010000000000000018000c001400010001000000000000000000000000000000"
    )
    assert message["ifla.num_vf"] == 2
    nothing = ":".join(["00"] * 32)
    broadcast = ":".join(["ff"] * 6 + ["00"] * 26)
    assert below(message, "IFLA_VFINFO_LIST") == {
        "vf_info.mac.vf": [0, 1],
        "vf_info.mac.mac": [nothing, nothing],
        "vf_info.broadcast.broadcast": [broadcast, broadcast],
        "vf_info.vlan.vf": [0, 1],
        "vf_info.vlan.vlan": [0, 0],
        "vf_info.vlan.qos": [0, 0],
        "vf_info.rate.vf": [0, 1],
        "vf_info.rate.min_tx_rate": [0, 0],
        "vf_info.rate.max_tx_rate": [50, 0],
        "vf_info.tx_rate.vf": [0, 1],
        "vf_info.tx_rate.rate": [50, 0],
        "vf_info.spoofchk.vf": [0, 1],
        "vf_info.spoofchk.setting": [0, 0],
        "vf_info.link_state.vf": [0, 1],
        "vf_info.link_state.link_state": [VfLinkState.IFLA_VF_LINK_STATE_AUTO] * 2,
        "vf_info.rss_query_en.vf": [0, 1],
        "vf_info.rss_query_en.setting": [0, 0],
        "vf_info.trust.vf": [0, 1],
        "vf_info.trust.setting": [0, 0],
        "vf_info.vlan_list.vlan_info.vf": [0, 1],
        "vf_info.vlan_list.vlan_info.vlan": [0, 0],
        "vf_info.vlan_list.vlan_info.qos": [0, 0],
        "vf_info.vlan_list.vlan_info.vlan_proto": [0, 0],
        "vf_info.vlan_list.vlan_info.pad": [bytes(2), bytes(2)],
    }


def test_a_request_sets_the_address_of_a_function() -> None:
    # ip link set m0 vf 0 mac 02:00:00:00:00:01
    message = decode(
        "50000000100005005dd5006b0000000000000000040000000000000000000000300016002c000100280001000000000002000000"
        "00010000000000000000000000000000000000000000000000000000"
    )
    assert below(message, "IFLA_VFINFO_LIST") == {
        "vf_info.mac.vf": 0,
        "vf_info.mac.mac": ":".join(["02", "00", "00", "00", "00", "01"] + ["00"] * 26),
    }


def test_functions_have_vlans_guids_and_counters() -> None:
    # (no capture has it: bytes by hand from linux/if_link.h)
    message = decode(
        "cc00000010000000010000000000000000000000030000000000000000000000ac001600a800010018000c001400010001000000"
        "640000000300000088a8000014000a000100000000000000776655443322110014000b000100000000000000ffeeddccbbaa9988"
        "640008000c00000001000000000000000c00010002000000000000000c00020003000000000000000c0003000400000000000000"
        "0c00040005000000000000000c00050006000000000000000c00070007000000000000000c0008000800000000000000"
    )
    assert below(message, "IFLA_VFINFO_LIST") == {
        "vf_info.vlan_list.vlan_info.vf": 1,
        "vf_info.vlan_list.vlan_info.vlan": 100,
        "vf_info.vlan_list.vlan_info.qos": 3,
        "vf_info.vlan_list.vlan_info.vlan_proto": EtherType.ETH_P_8021AD,
        "vf_info.vlan_list.vlan_info.pad": bytes(2),
        "vf_info.ib_node_guid.vf": 1,
        "vf_info.ib_node_guid.pad": bytes(4),
        "vf_info.ib_node_guid.guid": 0x0011223344556677,
        "vf_info.ib_port_guid.vf": 1,
        "vf_info.ib_port_guid.pad": bytes(4),
        "vf_info.ib_port_guid.guid": 0x8899AABBCCDDEEFF,
        "vf_info.stats.rx_packets": 1,
        "vf_info.stats.tx_packets": 2,
        "vf_info.stats.rx_bytes": 3,
        "vf_info.stats.tx_bytes": 4,
        "vf_info.stats.broadcast": 5,
        "vf_info.stats.multicast": 6,
        "vf_info.stats.rx_dropped": 7,
        "vf_info.stats.tx_dropped": 8,
    }


def test_ports_of_functions_have_profiles() -> None:
    # what libvirt asks an 802.1Qbh switch for, and the answer
    # (no capture has it: bytes by hand from linux/if_link.h)
    message = decode(
        "9800000010000000010000000000000000000000030000000000000000000000600018005c000100080001000100000009000200"
        "676f6c64000000000c00030001020304050000001400040000112233445566778899aabbccddeeff140005000011223344556677"
        "8899aabbccddeeff05000600020000000600070001010000180019000900020073656c66000000000600070000000000"
    )
    assert below(message, "IFLA_VF_PORTS") == {
        "vf_port.vf": 1,
        "vf_port.profile": "gold",
        "vf_port.vsi_type.vsi_mgr_id": 1,
        "vf_port.vsi_type.vsi_type_id": b"\x02\x03\x04",
        "vf_port.vsi_type.vsi_type_version": 5,
        "vf_port.vsi_type.pad": bytes(3),
        "vf_port.instance_uuid": str(UUID("00112233-4455-6677-8899-aabbccddeeff")),
        "vf_port.host_uuid": str(UUID("00112233-4455-6677-8899-aabbccddeeff")),
        "vf_port.request": PortRequest.PORT_REQUEST_ASSOCIATE,
        "vf_port.response": PortResponse.PORT_PROFILE_RESPONSE_INPROGRESS,
    }
    assert below(message, "IFLA_PORT_SELF") == {"profile": "self", "response": PortResponse.PORT_VDP_RESPONSE_SUCCESS}
