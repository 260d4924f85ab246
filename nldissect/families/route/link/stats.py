"""Counters and resources of a link: IFLA_STATS, IFLA_STATS64, IFLA_MAP."""

from __future__ import annotations

from nldissect.schema import Struct, hex64, pad, u8, u16, u32, u64


class rtnl_link_stats(Struct, header="linux/if_link.h"):
    rx_packets = u32
    tx_packets = u32
    rx_bytes = u32
    tx_bytes = u32
    rx_errors = u32
    tx_errors = u32
    rx_dropped = u32
    tx_dropped = u32
    multicast = u32
    collisions = u32
    rx_length_errors = u32
    rx_over_errors = u32
    rx_crc_errors = u32
    rx_frame_errors = u32
    rx_fifo_errors = u32
    rx_missed_errors = u32
    tx_aborted_errors = u32
    tx_carrier_errors = u32
    tx_fifo_errors = u32
    tx_heartbeat_errors = u32
    tx_window_errors = u32
    rx_compressed = u32
    tx_compressed = u32
    rx_nohandler = u32


class rtnl_link_stats64(Struct, header="linux/if_link.h"):
    rx_packets = u64
    tx_packets = u64
    rx_bytes = u64
    tx_bytes = u64
    rx_errors = u64
    tx_errors = u64
    rx_dropped = u64
    tx_dropped = u64
    multicast = u64
    collisions = u64
    rx_length_errors = u64
    rx_over_errors = u64
    rx_crc_errors = u64
    rx_frame_errors = u64
    rx_fifo_errors = u64
    rx_missed_errors = u64
    tx_aborted_errors = u64
    tx_carrier_errors = u64
    tx_fifo_errors = u64
    tx_heartbeat_errors = u64
    tx_window_errors = u64
    rx_compressed = u64
    tx_compressed = u64
    rx_nohandler = u64
    rx_otherhost_dropped = u64


class rtnl_link_ifmap(Struct, header="linux/if_link.h"):
    mem_start = hex64
    mem_end = hex64
    base_addr = hex64
    irq = u16
    dma = u8
    port = u8
    pad = pad(4)
