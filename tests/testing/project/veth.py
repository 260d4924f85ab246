"""What is tested here: a program that makes pairs of virtual Ethernet devices, and speaks netlink by itself."""

import socket
import struct

RTM_NEWLINK = 16
NLM_F_REQUEST, NLM_F_ACK, NLM_F_EXCL, NLM_F_CREATE = 1, 4, 0x200, 0x400
NLA_F_NESTED = 0x8000
IFLA_IFNAME, IFLA_LINKINFO, IFLA_INFO_KIND, IFLA_INFO_DATA, VETH_INFO_PEER = 3, 18, 1, 2, 1


def attribute(number, value):
    return struct.pack("=HH", 4 + len(value), number) + value + bytes(-len(value) % 4)


def request(name, peer, seq=1):
    """The message that asks the kernel for a pair."""
    ifinfomsg = bytes(16)
    other = attribute(VETH_INFO_PEER | NLA_F_NESTED, ifinfomsg + attribute(IFLA_IFNAME, peer.encode() + b"\0"))
    info = attribute(IFLA_INFO_KIND, b"veth\0") + attribute(IFLA_INFO_DATA | NLA_F_NESTED, other)
    body = ifinfomsg + attribute(IFLA_IFNAME, name.encode() + b"\0") + attribute(IFLA_LINKINFO | NLA_F_NESTED, info)
    flags = NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL
    return struct.pack("=IHHII", 16 + len(body), RTM_NEWLINK, flags, seq, 0) + body


def create(name, peer):
    """Make a pair; raises OSError with what the kernel answers."""
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE) as talk:
        talk.bind((0, 0))
        talk.send(request(name, peer))
        (number,) = struct.unpack_from("=i", talk.recv(65536), 16)
    if number:
        raise OSError(-number, f"{name}: the kernel refuses")
