"""What befalls a live capture, on a real screen of 80x24 with a real nlmon device, in User-mode Linux."""

from __future__ import annotations

import re
import shutil

import pytest

import nldissect
from tests.live.guest import needs_guest, run
from tests.live.test_nlmon import section, taps

pytestmark = [
    needs_guest,
    pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed (Debian: apt install tmux)"),
]

SCREEN = """
t() { tmux -L live "$@"; }
shows() {
    for _ in $(seq 160); do t capture-pane -p | grep -q -- "$1" && return 0; sleep 0.25; done
    echo "the screen never shows: $1"; t capture-pane -p; return 1
}
keep() { t capture-pane -p > "/run/results/$1"; }
"""
SHELL = """
tui() { t send-keys "clear; /run/bin/nldissect tui $1; echo left \\$?" Enter; }
# A key right after Escape would be another key.
information() { t send-keys i; shows "Interfaces "; keep "$1"; t send-keys Escape; sleep 0.6; }
leave() { t send-keys q; shows "left 0"; keep "$1"; }
recorder() { pgrep -P "$(pgrep -of 'nldissect tui')" | tail -1; }
t -f /dev/null new-session -d -x 80 -y 24 'PS1="ready> " bash --norc'
shows ready
"""


def words(screen: str) -> str:
    """What a window on a screen says, or the shell, without frames and the breaks of lines."""
    inside = [line.split("│")[1] if line.count("│") > 1 else f"{line:80}" for line in screen.splitlines()]
    return re.sub(" +", " ", "".join(inside))


def test_whatever_befalls_a_capture_is_named_on_the_screen_and_afterwards() -> None:
    script = f"""{SCREEN}{SHELL}
ip link add nlmon0 type nlmon; ip link set nlmon0 up; ip netns add blue; ip netns add red
tui '-i nlmon0'; shows LIVE; keep idle
ip link set nlmon0 down; shows "1 warn (i)"; keep down
ip link set nlmon0 up; sleep 0.3; ip link show lo > /dev/null; shows "link get lo"
ip link del nlmon0; shows ended; keep deleted
information why_deleted; leave after_deleted

tui '--netns blue,red'; shows LIVE
ip -n blue link add b0 type dummy; shows "link add b0"; keep one
ip -n red link add r0 type dummy; shows Netns
ip netns del red; shows "1 warn (i)"; ip -n blue link add b1 type dummy; shows "link add b1"; keep gone
t send-keys Space; shows frozen; kill -9 $(recorder); shows ended; keep killed
information why_killed; leave after_killed

for each in $(seq 30); do echo "link add x$each type dummy"; done > /tmp/add; ip -batch /tmp/add
for _ in $(seq 200); do echo "link show"; done > /tmp/show
mkdir /tmp/small; mount -t tmpfs -o size=4m tmpfs /tmp/small
tui '-B 2 -w /tmp/small/full.pcapng'; shows LIVE
recorder=$(recorder); kill -STOP $recorder; ip -batch /tmp/show > /dev/null; kill -CONT $recorder
shows "[1-9][0-9]* lost"; t send-keys Space; shows frozen; keep lost
ip -batch /tmp/show > /dev/null; shows ended; t send-keys Space
information why_full; leave after_full
cp /tmp/small/full.pcapng /run/results/
"""
    with run(script) as outcome:
        assert outcome.status == 0, outcome.output
        screens = {each.name: each.read_text() for each in outcome.directory.iterdir() if each.suffix != ".pcapng"}
        heads = {name: screen.partition("\n")[0] for name, screen in screens.items()}

        assert "Waiting for messages from nlmon0" in screens["idle"]
        assert "LIVE" in heads["down"]
        assert "nlmon0 is down: nothing comes until" in screens["down"]
        assert "2 warn (i)" in heads["deleted"]
        for name in ("why_deleted", "after_deleted"):
            assert "nlmon0 was deleted: nothing more comes from there" in words(screens[name])

        assert "Netns" not in screens["one"]
        assert "LIVE" in heads["gone"]
        assert re.search(r" red +→ RTM_NEWLINK +link add r0 type dummy", screens["gone"])
        assert re.search(r" blue +→ RTM_NEWLINK +link add b1 type dummy", screens["gone"])
        assert re.search(r" frozen .* ended .* 2 warn \(i\)", heads["killed"]), heads["killed"]
        for name in ("why_killed", "after_killed"):
            assert "red is gone: nothing more" in words(screens[name])
            assert "the process that recorded was killed" in words(screens[name])

        assert re.search(r" frozen .* [1-9]\d* lost", heads["lost"]), heads["lost"]
        assert re.search(r" ended .* [1-9]\d* lost +2 warn \(i\)", heads["why_full"]), heads["why_full"]
        assert re.search(r"Lost +\d+ packets: there was no room", screens["why_full"])
        for name in ("why_full", "after_full"):
            assert "the capture program lost" in words(screens[name])
            assert "cannot be written on (the disk is full)" in words(screens[name])
        full = nldissect.open(outcome.directory / "full.pcapng").load()
        assert full.source.dropped
        assert len(full.warnings) == 1, "of the loss: it ends with a whole packet"


def test_the_screen_follows_holds_and_leaves_nothing_behind() -> None:
    script = f"""{SCREEN}
t -f /dev/null new-session -d -x 120 -y 40
t send-keys 'PS1="ready> "; stty -a > /tmp/before; /run/bin/nldissect tui; echo "left $?"; stty -a > /tmp/after' Enter
shows LIVE
ip link add d0 type dummy
shows "link add d0 type dummy"
keep live
t send-keys Up; shows "time: relative"; sleep 0.3
for _ in $(seq 15); do ip link show d0 > /dev/null; done
shows "new (G)"; sleep 0.5
keep held
t send-keys G
ip link add d1 type dummy; shows "link add d1 type dummy"
t send-keys Space; shows frozen
ip link add d2 type dummy; sleep 1; keep frozen
t send-keys Space; shows "link add d2 type dummy"
t send-keys 3; shows "Process"; sleep 1; keep talkers
t send-keys C-c; shows "left 0"
sleep 0.3; cmp /tmp/before /tmp/after
echo "== end"; ip -br link show type nlmon; pgrep -af nldissect || true
"""
    with run(script) as outcome:
        assert outcome.status == 0, outcome.output
        assert not taps(outcome.output)
        assert "nldissect" not in section(outcome, "end")
        live = outcome.read("live")
        assert "0 lost" in live
        assert "nltap" not in live, "our own questions are not shown"
        held = outcome.read("held")
        assert "link add d0 type dummy" in held
        assert re.search(r"\+\d+ new \(G\)", held)
        frozen = outcome.read("frozen")
        assert "link add d1 type dummy" in frozen
        assert "link add d2" not in frozen
        assert re.search(r"\d+ ip +route", outcome.read("talkers")), "the process is named"
