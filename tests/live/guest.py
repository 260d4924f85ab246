"""A Linux that has nlmon: scripts run as root in User-mode Linux, which boots in a few seconds."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
INIT = Path(__file__).with_name("guest_init.sh")
NLMON = "kernel/drivers/net/nlmon.ko"
MODULES = next((path for path in Path("/usr/lib/uml/modules").glob("*") if (path / NLMON).exists()), None)
NEEDED = ("linux.uml", "tcpdump", "ip", "modprobe", "timeout")
PATH = f"{os.environ['PATH']}:/usr/sbin:/sbin"
MISSING = [name for name in NEEDED if shutil.which(name, path=PATH) is None]

needs_guest = pytest.mark.skipif(
    MODULES is None or bool(MISSING),
    reason="no nlmon here: apt install user-mode-linux tcpdump iproute2 kmod",
)


@dataclass(frozen=True)
class Outcome:
    """What a script left: its exit status, output, and the files that it put into /run/results."""

    status: int
    output: str
    directory: Path

    def read(self, name: str) -> str:
        return (self.directory / name).read_text()


@contextmanager
def run(script: str, seconds: int = 300) -> Iterator[Outcome]:
    """Run a script of bash in a guest of its own; `nldissect` is a command there, /run/results what is kept."""
    with tempfile.TemporaryDirectory(prefix="nldissect-guest-") as name:
        results = Path(name, "results")
        results.mkdir()
        (results / "script").write_text(script)
        words = {
            "GUEST_MODULES": MODULES,
            "GUEST_RESULTS": results,
            "GUEST_CODE": PROJECT,
            "GUEST_PACKAGES": sysconfig.get_path("purelib"),
            "GUEST_PREFIX": sys.base_prefix,
            "GUEST_PYTHON": f"bin/python3.{sys.version_info.minor}",
        }
        linux = str(shutil.which("linux.uml", path=PATH))
        console = subprocess.run(
            ["timeout", "-k", "10", str(seconds), linux, "root=/dev/root", "rootfstype=hostfs", "ro", f"init={INIT}",
             "mem=768M", f"uml_dir={name}", "umid=guest", "con=null", "con0=fd:0,fd:1", "quiet",
             *(f"{word}={value}" for word, value in words.items())],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
            env=os.environ | {"TMPDIR": name, "HOME": name}, check=False,
        )  # fmt: skip
        output = (results / "output").read_text(errors="replace") if (results / "output").exists() else ""
        assert (results / "status").exists(), f"the guest stopped early:\n{console.stdout[-2000:]}\n{output[-2000:]}"
        yield Outcome(int((results / "status").read_text()), output, results)
