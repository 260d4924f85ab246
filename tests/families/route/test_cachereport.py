"""Reports of multicast routing, which are in no capture: made by hand after mroute_netlink_event() of Linux 6.12."""

from __future__ import annotations

from nldissect.families.route.cachereport import Report, Report6
from tests.engine.building import attribute, message
from tests.families.decoding import attributes, decode


def test_a_packet_without_a_route() -> None:
    report = message(
        bytes([128, 0, 0, 0])
        + attribute(1, b"\1")
        + attribute(2, bytes([3, 0, 0, 0]))
        + attribute(3, bytes([192, 0, 2, 1]))
        + attribute(4, bytes([239, 1, 2, 3]))
        + attribute(6, bytes([253, 0, 0, 0]))
        + attribute(5, b"\x45\0"),
        type_=96,
    )
    found = decode(report.hex())
    assert attributes(found, "ipmra_creport") == {
        "msgtype": Report.IGMPMSG_NOCACHE,
        "vif_id": 3,
        "src_addr": "192.0.2.1",
        "dst_addr": "239.1.2.3",
        "table": 253,
        "pkt": b"\x45\0",
    }
    assert found.summary == "mroute report nocache (192.0.2.1, 239.1.2.3) vif 3 table default"


def test_one_of_ipv6_has_other_names() -> None:
    source, group = bytes.fromhex("20010db8" + "00" * 11 + "01"), bytes.fromhex("ff05" + "00" * 13 + "02")
    report = message(
        bytes([129, 0, 0, 0])
        + attribute(1, b"\2")
        + attribute(2, bytes(4))
        + attribute(3, source)
        + attribute(4, group)
        + attribute(5, b""),
        type_=96,
    )
    found = decode(report.hex())
    assert found["ip6mra_creport.msgtype"] == Report6.MRT6MSG_WRONGMIF
    assert found.summary == "mroute report wrongmif (2001:db8::1, ff05::2) mif 0"
