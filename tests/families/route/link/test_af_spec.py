"""What address families keep of a link."""

from __future__ import annotations

from struct import pack

from nldissect import Message
from nldissect.families.route.link.af_spec import MctpBinding
from nldissect.families.route.link.inet6 import Inet6Stats, Inet6StatsReordered
from tests.engine.building import attribute, message
from tests.families.decoding import below, decode


def counters(count: int) -> bytes:
    """IFLA_INET6_STATS, each counter its own place."""
    return attribute(3, pack(f"={count}Q", *range(count)))


def names(link: Message) -> list[str]:
    """The names of the counters, in their order."""
    return [node.name for node in link.nodes() if ".inet6.stats" in node.path and node.value is not None]


def test_mctp_has_a_network_and_a_binding() -> None:
    # mctp link show (no capture has it: bytes by hand from linux/if_link.h of Linux 6.15)
    mctp = attribute(45, attribute(1, pack("=I", 7)), attribute(2, b"\3"))
    link = decode(message(bytes(16) + attribute(26, mctp), type_=16).hex())
    assert below(link, "IFLA_AF_SPEC") == {"mctp.net": 7, "mctp.phys_binding": MctpBinding.MCTP_PHYS_BINDING_USB}


def test_the_counters_of_ipv6_before_linux_6_15_are_in_their_old_order() -> None:
    # ip link show (bytes by hand from linux/snmp.h of Linux 6.1 and 6.12)
    for count in (37, 38):
        af_spec = attribute(26, attribute(10, counters(count)))
        link = decode(message(bytes(16) + af_spec, type_=16).hex())
        assert names(link) == [each.name.removeprefix("IPSTATS_MIB_") for each in list(Inet6Stats)[:count]]


def test_a_kernel_that_tells_of_immutable_namespaces_has_the_counters_in_their_new_order() -> None:
    # ip link show (no capture has it: bytes by hand from linux/snmp.h of Linux 6.15)
    for immutable in (b"\0", b"\1"):
        af_spec = attribute(26, attribute(10, counters(38)))
        link = decode(message(bytes(16) + attribute(67, immutable) + af_spec, type_=16).hex())
        assert names(link) == [each.name.removeprefix("IPSTATS_MIB_") for each in Inet6StatsReordered]


def test_counters_whose_order_nothing_tells_have_no_names_but_the_first() -> None:
    # the notification of IPv6 alone (bytes by hand from linux/snmp.h)
    link = decode(message(b"\n" + bytes(15) + attribute(12, counters(38)), type_=16).hex())
    assert names(link) == ["NUM", "INPKTS", "INOCTETS", "INDELIVERS", *map(str, range(4, 38))]
    link = decode(message(b"\n" + bytes(15) + attribute(12, counters(37)), type_=16).hex())
    assert names(link)[4] == "OUTFORWDATAGRAMS"
