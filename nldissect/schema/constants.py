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
    ETH_P_IP = 0x0800
    ETH_P_X25 = 0x0805
    ETH_P_ARP = 0x0806
    ETH_P_BATMAN = 0x4305
    ETH_P_TEB = 0x6558
    ETH_P_RARP = 0x8035
    ETH_P_8021Q = 0x8100
    ETH_P_IPX = 0x8137
    ETH_P_IPV6 = 0x86DD
    ETH_P_SLOW = 0x8809
    ETH_P_MPLS_UC = 0x8847
    ETH_P_MPLS_MC = 0x8848
    ETH_P_PPP_DISC = 0x8863
    ETH_P_PPP_SES = 0x8864
    ETH_P_PAE = 0x888E
    ETH_P_8021AD = 0x88A8
    ETH_P_PREAUTH = 0x88C7
    ETH_P_TIPC = 0x88CA
    ETH_P_LLDP = 0x88CC
    ETH_P_MRP = 0x88E3
    ETH_P_MACSEC = 0x88E5
    ETH_P_1588 = 0x88F7
    ETH_P_PRP = 0x88FB
    ETH_P_CFM = 0x8902
    ETH_P_FCOE = 0x8906
    ETH_P_HSR = 0x892F
    ETH_P_NSH = 0x894F
    ETH_P_QINQ1 = 0x9100
    ETH_P_QINQ2 = 0x9200
    ETH_P_QINQ3 = 0x9300
    ETH_P_ERSPAN2 = 0x22EB
    ETH_P_802_3_MIN = 0x0600
    ETH_P_802_3 = 0x0001
    ETH_P_ALL = 0x0003
    ETH_P_802_2 = 0x0004
