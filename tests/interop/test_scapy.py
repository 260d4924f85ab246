"""The scapy layers: every capture comes back byte by byte, and what is built is what the kernel's tools send."""

from __future__ import annotations

import random
import struct
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from scapy.layers.l2 import CookedLinux, CookedLinuxV2
from scapy.packet import Packet, Raw
from scapy.sendrecv import sniff
from scapy.utils import rdpcap, wrpcap

import nldissect
from nldissect.interop.scapy import (
    CTRL_ATTR_FAMILY_ID,
    CTRL_ATTR_FAMILY_NAME,
    IFLA_IFNAME,
    IFLA_MTU,
    NETLINK_GENERIC,
    NETLINK_ROUTE,
    CookedNetlink,
    Netlink,
    expression,
    families,
    genlmsghdr,
    ifinfomsg,
    nlattr,
    nlmsghdr,
)
from tests.captures import CAPTURES, FILES, names
from tests.interop.packets import evaluated, packets_of, raws

HEADER = struct.pack(">HHH8sH", 4, 824, 0, b"", 0)


@pytest.fixture(autouse=True)
def families_of_each_test() -> Iterator[None]:
    known = dict(families)
    families.clear()
    yield
    families.clear()
    families.update(known)


def file_of(link_type: int, *frames: bytes) -> bytes:
    head = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, link_type)
    return head + b"".join(struct.pack("<IIII", 0, 0, len(frame), len(frame)) + frame for frame in frames)


# Captures


@pytest.mark.parametrize("path", FILES, ids=names(FILES))
def test_every_packet_of_every_capture_is_rebuilt_byte_by_byte(path: Path) -> None:
    for data, packet in zip(raws(path), packets_of(path), strict=True):
        assert type(packet.payload) is not Raw
        packet.clear_cache()
        assert bytes(packet) == data


@pytest.mark.parametrize("path", FILES, ids=names(FILES))
def test_commands_rebuild_the_packets_they_were_made_of(path: Path) -> None:
    for data, packet in list(zip(raws(path), packets_of(path), strict=True))[::8]:
        if len(data) < 3000:
            assert evaluated(packet.command()) == data
            assert bytes(packet.copy()) == data


@pytest.mark.parametrize("path", FILES, ids=names(FILES))
def test_expressions_of_messages_give_their_bytes(path: Path) -> None:
    with nldissect.open(path) as capture:
        for message in list(capture)[::20]:
            assert evaluated(expression(message)) == message.data


def test_the_messages_are_those_that_nldissect_finds() -> None:
    packets = packets_of(CAPTURES / "dumps.pcap")
    found = [each.type for packet in packets for each in packet[Netlink].messages if isinstance(each, nlmsghdr)]
    with nldissect.open(CAPTURES / "dumps.pcap") as capture:
        assert found == [message.type for message in capture]


def test_pcapng_and_sniffing_offline_give_the_same_packets() -> None:
    of_pcap = packets_of(CAPTURES / "errors.pcap")
    of_pcapng = packets_of(CAPTURES / "errors.commented.pcapng")
    sniffed = sniff(offline=str(CAPTURES / "errors.pcap"), lfilter=lambda packet: NETLINK_ROUTE in packet)
    assert [packet.command() for packet in of_pcapng] == [packet.command() for packet in of_pcap]
    assert len(sniffed) == sum(NETLINK_ROUTE in packet for packet in of_pcap) > 0


def test_a_big_endian_capture_is_decoded_in_its_order() -> None:
    packets = packets_of(CAPTURES / "big-endian.s390x.pcap")
    links = [packet for packet in packets if IFLA_MTU in packet and packet[Netlink].messages[0].type == 16]
    assert {packet[IFLA_MTU].value for packet in links} >= {1500}
    assert links[0][Netlink].order == "big"
    header = links[0][ifinfomsg]
    assert bytes(header)[4:8] == struct.pack(">I", header.index)  # taken out of its datagram, it keeps the order


# Link types


@pytest.mark.parametrize(
    ("link_type", "header", "layer"),
    [
        (253, HEADER, CookedNetlink),
        (113, struct.pack(">HHH8sH", 4, 824, 0, b"garbage!", 0), CookedLinux),
        (276, struct.pack(">HHIHBB8s", 0, 0, 2, 824, 4, 0, b""), CookedLinuxV2),
    ],
)
def test_all_three_link_types_hold_netlink(link_type: int, header: bytes, layer: type[Packet], tmp_path: Path) -> None:
    frame = header + raws(CAPTURES / "links.pcap")[7][16:]
    (tmp_path / "one.pcap").write_bytes(file_of(link_type, frame))
    (packet,) = rdpcap(str(tmp_path / "one.pcap"))
    assert type(packet) is layer
    assert packet[NETLINK_ROUTE].messages[0][IFLA_IFNAME].value == "dum0"
    assert bytes(packet) == frame
    wrpcap(str(tmp_path / "again.pcap"), [packet])
    assert (tmp_path / "again.pcap").read_bytes()[20:24] == struct.pack("<I", link_type)


