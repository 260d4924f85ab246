"""Protocols of which only the headers are declared: their attributes are walked, and shown as undeclared."""

from __future__ import annotations

import nldissect
from nldissect import Message


def one(digits: str, protocol: str) -> Message:
    (message,) = nldissect.decode(bytes.fromhex(digits), protocol)
    return message


def names(message: Message) -> list[str]:
    return [node.name for node in message.tree()]


def test_a_batch_of_nftables_begins() -> None:
    # nft add table bridge t
    message = one("140000001000010000000000000000000000000a", "netfilter")
    assert message.type_name == "NFNL_MSG_BATCH_BEGIN"
    assert message.summary == "batch begins for subsystem 10"
    assert message["nfgen.res_id"] == 10


def test_a_request_for_sockets_and_its_reply_share_a_type_and_not_a_header() -> None:
    # ss -ltn
    request = one(
        "480000001400010340e201000000000002060000ff0f000000000000000000000000000000000000000000000000000000000000"
        "0000000000000000000000000000000000000000",
        "sock_diag",
    )
    assert (request.type_name, names(request)) == ("SOCK_DIAG_BY_FAMILY", ["nlmsghdr", "inet_diag_req_v2"])
    reply = one(
        "800000001400020040e201000e030000020a00001b5900007f000001000000000000000000000000000000000000000000000000"
        "000000000000000001000000000000000000000001000000010000000000000072000000050008000000000008000f0000000000"
        "04000e000c00150001000000000000000600160052000000",
        "sock_diag",
    )
    assert names(reply) == ["nlmsghdr", "inet_diag_msg", "8", "15", "14", "21", "22"]
    assert not any(node.declared for node in reply.tree()[2:])


def test_the_keys_of_a_state_are_redacted() -> None:
    # ip xfrm state add src 192.0.2.1 dst 192.0.2.2 proto esp spi 0x1002 ... aead 'rfc4106(gcm(aes))' 0x0102... 128
    message = one(
        "6c01000010000500dacf006b0000000000000000000000000000000000000000000000000000000000000000000000000050ffff"
        "03e8ffff02000000060000000000000000000000c00002010000000000000000000000000000100232000000c000020200000000"
        "0000000000000000ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff000000000000000000000000"
        "00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
        "00000000000000000000000000000000020000000200000080000000000000006000120072666334313036286763"
        "6d2861657329290000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
        "000000a0000000800000000102030405060708090a0b0c0d0e0f10111213141c0017000200000000000000000000000000000000"
        "00000040000000",
        "xfrm",
    )
    assert message.type_name == "XFRM_MSG_NEWSA"
    assert message.to_dict()["XFRMA_ALG_AEAD"] == "(redacted)"
    assert "0102030405" in str(message.to_dict(secrets=True)["XFRMA_ALG_AEAD"])


def test_a_dump_request_of_states_has_no_header() -> None:
    # ip xfrm state
    message = one(
        "3800000012000103dccf006b0000000028001a0000000000000000000000000000000000000000000000000000000000000000"
        "0000000000",
        "xfrm",
    )
    assert names(message) == ["nlmsghdr", "XFRMA_26"]
