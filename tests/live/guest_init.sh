#!/bin/bash
# First process of a guest that runs one script of a test. guest.py hands over, besides what boot.sh takes:
#   GUEST_CODE      the project              GUEST_PACKAGES what it needs
#   GUEST_PREFIX    Python                   GUEST_PYTHON   its interpreter there
# The script is GUEST_RESULTS/script, sourced here.
# shellcheck source=captures/guest/boot.sh
. "$GUEST_CODE/captures/guest/boot.sh"
mount -t devtmpfs dev /dev 2> /dev/null
mkdir /run/code /run/packages /run/python
mount -t hostfs none /run/code -o "$GUEST_CODE",ro
mount -t hostfs none /run/packages -o "$GUEST_PACKAGES",ro
# Here it can be read by all users, too.
mount -t hostfs none /run/python -o "$GUEST_PREFIX",ro
cover /tmp /var/tmp /mnt
mkdir -p /dev/pts /dev/shm
mount -t devpts devpts /dev/pts 2> /dev/null || :
export PYTHONPATH=/run/code:/run/packages PYTHONDONTWRITEBYTECODE=1 OPENBLAS_NUM_THREADS=1
mkdir /run/bin
printf '#!/bin/sh\nexec /run/python/%s -m nldissect "$@"\n' "$GUEST_PYTHON" > /run/bin/nldissect
chmod 755 /run/bin/nldissect
PATH=/run/bin:$PATH
cd /tmp || exit
# shellcheck source=/dev/null
( set -eu; . /run/results/script ) > /run/results/output 2>&1
echo $? > /run/results/status
finish
