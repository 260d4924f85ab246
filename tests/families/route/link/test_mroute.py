"""IPv4 multicast routing as a link."""

from __future__ import annotations

from nldissect.families.route.link.mroute import VifFlags
from nldissect.families.route.route import RouteTable
from tests.families.decoding import below, decode


def test_a_table_tells_its_interfaces() -> None:
    # RTM_GETLINK of the family RTNL_FAMILY_IPMR, the reply
    # (no capture has it: bytes by hand from linux/mroute.h)
    message = decode(
        "b40000001000020001000000000000008000000000000000000000000000000094001a0008000100fe0000000800020000000000"
        "08000300ffffffff050004000000000005000500010000000500070000000000600006805c000180080001000300000008000200"
        "0000000006000300080000000c00040064000000000000000c000500c8000000000000000c00060001000000000000000c000700"
        "0200000000000000080008000a000001080009000a000002"
    )
    assert below(message, "IFLA_AF_SPEC") == {
        "id": RouteTable.RT_TABLE_MAIN,
        "cache_res_queue_len": 0,
        "mroute_reg_vif_num": -1,
        "mroute_do_assert": False,
        "mroute_do_pim": True,
        "mroute_do_wrvifwhole": False,
        "vifs.vif.ifindex": 3,
        "vifs.vif.vif_id": 0,
        "vifs.vif.flags": VifFlags.VIFF_USE_IFINDEX,
        "vifs.vif.bytes_in": 100,
        "vifs.vif.bytes_out": 200,
        "vifs.vif.packets_in": 1,
        "vifs.vif.packets_out": 2,
        "vifs.vif.local_addr": "10.0.0.1",
        "vifs.vif.remote_addr": "10.0.0.2",
    }
