# shellcheck shell=bash
# Requests that the kernel refuses: with a message, an offset, a missing attribute, the
# policy that was violated; capped, without extended ack, in dumps, without permission.
modules dummy veth vxlan 8021q bridge
run ip link add eth0 type dummy
run ip link add eth0 type dummy
run ip link add eth1 type nosuchtype
run ip link add link eth0 name eth0.4095 type vlan id 4095
run ip link add link eth0 name eth0.5 type vlan id 5 protocol 0x1234
run ip link add vx0 mtu 70000 type vxlan id 5 dstport 4789
run ip link add vx0 type vxlan id 5 dstport 4789 srcport 5000 4000
run ip link set eth0 address ff:ff:ff:ff:ff:ff
run ip link set eth0 master lo
run ip link set nosuch up
run ip link del lo
run ip link set lo netns 999999
run ip link set lo mtu 4294967295
run ip addr add 10.0.0.1/24 dev eth0
run ip addr add 10.0.0.1/24 dev eth0
run ip addr del 10.0.0.2/24 dev eth0
run ip -6 addr add ff02::77/64 dev eth0
run ip link set eth0 up
run ip route add 10.99.0.0/24 via 192.168.255.1
run ip route add 10.0.0.99/24 dev eth0
run ip route add 10.99.0.0/24 nhid 77
run ip route del 10.98.0.0/24
run ip route get 240.0.0.1
run ip rule del pref 12345
run ip rule add table 5 pref 50 goto 40
run ip neigh add 10.0.0.7 lladdr 02:00 dev eth0
run ip nexthop add id 5 group 6/7
run bridge link set dev eth0 cost 4
run bridge vlan add dev eth0 vid 4
run tc class add dev eth0 parent 1: classid 1:1 htb rate 1
run ethtool -L eth0 rx 5
run ethtool -s eth0 speed 1000
run ethtool -i nosuch
user ip link add eth9 type dummy
user ip addr add 10.5.5.5/24 dev eth0
user ip route add 10.6.0.0/24 dev eth0
user ip link set eth0 down
user ip neigh add 10.0.0.9 lladdr 02:00:00:00:00:09 dev eth0
user ethtool -K eth0 gro off
cat > /tmp/errors.py <<'P'
from raw import *

dummy = nest(18, attribute(1, "dummy"))
route = Socket(ROUTE)
route.ask(NEWLINK, ACK | CREATE | EXCL, ifinfomsg() + attribute(3, "bad0") + dummy + attribute(13, b"\1\0"))  # TXQLEN of 2 bytes
route.ask(NEWLINK, ACK | CREATE, ifinfomsg() + attribute(3, "bad/name") + dummy)
route.ask(NEWLINK, ACK | CREATE, ifinfomsg() + attribute(3, "bad1") + dummy + attribute(4, b"\1\2"))  # MTU of 2 bytes
route.ask(NEWLINK, ACK, ifinfomsg())  # selects no link
route.ask(GETLINK, ACK, ifinfomsg() + attribute(3, "a" * 40))  # a name that is too long
route.ask(GETLINK, ACK, ifinfomsg()[:6])  # half a header
route.ask(NEWROUTE, ACK | CREATE, rtmsg(24) + attribute(1, b"\x0a\0\0\1") + nest(8, attribute(99, b"zz")))
route.ask(NEWADDR, ACK | CREATE, ifaddrmsg(99999) + attribute(2, b"\1\2\3\4"))
route.ask(NEWLINK, ACK | CREATE, ifinfomsg() + attribute(3, "bad2") + nest(18, attribute(1, "vlan"), nest(2, u16(1, 5000))) + u32(5, 1))
route.ask(NEWNEIGH, ACK | CREATE, pack("=BxHiHBB", 2, 0, 2, 0x80, 0, 0) + attribute(1, b"\x0a\0\0\5") + u32(15, 0xF0000000))  # flags that nobody knows
route.ask(999, ACK, ifinfomsg())  # a type that nobody knows
route.ask(GETLINK, DUMP, ifinfomsg() + u32(29, 9) + attribute(200, b"q"))
strict = Socket(ROUTE, strict=True)
strict.ask(GETLINK, DUMP, ifinfomsg(index=0)[:2] + b"\1\0" + ifinfomsg()[4:])  # a reserved field is set
strict.ask(GETROUTE, DUMP, rtmsg(24, table=0, protocol=0))
strict.ask(GETLINK, DUMP, ifinfomsg() + attribute(3, "lo"))
strict.ask(GETADDR, DUMP, ifaddrmsg(4242, 0))
Socket(ROUTE, capped=True).ask(NEWLINK, ACK | CREATE, ifinfomsg() + attribute(3, "") + dummy)
Socket(ROUTE, extended=False).ask(NEWLINK, ACK | CREATE | EXCL, ifinfomsg() + attribute(3, "lo") + dummy)

ethtool = family_id("ethtool")
generic = Socket(GENERIC)
generic.ask(ethtool, ACK, genlmsghdr(1))  # no header: a missing attribute
generic.ask(ethtool, ACK, genlmsghdr(1) + nest(1, attribute(2, "nosuch")))
generic.ask(ethtool, ACK, genlmsghdr(1) + nest(1, u32(1, 77777)))
generic.ask(ethtool, ACK, genlmsghdr(1) + nest(1, attribute(2, "eth0")) + nest(2, nest(1)))  # an attribute is missing in a nest
generic.ask(ethtool, ACK, genlmsghdr(250))  # a command that nobody knows
generic.ask(ethtool, ACK, genlmsghdr(12) + nest(1, attribute(2, "eth0")) + nest(2, u32(1, 4), nest(3, nest(1, attribute(2, "nosuchbit")))))
generic.ask(ethtool, ACK, genlmsghdr(18) + nest(1, attribute(2, "lo"), u32(3, 0xFF)))  # a flag that the policy has not
generic.ask(CTRL_FAMILY, ACK, genlmsghdr(3) + attribute(2, "x" * 64))
generic.ask(CTRL_FAMILY, DUMP, genlmsghdr(10) + attribute(2, "ethtool") + u32(10, 4000))
generic.ask(CTRL_FAMILY, ACK, genlmsghdr(3))
P
run env PYTHONPATH=/run/guest python3 /tmp/errors.py
run ip link del eth0
