# shellcheck shell=bash
# IPv4 and IPv6 addresses: peers, labels, lifetimes, flags; dumps, flushes, and a
# listener that is told of every change.
modules dummy
listen ip -d monitor address prefix
run ip link add eth0 type dummy
run ip link set eth0 up
run ip addr add 10.0.0.1/8 dev eth0
run ip addr add 10.0.0.2/8 dev eth0 secondary
run ip addr add 172.16.5.1/30 peer 172.16.5.2/30 dev eth0
run ip addr add 192.168.7.1/24 brd + dev eth0 label eth0:web scope link
run ip addr add 192.168.8.1/24 dev eth0 valid_lft 600 preferred_lft 300 noprefixroute metric 77
run ip addr change 192.168.8.1/24 dev eth0 valid_lft 1200 preferred_lft 30
run ip addr add 10.99.0.1/16 dev eth0 broadcast 10.99.255.255 anycast 10.99.0.0
run ip addr add 239.3.4.5/32 dev eth0 autojoin
run ip addr add 2001:db8::1/64 dev eth0
run ip addr add 2001:db8::2/64 dev eth0 nodad home
run ip addr add 2001:db8:1::1/128 peer 2001:db8:1::2 dev eth0
run ip addr add 2001:db8:2::1/64 dev eth0 valid_lft forever preferred_lft 0 mngtmpaddr noprefixroute
run ip addr add fd00:77::5/64 dev eth0 nodad
sleep 1.5
run ip -j addr show
run ip -6 addr show scope link
run ip -4 addr show label 'eth0:*'
run ip addrlabel list
run ip addrlabel add prefix 2001:db8:3::/48 dev eth0 label 123
run ip addrlabel del prefix 2001:db8:3::/48 dev eth0 label 123
run ip addr del 10.0.0.1/8 dev eth0
run ip addr del 10.0.0.77/8 dev eth0
run ip addr flush dev eth0 scope link
run ip -6 addr flush dev eth0
run ip addr flush dev eth0
run ip link del eth0
