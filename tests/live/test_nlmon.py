"""Live capture on a real nlmon device, in User-mode Linux: each test boots a guest of its own."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import nldissect
from nldissect.capture import Capture
from tests.live.guest import Outcome, needs_guest, run

pytestmark = needs_guest

BEGIN = """
# until a capture has packets (the dictionary comes first), and they stop coming
begun() {
    for _ in $(seq 400); do [ -s "$1" ] && break; sleep 0.1; done
    size=0
    while [ "$(stat -c %s "$1")" != "$size" ]; do size=$(stat -c %s "$1"); sleep 0.5; done
}
user() { setpriv --reuid=65534 --regid=65534 --clear-groups "$@"; }
"""
SCENARIO = """
ip link add d0 type dummy; ip addr add 192.0.2.1/24 dev d0; ip link set d0 up
ip route add 198.51.100.0/24 via 192.0.2.2
tc qdisc add dev d0 root handle 1: htb default 10; tc class add dev d0 parent 1: classid 1:10 htb rate 1mbit
tc qdisc show > /dev/null
! command -v nft > /dev/null || nft add table bridge t
! command -v ethtool > /dev/null || ethtool -k d0 > /dev/null
genl ctrl list > /dev/null
ip -4 route > /dev/null
ip link add d0 type dummy 2> /dev/null || true
"""


def capture(outcome: Outcome, name: str) -> Capture:
    return nldissect.open(outcome.directory / name).load()


def frames(found: Capture, *, own: bool = True) -> list[bytes]:
    """The bytes of each frame, cooked header and all; without those of the program that captured unless `own`."""
    source = found.source
    table = source.frames
    ours = set() if found.own is None or own else set(found.own.index.messages.frame[: len(found.own)].tolist())
    return [
        bytes(source.data[int(table.offset[row]) : int(table.offset[row]) + int(table.captured[row])])
        for row in range(len(table))
        if row not in ours
    ]


def section(outcome: Outcome, title: str) -> str:
    """What was printed after a title."""
    return outcome.output.partition(f"== {title}\n")[2].partition("\n==")[0]


def taps(text: str) -> set[str]:
    """The names of our taps in what `ip -br link` printed."""
    return set(re.findall(r"^nltap\d+", text, re.MULTILINE))


def summaries(found: Capture, interface: int | None = None) -> list[str]:
    table = found.source.frames
    return [m.summary for m in found if interface is None or int(table.interface[m.frame]) == interface]


def test_what_is_captured_is_what_tcpdump_captures_and_the_rights_are_given_up() -> None:
    script = f"""{BEGIN}
mkdir -m 777 /tmp/w
ip link add nlmon0 type nlmon; ip link set nlmon0 up
tcpdump -i nlmon0 -w /run/results/tcpdump.pcap -U -s 0 -B 8192 -Z root 2> /tmp/tcpdump.txt & t=$!
until grep -q listening /tmp/tcpdump.txt; do sleep 0.1; done
SUDO_UID=65534 SUDO_GID=65534 nldissect capture -w /tmp/w/own.pcapng & p=$!
begun /tmp/w/own.pcapng
nldissect capture -i nlmon0 -w /run/results/shared.pcapng & q=$!
begun /run/results/shared.pcapng
echo "== recorder"; cat /proc/$p/status
echo "== keeper"; cat /proc/$(pgrep -P $p)/status
echo "== owner"; stat -c '%u %a' /tmp/w/own.pcapng
ip monitor > /dev/null & m=$!
echo "== scenario"
{SCENARIO}
nldissect run -w /run/results/run.pcapng -- ip link > /dev/null
sleep 0.5
echo "== end"
kill $m
kill -INT $p; wait $p
kill -INT $q; wait $q
sleep 1.5; kill -INT $t; wait $t || true
ip -br link show type nlmon
cp /tmp/w/own.pcapng /run/results/
"""
    with run(script) as outcome:
        assert outcome.status == 0, outcome.output
        recorder, keeper = (dict(re.findall(r"(\w+):\t(.*)", section(outcome, who))) for who in ("recorder", "keeper"))
        assert recorder["Uid"].split() == ["65534"] * 4
        assert recorder["Gid"].split() == ["65534"] * 4
        assert {int(recorder[name], 16) for name in ("CapPrm", "CapEff", "CapInh", "CapAmb")} == {0}
        assert recorder["NoNewPrivs"] == "1"
        assert keeper["Uid"].split() == ["0"] * 4  # and there is no third process with rights
        assert section(outcome, "owner").split() == ["65534", "600"]
        end = section(outcome, "end")
        assert "none lost" in end
        assert "nlmon0" in end, "a device that was there is left"
        assert not taps(end)

        theirs = frames(capture(outcome, "tcpdump.pcap"))
        shared = capture(outcome, "shared.pcapng")
        seen = frames(shared, own=False)
        start = theirs.index(seen[0])
        asked = {port for _, _, port in shared.source.own}
        others = [each for each in theirs[start:] if int.from_bytes(each[28:32], sys.byteorder) not in asked]
        assert others[: len(seen)] == seen
        assert len(seen) > 60
        own = capture(outcome, "own.pcapng")
        ours = frames(own, own=False)
        first = ours.index(seen[0])  # the one began before, and ended before
        assert ours[first:] == seen[: len(ours) - first]
        assert len(ours) - first > 60
        assert {"route", "generic"} <= {message.protocol_name for message in shared}

        assert shared.own is not None
        assert not any(message.port in {port for _, _, port in shared.source.own} for message in shared)
        assert any(message.type_name == "CTRL_CMD_GETPOLICY" for message in shared.own)
        assert ("ip monitor", 0, True) in {(each.command, each.user, each.certain) for each in own.source.processes}
        assert "link lo" in "".join(message.summary for message in own.filter('process.command == "ip monitor"'))

        traced = frames(capture(outcome, "run.pcapng"), own=False)
        assert traced
        start = seen.index(traced[0])
        assert seen[start : start + len(traced)] == traced


def test_a_killed_capture_leaves_a_readable_file_and_the_next_one_cleans_up() -> None:
    script = f"""{BEGIN}
