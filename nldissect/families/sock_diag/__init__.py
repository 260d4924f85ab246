"""NETLINK_SOCK_DIAG: names, numbers and the sizes of the headers; their attributes are undeclared.

A request and its reply have the same type; the header is chosen by direction and by the address family in front.
"""

from __future__ import annotations

from nldissect.families.netlink import GET, NLM_F_REQUEST, protocol
from nldissect.schema import AddressFamily, Attributes, Struct, address_family, all_of, binary, bits, byte, one_of


class inet_diag_req(Struct, header="linux/inet_diag.h"):
    family = address_family
    request = binary(59)


class inet_diag_req_v2(Struct, header="linux/inet_diag.h"):
    family = address_family
    request = binary(55)


class inet_diag_msg(Struct, header="linux/inet_diag.h", key="inet_diag"):
    family = address_family
    message = binary(71)


class unix_diag_req(Struct, header="linux/unix_diag.h"):
    family = address_family
    request = binary(23)


class unix_diag_msg(Struct, header="linux/unix_diag.h", key="unix_diag"):
    family = address_family
    message = binary(15)


class netlink_diag_req(Struct, header="linux/netlink_diag.h"):
    family = address_family
    request = binary(19)


class netlink_diag_msg(Struct, header="linux/netlink_diag.h", key="netlink_diag"):
    family = address_family
    message = binary(27)


class packet_diag_req(Struct, header="linux/packet_diag.h"):
    family = address_family
    request = binary(19)


class packet_diag_msg(Struct, header="linux/packet_diag.h", key="packet_diag"):
    family = address_family
    message = binary(15)


class vsock_diag_req(Struct, header="linux/vm_sockets_diag.h"):
    family = address_family
    request = binary(23)


class vsock_diag_msg(Struct, header="linux/vm_sockets_diag.h", key="vsock_diag"):
    family = address_family
    message = binary(31)


class xdp_diag_req(Struct, header="linux/xdp_diag.h"):
    family = address_family
    request = binary(19)


class xdp_diag_msg(Struct, header="linux/xdp_diag.h", key="xdp_diag"):
    family = address_family
    message = binary(15)


class Undeclared(Attributes, prefix="", key="diag"):
    """The attributes of requests and sockets."""


request = bits("nlmsghdr.flags", NLM_F_REQUEST)
UNIX = byte(0, AddressFamily.AF_UNIX)
NETLINK = byte(0, AddressFamily.AF_NETLINK)
PACKET = byte(0, AddressFamily.AF_PACKET)
VSOCK = byte(0, AddressFamily.AF_VSOCK)
XDP = byte(0, AddressFamily.AF_XDP)
sock_diag = one_of(
    (all_of(request, UNIX), unix_diag_req),
    (all_of(request, NETLINK), netlink_diag_req),
    (all_of(request, PACKET), packet_diag_req),
    (all_of(request, VSOCK), vsock_diag_req),
    (all_of(request, XDP), xdp_diag_req),
    (request, inet_diag_req_v2),
    (UNIX, unix_diag_msg),
    (NETLINK, netlink_diag_msg),
    (PACKET, packet_diag_msg),
    (VSOCK, vsock_diag_msg),
    (XDP, xdp_diag_msg),
    otherwise=inet_diag_msg,
)
inet_diag = one_of((request, inet_diag_req), otherwise=inet_diag_msg)

NETLINK_SOCK_DIAG = protocol("NETLINK_SOCK_DIAG", 4, kinds=(GET,))
NETLINK_SOCK_DIAG.message("TCPDIAG_GETSOCK", 18, inet_diag, Undeclared)
NETLINK_SOCK_DIAG.message("DCCPDIAG_GETSOCK", 19, inet_diag, Undeclared)
NETLINK_SOCK_DIAG.message("SOCK_DIAG_BY_FAMILY", 20, sock_diag, Undeclared)
NETLINK_SOCK_DIAG.message("SOCK_DESTROY", 21, sock_diag, Undeclared)

PROTOCOL = NETLINK_SOCK_DIAG
