"""Transactions: batches of nftables that take effect all or none."""

import errno
import struct

import nldissect
from nldissect.analysis.calls import Calls, Role, State
from tests.sources.build import Packet, cooked, message, pcap

NETFILTER = 12
BEGIN, END = 16, 17
NFT_MSG_NEWTABLE, NFT_MSG_NEWCHAIN, NFT_MSG_NEWGEN, NFT_MSG_GETGEN = 0xA00, 0xA03, 0xA0F, 0xA10
REQUEST, ACK, CREATE, EXCL = 0x01, 0x04, 0x400, 0x200
nfgenmsg = b"\1\0\0\x0a"


def ask(kind: int, seq: int, flags: int = 0) -> bytes:
    return message(nfgenmsg, kind=kind, flags=REQUEST | flags, seq=seq, port=0)


def tell(kind: int, seq: int, port: int = 300) -> bytes:
    return message(nfgenmsg, kind=kind, flags=0, seq=seq, port=port)


def error(request: bytes, number: int = 0, port: int = 300) -> bytes:
    (seq,) = struct.unpack_from("<I", request, 8)
    return message(struct.pack("<i", -number) + request, kind=2, flags=0, seq=seq, port=port)


def found(*datagrams: bytes) -> Calls:
    packets = [Packet(cooked(each, NETFILTER)) for each in datagrams]
    return nldissect.open(pcap(packets)).load().calls


TABLE = ask(NFT_MSG_NEWTABLE, 1, CREATE)
CHAIN = ask(NFT_MSG_NEWCHAIN, 2, CREATE | EXCL)
BATCH = ask(BEGIN, 0) + TABLE + CHAIN + ask(END, 3)


def test_a_batch_without_errors_is_ok_and_its_requests_wait_for_nothing() -> None:
    calls = found(BATCH, ask(NFT_MSG_GETGEN, 4))
    (transaction,) = calls.transactions
    assert (transaction.number, transaction.begin, transaction.end) == (1, 0, 3)
    assert list(transaction.rows) == [0, 1, 2, 3]
    assert [call.number for call in transaction.calls] == [1, 2, 3, 4]
    assert [call.state for call in transaction.calls] == [State.OK] * 4
    assert (transaction.state, transaction.failed) == (State.OK, [])
    assert calls.transaction.tolist() == [0, 1, 1, 1, 1, 0]


def test_a_request_that_fails_has_the_others_rolled_back() -> None:
    calls = found(BATCH, error(CHAIN, errno.EEXIST))
    (transaction,) = calls.transactions
    assert transaction.state == State.FAILED
    assert [call.request.seq for call in transaction.failed] == [2]
    assert [call.state for call in transaction.calls] == [
        State.ROLLED_BACK,
        State.ROLLED_BACK,
        State.FAILED,
        State.ROLLED_BACK,
    ]


def test_an_acknowledged_request_is_rolled_back_all_the_same() -> None:
    table = ask(NFT_MSG_NEWTABLE, 1, CREATE | ACK)
    calls = found(ask(BEGIN, 0) + table + CHAIN + ask(END, 3), error(table), error(CHAIN, errno.ENOENT))
    assert calls[2].state == State.ROLLED_BACK
    assert calls[2].latency is not None


def test_a_batch_may_be_refused_as_a_whole() -> None:
    calls = found(BATCH, error(ask(BEGIN, 0), errno.EPERM))
    (transaction,) = calls.transactions
    assert [call.request.row for call in transaction.failed] == [0]
    assert transaction.state == State.FAILED


def test_notifications_of_a_batch_belong_to_its_requests() -> None:
    told = [tell(NFT_MSG_NEWTABLE, 1), tell(NFT_MSG_NEWCHAIN, 2), tell(NFT_MSG_NEWGEN, 0)]
    calls = found(BATCH, *told)
    assert calls.number.tolist() == [1, 2, 3, 4, 2, 3, 1]
    assert calls.role[4:].tolist() == [Role.NOTIFICATION] * 3
    assert calls.notifications.tolist() == [0, 1, 1, 1, 0]


def test_batches_are_numbered_over_the_whole_capture() -> None:
    calls = found(BATCH, ask(NFT_MSG_GETGEN, 4), tell(NFT_MSG_NEWGEN, 4), BATCH)
    assert len(calls.transactions) == 2
    assert [each.begin for each in calls.transactions] == [0, 6]
    assert calls.transactions[1].number == calls.transactions[-1].number == 2
    assert [each.number for each in calls.transactions[:1]] == [1]
    assert calls[9].transaction == 2


def test_what_follows_the_end_in_the_datagram_is_not_in_the_batch() -> None:
    # nfnetlink_rcv_batch() looks no further
    calls = found(BATCH + ask(BEGIN, 4) + ask(NFT_MSG_NEWTABLE, 5))
    assert [(each.begin, each.end) for each in calls.transactions] == [(0, 3)]
    assert calls.transaction.tolist() == [0, 1, 1, 1, 1, 0, 0]


def test_a_batch_whose_end_was_cut_off_ends_with_its_datagram() -> None:
    calls = found(ask(BEGIN, 0) + TABLE, CHAIN)
    (transaction,) = calls.transactions
    assert (transaction.begin, transaction.end) == (0, 1)
    assert calls.transaction.tolist() == [0, 1, 1, 0]


def test_an_end_without_begin_is_no_transaction() -> None:
    assert len(found(TABLE + ask(END, 3)).transactions) == 0


def test_batches_are_of_netfilter_only() -> None:
    calls = nldissect.open(pcap([Packet(cooked(BATCH))])).load().calls
    assert len(calls.transactions) == 0
