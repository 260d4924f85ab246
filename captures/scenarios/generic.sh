# shellcheck shell=bash
# Generic netlink: families by name and by number, their policies, families that come
# and go before a listener, one family (ethtool) at work.
modules dummy
listen genl ctrl monitor
run genl ctrl list
run genl ctrl get name nlctrl
run genl ctrl get id 0x10
run genl ctrl get name nosuchfamily
run genl ctrl get id 0x99
run genl ctrl policy name nlctrl
run genl ctrl policy name ethtool
run genl ctrl policy name ethtool op 7
modules gtp fou
sleep 0.3
run genl ctrl get name fou
run genl ctrl policy name fou
run rmmod fou
sleep 0.3
run genl ctrl get name fou
run ip link add eth0 type dummy
run ethtool -k eth0
run ethtool -K eth0 gro off
run ethtool -c eth0
run genl ctrl list
run ip link del eth0
