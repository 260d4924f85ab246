# shellcheck shell=bash
# Neighbour entries of every state, proxies, neighbour tables, an fdb; with a listener.
modules dummy veth vxlan
listen ip monitor neigh
run ip link add eth0 type veth peer name peer0
run ip netns add peer
run ip link set peer0 netns peer
run ip -n peer addr add 10.9.0.2/24 dev peer0
run ip -n peer link set peer0 up
run ip link set eth0 up
run ip addr add 10.9.0.1/24 dev eth0
say two packets, one to somebody who answers and one to nobody
shell 'echo hello > /dev/udp/10.9.0.2/9; echo hello > /dev/udp/10.9.0.99/9; sleep 3.5'
run ip neigh add 10.9.0.5 lladdr 02:00:00:00:05:05 dev eth0 nud permanent
run ip neigh add 10.9.0.6 lladdr 02:00:00:00:06:06 dev eth0 nud reachable router
run ip neigh add 10.9.0.7 lladdr 02:00:00:00:07:07 dev eth0 nud noarp
run ip neigh replace 10.9.0.6 lladdr 02:00:00:00:06:07 dev eth0 nud stale
run ip neigh change 10.9.0.5 lladdr 02:00:00:00:05:50 dev eth0 nud permanent
run ip neigh add proxy 10.9.0.77 dev eth0
run ip neigh add proxy 2001:db8:9::77 dev eth0
run ip -6 neigh add 2001:db8:9::5 lladdr 02:00:00:00:55:55 dev eth0 extern_learn protocol 17
run ip neigh add 10.9.0.8 lladdr 02:00:00:00:08:08 dev eth0 managed
run ip neigh add 10.9.0.9 lladdr 02:00:00:00:09:09 dev eth0 nud delay use
run ip link add vx0 type vxlan id 7 dstport 4789
run bridge fdb append 00:00:00:00:00:00 dev vx0 dst 198.51.100.10 vni 99 port 4800
run bridge fdb show dev vx0
run ip -s neigh show
run ip neigh show proxy
run ip neigh get 10.9.0.5 dev eth0
run ip neigh get 10.9.0.123 dev eth0
run ip -6 neigh show
run ip ntable show dev eth0
run ip ntable change name arp_cache dev eth0 base_reachable 20000 delay_probe 3000 ucast_probes 5 queue 10
run ip ntable change name arp_cache thresh1 256 thresh2 1024 thresh3 2048
run ip neigh del 10.9.0.5 dev eth0
run ip neigh del 10.9.0.200 dev eth0
run ip neigh flush dev eth0
run ip link del vx0
run ip link del eth0
run ip netns del peer
