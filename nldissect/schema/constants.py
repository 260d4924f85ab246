"""Constants that many families share."""

from __future__ import annotations

from enum import IntEnum


class AddressFamily(IntEnum):
    """AF_*, from linux/socket.h."""

    AF_UNSPEC = 0
    AF_UNIX = 1
    AF_INET = 2
    AF_AX25 = 3
    AF_IPX = 4
    AF_APPLETALK = 5
    AF_NETROM = 6
    AF_BRIDGE = 7
    AF_ATMPVC = 8
    AF_X25 = 9
    AF_INET6 = 10
    AF_ROSE = 11
    AF_DECnet = 12
    AF_NETBEUI = 13
    AF_SECURITY = 14
    AF_KEY = 15
    AF_NETLINK = 16
    AF_PACKET = 17
    AF_ASH = 18
    AF_ECONET = 19
    AF_ATMSVC = 20
    AF_RDS = 21
    AF_SNA = 22
    AF_IRDA = 23
    AF_PPPOX = 24
    AF_WANPIPE = 25
    AF_LLC = 26
    AF_IB = 27
    AF_MPLS = 28
    AF_CAN = 29
    AF_TIPC = 30
    AF_BLUETOOTH = 31
    AF_IUCV = 32
    AF_RXRPC = 33
    AF_ISDN = 34
    AF_PHONET = 35
    AF_IEEE802154 = 36
    AF_CAIF = 37
    AF_ALG = 38
    AF_NFC = 39
    AF_VSOCK = 40
    AF_KCM = 41
    AF_QIPCRTR = 42
    AF_SMC = 43
    AF_XDP = 44
    AF_MCTP = 45
    RTNL_FAMILY_IPMR = 128
    RTNL_FAMILY_IP6MR = 129


class EtherType(IntEnum):
    """ETH_P_*, from linux/if_ether.h."""

    ETH_P_LOOP = 0x0060
    ETH_P_PUP = 0x0200
    ETH_P_PUPAT = 0x0201
    ETH_P_IP = 0x0800
    ETH_P_X25 = 0x0805
    ETH_P_ARP = 0x0806
    ETH_P_BPQ = 0x08FF
    ETH_P_IEEEPUP = 0x0A00
    ETH_P_IEEEPUPAT = 0x0A01
    ETH_P_ERSPAN2 = 0x22EB
    ETH_P_TSN = 0x22F0
    ETH_P_BATMAN = 0x4305
    ETH_P_DEC = 0x6000
    ETH_P_DNA_DL = 0x6001
    ETH_P_DNA_RC = 0x6002
    ETH_P_DNA_RT = 0x6003
    ETH_P_LAT = 0x6004
    ETH_P_DIAG = 0x6005
    ETH_P_CUST = 0x6006
    ETH_P_SCA = 0x6007
    ETH_P_TEB = 0x6558
    ETH_P_RARP = 0x8035
    ETH_P_ATALK = 0x809B
    ETH_P_AARP = 0x80F3
    ETH_P_8021Q = 0x8100
    ETH_P_IPX = 0x8137
    ETH_P_IPV6 = 0x86DD
    ETH_P_PAUSE = 0x8808
    ETH_P_SLOW = 0x8809
    ETH_P_WCCP = 0x883E
    ETH_P_MPLS_UC = 0x8847
    ETH_P_MPLS_MC = 0x8848
    ETH_P_ATMMPOA = 0x884C
    ETH_P_PPP_DISC = 0x8863
    ETH_P_PPP_SES = 0x8864
    ETH_P_LINK_CTL = 0x886C
    ETH_P_ATMFATE = 0x8884
    ETH_P_PAE = 0x888E
    ETH_P_PROFINET = 0x8892
    ETH_P_REALTEK = 0x8899
    ETH_P_AOE = 0x88A2
    ETH_P_ETHERCAT = 0x88A4
    ETH_P_8021AD = 0x88A8
    ETH_P_802_EX1 = 0x88B5
    ETH_P_ERSPAN = 0x88BE
    ETH_P_MXLGSW = 0x88C3
    ETH_P_PREAUTH = 0x88C7
    ETH_P_TIPC = 0x88CA
    ETH_P_LLDP = 0x88CC
    ETH_P_MRP = 0x88E3
    ETH_P_MACSEC = 0x88E5
    ETH_P_8021AH = 0x88E7
    ETH_P_MVRP = 0x88F5
    ETH_P_1588 = 0x88F7
    ETH_P_NCSI = 0x88F8
    ETH_P_PRP = 0x88FB
    ETH_P_CFM = 0x8902
    ETH_P_FCOE = 0x8906
    ETH_P_TDLS = 0x890D
    ETH_P_FIP = 0x8914
    ETH_P_IBOE = 0x8915
    ETH_P_80221 = 0x8917
    ETH_P_HSR = 0x892F
    ETH_P_NSH = 0x894F
    ETH_P_LOOPBACK = 0x9000
    ETH_P_QINQ1 = 0x9100
    ETH_P_QINQ2 = 0x9200
    ETH_P_QINQ3 = 0x9300
    ETH_P_YT921X = 0x9988
    ETH_P_EDSA = 0xDADA
    ETH_P_DSA_8021Q = 0xDADB
    ETH_P_DSA_A5PSW = 0xE001
    ETH_P_IFE = 0xED3E
    ETH_P_AF_IUCV = 0xFBFB
    ETH_P_802_3 = 0x0001
    ETH_P_AX25 = 0x0002
    ETH_P_ALL = 0x0003
    ETH_P_802_2 = 0x0004
    ETH_P_SNAP = 0x0005
    ETH_P_DDCMP = 0x0006
    ETH_P_WAN_PPP = 0x0007
    ETH_P_PPP_MP = 0x0008
    ETH_P_LOCALTALK = 0x0009
    ETH_P_CAN = 0x000C
    ETH_P_CANFD = 0x000D
    ETH_P_CANXL = 0x000E
    ETH_P_PPPTALK = 0x0010
    ETH_P_TR_802_2 = 0x0011
    ETH_P_MOBITEX = 0x0015
    ETH_P_CONTROL = 0x0016
    ETH_P_IRDA = 0x0017
    ETH_P_ECONET = 0x0018
    ETH_P_HDLC = 0x0019
    ETH_P_ARCNET = 0x001A
    ETH_P_DSA = 0x001B
    ETH_P_TRAILER = 0x001C
    ETH_P_PHONET = 0x00F5
    ETH_P_IEEE802154 = 0x00F6
    ETH_P_CAIF = 0x00F7
    ETH_P_XDSA = 0x00F8
    ETH_P_MAP = 0x00F9
    ETH_P_MCTP = 0x00FA
    ETH_P_802_3_MIN = 0x0600


