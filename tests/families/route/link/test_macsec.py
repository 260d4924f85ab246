"""Links of kind macsec."""

from __future__ import annotations

from nldissect.families.route.link.macsec import CipherSuite
from tests.families.decoding import below, decode


def test_the_channel_identifier_is_in_network_order() -> None:
    # ip link add link base0 name msec0 type macsec sci 0102030405060001 cipher gcm-aes-128 icvlen 16 encrypt on
    message = decode(
        "700000001000050606d1006b000000000000000000000000000000000000000008000500030000000a0003006d73656330000000"
        "3c0012000a0001006d616373656300002c0002000c000100010203040506000105000700010000000c0004000100000100c28000"
        "0500030010000000"
    )
    assert below(message, "IFLA_INFO_DATA") == {
        "sci": 0x102030405060001,
        "encrypt": True,
        "cipher_suite": CipherSuite.MACSEC_CIPHER_ID_GCM_AES_128,
        "icv_len": 16,
    }
