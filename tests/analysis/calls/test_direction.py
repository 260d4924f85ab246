"""Direction: cases in which the port id, or the flags alone, would tell it wrong."""

from pathlib import Path

import numpy as np
import pytest

import nldissect
from nldissect.analysis.calls.direction import Direction
from tests.captures import CAPTURES, FILES, names
from tests.sources.build import GENERIC, Packet, cooked, message, pcap

TO, FROM = Direction.TO_KERNEL, Direction.FROM_KERNEL
REQUEST, MULTI, ACK = 1, 2, 4
USERSOCK = 2


def directions(*datagrams: bytes, protocol: int = 0, order: str = "<") -> list[int]:
    """The direction of each message of these datagrams."""
    packets = [Packet(cooked(each, protocol)) for each in datagrams]
    found: list[int] = nldissect.open(pcap(packets, order)).load().calls.direction.tolist()
    return found


def one(flags: int, port: int = 0, kind: int = 16, seq: int = 7, payload: bytes = b"") -> bytes:
    return message(payload, kind=kind, flags=flags, seq=seq, port=port)


def ack(seq: int = 7, port: int = 500, kind: int = 16, flags: int = 5) -> bytes:
    return message(bytes(4) + one(flags, 0, kind, seq), kind=2, flags=0x100, seq=seq, port=port)


@pytest.mark.parametrize(
    ("datagrams", "expected"),
    [
        pytest.param([one(REQUEST)], [TO], id="a request without a port id, as iproute2 sends it"),
        pytest.param([one(REQUEST | ACK, port=4_194_999)], [TO], id="a request with a port id, as libnl sends it"),
        pytest.param([one(0)], [FROM], id="a notification with port id 0, which is the kernel's own"),
        pytest.param([one(0, port=500)], [FROM], id="a notification with the port id of who caused it"),
        pytest.param([one(MULTI, port=500)], [FROM], id="a part of a dump"),
        pytest.param([one(MULTI, port=0)], [FROM], id="a part of a dump with port id 0, as nfnl_hook sends it"),
        pytest.param([ack()], [FROM], id="an acknowledgement"),
        pytest.param([one(MULTI, 500, kind=3, payload=bytes(4))], [FROM], id="the end of a dump"),
        pytest.param([one(0, kind=4)], [FROM], id="an overrun"),
        pytest.param([one(REQUEST, kind=1)], [TO], id="a request to do nothing"),
        pytest.param([one(REQUEST) + one(0) + one(MULTI)], [TO, TO, TO], id="a datagram that begins with a request"),
        pytest.param([one(MULTI, 5) + one(REQUEST, 5)], [FROM, FROM], id="a datagram that begins with a part"),
        pytest.param([b"abc"], [Direction.UNKNOWN], id="too few bytes for a message"),
    ],
)
def test_the_flags_of_the_first_message_of_a_datagram_tell(datagrams: list[bytes], expected: list[int]) -> None:
    assert directions(*datagrams) == expected


def test_programs_talk_to_each_other_on_usersock_whatever_the_flags() -> None:
    datagrams = [one(REQUEST), one(0, 5), b"hello", one(MULTI)]
    assert directions(*datagrams, protocol=USERSOCK) == [Direction.USER_TO_USER] * 4


# tcf_add_notify(), tfilter_notify() and nexthop_notify() give what they tell the flags of the request:
# tc filter add dev d0 ingress matchall action drop
FILTER = one(0x605, kind=44, payload=bytes(20))
TOLD = one(0x605, port=500, kind=44, payload=bytes(64))


@pytest.mark.parametrize(
    ("datagrams", "expected"),
    [
        pytest.param([FILTER, TOLD, ack(kind=44, flags=0x605)], [TO, FROM, FROM], id="told before the ack"),
        pytest.param([FILTER, TOLD, TOLD, TOLD, ack(kind=44, flags=0x605)], [TO, FROM, FROM, FROM, FROM],
                     id="told to each of three listeners"),
        pytest.param([TOLD], [TO], id="nobody asked"),
        pytest.param([FILTER, ack(kind=44, flags=0x605), TOLD], [TO, FROM, TO], id="after the ack"),
        pytest.param([FILTER, one(0x605, 500, kind=44, seq=8)], [TO, TO], id="another seq"),
        pytest.param([FILTER, one(0x605, 500, kind=48)], [TO, TO], id="about another object"),
        pytest.param([FILTER, one(0x405, 500, kind=44)], [TO, TO], id="other flags"),
        pytest.param([FILTER, one(0x605, 0, kind=44, payload=bytes(64))], [TO, TO], id="no port"),
        pytest.param([FILTER, TOLD + TOLD], [TO, TO, TO], id="several in a datagram"),
        pytest.param([one(0x605, 500, kind=44, payload=bytes(64)), TOLD], [TO, TO],
                     id="the same request once more by a program that fills in its port"),
        pytest.param([one(0x605, 500, kind=44, payload=bytes(20)), TOLD], [TO, FROM],
                     id="told of a request by a program that fills in its port"),
        pytest.param([one(0x605, 600, kind=44, payload=bytes(20)), TOLD], [TO, TO], id="another port"),
    ],
)  # fmt: skip
def test_the_kernel_tells_of_a_request_with_the_flags_of_that_request(
    datagrams: list[bytes], expected: list[int]
) -> None:
    assert directions(*datagrams) == expected


