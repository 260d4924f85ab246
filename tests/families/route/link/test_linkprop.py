"""Properties of a link, which are its alternative names."""

from __future__ import annotations

from tests.families.decoding import below, decode


def test_names_are_added() -> None:
    # ip link property add dev dum0 altname a-rather-long-alternative-interface-name altname alt1
    message = decode(
        "600000006c00050e3bd0006b0000000000000000030000000000000000000000400034802d003500612d7261746865722d6c6f6e"
        "672d616c7465726e61746976652d696e746572666163652d6e616d650000000009003500616c743100000000"
    )
    assert message.type_name == "RTM_NEWLINKPROP"
    assert below(message, "IFLA_PROP_LIST") == {"alt_ifname": ["a-rather-long-alternative-interface-name", "alt1"]}


def test_a_name_is_removed() -> None:
    # ip link property del dev dummy-new altname alt1
    message = decode("300000006d0005003cd0006b00000000000000000300000000000000000000001000348009003500616c743100000000")
    assert message.type_name == "RTM_DELLINKPROP"
    assert below(message, "IFLA_PROP_LIST") == {"alt_ifname": "alt1"}
    assert message.summary == "link property del dev if3 altname alt1"


def test_properties_are_asked_for() -> None:
    # (no program asks for them: bytes by hand from linux/rtnetlink.h)
    message = decode("200000006e000103010000000000000000000000000000000000000000000000")
    assert message.type_name == "RTM_GETLINKPROP"
    assert message["ifinfo.index"] == 0
