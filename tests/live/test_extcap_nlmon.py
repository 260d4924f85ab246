"""tshark captures from our interface "netlink", on a real nlmon device in User-mode Linux."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest

from nldissect.interop.extcap.installation import directory
from tests.live.guest import PATH, needs_guest, run
from tests.live.test_nlmon import capture, section, summaries, taps

pytestmark = [
    needs_guest,
    pytest.mark.skipif(shutil.which("tshark", path=PATH) is None, reason="tshark is missing: apt install tshark"),
]

SCRIPT = r"""
mkdir -m 777 /run/home /tmp/w
export HOME=/run/home
as_user="setpriv --reuid=65534 --regid=65534 --clear-groups"
# until the dictionary is there, at least its first generic netlink family
begun() { for _ in $(seq 600); do grep -qs nlctrl "$1" && break; sleep 0.1; done; }
left() {
    for _ in $(seq 50); do pgrep -f interop.extcap > /dev/null || break; sleep 0.1; done
    echo "processes: $(pgrep -fc interop.extcap)"
    ip -br link show type nlmon; ip -n blue -br link show type nlmon
}
# a sudo that asks for no password: root for whoever runs it, and nothing of the environment
cp "$(command -v setpriv)" /run/bin/root; chmod 4755 /run/bin/root
cat > /run/bin/sudo << 'END'
#!/bin/sh
[ "$1" = -n ] && shift
ids='SUDO_UID=65534 SUDO_GID=65534'
exec /run/bin/root --reuid=0 --regid=0 --clear-groups env -i $ids PATH=/usr/bin:/sbin:/bin "$@"
END
chmod 755 /run/bin/sudo
ip netns add blue

echo "== install"; $as_user nldissect extcap --install --directory DIRECTORY
! [ -d OTHERS ] || mount -t tmpfs tmpfs OTHERS  # those that come with Wireshark take seconds to say what they can

tshark -i netlink -w /run/results/root.pcapng 2> /tmp/w/root & p=$!
begun /run/results/root.pcapng
ip link add d0 type dummy; ip -n blue link add b0 type dummy; sleep 0.5
echo "== tap of root"; ip -br link show type nlmon
kill -INT $p; wait $p && echo "exit 0"
echo "== left by root"; left
echo "== said to root"; cat /tmp/w/root

options="-o extcap.netlink.netns:blue -o extcap.netlink.only:route"
$as_user tshark -i netlink $options -w /tmp/w/user.pcapng 2> /tmp/w/user & p=$!
begun /tmp/w/user.pcapng
ip -n blue link add b1 type dummy; ip link add d1 type dummy; sleep 0.5
echo "== tap of user"; ip -n blue -br link show type nlmon
echo "== of root"; pgrep -u 0 -fc interop.extcap
kill -9 $p $(pgrep dumpcap); wait $p || true
echo "== left by user"; left
cp /tmp/w/user.pcapng /run/results/
echo "== uninstall"; $as_user nldissect extcap --uninstall --directory DIRECTORY
"""


def script() -> str:
    """The script, with the directories where tshark of the guest will look."""
    words = [str(shutil.which("tshark", path=PATH)), "-G", "folders"]
    folders = subprocess.run(words, env={"HOME": "/run/home"}, capture_output=True, text=True, check=True).stdout
    ours, others = (str(directory(folders, everybody=everybody)) for everybody in (False, True))
    assert ours.startswith("/run/home/")
    return SCRIPT.replace("DIRECTORY", ours).replace("OTHERS", others)


def test_tshark_captures_from_the_interface_and_the_tap_is_gone_afterwards() -> None:
    with run(script()) as outcome:
        assert outcome.status == 0, outcome.output
        assert len(taps(section(outcome, "tap of root"))) == 1
        assert "exit 0" in section(outcome, "tap of root")
        assert section(outcome, "left by root").splitlines() == ["processes: 0"]
        assert "extcap" not in section(outcome, "said to root"), "what Wireshark would show as a fault"
        root = capture(outcome, "root.pcapng")
        assert not root.warnings
        assert "link add d0 type dummy" in summaries(root)
        assert not any("b0" in summary for summary in summaries(root)), "which is in another namespace"
        assert root.own is not None, "the notes have passed dumpcap, which tell our questions from those of others"
        assert {"RTM_NEWLINK", "CTRL_CMD_NEWFAMILY"} <= {message.type_name for message in root.own}
        (process,) = {each.command for each in root.source.processes if "d0" in each.command}
        assert process == "ip link add d0 type dummy"

        assert len(taps(section(outcome, "tap of user"))) == 1
        assert section(outcome, "of root").split()[0] == "1", "the keeper"
        assert section(outcome, "left by user").splitlines() == ["processes: 0"]
        user = capture(outcome, "user.pcapng")
        assert [re.sub(r"\d+", "", each.name) for each in user.source.interfaces] == ["nltap@blue"]
        assert "link add b1 type dummy" in summaries(user)
        assert not any("d1" in summary for summary in summaries(user))
        assert {message.protocol_name for message in user} == {"route"}
