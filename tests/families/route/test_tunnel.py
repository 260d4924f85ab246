"""Network identifiers of VXLAN: the bytes are from captures of the command above them."""

from __future__ import annotations

from tests.families.decoding import below, decode


def test_a_range_has_a_group() -> None:
    # bridge vni add dev v5 vni 200-205 remote 198.51.100.77
    message = decode(
        "34000000780005004ecf006b0000000007000000040000001c00018008000100c800000008000200cd00000008000300c633644d"
    )
    assert below(message, "VXLAN_VNIFILTER_ENTRY") == {"start": 200, "end": 205, "group": "198.51.100.77"}
    assert message.summary == "vni set dev if4 vni 200-205 remote 198.51.100.77"


def test_each_identifier_of_a_dump_has_its_own_group() -> None:
    # bridge -j -s vni show (the first two of seven entries)
    counters = "".join(f"0c00{number:02x}000000000000000000" for number in range(1, 9))
    message = decode(
        "000100007800020"
        f"04fcf006bf8000000070000000400000070000180080001006400000064000580{counters}"
        f"7800018008000100c800000008000300c633644d64000580{counters}"
    )
    assert message.values("vxlan_vnifilter.entry.stats.rx_bytes") == [0, 0]
    assert message.summary == "vni dev if4 vni 100 vni 200 remote 198.51.100.77"