nldissect capture -w /run/results/killed.pcapng & p=$!
begun /run/results/killed.pcapng; ip link show lo > /dev/null; sleep 0.2
kill -9 $p; wait $p || true
sleep 0.5
echo "== recorder killed"; ip -br link show type nlmon
nldissect capture -w /tmp/second.pcapng & p=$!
begun /tmp/second.pcapng
kill -9 $(pgrep -P $p) $p; wait $p || true
echo "== keeper killed"; ip -br link show type nlmon
nldissect capture -w /run/results/next.pcapng -a duration:1
echo "== next"; ip -br link show type nlmon
ip link add nlmon0 type nlmon; ip link set nlmon0 up
nldissect capture -i nlmon0 -w /run/results/link.pcapng & p=$!
begun /run/results/link.pcapng
ip link set nlmon0 down; ip link show lo > /dev/null; sleep 0.3; ip link set nlmon0 up; ip link show lo > /dev/null
sleep 0.3; ip link del nlmon0
echo "== deleted"; wait $p; echo "exit $?"
mkdir /tmp/small; mount -t tmpfs -o size=64k tmpfs /tmp/small
echo "== full"
nldissect capture -w /tmp/small/full.pcapng & p=$!
begun /tmp/small/full.pcapng
for _ in $(seq 200); do kill -0 $p 2> /dev/null || break; ip link > /dev/null; done
wait $p || echo "exit $?"
cp /tmp/small/full.pcapng /run/results/
ip -br link show type nlmon
"""
    with run(script) as outcome:
        assert outcome.status == 0, outcome.output
        assert not taps(section(outcome, "recorder killed"))
        killed = capture(outcome, "killed.pcapng")
        assert not killed.warnings
        assert any(summary.startswith("link lo") for summary in summaries(killed))

        (orphan,) = taps(section(outcome, "keeper killed"))
        assert not taps(section(outcome, "next"))
        assert f"{orphan} of a capture that had died was taken away" in outcome.output
        assert any(orphan in warning for warning in capture(outcome, "next.pcapng").warnings)

        assert "nlmon0 is down: nothing comes until it is up again" in outcome.output
        assert "nlmon0 was deleted: nothing more comes from there" in outcome.output
        assert section(outcome, "deleted").endswith("exit 0")
        told = capture(outcome, "link.pcapng")
        assert len(told.warnings) == 2
        assert sum(summary.startswith("link get lo") for summary in summaries(told)) == 1, "the one while it was up"

        assert "full.pcapng: cannot be written on (the disk is full); it holds" in outcome.output
        assert "exit 1" in section(outcome, "full")
        assert not taps(section(outcome, "full"))
        full = capture(outcome, "full.pcapng")
        assert len(full) > 10
        assert not full.warnings, "it ends with a whole packet"


def test_namespaces_are_captured_apart() -> None:
    script = f"""{BEGIN}
