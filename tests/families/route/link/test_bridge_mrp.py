"""Media Redundancy Protocol of a bridge."""

from __future__ import annotations

from nldissect.families.route.link.bridge_mrp import MrpInRole, MrpInState, MrpRingRole, MrpRingState
from tests.families.decoding import below, decode


def test_a_ring_is_made_and_its_role_set() -> None:
    # mrp addmrp bridge br0 ring_id 1 pport eth0 sport eth1; mrp setringrole ring_id 1 role mrm
    # (no capture has it: bytes by hand from linux/if_bridge.h)
    message = decode(
        "600000001300050001000000000000000700000004000000000000000000000040001a803c000480240001800800010001000000"
        "0800020005000000080003000600000006000400008000001400058008000100010000000800020002000000"
    )
    assert below(message, "IFLA_BRIDGE_MRP") == {
        "instance.ring_id": 1,
        "instance.p_ifindex": 5,
        "instance.s_ifindex": 6,
        "instance.prio": 0x8000,
        "ring_role.ring_id": 1,
        "ring_role.role": MrpRingRole.BR_MRP_RING_ROLE_MRM,
    }


def test_a_test_has_an_interval_in_microseconds() -> None:
    # what the manager of a ring asks for
    # (no capture has it: bytes by hand from linux/if_bridge.h)
    message = decode(
        "540000001300050001000000000000000700000004000000000000000000000034001a80300004802c0006800800010001000000"
        "08000200204e000008000300030000000800040040420f000800050001000000"
    )
    assert below(message, "IFLA_BRIDGE_MRP") == {
        "start_test.ring_id": 1,
        "start_test.interval": 20000,
        "start_test.max_miss": 3,
        "start_test.period": 1_000_000,
        "start_test.monitor": True,
    }


def test_the_kernel_tells_a_ring_and_its_interconnection() -> None:
    # bridge mrp show
    # (no capture has it: bytes by hand from linux/if_bridge.h)
    message = decode(
        "9c000000100000000100000000000000070000000400000000000000000000007c001a8078000480740007800800010001000000"
        "0800020005000000080003000600000006000400008000000800050001000000080006000200000008000700204e000008000800"
        "03000000080009000000000008000a000700000008000b000000000008000c000200000008000d001027000008000e0008000000"
    )
    assert below(message, "IFLA_BRIDGE_MRP") == {
        "info.ring_id": 1,
        "info.p_ifindex": 5,
        "info.s_ifindex": 6,
        "info.prio": 0x8000,
        "info.ring_state": MrpRingState.BR_MRP_RING_STATE_CLOSED,
        "info.ring_role": MrpRingRole.BR_MRP_RING_ROLE_MRM,
        "info.test_interval": 20000,
        "info.test_max_miss": 3,
        "info.test_monitor": False,
        "info.i_ifindex": 7,
        "info.in_state": MrpInState.BR_MRP_IN_STATE_OPEN,
        "info.in_role": MrpInRole.BR_MRP_IN_ROLE_MIM,
        "info.in_test_interval": 10000,
        "info.in_test_max_miss": 8,
    }
