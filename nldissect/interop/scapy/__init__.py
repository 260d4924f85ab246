"""Scapy layers of the registry: `import nldissect.interop.scapy`, and scapy reads, shows, builds and writes netlink.

    from scapy.all import *
    from nldissect.interop.scapy import *

    for packet in rdpcap("boot.pcapng"):
        if IFLA_IFNAME in packet:
            print(packet[IFLA_IFNAME].value)

    packet = CookedNetlink() / NETLINK_ROUTE(messages=[
        nlmsghdr(type="RTM_NEWLINK", flags="REQUEST+ACK") / ifinfomsg(index=3, attributes=[IFLA_MTU(value=1400)]),
    ])
    wrpcap("request.pcap", packet)

There is a layer for each protocol, struct and attribute, under its name in the kernel, made when it is first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

try:
    from scapy.packet import Raw as Raw
except ImportError:
    raise ImportError("scapy is needed for its layers: pip install 'nldissect[scapy]'") from None

from nldissect.families import NAMES as _PROTOCOLS
from nldissect.interop.scapy.layers import (
    CookedNetlink as CookedNetlink,
    Netlink as Netlink,
    families as families,
    layer_class as _layer_class,
    nlattrs as nlattrs,
    protocol_class as _protocol_class,
    register as _register,
)

if TYPE_CHECKING:
    from nldissect.message import Message

_register()


def expression(message: Message) -> str:
    """A Python expression that makes the datagram with this message alone, over several lines if it is long.

    Evaluated where `from nldissect.interop.scapy import *` was done, its `bytes()` are those of the message.
    """
    from nldissect.interop.scapy.dissection import datagram_of
    from nldissect.interop.scapy.expressions import lines

    return lines(datagram_of(message))


def __getattr__(name: str) -> Any:
    """The layers, each made when it is first asked for, and `__all__`, which lists them all."""
    from nldissect.interop.scapy.catalogue import catalogue

    if name == "__all__":
        own = ["CookedNetlink", "Netlink", "Raw", "expression", "families", "nlattrs"]
        return [*own, *_PROTOCOLS.values(), *catalogue().names]
    for number, protocol in _PROTOCOLS.items():
        if name == protocol:
            return _protocol_class(number)
    if name.startswith("__") or name not in catalogue().names:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return _layer_class(name)
