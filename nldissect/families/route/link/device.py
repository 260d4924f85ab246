"""What a network device is: struct ifinfomsg, its hardware type and its flags."""

from __future__ import annotations

from enum import IntEnum, IntFlag

from nldissect.schema import Struct, address_family, ifindex, ipv4, ipv6, lladdr, pad, select, u16, u32


class HardwareType(IntEnum):
    """ARPHRD_*, from linux/if_arp.h."""

    ARPHRD_NETROM = 0
    ARPHRD_ETHER = 1
    ARPHRD_EETHER = 2
    ARPHRD_AX25 = 3
    ARPHRD_PRONET = 4
    ARPHRD_CHAOS = 5
    ARPHRD_IEEE802 = 6
    ARPHRD_ARCNET = 7
    ARPHRD_APPLETLK = 8
    ARPHRD_DLCI = 15
    ARPHRD_ATM = 19
    ARPHRD_METRICOM = 23
    ARPHRD_IEEE1394 = 24
    ARPHRD_EUI64 = 27
    ARPHRD_INFINIBAND = 32
    ARPHRD_SLIP = 256
    ARPHRD_CSLIP = 257
    ARPHRD_SLIP6 = 258
    ARPHRD_CSLIP6 = 259
    ARPHRD_RSRVD = 260
    ARPHRD_ADAPT = 264
    ARPHRD_ROSE = 270
    ARPHRD_X25 = 271
    ARPHRD_HWX25 = 272
    ARPHRD_CAN = 280
    ARPHRD_MCTP = 290
    ARPHRD_PPP = 512
    ARPHRD_CISCO = 513
    ARPHRD_LAPB = 516
    ARPHRD_DDCMP = 517
    ARPHRD_RAWHDLC = 518
    ARPHRD_RAWIP = 519
    ARPHRD_TUNNEL = 768
    ARPHRD_TUNNEL6 = 769
    ARPHRD_FRAD = 770
    ARPHRD_SKIP = 771
    ARPHRD_LOOPBACK = 772
    ARPHRD_LOCALTLK = 773
    ARPHRD_FDDI = 774
    ARPHRD_BIF = 775
    ARPHRD_SIT = 776
    ARPHRD_IPDDP = 777
    ARPHRD_IPGRE = 778
    ARPHRD_PIMREG = 779
    ARPHRD_HIPPI = 780
    ARPHRD_ASH = 781
    ARPHRD_ECONET = 782
    ARPHRD_IRDA = 783
    ARPHRD_FCPP = 784
    ARPHRD_FCAL = 785
    ARPHRD_FCPL = 786
    ARPHRD_FCFABRIC = 787
    ARPHRD_IEEE802_TR = 800
    ARPHRD_IEEE80211 = 801
    ARPHRD_IEEE80211_PRISM = 802
    ARPHRD_IEEE80211_RADIOTAP = 803
    ARPHRD_IEEE802154 = 804
    ARPHRD_IEEE802154_MONITOR = 805
    ARPHRD_PHONET = 820
    ARPHRD_PHONET_PIPE = 821
    ARPHRD_CAIF = 822
    ARPHRD_IP6GRE = 823
    ARPHRD_NETLINK = 824
    ARPHRD_6LOWPAN = 825
    ARPHRD_VSOCKMON = 826
    ARPHRD_NONE = 0xFFFE
    ARPHRD_VOID = 0xFFFF


class DeviceFlags(IntFlag):
    """IFF_*, from linux/if.h."""

    IFF_UP = 0x1
    IFF_BROADCAST = 0x2
    IFF_DEBUG = 0x4
    IFF_LOOPBACK = 0x8
    IFF_POINTOPOINT = 0x10
    IFF_NOTRAILERS = 0x20
    IFF_RUNNING = 0x40
    IFF_NOARP = 0x80
    IFF_PROMISC = 0x100
    IFF_ALLMULTI = 0x200
    IFF_MASTER = 0x400
    IFF_SLAVE = 0x800
    IFF_MULTICAST = 0x1000
    IFF_PORTSEL = 0x2000
    IFF_AUTOMEDIA = 0x4000
    IFF_DYNAMIC = 0x8000
    IFF_LOWER_UP = 0x10000
    IFF_DORMANT = 0x20000
    IFF_ECHO = 0x40000


class OperationalState(IntEnum):
    """IF_OPER_* (RFC 2863), from linux/if.h."""

    IF_OPER_UNKNOWN = 0
    IF_OPER_NOTPRESENT = 1
    IF_OPER_DOWN = 2
    IF_OPER_LOWERLAYERDOWN = 3
    IF_OPER_TESTING = 4
    IF_OPER_DORMANT = 5
    IF_OPER_UP = 6


class LinkMode(IntEnum):
    """IF_LINK_MODE_*, from linux/if.h."""

    IF_LINK_MODE_DEFAULT = 0
    IF_LINK_MODE_DORMANT = 1
    IF_LINK_MODE_TESTING = 2


class ifinfomsg(Struct, header="linux/rtnetlink.h"):
    family = address_family
    pad = pad(1)
    type = u16(HardwareType)
    index = ifindex
    flags = u32(DeviceFlags)
    change = u32(DeviceFlags)


# A device below may be in another network namespace.
lower_ifindex = ifindex.named("interface", elsewhere="IFLA_LINK_NETNSID")

# A link-layer address: a tunnel's is the IP address of its end.
link_layer_address = select(
    "ifinfomsg.type",
    {
        HardwareType.ARPHRD_TUNNEL: ipv4 | lladdr,
        HardwareType.ARPHRD_SIT: ipv4 | lladdr,
        HardwareType.ARPHRD_IPGRE: ipv4 | lladdr,
        HardwareType.ARPHRD_TUNNEL6: ipv6 | lladdr,
        HardwareType.ARPHRD_IP6GRE: ipv6 | lladdr,
    },
    otherwise=lladdr,
)
