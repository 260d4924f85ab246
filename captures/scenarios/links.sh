# shellcheck shell=bash
# Links of many kinds from creation to removal, alone, stacked and as tunnels, with a
# listener that is told of every change.
modules dummy veth 8021q bridge bonding vxlan macvlan ipvlan vrf geneve ip_gre ipip sit ip6_tunnel
listen ip -d monitor link
say one link through its life
run ip link add dum0 type dummy
run ip link set dum0 up
run ip link set dum0 mtu 1400
run ip link set dum0 address 02:00:5e:10:20:30
run ip link set dum0 alias 'uplink to rack 7'
run ip link set dum0 txqueuelen 250 group 42
run ip link property add dev dum0 altname a-rather-long-alternative-interface-name altname uplink
run ip link set dum0 promisc on
run ip link set dum0 carrier off
run ip link set dum0 down
run ip link set dum0 name dum1
run ip link property del dev dum1 altname uplink
say a pair, and what stands on it
run ip link add veth0 numtxqueues 2 numrxqueues 2 type veth peer name veth1 mtu 1600
run ip link set veth0 up
run ip link set veth1 up
run ip link add link veth0 name veth0.100 type vlan id 100 ingress-qos-map 1:2 3:4 egress-qos-map 0:5 reorder_hdr off
run ip link add link veth0 name outer type vlan protocol 802.1ad id 3000
run ip link add link outer name inner type vlan id 3
run ip link add link veth0 name mv0 type macvlan mode bridge
run ip link add link dum1 name iv0 type ipvlan mode l2
run ip netns add blue
run ip netns set blue 77
run ip link set veth1 netns blue
run ip netns list-id
say masters and their ports
run ip link add br0 type bridge vlan_filtering 1 vlan_default_pvid 10 stp_state 0 priority 4096 ageing_time 12000 mcast_querier 1
run ip link add port1 type dummy
run ip link set port1 master br0
run bridge link set dev port1 cost 7 learning on hairpin on
run bridge vlan add dev port1 vid 20-24
run bridge -j -d vlan show
run bridge fdb add 02:aa:00:00:00:01 dev port1 master static vlan 20
run bridge -d fdb show br br0
run ip link add bond0 type bond mode 802.3ad lacp_rate fast xmit_hash_policy layer3+4 ad_select bandwidth min_links 1
run ip link add port2 type dummy
run ip link set port2 master bond0
run ip link add red type vrf table 1001
run ip link set mv0 master red
say tunnels
run ip link add vx10 type vxlan id 10 local 198.51.100.1 group 239.0.0.10 dev veth0 dstport 4789 srcport 32768 61000 ttl 16 ageing 150 nolearning proxy gbp
run ip link set vx10 type vxlan ttl 20 ageing 300
run ip link add gnv0 type geneve id 77 remote 198.51.100.20 dstport 6081 ttl 64
run ip link add gre1 type gre local 198.51.100.1 remote 198.51.100.2 ttl 64 key 42 csum seq
run ip link add gretap1 type gretap local 198.51.100.1 remote 198.51.100.3 ikey 1 okey 2
run ip link add ipip1 type ipip local 198.51.100.1 remote 198.51.100.5 ttl 32
run ip link add sit1 type sit local 198.51.100.1 remote 198.51.100.6 ttl 64
run ip link add ip6t1 type ip6tnl local 2001:db8:100::1 remote 2001:db8:100::8 mode ipip6 hoplimit 40 tclass 0x20 encaplimit 2
run ip -d -j link show
run ip -s -s link show veth0
run ip link show type vlan
run bridge -d link show
say removal
for link in ip6t1 sit1 ipip1 gretap1 gre1 gnv0 vx10 red bond0 port2 br0 port1 inner veth0 dum1; do
    run ip link del "$link"
done
run ip netns del blue