class IpProtocol(IntEnum):
    """IPPROTO_*, from linux/in.h and linux/in6.h; IPPROTO_IP, of IPv6 the hop-by-hop options, often stands for all."""

    IPPROTO_IP = 0
    IPPROTO_ICMP = 1
    IPPROTO_IGMP = 2
    IPPROTO_IPIP = 4
    IPPROTO_TCP = 6
    IPPROTO_EGP = 8
    IPPROTO_PUP = 12
    IPPROTO_UDP = 17
    IPPROTO_IDP = 22
    IPPROTO_TP = 29
    IPPROTO_DCCP = 33
    IPPROTO_IPV6 = 41
    IPPROTO_ROUTING = 43
    IPPROTO_FRAGMENT = 44
    IPPROTO_RSVP = 46
    IPPROTO_GRE = 47
    IPPROTO_ESP = 50
    IPPROTO_AH = 51
    IPPROTO_ICMPV6 = 58
    IPPROTO_NONE = 59
    IPPROTO_DSTOPTS = 60
    IPPROTO_MTP = 92
    IPPROTO_BEETPH = 94
    IPPROTO_ENCAP = 98
    IPPROTO_PIM = 103
    IPPROTO_COMP = 108
    IPPROTO_L2TP = 115
    IPPROTO_SCTP = 132
    IPPROTO_MH = 135
    IPPROTO_UDPLITE = 136
    IPPROTO_MPLS = 137
    IPPROTO_ETHERNET = 143
    IPPROTO_AGGFRAG = 144
    IPPROTO_RAW = 255
    IPPROTO_SMC = 256
    IPPROTO_MPTCP = 262


class Clock(IntEnum):
    """CLOCK_*, from linux/time.h."""

    CLOCK_REALTIME = 0
    CLOCK_MONOTONIC = 1
    CLOCK_PROCESS_CPUTIME_ID = 2
    CLOCK_THREAD_CPUTIME_ID = 3
    CLOCK_MONOTONIC_RAW = 4
    CLOCK_REALTIME_COARSE = 5
    CLOCK_MONOTONIC_COARSE = 6
    CLOCK_BOOTTIME = 7
    CLOCK_REALTIME_ALARM = 8
    CLOCK_BOOTTIME_ALARM = 9
    CLOCK_SGI_CYCLE = 10
    CLOCK_TAI = 11


class DsField(IntEnum):
    """The differentiated services field: code points and two bits behind them (RFC 2474, 2597, 3246, 5865, 8622).

    What is left of the type of service that the field was before has its old names (RFC 1349).
    """

    CS0 = 0x00
    CS1 = 0x20
    CS2 = 0x40
    CS3 = 0x60
    CS4 = 0x80
    CS5 = 0xA0
    CS6 = 0xC0
    CS7 = 0xE0
    AF11 = 0x28
    AF12 = 0x30
    AF13 = 0x38
    AF21 = 0x48
    AF22 = 0x50
    AF23 = 0x58
    AF31 = 0x68
    AF32 = 0x70
    AF33 = 0x78
    AF41 = 0x88
    AF42 = 0x90
    AF43 = 0x98
    VOICE_ADMIT = 0xB0
    EF = 0xB8
    MINCOST = 0x02
    LE = 0x04
    THROUGHPUT = 0x08
    LOWDELAY = 0x10
