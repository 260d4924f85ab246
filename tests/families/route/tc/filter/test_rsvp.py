"""Filters of kind rsvp and rsvp6."""

from __future__ import annotations

from struct import pack

from nldissect.schema import IpProtocol
from tests.engine.building import attribute
from tests.families.route.tc.filter.building import made, options


def test_a_session_of_ipv4() -> None:
    # By hand, from linux/pkt_cls.h: rsvp ipproto udp session 10.0.0.1/5001 sender 10.0.0.2 classid 1:2 of Linux 6.1
    pinfo = pack(">IIi", 5001, 0xFFFF, 0) + bytes(12) + bytes([17, 0, 0, 0])
    message = made(
        "rsvp",
        attribute(1, pack("<I", 0x10002)),
        attribute(2, bytes([10, 0, 0, 1])),
        attribute(3, bytes([10, 0, 0, 2])),
        attribute(4, pinfo),
    )
    assert options(message) == {
        "classid": 0x10002,
        "dst": "10.0.0.1",
        "src": "10.0.0.2",
        "pinfo.dpi.key": 5001,
        "pinfo.dpi.mask": 0xFFFF,
        "pinfo.dpi.offset": 0,
        "pinfo.spi.key": 0,
        "pinfo.spi.mask": 0,
        "pinfo.spi.offset": 0,
        "pinfo.protocol": IpProtocol.IPPROTO_UDP,
        "pinfo.tunnelid": 0,
        "pinfo.tunnelhdr": 0,
        "pinfo.pad": b"\0",
    }


def test_a_session_of_ipv6() -> None:
    # By hand, from linux/pkt_cls.h: rsvp6 session 2001:db8::1
    message = made("rsvp6", attribute(2, bytes.fromhex("20010db8000000000000000000000001")))
    assert options(message) == {"dst": "2001:db8::1"}
