"""Options of router advertisements, which are in no capture: made by hand after ndisc_ra_useropt() of Linux 6.12."""

from __future__ import annotations

import pytest

from nldissect.families.route.nduseropt import Option
from tests.engine.building import attribute, message
from tests.families.decoding import below, decode

SOURCE = bytes.fromhex("fe80000000000000020000fffe000001")


def advertised(option: str) -> str:
    data = bytes.fromhex(option)
    header = bytes.fromhex("0a00") + len(data).to_bytes(2, "little") + bytes.fromhex("030000008600000000000000")
    return message(header + data + attribute(1, SOURCE), type_=68).hex()


SERVERS = "190500000000012c" + "20010db8000000000000000000000053" + "20010db8000000000000000000000054"


def test_name_servers_stand_between_header_and_attributes() -> None:
    found = decode(advertised(SERVERS))
    assert found["nduseropt.opts.nd_opt_type"] == Option.ND_OPT_RDNSS
    assert found["nduseropt.opts.body.rdnss.lifetime"] == 300
    assert found.values("nduseropt.opts.body.rdnss.addresses") == ["2001:db8::53", "2001:db8::54"]
    assert found["nduseropt.srcaddr"] == "fe80::200:ff:fe00:1"
    assert found.summary == "nduseropt rdnss 2001:db8::53 lifetime 300s dev if3 from fe80::200:ff:fe00:1"


@pytest.mark.parametrize(
    ("option", "expected"),
    [
        ("2503687474703a2f2f656d61696c2e6578616d706c650000", {"body": "http://email.example"}),
        ("2602070a0064ff9b0000000000000000", {"body.pref64.lifetime_plc": 0x070A}),
        ("1f02000000000e100378797a00000000", {"body.dnssl.lifetime": 3600}),
        ("2202400000000005fd00000000000000", {"body.6co.valid_lifetime": 5}),
        ("030440c0000151800000384000000000" + "20010db8000100000000000000000000", {"body.prefix_info.valid": 86400}),
        ("c801aabbccddeeff", {"body": bytes.fromhex("aabbccddeeff")}),
    ],
    ids=["captive portal", "NAT64", "search list", "6LoWPAN", "prefix", "another"],
)
def test_each_option_has_its_own_body(option: str, expected: dict[str, object]) -> None:
    found = below(decode(advertised(option)), "nduseroptmsg")
    assert {
        path.removeprefix("opts."): found[path] for path in found if path.removeprefix("opts.") in expected
    } == expected


def test_several_options_follow_each_other() -> None:
    found = decode(advertised("c801aabbccddeeff" + SERVERS))
    assert found.values("nduseropt.opts.nd_opt_type") == [200, Option.ND_OPT_RDNSS]
    assert found["nduseropt.srcaddr"] == "fe80::200:ff:fe00:1"
