#!/bin/bash
# First process of a guest that runs one script of a test. The kernel passes on, as environment:
#   GUEST_MODULES   kernel modules           GUEST_RESULTS  the only directory of the host that is written to
#   GUEST_CODE      the project              GUEST_PACKAGES what it needs
#   GUEST_PREFIX    Python                   GUEST_PYTHON   its interpreter there
# The script is GUEST_RESULTS/script, sourced here. The root file system is the host's, read-only.
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 HOME=/run
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev 2> /dev/null
mount -t tmpfs tmpfs /run
mkdir -p /run/results /run/netns /run/code /run/packages /run/python /run/modules/source /run/modules/kernel
# Mounted below /run, so that they stay in sight when /tmp is covered.
mount -t hostfs none /run/results -o "$GUEST_RESULTS"
mount -t hostfs none /run/code -o "$GUEST_CODE",ro
mount -t hostfs none /run/packages -o "$GUEST_PACKAGES",ro
# Here it can be read by all users, too.
mount -t hostfs none /run/python -o "$GUEST_PREFIX",ro
modules=/run/modules/lib/modules/$(uname -r)
mkdir -p "$modules"
mount --bind "$GUEST_MODULES" /run/modules/source
mount --bind "$(readlink -f "$GUEST_MODULES/kernel")" /run/modules/kernel
ln -s /run/modules/source/modules.* /run/modules/kernel "$modules/"
printf '#!/bin/sh\nexec /sbin/modprobe -d /run/modules "$@"\n' > /run/modprobe
chmod 755 /run/modprobe
echo /run/modprobe > /proc/sys/kernel/modprobe
for directory in /tmp /var/tmp /mnt; do
    mount -t tmpfs tmpfs "$directory"
done
chmod 1777 /tmp
mkdir -p /dev/pts /dev/shm
mount -t devpts devpts /dev/pts 2> /dev/null || :
hostname guest
ip link set lo up
export PYTHONPATH=/run/code:/run/packages PYTHONDONTWRITEBYTECODE=1 OPENBLAS_NUM_THREADS=1
mkdir /run/bin
printf '#!/bin/sh\nexec /run/python/%s -m nldissect "$@"\n' "$GUEST_PYTHON" > /run/bin/nldissect
chmod 755 /run/bin/nldissect
PATH=/run/bin:$PATH
cd /tmp || exit
# shellcheck source=/dev/null
( set -eu; . /run/results/script ) > /run/results/output 2>&1
echo $? > /run/results/status
sync
umount /run/results
echo o > /proc/sysrq-trigger
sleep 5
halt -f
