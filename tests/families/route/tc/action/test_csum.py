"""Actions of kind csum."""

from __future__ import annotations

from nldissect.families.route.tc.action.csum import Checksums
from nldissect.families.route.tc.action.generic import Verdict
from tests.families.decoding import below, decode


def test_which_checksums() -> None:
    # tc actions add action csum iph tcp udp index 20
    message = decode(
        "480000003000050639d5006b00000000000000003400010030000100090001006373756d00000000200002801c00010014000000"
        "0000000000000000000000000000000019000000"
    )
    assert below(message, "TCA_ACT_OPTIONS") == {
        "parms.index": 20,
        "parms.capab": 0,
        "parms.action": Verdict.TC_ACT_OK,
        "parms.refcnt": 0,
        "parms.bindcnt": 0,
        "parms.update_flags": Checksums.TCA_CSUM_UPDATE_FLAG_IPV4HDR
        | Checksums.TCA_CSUM_UPDATE_FLAG_TCP
        | Checksums.TCA_CSUM_UPDATE_FLAG_UDP,
    }
