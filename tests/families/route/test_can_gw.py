"""Rules of CAN gateways."""

from __future__ import annotations

from nldissect.families.route.can_gw import ChecksumProfile, GatewayFlags, GatewayType, Modification
from tests.families.decoding import attributes, decode


def test_a_rule_sets_parts_of_frames() -> None:
    # cangw -A -s can0 -d can1 -e -f 123:7FF -m SET:IL:0.8.1122334455667788
    message = decode(
        "480000001800050000000000000000001d010100080009000500000008000a00070000000c000b0023010000ff07000015000400"
        "0000000008000000112233445566778803000000"
    )
    assert message["rtcan.gwtype"] == GatewayType.CGW_TYPE_CAN_CAN
    assert message["rtcan.flags"] == GatewayFlags.CGW_FLAGS_CAN_ECHO
    assert attributes(message, "cgw") == {
        "src_if": 5,
        "dst_if": 7,
        "filter.can_id": 0x123,
        "filter.can_mask": 0x7FF,
        "mod_set.cf.can_id": 0,
        "mod_set.cf.len": 8,
        "mod_set.cf.pad": 0,
        "mod_set.cf.res0": 0,
        "mod_set.cf.len8_dlc": 0,
        "mod_set.cf.data": bytes.fromhex("1122334455667788"),
        "mod_set.modtype": Modification.CGW_MOD_ID | Modification.CGW_MOD_LEN,
    }
    assert message.summary == "can gateway set src if5 dst if7 filter 0x123:0x7ff"


def test_checksums_and_limits_can_be_set() -> None:
    # cangw -A -s can0 -d can1 -X -m SETX:F:... -c 0:7:8:00 -x 0:7:8:ff -l 2
    # (no capture has it: bytes by hand from linux/can/gw.h)
    message = decode(
        "c40100001800050001000000000000001d010800080009000500000008000a0007000000080005000007ffaa1e01060000070801"
        "02000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
        "00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
        "00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
        "00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
        "00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000020000"
        "000000000000000000000000000000000000000005000d000200000008000e00630000004d001200230100000801000000000000"
        "00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
        "0000000000000000090000000800070003000000080008000400000008000c0005000000"
    )
    rule = attributes(message, "cgw")
    assert rule["cs_xor.result_idx"] == -1
    assert rule["cs_xor.init_xor_val"] == 0xAA
    assert rule["cs_crc8.crctab"] == bytes(256)
    assert rule["cs_crc8.profile"] == ChecksumProfile.CGW_CRC8PRF_16U8
    assert (rule["handled"], rule["dropped"], rule["deleted"]) == (3, 4, 5)
    assert (rule["lim_hops"], rule["mod_uid"]) == (2, 99)
    assert rule["fdmod_set.cf.data"] == bytes(64)
    assert rule["fdmod_set.modtype"] == Modification.CGW_MOD_ID | Modification.CGW_MOD_FLAGS
