"""Real sudo, doas and file capabilities, and taps that others meddle with, in one guest."""

from __future__ import annotations

import re
import shutil

import pytest

from tests.live.guest import PATH, needs_guest, run
from tests.live.test_nlmon import BEGIN, capture, section, summaries, taps

PROGRAMS = ("sudo", "doas", "dumpcap", "setcap", "setpriv")
MISSING = [name for name in PROGRAMS if shutil.which(name, path=PATH) is None]
pytestmark = [
    needs_guest,
    pytest.mark.skipif(bool(MISSING), reason=f"not installed: {', '.join(MISSING)}"),
]

USERS = """
mkdir -m 755 /tmp/etc; cp -a /etc/. /tmp/etc 2> /dev/null || true; mount --bind /tmp/etc /etc
for user in ann bob; do
    id=$((${id:-4240} + 1))
    echo "$user:x:$id:$id::/tmp/$user:/bin/sh" >> /etc/passwd; echo "$user:x:$id:" >> /etc/group
    echo "$user:*:19000::::::" >> /etc/shadow
    mkdir -m 700 /tmp/$user; chown $id:$id /tmp/$user
    echo "permit nopass keepenv $user" >> /tmp/doas
done
echo "127.0.0.1 localhost guest" > /etc/hosts
install -m 600 /tmp/doas /etc/doas.conf
rm -rf /etc/sudoers /etc/sudoers.d
cat > /etc/sudoers << 'END'
Defaults env_reset, use_pty, secure_path="/run/bin:/usr/sbin:/usr/bin:/sbin:/bin", env_keep += "PYTHONPATH"
ann ALL=(ALL:ALL) NOPASSWD: ALL
END
chmod 440 /etc/sudoers
as() { user=$1; shift; setpriv --reuid="$user" --regid="$user" --init-groups env HOME="/tmp/$user" "$@"; }
"""


def test_sudo_doas_and_capabilities_capture_and_nobody_elses_device_is_taken_away() -> None:
    script = f"""{BEGIN}{USERS}
as ann sudo nldissect capture -w /tmp/ann/sudo.pcapng & p=$!
as bob doas /run/bin/nldissect capture -w /tmp/bob/doas.pcapng & q=$!
begun /tmp/ann/sudo.pcapng; begun /tmp/bob/doas.pcapng
echo "== owners"; stat -c '%U %a' /tmp/ann/sudo.pcapng /tmp/bob/doas.pcapng
echo "== rights"
for i in $(pgrep -f 'm nldissect'); do grep -E '^(Uid|CapEff)' /proc/$i/status | tr '\\n' ' '; echo; done
doas=$(pgrep -f 'm nldissect.*doas'); kill -STOP $doas; kill -9 $doas; wait $q || true
echo "== orphan"; ip -br link show type nlmon
ip link show lo > /dev/null; sleep 0.3
kill -TERM $(pgrep -x sudo | head -1); wait $p
cp /tmp/ann/sudo.pcapng /run/results/
echo "== hidden"; cd /tmp/bob
as ann sudo nldissect capture -w /tmp/bob/not.pcapng || echo "exit $?"
cd /tmp/ann
echo "== apart"; as ann sudo nldissect capture --unshare -Y rtm -- sh -c 'ip -4 route; exit 6' 2>&1 || echo "exit $?"
echo 0 > /proc/sys/user/max_user_namespaces
echo "== forbidden"; as ann nldissect capture --unshare -- ip link || echo "exit $?"
cd /tmp
echo "== twice"; nldissect capture --netns /proc/1/ns/net,$$ -w /tmp/twice.pcapng || echo "exit $?"
echo "== huge"; nldissect capture -B 99999999999 -w /tmp/huge.pcapng || echo "exit $?"
nldissect capture -s 99999999999 -w /tmp/again.pcapng & p=$!
begun /tmp/again.pcapng
tap=$(ip -br link show type nlmon | grep -o '^nltap[0-9]*'); index=$(cat /sys/class/net/$tap/ifindex)
ip link del $tap; ip link add theirs index $index type dummy; sleep 0.3
kill -INT $p 2> /dev/null || true; wait $p
echo "== theirs"; ip -br link
mkdir /tmp/may; cp $(command -v dumpcap) /tmp/may/; setcap cap_net_raw,cap_net_admin+ep /tmp/may/dumpcap
ip link add nlmon0 type nlmon; ip link set nlmon0 up
echo "== piped"
(as bob /tmp/may/dumpcap -q -i nlmon0 -w - 2> /dev/null | as bob nldissect read -c 2 -) & p=$!
for _ in $(seq 40); do kill -0 $p 2> /dev/null || break; ip link show lo > /dev/null; sleep 0.2; done
kill $(pgrep -x dumpcap) 2> /dev/null || true; wait $p
"""
    with run(script) as outcome:
        assert outcome.status == 0, outcome.output
        assert section(outcome, "owners").splitlines()[:2] == ["ann 600", "bob 600"]
        rights = {
            (int(user), int(effective, 16) > 0)
            for user, effective in re.findall(r"Uid:\t(\d+).*CapEff:\t(\w+)", section(outcome, "rights"))
        }
        assert rights == {(4241, False), (4242, False), (0, True)}
        assert len(taps(section(outcome, "orphan"))) == 2
        assert any(each.startswith("link lo") for each in summaries(capture(outcome, "sudo.pcapng")))

        assert "not.pcapng: cannot be written by user 4241 (Permission denied)\nexit 1" in section(outcome, "hidden")
        assert "exit 6" in section(outcome, "apart")
        assert "route" in section(outcome, "apart")
        assert re.search(r"no namespaces of their own \(.*user\.max_user_namespaces", section(outcome, "forbidden"))
        assert re.search(r"process \d+ is the network namespace /proc/1/ns/net; name it once", outcome.output)
        assert "not enough memory for the ring; give a smaller one by -B" in section(outcome, "huge")
        assert "Traceback" not in outcome.output

        assert "was deleted: nothing more comes from there" in outcome.output
        assert "theirs" in section(outcome, "theirs")
        assert not taps(section(outcome, "theirs")), "the orphan has gone with the next capture"
        assert len(section(outcome, "piped").splitlines()) == 2
