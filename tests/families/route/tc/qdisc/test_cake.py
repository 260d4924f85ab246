"""Qdisc cake."""

from __future__ import annotations

from nldissect.families.route.tc.qdisc.cake import AckFilter, DiffservMode, FlowMode
from tests.families.decoding import below, decode


def test_a_request_sets_modes_by_number() -> None:
    # tc qdisc add dev q0 root handle 1: cake bandwidth 50mbit besteffort dual-srchost nat ack-filter rtt 30ms
    # overhead 38 mpu 64 split-gso ingress wash
    message = decode(
        "a000000024000506a1d5006b00000000000000000400000000000100ffffffff000000000900010063616b650000000070000200"
        "0c000200105e5f000000000008000300030000000800050005000000080006002600000008000e00400000000800070030750000"
        "08000800dc050000080009000000000008000b000100000008000d0001000000080011000100000008000f000100000008001000"
        "01000000"
    )
    assert below(message, "TCA_OPTIONS") == {
        "base_rate64": 6250000,
        "diffserv_mode": DiffservMode.CAKE_DIFFSERV_BESTEFFORT,
        "flow_mode": FlowMode.CAKE_FLOW_DUAL_SRC,
        "overhead": 38,
        "mpu": 64,
        "rtt": 30000,
        "target": 1500,
        "autorate": False,
        "nat": True,
        "wash": True,
        "split_gso": True,
        "ingress": True,
        "ack_filter": AckFilter.CAKE_ACK_FILTER,
    }


def test_statistics_are_attributes_with_tins_inside() -> None:
    # tc qdisc add dev q0 root handle 1: cake bandwidth 50mbit besteffort dual-srchost nat ack-filter rtt 30ms
    # overhead 38 mpu 64 split-gso ingress wash
    message = decode(
        "2802000024000001a1d5006baa030000000000000400000000000100ffffffff020000000900010063616b650000000088000200"
        "0c000200105e5f00000000000800050005000000080007003075000008000800dc05000008000a00000000000800090000000000"
        "08000f0001000000080010000100000008000b0001000000080003000300000008000d0001000000080006002600000008000400"
        "0000000008000e00400000000800110001000000080012000000000005000c00000000000400090038010700000104000c000200"
        "105e5f00000000000800030000004000080004000000000008000500000000000800070000000000080009000000000008000600"
        "ffff000008000800ffff0000b8000a00b4000100040001000c000c00105e5f0000000000040001000c0003000000000000000000"
        "08000b000000000008000d00dc05000008000e003075000008000200000000000800040000000000080008000000000008000600"
        "0000000008001200000000000800130000000000080014000000000008000f000000000008001000000000000800110000000000"
        "080015000000000008001600000000000800170000000000080018000000000008001900ea050000040006001400010000000000"
        "000000000000000000000000040006001800030000000000000000000000000000000000000000002c0003000000000000000000"
        "0000000000000000000000000000000000000000000000000000000000000000"
    )
    assert below(message, "TCA_STATS_APP") == {
        "capacity_estimate64": 6250000,
        "memory_limit": 4194304,
        "memory_used": 0,
        "avg_netoff": 0,
        "max_netlen": 0,
        "max_adjlen": 0,
        "min_netlen": 65535,
        "min_adjlen": 65535,
        "tin_stats.pad": [b"", b""],
        "tin_stats.threshold_rate64": 6250000,
        "tin_stats.sent_bytes64": 0,
        "tin_stats.backlog_bytes": 0,
        "tin_stats.target_us": 1500,
        "tin_stats.interval_us": 30000,
        "tin_stats.sent_packets": 0,
        "tin_stats.dropped_packets": 0,
        "tin_stats.ecn_marked_packets": 0,
        "tin_stats.acks_dropped_packets": 0,
        "tin_stats.peak_delay_us": 0,
        "tin_stats.avg_delay_us": 0,
        "tin_stats.base_delay_us": 0,
        "tin_stats.way_indirect_hits": 0,
        "tin_stats.way_misses": 0,
        "tin_stats.way_collisions": 0,
        "tin_stats.sparse_flows": 0,
        "tin_stats.bulk_flows": 0,
        "tin_stats.unresponsive_flows": 0,
        "tin_stats.max_skblen": 0,
        "tin_stats.flow_quantum": 1514,
    }


def test_a_class_is_a_flow() -> None:
    # bytes built by hand from linux/pkt_sched.h
    message = decode(
        "6800000028000000000000000000000000000000040000000100010000000100000000000900010063616b650000000038000700"
        "3400040008000b00fbffffff08000c000200000008000d000100000008000e00baffffff08000f00090000000800100050000000"
    )
    assert below(message, "TCA_STATS_APP") == {
        "deficit": -5,
        "cobalt_count": 2,
        "dropping": True,
        "drop_next_us": -70,
        "p_drop": 9,
        "blue_timer_us": 80,
    }
