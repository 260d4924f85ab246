"""Links of kind gtp."""

from __future__ import annotations

from nldissect.families.route.link.gtp import GtpRole
from tests.families.decoding import below, decode


def test_a_request_sets_the_role() -> None:
    # ip link add gtp0 type gtp role sgsn
    message = decode(
        "540000001000050624cf006b00000000000000000000000000000000000000000900030067747030000000002800120007000100"
        "677470001c000200050005000100000008000400010000000800030000040000"
    )
    assert below(message, "IFLA_INFO_DATA") == {
        "create_sockets": True,
        "role": GtpRole.GTP_ROLE_SGSN,
        "pdp_hashsize": 1024,
    }
