"""Names of generic netlink families: learned from the capture, also later in it, given by the user, changing hands."""

import struct

import nldissect
from nldissect.analysis.statistics import Statistics
from tests.captures import CAPTURES
from tests.sources.build import GENERIC, Packet, cooked, message, pcap

NEWFAMILY, DELFAMILY = 1, 2


def attribute(number: int, value: bytes) -> bytes:
    return struct.pack("<HH", 4 + len(value), number) + value + bytes(-len(value) % 4)


def told(number: int, name: str, command: int = NEWFAMILY) -> Packet:
    """The controller tells the id of a family."""
    attributes = attribute(1, struct.pack("<H", number)) + attribute(2, name.encode() + b"\0")
    return Packet(cooked(message(struct.pack("<BBH", command, 2, 0) + attributes, kind=16, flags=0), GENERIC))


def used(number: int, command: int = 7) -> Packet:
    return Packet(cooked(message(struct.pack("<BBH", command, 1, 0), kind=number), GENERIC))


def failed(number: int) -> Packet:
    request = message(struct.pack("<BBH", 7, 1, 0), kind=number)
    return Packet(cooked(message(struct.pack("<i", -22) + request, kind=2, flags=0), GENERIC))


def captured(*packets: Packet, **families: int) -> nldissect.Capture:
    return nldissect.open(pcap(packets), families={number: name for name, number in families.items()})


def families(capture: nldissect.Capture) -> list[str]:
    return [message.family_name for message in capture]


def test_a_family_told_later_in_the_capture_is_known_from_the_start() -> None:
    assert families(captured(used(30), told(30, "wheel"), used(30)).load()) == ["wheel", "nlctrl", "wheel"]


def test_nobody_tells_a_family_and_it_has_its_number() -> None:
    capture = captured(used(30)).load()
    assert families(capture) == ["generic"]
    assert capture.message(0).type_name == "type 0x1e cmd 7"


def test_a_family_given_by_the_user_needs_no_telling() -> None:
    assert families(captured(used(30), wheel=30).load()) == ["wheel"]


def test_a_family_given_by_the_user_wins_over_the_capture() -> None:
    assert families(captured(used(30), told(30, "other"), used(30), wheel=30).load()) == ["wheel", "nlctrl", "wheel"]


def test_an_id_that_changes_hands_has_each_name_in_its_time() -> None:
    packets = [used(30), told(30, "first"), used(30), told(30, "second"), used(30), told(30, "first"), used(30)]
    expected = ["first", "nlctrl", "first", "nlctrl", "second", "nlctrl", "first"]
    assert families(captured(*packets).load()) == expected
    counted = Statistics(captured(*packets).load()).by_type()
    assert {row.family: row.messages for row in counted} == {"first": 3, "second": 1, "nlctrl": 3}


def test_names_do_not_depend_on_how_messages_are_looked_at() -> None:
    packets = [used(30), told(30, "first"), used(30), told(30, "second"), used(30)]
    one_by_one = captured(*packets).load()
    backwards = [one_by_one.message(row).family_name for row in range(4, -1, -1)][::-1]
    at_once = captured(*packets).load()
    at_once.assign_layouts()
    assert families(at_once) == families(captured(*packets).load()) == backwards


def test_a_family_that_is_removed_keeps_its_name_for_what_was_before() -> None:
    assert families(captured(told(30, "wheel"), used(30), told(30, "wheel", DELFAMILY)).load())[1] == "wheel"


def test_telling_of_one_family_says_nothing_about_another() -> None:
    assert families(captured(told(30, "wheel"), used(31)).load()) == ["nlctrl", "generic"]


def test_ids_of_other_protocols_are_not_families() -> None:
    route = Packet(cooked(message(bytes(16), kind=30)))
    assert families(captured(told(30, "wheel"), route).load()) == ["nlctrl", "route"]


def test_an_error_quotes_a_request_of_the_family() -> None:
    capture = captured(failed(30), told(30, "wheel")).load()
    assert "wheel" in capture.message(0).summary
    rows = {
        (row.family, row.type_name): row.errors
        for row in Statistics(captured(used(30), failed(30), told(30, "wheel")).load()).by_type()
    }
    assert rows["wheel", "wheel cmd 7"] == 1


def test_messages_looked_at_before_their_family_is_told_get_its_name_afterwards() -> None:
    packets = [used(30)] * 200 + [told(30, "wheel")]
    capture = nldissect.open(pcap(packets))
    before: list[str] = []
    while capture.advance(400):
        before.extend(capture.message(row).family_name for row in range(len(capture)))
    assert "generic" in before
    assert families(capture) == ["wheel"] * 200 + ["nlctrl"]


def test_what_the_controller_tells_wrongly_does_no_harm() -> None:
    empty = Packet(cooked(message(struct.pack("<BBH", NEWFAMILY, 2, 0), kind=16, flags=0), GENERIC))
    number_only = Packet(
        cooked(message(struct.pack("<BBH", NEWFAMILY, 2, 0) + attribute(1, b"\x1e\0"), kind=16, flags=0), GENERIC)
    )
    short = Packet(cooked(message(b"", kind=16, flags=0), GENERIC))
    long_number = Packet(
        cooked(
            message(struct.pack("<BBH", NEWFAMILY, 2, 0) + attribute(1, bytes(4)) + attribute(2, b"x\0"), kind=16),
            GENERIC,
        )
    )
    capture = captured(empty, number_only, short, long_number, used(30), told(30, "wheel")).load()
    assert families(capture)[-2:] == ["wheel", "nlctrl"]


def test_real_captures_tell_their_families() -> None:
    capture = nldissect.open(CAPTURES / "generic.pcap").load()
    assert families(capture).count("ethtool") == 9
