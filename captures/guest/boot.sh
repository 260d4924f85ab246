# shellcheck shell=bash
# What every guest begins with: sourced by its first process, here and in the tests of live captures.
# The kernel passes on, as environment, words of its command line:
#   GUEST_RESULTS  the only directory of the host that is written to   GUEST_MODULES  kernel modules
# The root file system is the host's, read-only.
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 HOME=/run
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t tmpfs tmpfs /run
mkdir -p /run/results /run/netns /run/modules/source /run/modules/kernel
# What is of the host is mounted below /run, so that it stays in sight when /tmp is covered.
mount -t hostfs none /run/results -o "$GUEST_RESULTS"
modules=/run/modules/lib/modules/$(uname -r)
mkdir -p "$modules"
mount --bind "$GUEST_MODULES" /run/modules/source
mount --bind "$(readlink -f "$GUEST_MODULES/kernel")" /run/modules/kernel
ln -s /run/modules/source/modules.* /run/modules/kernel "$modules/"
# The kernel's own requests for modules have to look there, too.
printf '#!/bin/sh\nexec /sbin/modprobe -d /run/modules "$@"\n' > /run/modprobe
chmod 755 /run/modprobe
echo /run/modprobe > /proc/sys/kernel/modprobe
hostname guest
ip link set lo up

cover() { # DIRECTORY... by fresh ones that can be written to, with nothing of the host's in sight
    for directory; do
        mount -t tmpfs tmpfs "$directory"
    done
    chmod 1777 /tmp
}

finish() {
    sync
    umount /run/results
    echo o > /proc/sysrq-trigger
    sleep 5
    halt -f
}
