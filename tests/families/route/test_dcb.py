"""Data Center Bridging. Only requests are in captures: the rest is made by hand after linux/dcbnl.h."""

from __future__ import annotations

from nldissect.families.route.dcb import Command, ExchangeCapabilities, Selector, TransmissionSelection
from tests.engine.building import attribute, message
from tests.families.decoding import attributes, below, decode

IFNAME = attribute(1, b"dn\0")


def reply(command: Command, *values: bytes) -> str:
    return message(bytes([0, command, 0, 0]) + b"".join(values), type_=78).hex()


def test_a_request_says_its_command_and_its_device() -> None:
    # dcb ets show dev dn
    request = decode("1c0000004e00050052cf006b000000000015000007000100646e0000")
    assert request["dcb.cmd"] == Command.DCB_CMD_IEEE_GET
    assert request.summary == "dcb ieee_get dev dn"


def test_enhanced_transmission_selection_has_a_value_for_each_class() -> None:
    ets = bytes([1, 8, 0, *range(10, 18), *range(20, 28), 0, 1, 2, 255, 0, 0, 0, 0, *range(8), *bytes(24)])
    found = below(decode(reply(Command.DCB_CMD_IEEE_GET, IFNAME, attribute(13, attribute(1, ets)))), "DCB_ATTR_IEEE")
    assert found["ieee_ets.tc_tx_bw"] == [*range(10, 18)]
    assert found["ieee_ets.tc_tsa"][:4] == list(TransmissionSelection)
    assert found["ieee_ets.prio_tc"] == [*range(8)]


def test_priority_flow_control_has_gaps_before_its_delay_and_its_counters() -> None:
    pfc = bytes([8, 0x81, 1, 0, 5, 0, 0, 0]) + b"".join(number.to_bytes(8, "little") for number in range(16))
    found = below(decode(reply(Command.DCB_CMD_IEEE_GET, attribute(13, attribute(2, pfc)))), "DCB_ATTR_IEEE_PFC")
    assert (found["pfc_en"], found["mbc"], found["delay"]) == (0x81, True, 5)
    assert found["indications"] == [*range(8, 16)]


def test_priorities_of_applications_are_in_a_table_and_trusted_by_another() -> None:
    table = attribute(3, attribute(1, bytes([5, 3, 46, 0])), attribute(2, bytes([255, 4, 1, 0])))
    trust = attribute(11, attribute(1, b"\5"), attribute(2, b"\xff"))
    found = attributes(decode(reply(Command.DCB_CMD_IEEE_GET, attribute(13, table, trust))), "dcb_attr.ieee")
    assert found["ieee_app_table.ieee_app.selector"] == Selector.IEEE_8021QAZ_APP_SEL_DSCP
    assert found["ieee_app_table.ieee_app.protocol"] == 46
    assert found["ieee_app_table.dcb_app.selector"] == Selector.DCB_APP_SEL_PCP
    assert found["dcb_app_trust_table.ieee_app"] == Selector.IEEE_8021QAZ_APP_SEL_DSCP


def test_what_was_set_is_answered_with_a_byte_in_place_of_a_nest() -> None:
    assert decode(reply(Command.DCB_CMD_IEEE_SET, attribute(13, b"\0")))["dcb_attr.ieee"] == 0
    nest = attribute(4, attribute(1, b"\1"), attribute(8, b"\0"))
    assert attributes(decode(reply(Command.DCB_CMD_PFC_GCFG, nest)), "dcb_attr") == {"pfc_cfg.0": 1, "pfc_cfg.7": 0}


def test_groups_of_cee_have_classes_and_their_applications_the_number_of_another_attribute() -> None:
    classes = attribute(4, attribute(1, attribute(1, b"\2"), attribute(4, b"\x32")), attribute(11, b"\x64"))
    applications = attribute(7, attribute(12, attribute(1, b"\1"), attribute(2, b"\xbc\x0c"), attribute(3, b"\3")))
    found = attributes(
        decode(reply(Command.DCB_CMD_CEE_GET, attribute(16, classes, applications), attribute(14, b"\5"))), "dcb_attr"
    )
    assert found == {
        "cee.tx_pg.tc_0.pgid": 2,
        "cee.tx_pg.tc_0.bw_pct": 50,
        "cee.tx_pg.bw_id_0": 100,
        "cee.app_table.app.idtype": 1,
        "cee.app_table.app.id": 3260,
        "cee.app_table.app.priority": 3,
        "dcbx": ExchangeCapabilities.DCB_CAP_DCBX_HOST | ExchangeCapabilities.DCB_CAP_DCBX_VER_CEE,
    }
