#!/bin/bash
# First process of a guest that records. captures/record hands over, besides what boot.sh takes:
#   CAPTURE_GUEST  this directory           CAPTURE_SCENARIO  the file to run
# shellcheck source=captures/guest/boot.sh
. "$CAPTURE_GUEST/boot.sh"
mkdir /run/guest /run/scenarios /run/capture
mount -t hostfs none /run/guest -o "$CAPTURE_GUEST",ro
mount -t hostfs none /run/scenarios -o "$(dirname "$CAPTURE_SCENARIO")",ro
cover /tmp /var/tmp /var/lib /var/log /mnt

stop() { # REASON
    echo "$*" > /run/results/error
    finish
}

/run/modprobe -q ipv6
/run/modprobe nlmon || stop "cannot load nlmon"
{ ip link add nlmon0 type nlmon && ip link set nlmon0 up; } || stop "cannot create nlmon0"

# shellcheck source=/dev/null
. /run/guest/library.sh
scenario=/run/scenarios/$(basename "$CAPTURE_SCENARIO")
# A part that is slow and of no interest runs before the capture starts.
if grep -q '^before_capture()' "$scenario"; then
    eval "$(sed -n '/^before_capture()/,/^}/p' "$scenario")"
    before_capture >> /run/results/commands.log 2>&1
fi
# The capture is written to memory first: slow files of the host must cost no packets.
mount -t tmpfs -o size=80% tmpfs /run/capture
tcpdump -i nlmon0 -w /run/capture/capture.pcap -U -s 0 -B 65536 -Z root 2> /run/results/tcpdump.txt &
capture=$!
for _ in $(seq 50); do
    grep -q 'listening on' /run/results/tcpdump.txt && break
    sleep 0.1
done
sleep 0.3

# shellcheck source=/dev/null
. "$scenario"

stop_listeners
# The kernel hands packets over in blocks, after up to a second: the capture ends
# when the file has stopped growing, or its last packets would be lost.
size=-1
for _ in $(seq 60); do
    sleep 1.3
    now=$(stat -c %s /run/capture/capture.pcap)
    [ "$now" = "$size" ] && break
    size=$now
done
kill -INT "$capture"
wait "$capture"
cp /run/capture/capture.pcap /run/results/ || stop "cannot store the capture"
finish
