# shellcheck shell=bash
# Dumps with many messages in a datagram: routes (more than 500 in one datagram), rules,
# neighbours, addresses, links; one dump is interrupted by a change.
before_capture() {
    modules dummy
    for number in $(seq 40); do
        echo "link add dum$number type dummy"
        echo "link set dum$number up"
    done | ip -batch -
    ip addr add 10.100.0.1/16 dev dum1
    for number in $(seq 250); do
        echo "addr add 10.$((101 + number / 250)).$((number % 250)).1/24 dev dum2"
    done | ip -batch -
    for number in $(seq 1200); do
        echo "route add blackhole 172.$((16 + number / 256)).$((number % 256)).0/24"
    done | ip -batch -
    for number in $(seq 200); do
        echo "route add 10.$((200 + number / 100)).$number.0/24 via 10.100.1.$number metric $number"
        echo "neigh add 10.100.7.$number lladdr 02:00:00:00:07:$(printf %02x "$number") dev dum1"
        [ "$number" -gt 50 ] || echo "rule add from 10.$number.0.0/16 table $number pref $((5000 + number))"
    done | ip -batch -
}
run ip route show
run ip rule show
run ip neigh show
run ip addr show
run ip link show dum1
cat > /tmp/interrupted.py <<'P'
import os
import time

from raw import *

# Reads of 4 KiB make the kernel answer in parts of that size, each when it is read.
slow = Socket(ROUTE)
slow.send(message(GETADDR, REQUEST | DUMP, ifaddrmsg(0, 0), seq=1))
slow.receive(size=4096)
os.system("ip addr add 10.110.0.1/16 dev dum3")
while slow.receive(size=4096) is not None:
    time.sleep(0.02)
P
run env PYTHONPATH=/run/guest python3 /tmp/interrupted.py
