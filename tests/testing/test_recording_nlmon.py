"""The fixture `netlink` where there is an nlmon device: recordings have what others send and receive, too."""

from __future__ import annotations

from tests.live.guest import needs_guest, run

TESTS = '''
import socket
import veth

def listener():
    heard = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0)
    heard.bind((0, 1))  # RTMGRP_LINK: the kernel notifies nobody in vain
    return heard

def test_block(netlink):
    with netlink.recording() as messages, listener():
        veth.create("left", "right")
    assert messages.no_errors()
    assert messages.has("nl.direction == to_kernel and nl.type == RTM_NEWLINK", times=1)
    assert messages.has("nl.type == RTM_NEWLINK and not nl.flags.request and ifla.ifname == 'right'")
    assert not messages.has("ifla.ifname == 'before'")

def test_command(netlink):
    messages = netlink.record(["ip", "link", "add", "left", "type", "veth", "peer", "right"])
    assert (messages.status, messages.output, messages.errors) == (0, "", "")
    assert messages.has("nl.flags.create and ifla.ifname == 'left' and call.state == ok")
    assert netlink.record(["sh", "-c", "echo said; exit 3"]).output == "said\\n"

def test_block_here(netlink):
    with netlink.recording(apart=False) as messages, listener():
        veth.create("here0", "here1")
    assert messages.has("ifla.ifname == 'here1'")
'''
SCRIPT = """
cp -r /run/code/tests/testing/project /tmp/project
cat > /tmp/project/test_nlmon.py << 'END'
{tests}
END
cd /tmp/project
/run/modprobe veth; /run/modprobe nlmon
ip link add before type dummy
export PYTEST_DISABLE_PLUGIN_AUTOLOAD=1
python=$(sed -n 's/^exec \\([^ ]*\\) .*/\\1/p' /run/bin/nldissect)
$python -m pytest -p nldissect.testing.plugin -p no:cacheprovider -q test_nlmon.py || echo "exit $?"
echo "== left"; ip -br link
echo "== user"
chmod -R a+rwX /tmp/project
setpriv --reuid=65534 --regid=65534 --clear-groups env HOME=/tmp \
    $python -m pytest -p nldissect.testing.plugin -p no:cacheprovider -q test_nlmon.py -k command || echo "exit $?"
"""


@needs_guest
def test_commands_and_blocks_are_recorded_by_a_tap() -> None:
    with run(SCRIPT.format(tests=TESTS)) as outcome:
        root, _, rest = outcome.output.partition("== left")
        links, _, user = rest.partition("== user")
    assert "3 passed" in root, outcome.output
    assert "here0" in links
    assert "left" not in links.replace("== left", "")
    assert "nltap" not in links, "the tap is taken away"
    assert "1 passed" in user, outcome.output
