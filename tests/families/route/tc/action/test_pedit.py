"""Actions of kind pedit."""

from __future__ import annotations

from nldissect.families.route.tc.action.generic import Verdict
from nldissect.families.route.tc.action.pedit import HeaderType, PeditCommand
from tests.families.decoding import below, decode


def test_keys_and_the_headers_that_they_change() -> None:
    # tc actions add action pedit ex munge ip ttl set 9 munge tcp dport set 8080
    #     munge eth src set 02:01:02:03:04:05 munge ip tos add 4 pipe index 11
    message = decode(
        "280100003000050638d5006b000000000000000014010100100101000a000100706564697400000000010280940004000b000000"
        "000000000300000000000000000000000500000000ffffff0900000008000000000000000000000000000000ffff000000001f90"
        "00000000000000000000000000000000ffff00000000020104000000000000000000000000000000000000000203040508000000"
        "000000000000000000000000ff00ffff000400000000000000000000000000000000000068000580140006800600010002000000"
        "06000200000000001400068006000100040000000600020000000000140006800600010001000000060002000000000014000680"
        "060001000100000006000200000000001400068006000100020000000600020001000000"
    )
    assert below(message, "TCA_ACT_OPTIONS") == {
        "parms_ex.index": 11,
        "parms_ex.capab": 0,
        "parms_ex.action": Verdict.TC_ACT_PIPE,
        "parms_ex.refcnt": 0,
        "parms_ex.bindcnt": 0,
        "parms_ex.nkeys": 5,
        "parms_ex.flags": 0,
        "parms_ex.pad": b"\x00\x00",
        "parms_ex.keys.mask": [0xFFFFFF, 0xFFFF0000, 0xFFFF0000, 0x0, 0xFF00FFFF],
        "parms_ex.keys.val": [0x9000000, 0x1F90, 0x201, 0x2030405, 0x40000],
        "parms_ex.keys.off": [8, 0, 4, 8, 0],
        "parms_ex.keys.at": [0, 0, 0, 0, 0],
        "parms_ex.keys.offmask": [0x0, 0x0, 0x0, 0x0, 0x0],
        "parms_ex.keys.shift": [0, 0, 0, 0, 0],
        "keys_ex.key_ex.htype": [
            HeaderType.TCA_PEDIT_KEY_EX_HDR_TYPE_IP4,
            HeaderType.TCA_PEDIT_KEY_EX_HDR_TYPE_TCP,
            HeaderType.TCA_PEDIT_KEY_EX_HDR_TYPE_ETH,
            HeaderType.TCA_PEDIT_KEY_EX_HDR_TYPE_ETH,
            HeaderType.TCA_PEDIT_KEY_EX_HDR_TYPE_IP4,
        ],
        "keys_ex.key_ex.cmd": [
            PeditCommand.TCA_PEDIT_KEY_EX_CMD_SET,
            PeditCommand.TCA_PEDIT_KEY_EX_CMD_SET,
            PeditCommand.TCA_PEDIT_KEY_EX_CMD_SET,
            PeditCommand.TCA_PEDIT_KEY_EX_CMD_SET,
            PeditCommand.TCA_PEDIT_KEY_EX_CMD_ADD,
        ],
    }