ip netns add blue; ip netns add red
unshare -n sleep 60 & first=$!
sleep 0.2; nsenter -n -t $first sleep 60 & second=$!
nldissect capture --netns blue,red,$first -w /run/results/netns.pcapng & p=$!
begun /run/results/netns.pcapng
ip -n blue link add b0 type dummy; ip -n red link add r0 type dummy; ip link add here0 type dummy; sleep 0.3
echo "== taps"; ip -br link show type nlmon; ip -n blue -br link show type nlmon
ip netns del red; kill $first; sleep 1.5
nsenter -n -t $second ip link add s0 type dummy; sleep 0.3; kill $second; sleep 1
ip -n blue link add b1 type dummy; sleep 0.3
kill -INT $p; wait $p
echo "== end"; ip -n blue -br link show type nlmon
mkdir -m 777 /tmp/w; cd /tmp/w
/run/modprobe dummy
echo "== unshare"
user nldissect capture --unshare -w /tmp/w/unshare.pcapng -- sh -c 'ip link add u0 type dummy; exit 5' || echo "exit $?"
cp /tmp/w/unshare.pcapng /run/results/
echo "== printed"
user nldissect capture --unshare -Y 'nl.errno' -- ip link add lo type dummy 2> /dev/null || echo "exit $?"
echo "== traced"
user nldissect run -T fields -e nl.summary -- ip link show lo 2> /dev/null
echo "== no rights"
user nldissect capture -w /tmp/w/none.pcapng || echo "exit $?"
echo "== no namespace"
nldissect capture --netns green -w /tmp/none.pcapng || echo "exit $?"
nldissect capture -i lo -w /tmp/none.pcapng || echo "exit $?"
nldissect capture -i nlmon7 -w /tmp/none.pcapng || echo "exit $?"
echo "== rotation"
nldissect capture -w /run/results/ring.pcapng.gz -b packets:4 -b files:2 -a duration:9 --only generic & p=$!
sleep 4; for _ in 1 2 3 4 5 6; do ip link show lo > /dev/null; genl ctrl get name nlctrl > /dev/null; sleep 0.4; done
wait $p; echo "exit $?"
nldissect capture -c 3 -s 48 -w - > /run/results/three.pcapng & p=$!
sleep 3; ip link show lo > /dev/null
wait $p
"""
    with run(script) as outcome:
        assert outcome.status == 0, outcome.output
        found = capture(outcome, "netns.pcapng")
        interfaces = [re.sub(r"\d+", "", each.name) for each in found.source.interfaces]
        assert interfaces == ["nltap@blue", "nltap@red", "nltap@process "]
        blue, red, shared = (" ".join(summaries(found, interface)) for interface in range(3))
        assert "link add s0 type dummy" in shared, "one of its processes has ended, another one has not"
        assert re.search(r"the network namespace of nltap\d+@process \d+ is gone", outcome.output)
        assert "link add b0 type dummy" in blue
        assert "link add b1 type dummy" in blue, "it goes on when another namespace is gone"
        assert "link add r0 type dummy" in red
        assert not any(name in blue + red for name in ("here0", "link add r0 type dummy b0"))
        assert re.search(r"the network namespace of nltap\d+@red is gone", outcome.output)
        assert len(taps(section(outcome, "taps"))) == 1, "in the namespace, and not in ours"
        assert not taps(section(outcome, "end"))

        assert "exit 5" in section(outcome, "unshare")
        assert "link add u0 type dummy" in summaries(capture(outcome, "unshare.pcapng"))
        assert "EEXIST" in section(outcome, "printed")

        assert "link get lo\nlink lo if1 <UP,LOOPBACK" in section(outcome, "traced"), "by an ordinary user"

        refused = section(outcome, "no rights")
        assert all(way in refused for way in ("sudo nldissect capture", "--unshare -- COMMAND", "dumpcap", "exit 1"))
        assert "there is no network namespace green" in outcome.output
        assert "lo is no nlmon device" in outcome.output
        assert "there is no device nlmon7" in outcome.output

        ring = sorted(path.name for path in Path(outcome.directory).glob("ring_*"))
        assert len(ring) == 2
        assert all(re.fullmatch(r"ring_\d{5}_\d{14}\.pcapng\.gz", name) for name in ring)
        kept = [capture(outcome, name) for name in ring]
        assert {message.protocol_name for each in kept for message in each} == {"generic"}
        assert all(each.own is not None for each in kept), "each file has its own dictionary"
        names = {message.type_name for each in kept for message in each.own or ()}
        assert {"RTM_NEWLINK", "CTRL_CMD_NEWFAMILY"} <= names, "which --only does not concern"
        three = capture(outcome, "three.pcapng")
        assert len(three) == 3
        assert set(three.source.frames.captured[three.index.messages.frame[:3]].tolist()) <= {48, 36}, "-s cuts"
        assert three.own is not None
        assert not any(int(each) & 4 for each in three.own.index.messages.state[: len(three.own)]), "but not the names"
