import os
import pwd
import re
import socket
from collections.abc import Mapping
from pathlib import Path

import pytest

from nldissect.live import privileges
from nldissect.live.privileges import Caller, caller
from tests.live.apart import apart, in_child

NOBODY = pwd.getpwnam("nobody")
CALLED = Caller("nobody", NOBODY.pw_uid, NOBODY.pw_gid, NOBODY.pw_dir)
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root has rights to give up: run the tests as root")


def status() -> dict[str, str]:
    """What the kernel says of this process."""
    return dict(re.findall(r"(\w+):\t(.*)", Path("/proc/self/status").read_text()))


def capabilities(found: Mapping[str, str]) -> int:
    return int("".join(found[f"Cap{which}"] for which in ("Prm", "Eff", "Inh", "Amb")), 16)


@pytest.mark.parametrize(
    ("environment", "found"),
    [
        ({"SUDO_UID": str(NOBODY.pw_uid)}, CALLED),
        ({"PKEXEC_UID": str(NOBODY.pw_uid)}, CALLED),
        ({"DOAS_USER": "nobody"}, CALLED),
        ({"SUDO_UID": "", "PKEXEC_UID": str(NOBODY.pw_uid)}, CALLED),
        ({}, None),
        ({"SUDO_UID": "0"}, None),
        ({"DOAS_USER": "root"}, None),
        ({"SUDO_UID": "x"}, None),
        ({"SUDO_UID": "-1"}, None),
        ({"SUDO_UID": str(2**31)}, None),
        ({"SUDO_UID": str(2**64)}, None),
        ({"DOAS_USER": "no such user"}, None),
    ],
)
def test_the_caller_is_who_had_root_start_it(
    monkeypatch: pytest.MonkeyPatch, environment: Mapping[str, str], found: Caller | None
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert caller(environment) == found


def test_who_is_not_root_was_not_called_by_anybody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert caller({"SUDO_UID": str(NOBODY.pw_uid)}) is None


def test_nothing_is_left_of_capabilities_and_no_way_back() -> None:
    def drop() -> dict[str, str]:
        assert capabilities(status()), "root of its own namespaces has them"
        privileges.drop()
        with pytest.raises(PermissionError):
            socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, 0)
        return status()

    found = apart(drop)
    assert capabilities(found) == 0
    assert found["NoNewPrivs"] == "1"


def test_rights_can_be_given_up_twice_and_by_who_has_none() -> None:
    def drop() -> dict[str, str]:
        privileges.drop()
        privileges.drop()
        return status()

    assert capabilities(in_child(drop)) == 0


@needs_root
def test_root_that_was_called_goes_on_as_the_caller(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.touch(0o600)

    def drop() -> tuple[dict[str, str], dict[str, str]]:
        os.environ["SUDO_UID"] = str(NOBODY.pw_uid)
        privileges.drop()
        with pytest.raises(PermissionError):
            secret.read_bytes()
        with pytest.raises(PermissionError):
            os.setuid(0)
        return status(), {name: os.environ[name] for name in ("HOME", "USER", "LOGNAME")}

    found, environment = in_child(drop)
    assert found["Uid"].split() == [str(NOBODY.pw_uid)] * 4
    assert found["Gid"].split() == [str(NOBODY.pw_gid)] * 4
    assert "0" not in found["Groups"].split()
    assert capabilities(found) == 0
    assert found["NoNewPrivs"] == "1"
    assert environment == {"HOME": NOBODY.pw_dir, "USER": "nobody", "LOGNAME": "nobody"}


@needs_root
def test_root_that_nobody_called_stays_root_with_its_files(tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.touch(0o600)

    def drop() -> dict[str, str]:
        privileges.drop()
        own.write_bytes(b"mine")
        return status()

    found = in_child(drop)
    assert found["Uid"].split() == ["0"] * 4
    assert capabilities(found) == 0
    assert found["NoNewPrivs"] == "1"
