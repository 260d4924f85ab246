import os
import signal

from nldissect.live import system
from nldissect.live.namespaces import NETWORK, inhabited, returning
from tests.live.apart import apart


def test_a_namespace_is_inhabited_as_long_as_another_process_is_in_it() -> None:
    def run() -> tuple[bool, bool]:
        reading, writing = os.pipe()
        child = os.fork()
        if not child:
            system.unshare(system.CLONE_NEWNET)
            os.write(writing, os.readlink(NETWORK).encode())
            signal.pause()
        network = os.read(reading, 100).decode()
        before = inhabited(network)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        return before, inhabited(network)

    assert apart(run) == (True, False)


def test_a_process_returns_to_the_namespace_from_which_it_has_gone() -> None:
    def run() -> tuple[bool, bool]:
        name = os.readlink(NETWORK)
        with returning():
            system.unshare(system.CLONE_NEWNET)
            gone = os.readlink(NETWORK) != name
        return gone, os.readlink(NETWORK) == name

    assert apart(run) == (True, True)