def test_what_the_kernel_tells_is_no_request_when_it_comes_a_minute_later() -> None:
    times = [1_700_000_000_000_000_000, 1_700_000_060_000_000_000]
    packets = [Packet(cooked(each), time=time) for each, time in zip([FILTER, TOLD], times, strict=True)]
    assert nldissect.open(pcap(packets)).load().calls.direction.tolist() == [TO, TO]


def test_nexthop_notifications_of_real_kernels_carry_the_flags_of_the_request() -> None:
    # ip nexthop add ...: notification with 0x605, port id and seq of the request, then the acknowledgement
    for name in ("routes.pcap", "big-endian.s390x.pcap"):
        capture = nldissect.open(CAPTURES / name).load()
        told = [each for each in capture if each.type_name == "RTM_NEWNEXTHOP" and each.flags == 0x605 and each.port]
        assert told
        for each in told:
            call = capture.calls.of(each.row)
            assert capture.calls.direction[each.row] == FROM
            assert call is not None
            assert call.notifications
            assert call.request.type_name == "RTM_NEWNEXTHOP"
            assert call.request.port == 0


def test_bytes_that_are_no_message_have_no_direction() -> None:
    capture = nldissect.open(CAPTURES / "wild.pcap").load()
    fragments = [each.row for each in capture if each.kind == "fragment" and each.protocol != USERSOCK]
    assert len(fragments) == 4
    assert (capture.calls.direction[fragments] == Direction.UNKNOWN).all()


def test_a_port_id_that_is_not_0_does_not_make_a_message_the_kernels() -> None:
    capture = nldissect.open(CAPTURES / "wild.pcap").load()
    (liar,) = [each for each in capture if each.port == 4242]
    assert capture.calls.direction[liar.row] == TO


# messages of which the port id tells the direction wrong
PORT_IS_WRONG = {"links.pcap": 78, "misbehaving.pcap": 103, "neighbours.pcap": 22, "routes.pcap": 34, "wild.pcap": 14}


@pytest.mark.parametrize("name", PORT_IS_WRONG)
def test_the_port_id_would_tell_the_direction_of_real_messages_wrong(name: str) -> None:
    capture = nldissect.open(CAPTURES / name).load()
    guess = capture.index.messages.port[: len(capture)] == 0
    assert np.count_nonzero(guess != (capture.calls.direction == TO)) == PORT_IS_WRONG[name]


@pytest.mark.parametrize("path", FILES, ids=names(FILES))
def test_what_an_error_quotes_went_to_the_kernel_and_the_error_did_not(path: Path) -> None:
    capture = nldissect.open(path).load()
    calls = capture.calls
    quoting = [each for each in capture if each.type_name == "NLMSG_ERROR" and each.length >= 36 and each.port]
    for error in quoting:
        assert calls.direction[error.row] == FROM
        call = calls.of(error.row)
        assert call is not None
        assert calls.direction[call.request.row] == TO
        assert (call.request.type, call.request.seq) == (error["nl.msg.nl.type"], error["nl.msg.nl.seq"])


def test_messages_of_a_datagram_share_their_direction() -> None:
    for path in FILES:
        capture = nldissect.open(path).load()
        frame = capture.index.messages.frame[: len(capture)]
        same = frame[1:] == frame[:-1]
        assert (capture.calls.direction[1:] == capture.calls.direction[:-1])[same].all()


def test_a_program_that_fills_in_its_port_may_use_one_seq_again_and_again() -> None:
    # ovs-dpctl: CTRL_CMD_GETFAMILY by different names, each with seq 1, without NLM_F_ACK, and answered
    datagrams = []
    for name in (b"ovs_flow", b"ovs_datapath", b"ovs_meter"):
        datagrams.append(message(b"\3\1\0\0" + name, kind=16, flags=REQUEST, seq=1, port=906))
        datagrams.append(message(b"\1\2\0\0" + name, kind=16, flags=0, seq=1, port=906))
    assert directions(*datagrams, protocol=GENERIC) == [TO, FROM] * 3
