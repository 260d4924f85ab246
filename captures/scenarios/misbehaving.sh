# shellcheck shell=bash
# A machine whose network misbehaves: a small router whose uplink flaps while its
# administrator, a batch file with mistakes, a monitoring job without permission and a
# provisioning agent with bugs work on it. Half of what they ask is refused.
modules dummy veth 8021q vxlan bridge
run ip netns add provider
listen ip monitor link address route neigh

say boot: uplink, local bridge, default route
run ip link add eth0 type veth peer name line0
run ip link set line0 netns provider
run ip -n provider addr add 192.0.2.1/24 dev line0
run ip -n provider link set line0 up
run ip link set eth0 up
run ip addr add 192.0.2.10/24 dev eth0
run ip route add default via 192.0.2.1 dev eth0 proto static
run ip link add lan type bridge
run ip link add eth1 type dummy
run ip link set eth1 master lan up
run ip link set lan up
run ip addr add 10.20.0.1/16 dev lan
run ip addr show

say a second start of the same script
run ip link add lan type bridge
run ip addr add 192.0.2.10/24 dev eth0
run ip addr add 10.20.0.1/16 dev lan
run ip route add default via 192.0.2.1 dev eth0 proto static
run ip route replace default via 192.0.2.1 dev eth0 proto static

say the administrator adds a branch office
run ip route add 10.30.0.0/16 via 10.31.0.1
run ip route add 10.30.0.0/16 via 10.20.0.254
run ip route add 10.30.0.0/16 via 10.20.0.254
run ip route add 10.40.0.7/16 via 10.20.0.254
run ip route add 10.50.0.0/16 dev wg0
run ip route add 10.60.0.0/16 via 10.20.0.254 dev eth0
run ip route add 10.70.0.0/16 nhid 7
run ip route del 10.80.0.0/16
run ip route get 10.30.1.1
run ip link add link eth0 name eth0.4095 type vlan id 4095
run ip link add link eth7 name eth7.30 type vlan id 30
run ip link add link eth0 name eth0.30 type vlan id 30
run ip link add link eth0 name office type vlan id 30
run ip link set eth0.30 up
run ip link set eth0.30 mtu 9000
run ip link set eth0 mtu 70000
run ip link set eth1 address 01:00:5e:00:00:01
run ip link add vx0 mtu 70000 type vxlan id 300 dstport 4789
run ip link add vx0 type vxlan id 300 dstport 4789 srcport 5000 4000
run ip link set eth0 master eth1
run ip link add wlan9 type wifi6
run ip addr del 192.0.2.11/24 dev eth0
run ip rule del pref 7000
run ip neigh add 192.0.2.200 lladdr 02:00:00 dev eth0
run ip link del lo
run bridge vlan add dev eth1 vid 30
run bridge vlan add dev eth0 vid 30

say the batch file of the last change window
cat > /tmp/change <<'B'
link add office0 type dummy
link set office0 up
address add 10.99.0.1/24 dev office0
address add 10.99.0.1/24 dev office0
route add 10.99.8.0/24 via 10.99.0.8
route add 10.99.9.0/24 via 10.98.0.9
route add 10.99.8.0/24 via 10.99.0.8
link set office1 up mtu 1400
neighbour add 10.99.0.20 lladdr 02:00:00:99:00:20 dev office0
rule add from 10.99.0.0/24 table 99
rule add from 10.99.0.0/24 goto 5
route del 10.99.7.0/24
B
run ip -force -batch /tmp/change

say the monitoring job, which lost its rights
user ip link set eth0 down
user ip addr add 192.0.2.99/24 dev eth0
user ip route del default
user ip -s link show eth0
run ethtool eth0
run ethtool -k eth0
user ethtool -K eth0 gro off
run ethtool -g eth0
run ethtool eth9
run genl ctrl get name wireguard
run genl ctrl get name nl80211

say the uplink flaps
for round in 1 2 3 4 5 6; do
    run ip -n provider link set line0 down
    sleep 0.3
    [ "$round" != 3 ] || run ip route add 198.51.100.0/24 via 192.0.2.1
    [ "$round" != 4 ] || run ip route get 198.51.100.1
    run ip -n provider link set line0 up
    sleep 0.3
done
shell 'echo hello > /dev/udp/192.0.2.1/9; echo hello > /dev/udp/192.0.2.77/9; sleep 3.5'
run ip neigh show

say the provisioning agent
cat > /tmp/agent.py <<'P'
from raw import *

agent = Socket(ROUTE)
vlan = nest(18, attribute(1, "vlan"), nest(2, u16(1, 31)))
agent.ask(NEWLINK, ACK | CREATE | EXCL, ifinfomsg() + attribute(3, "customer-vlan-0031") + vlan)  # a name that is too long
agent.ask(NEWLINK, ACK | CREATE | EXCL, ifinfomsg() + attribute(3, "customer31") + vlan)  # no link below
agent.ask(NEWLINK, ACK | CREATE | EXCL, ifinfomsg() + attribute(3, "customer31") + u16(4, 1500) + vlan)  # MTU of two bytes
agent.ask(NEWLINK, ACK, ifinfomsg())  # which link?
agent.ask(NEWADDR, ACK | CREATE, ifaddrmsg(4711) + attribute(2, b"\x0a\x1f\0\1"))
agent.ask(NEWROUTE, ACK | CREATE, rtmsg(16) + attribute(1, b"\x0a\x1f\0\0") + attribute(5, b"\x0a\x14"))  # half a gateway
agent.ask(NEWNEIGH, ACK | CREATE, pack("=BxHiHBB", 2, 0, 2, 0x80, 0, 0) + attribute(1, b"\x0a\x14\0\5") + u32(15, 0xF0000000))
agent.ask(2031, ACK, ifinfomsg())  # a type that nobody knows
Socket(ROUTE, strict=True).ask(GETADDR, DUMP, ifaddrmsg(4711, 0))
Socket(ROUTE, capped=True).ask(NEWROUTE, ACK | CREATE | EXCL, rtmsg(16) + attribute(1, b"\x0a\x1e\0\0") + attribute(5, b"\x0a\x14\0\xfe"))
Socket(ROUTE, extended=False).ask(NEWLINK, ACK | CREATE | EXCL, ifinfomsg() + attribute(3, "eth0") + vlan)
P
run env PYTHONPATH=/run/guest python3 /tmp/agent.py

say what is left
run ip -br link show
run ip route show table all
run ip rule show
run ip -6 route show
run ss -tan
