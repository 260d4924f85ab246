"""What libnl and libmnl print, and what rtmon writes."""

from pathlib import Path

import pytest

import nldissect
from nldissect import Capture, CaptureError
from tests.captures import CAPTURES
from tests.sources.build import message

SAMPLES = Path(__file__).parent / "samples"


def opened(name: str, format: str) -> Capture:  # noqa: A002
    return nldissect.open(SAMPLES / name, format=format).load()


def test_libnl_messages_of_generic_netlink_have_all_their_bytes() -> None:
    capture = opened("libnl_generic.txt", "libnl")
    original = list(nldissect.open(CAPTURES / "generic.pcap"))
    assert [each.data for each in capture] == [each.data for each in original[:3]]
    assert {each.protocol for each in capture} == {16}
    assert capture.warnings == []


def test_libnl_errors_have_the_code_and_the_rest_is_said_to_be_missing() -> None:
    capture = opened("libnl_route.txt", "libnl")
    assert [each.summary for each in capture] == [
        "link set",
        "error ENODEV for RTM_NEWLINK",
        "link add eth0 type dummy",
        "ack of RTM_NEWLINK",
    ]
    assert capture.warnings[0].endswith("line 11: libnl printed the message in part only")


def test_libnl_attributes_in_attributes_and_log_prefixes_are_read() -> None:
    text = """DBG<2> ----- BEGIN NETLINK MESSAGE -----
DBG<2>   [NETLINK HEADER] 16 octets
DBG<2>     .nlmsg_len = 36
DBG<2>     .type = 28 <0x1c>
DBG<2>     .flags = 5 <REQUEST,ACK>
DBG<2>     .seq = 1
DBG<2>     .port = 2
DBG<2>   [GENERIC NETLINK HEADER] 4 octets
DBG<2>     .cmd = 1
DBG<2>     .version = 0
DBG<2>     .unused = 0x0
DBG<2>   [ATTR 01 NESTED] 12 octets
DBG<2>     [ATTR 02] 1 octets
DBG<2>       07                                              .
DBG<2>     [PADDING] 3 octets
DBG<2>       00 00 00                                        ...
DBG<2> ----- END NETLINK MESSAGE -----
"""
    (found,) = nldissect.open(text.encode(), format="libnl")
    assert found.data.hex() == "240000001c0005000100000002000000" + "01000000" + "10000180" + "0500020007000000"


def test_libmnl_boxes_are_messages_as_far_as_libmnl_shows_them() -> None:
    capture = opened("nft_debug_mnl.txt", "libmnl")
    assert [each.type for each in capture] == [0xA10, 0xA10, 0x10, 0xA00, 0x11]
    assert [len(each.data) for each in capture] == [20, 20, 20, 36, 20]
    assert {each.protocol for each in capture} == {12}
    assert list(capture)[3].data[20:].hex() == "06000100" + "74000000" + "08000200" + "00000000"
    assert len(capture.warnings) == 2


def test_rtmon_tells_the_time_of_each_message() -> None:
    capture = opened("rtmon.bin", "raw")
    assert [each.type_name for each in capture] == ["RTM_NEWLINK", "RTM_NEWROUTE", "RTM_NEWROUTE"]
    times = [each.time for each in capture]
    assert 0 < times[1] - times[0] < 1_000_000_000
    assert times[0] > 1_700_000_000_000_000_000


@pytest.mark.parametrize("order", ["<", ">"])
def test_messages_one_after_the_other_are_read_in_either_byte_order(order: str) -> None:
    parts = [message(bytes(size), order=order) for size in (12, 13, 0, 300)]
    capture = nldissect.open(b"".join(parts), format="raw", protocol="route")
    assert [each.data for each in capture] == parts
    assert capture.warnings == []


def test_a_last_message_that_is_cut_and_bytes_between_messages_are_kept_and_told() -> None:
    one = message(bytes(12))
    capture = nldissect.open(one + bytes(8) + one + one[:20], format="raw", protocol="route").load()
    assert next(each.data for each in capture)[:28] == one
    assert sum(capture.source.frames.captured[: len(capture.source.frames)]) == 3 * 16 + 28 + 8 + 28 + 20
    assert [warning.partition(": ")[2] for warning in capture.warnings] == [
        "byte 64: the last message is cut, it has 28 bytes",
        "byte 28: no message begins here; the bytes follow the one before",
    ]


@pytest.mark.parametrize("format", ["libnl", "libmnl", "strace"])
@pytest.mark.parametrize(
    "data", [b"\0", b"hello", b"BEGIN NETLINK MESSAGE\n", b"| message length |\n", bytes(range(256))]
)
def test_what_holds_nothing_is_refused(format: str, data: bytes) -> None:  # noqa: A002
    with pytest.raises(CaptureError, match=f"holds nothing that --from {format} could read"):
        nldissect.open(data, format=format)


@pytest.mark.parametrize("data", [b"\0", b"hello", bytes(100), b"no netlink message at all\n"])
def test_bytes_without_a_single_message_are_refused(data: bytes) -> None:
    with pytest.raises(CaptureError, match="holds nothing that --from raw could read"):
        nldissect.open(data, format="raw")


@pytest.mark.parametrize(
    "part", ["[ATTR] 1 octets", "[ATTRS ] 2 octets", "[ATTR 99999 NESTED] 9999999 octets", "[] 1 octets"]
)
def test_libnl_parts_that_there_are_not_are_no_error(part: str) -> None:
    header = "BEGIN NETLINK MESSAGE\n[NETLINK HEADER] 16 octets\n.nlmsg_len = 20\n.seq = -0000020\n"
    text = f"{header}{part}\nEND NETLINK MESSAGE\n"
    assert len(list(nldissect.open(text.encode(), format="libnl", protocol="route"))) == 1
