"""Packets of the captures, for the tests of the scapy layers."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from scapy.config import conf
from scapy.layers.l2 import CookedLinux, CookedLinuxV2
from scapy.packet import Packet
from scapy.utils import RawPcapReader, rdpcap

from tests.captures import CAPTURES

conf.debug_dissector = True  # scapy takes what cannot be dissected for bytes, and says nothing
NAMES: dict[str, Any] = {"CookedLinux": CookedLinux, "CookedLinuxV2": CookedLinuxV2}
exec("from nldissect.interop.scapy import *", NAMES)


def raws(path: Path) -> list[bytes]:
    """The bytes of the packets of a capture."""
    return [data for data, *_ in RawPcapReader(str(path))]


@cache
def packets_of(path: Path) -> list[Packet]:
    """The packets of a capture, for tests that do not change them."""
    return list(rdpcap(str(path)))


def read(name: str, number: int) -> Packet:
    """The packet with this number, from 1."""
    packet: Packet = rdpcap(str(CAPTURES / name), count=number)[number - 1]
    return packet


def evaluated(command: str) -> bytes:
    """The bytes of what a command makes."""
    return bytes(eval(command, NAMES))
