# shellcheck shell=bash
# Routes of both families: multipath, metrics, encapsulation, types, via another
# family; rules and nexthop objects; lookups, dumps, and a listener.
modules dummy mpls_router mpls_iptunnel
echo 1000 > /proc/sys/net/mpls/platform_labels
listen ip -d monitor route rule nexthop
for link in 0 1; do
    run ip link add "eth$link" type dummy
    run ip link set "eth$link" up
    run ip addr add "10.$link.0.1/24" dev "eth$link"
    run ip -6 addr add "2001:db8:$link::1/64" dev "eth$link" nodad
done
run ip route add 203.0.113.0/24 via 10.0.0.254 dev eth0 proto static metric 100
run ip route add 203.0.113.0/24 via 10.1.0.254 dev eth1 proto bgp metric 200
run ip route add 198.18.0.0/15 nexthop via 10.0.0.2 dev eth0 weight 3 nexthop via 10.1.0.2 dev eth1 weight 1
run ip route add default via 10.0.0.254 mtu lock 1400 advmss 1360 window 65535 rtt 300ms rto_min 250ms initcwnd 20 initrwnd 30 hoplimit 60 quickack 1 congctl cubic
run ip route add blackhole 192.0.2.0/28
run ip route add unreachable 192.0.2.16/28 metric 5
run ip route add prohibit 192.0.2.32/28
run ip route add throw 192.0.2.48/28 table 200
run ip route add local 192.0.2.64/28 dev lo table 201
run ip route add 192.0.2.80/28 dev eth0 scope link src 10.0.0.1 tos 0x10 realm 5/7
run ip route add 192.0.2.96/28 via 10.0.0.77 dev eth0 onlink
run ip route add 192.0.2.112/28 via inet6 2001:db8:0::77 dev eth0
run ip route add 192.0.2.128/28 encap mpls 100/200/300 via 10.0.0.9 dev eth0
run ip route add 192.0.2.144/28 encap ip id 55 dst 10.0.0.10 ttl 44 tos 8 key csum dev eth0
run ip -6 route add 2001:db8:c::/48 via 2001:db8:0::2 dev eth0 metric 50 pref high expires 600
run ip -6 route add 2001:db8:d::/48 nexthop via 2001:db8:0::2 dev eth0 weight 2 nexthop via 2001:db8:1::2 dev eth1 weight 5
run ip -6 route add unreachable 2001:db8:e::/48 metric 7
run ip -6 route add 2001:db8:f::/48 from 2001:db8:0::/64 dev eth1
run ip -f mpls route add 500 as 600/700 via inet 10.0.0.3 dev eth0
run ip -f mpls route show
run ip route replace 203.0.113.0/24 via 10.0.0.253 dev eth0 proto static metric 100
run ip route append 203.0.113.0/24 via 10.0.0.252 dev eth0 proto static metric 100
run ip route change 198.18.0.0/15 via 10.1.0.3 dev eth1
run ip nexthop add id 1 via 10.0.0.2 dev eth0
run ip nexthop add id 2 via 10.1.0.2 dev eth1
run ip nexthop add id 10 group 1,3/2
run ip nexthop show
run ip route add 192.0.2.176/28 nhid 10
run ip rule add from 192.0.2.0/24 iif eth0 fwmark 0x10/0xff lookup 200 pref 100
run ip rule add to 203.0.113.0/24 ipproto tcp dport 80-443 goto 32766 pref 90
run ip -6 rule add from 2001:db8:c::/48 blackhole pref 77
run ip rule show
run ip -d route show table all
run ip -6 -d route show table all
run ip route show table 200
run ip route show type unreachable
run ip route get 203.0.113.5
run ip route get 198.18.1.1 from 10.1.0.1 ipproto tcp sport 1000 dport 80
run ip route get fibmatch 198.18.1.1
run ip -6 route get 2001:db8:d::1
run ip route get 192.0.2.17
run ip route del 203.0.113.0/24 metric 200
run ip route del 203.0.114.0/24
run ip route flush table 200
run ip rule del pref 90
run ip nexthop del id 10
run ip link del eth0
run ip link del eth1
