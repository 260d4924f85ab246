# shellcheck shell=bash
# A big capture for measurements: PERF_N (125000) routes are added and removed one by one
# before a listener, and the whole table is dumped twice; about eight messages a route.
#   captures/record -m 4096 -t 900 -o routes.pcap perf-routes
modules dummy
listen ip monitor route
run ip link add eth0 type dummy
run ip link set eth0 up
run ip addr add 10.0.0.1/8 dev eth0
awk -v count="${PERF_N:-125000}" 'BEGIN {
    for (i = 0; i < count; i++)
        printf "route add 172.%d.%d.%d/32 via 10.%d.%d.7 dev eth0 metric %d\n", 16 + i / 65536, i / 256 % 256, i % 256, i % 200 + 1, i % 250, i % 7 + 1
}' > /tmp/add
sed 's/^route add/route del/' /tmp/add > /tmp/delete
# Few lines a process: each page of a guest's process is a mapping of the host's, and the
# host allows 65,530 of them.
split -l 10000 /tmp/add /tmp/add.
split -l 10000 /tmp/delete /tmp/delete.
for part in /tmp/add.*; do run ip -batch "$part"; done
shell 'ip route show > /dev/null'
shell 'ip -d route show table all > /dev/null'
for part in /tmp/delete.*; do run ip -batch "$part"; done