def test_what_is_no_netlink_stays_what_scapy_makes_of_it() -> None:
    other = CookedLinux(struct.pack(">HHH8sH", 0, 1, 6, b"", 0x0806) + bytes(28))
    assert other.payload.name == "ARP"
    assert type(CookedNetlink(struct.pack(">HHH8sH", 4, 1, 0, b"", 0) + bytes(20)).payload) is Raw


def test_a_protocol_sets_the_cooked_header_it_is_put_behind() -> None:
    assert (CookedNetlink() / NETLINK_GENERIC()).proto == 16
    assert (CookedLinux() / NETLINK_GENERIC()).lladdrtype == 824


# Generic netlink


def told(number: int, name: str, command: str) -> bytes:
    attributes = [CTRL_ATTR_FAMILY_NAME(value=name), CTRL_ATTR_FAMILY_ID(value=number)]
    header = genlmsghdr(cmd=command, attributes=attributes)
    return bytes(NETLINK_GENERIC(messages=[nlmsghdr(type="nlctrl") / header]))


def test_families_are_learnt_from_the_controller() -> None:
    asked = bytes(NETLINK_GENERIC(messages=[nlmsghdr(type=0x1C) / genlmsghdr(cmd=1)]))
    assert "type      = type 0x1c" in NETLINK_GENERIC(asked).show(dump=True)
    NETLINK_GENERIC(told(0x1C, "front_wheel", "CTRL_CMD_NEWFAMILY"))
    assert families == {0x1C: "front_wheel"}
    assert "type      = front_wheel" in NETLINK_GENERIC(asked).show(dump=True)
    NETLINK_GENERIC(told(0x1C, "back_wheel", "CTRL_CMD_NEWFAMILY"))
    assert families == {0x1C: "back_wheel"}


def test_families_can_be_given() -> None:
    families[0x2A] = "nlctrl"
    data = bytes(
        NETLINK_GENERIC(messages=[nlmsghdr(type=0x2A) / genlmsghdr(cmd=3) / nlattr(nla_type=2, value=b"wheel\0")])
    )
    assert NETLINK_GENERIC(data)[CTRL_ATTR_FAMILY_NAME].value == "wheel"


def test_a_family_that_nobody_knows_has_attributes_without_names() -> None:
    data = bytes(NETLINK_GENERIC(messages=[nlmsghdr(type=0x2A) / genlmsghdr() / nlattr(nla_type=2, value=b"wheel\0")]))
    assert NETLINK_GENERIC(data)[nlattr].value == b"wheel\0"


# Anything


def exact(data: bytes) -> None:
    packet = CookedNetlink(data)
    assert bytes(packet) == data
    if Netlink in packet:
        assert evaluated(packet[Netlink].command()) == data[16:]
        packet.show(dump=True)


@pytest.mark.parametrize("name", ["links.pcap", "routes.pcap", "generic.pcap", "errors.pcap"])
def test_a_packet_cut_at_any_byte_is_dissected_and_rebuilt(name: str) -> None:
    for data in [frame for frame in raws(CAPTURES / name) if 60 < len(frame) < 400][::40][:3]:
        for end in range(1, len(data)):
            exact(data[:end])


def test_packets_with_changed_bytes_are_dissected_and_rebuilt() -> None:
    random_ = random.Random(6)
    frames = [frame for path in FILES if path.suffix == ".pcap" for frame in raws(path) if len(frame) < 600]
    for _ in range(150):
        data = bytearray(random_.choice(frames))
        for place in random_.choices(range(16, len(data)), k=4):
            data[place] = random_.choice((0, 1, 4, 5, 8, 16, 255))
        exact(bytes(data))


def test_nests_and_errors_far_too_deep_are_dissected_and_rebuilt() -> None:
    nest = quoted = b""
    for _ in range(60):
        nest = struct.pack("<HH", 4 + len(nest), 0x8005) + nest
        quoted = struct.pack("<IHHIIi", 20 + len(quoted), 2, 0, 0, 0, -22) + quoted
    exact(HEADER + struct.pack("<IHHII", 32 + len(nest), 16, 1, 0, 0) + bytes(16) + nest)
    exact(HEADER + quoted)


# Scapy itself


def run(program: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)


def test_the_core_never_imports_scapy() -> None:
    program = (
        "import sys, nldissect\n"
        f"with nldissect.open({str(CAPTURES / 'links.pcap')!r}) as capture: print(next(iter(capture)).summary)\n"
        "import nldissect.cli.read, nldissect.interop\n"
        "print([name for name in sys.modules if name.startswith('scapy')])\n"
    )
    assert run(program).stdout.endswith("[]\n")


def test_without_scapy_one_sentence_says_what_to_do() -> None:
    done = run("import sys; sys.modules['scapy'] = None\nimport nldissect.interop.scapy")
    assert done.stderr.endswith("\nImportError: scapy is needed for its layers: pip install 'nldissect[scapy]'\n")
    assert "During handling" not in done.stderr
