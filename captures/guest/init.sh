#!/bin/bash
# First process of the guest. captures/record hands over, as words of the kernel's
# command line, which the kernel passes on as environment:
#   CAPTURE_GUEST     this directory           CAPTURE_RESULTS  the only writable one
#   CAPTURE_SCENARIO  the file to run          CAPTURE_MODULES  kernel modules
# The root file system is the host's, read-only.
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 HOME=/run
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t tmpfs tmpfs /run
mkdir -p /run/guest /run/scenarios /run/results /run/capture /run/netns /run/modules/source /run/modules/kernel
# Mounted below /run, so that they stay in sight when /tmp is covered.
mount -t hostfs none /run/guest -o "$CAPTURE_GUEST",ro
mount -t hostfs none /run/scenarios -o "$(dirname "$CAPTURE_SCENARIO")",ro
mount -t hostfs none /run/results -o "$CAPTURE_RESULTS"
modules=/run/modules/lib/modules/$(uname -r)
mkdir -p "$modules"
mount --bind "$CAPTURE_MODULES" /run/modules/source
mount --bind "$(readlink -f "$CAPTURE_MODULES/kernel")" /run/modules/kernel
ln -s /run/modules/source/modules.* /run/modules/kernel "$modules/"
# The kernel's own requests for modules have to look there, too.
printf '#!/bin/sh\nexec /sbin/modprobe -d /run/modules "$@"\n' > /run/modprobe
chmod 755 /run/modprobe
echo /run/modprobe > /proc/sys/kernel/modprobe
# Fresh, writable, and nothing of the host's in sight.
for directory in /tmp /var/tmp /var/lib /var/log /mnt; do
    mount -t tmpfs tmpfs "$directory"
done
chmod 1777 /tmp

finish() {
    sync
    umount /run/results
    echo o > /proc/sysrq-trigger
    sleep 5
    halt -f
}

stop() { # REASON
    echo "$*" > /run/results/error
    finish
}

hostname guest
ip link set lo up
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
