"""What was measured, and on what machine."""

import datetime
import importlib.metadata
import os
import platform
import re
import shutil
import subprocess
from pathlib import Path

PACKAGES = ("nldissect", "numpy", "pyroute2", "scapy")


def processor(cpuinfo: str) -> str:
    """The processor's name in the text of /proc/cpuinfo."""
    found = re.search(r"^model name\s*:\s*(.+)$", cpuinfo, re.MULTILINE)
    return found[1] if found else platform.machine()


def memory(meminfo: str) -> float:
    """GiB of memory in the text of /proc/meminfo."""
    found = re.search(r"^MemTotal:\s+(\d+) kB$", meminfo, re.MULTILINE)
    return int(found[1]) / 2**20 if found else 0.0


def versions() -> dict[str, str]:
    """Version by name of Python, the packages and tshark; what is not installed is left out."""
    found = {"Python": platform.python_version()}
    for package in PACKAGES:
        try:
            found[package] = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            continue
    if shutil.which("tshark"):
        text = subprocess.run(["tshark", "--version"], capture_output=True, text=True, check=True).stdout
        number = re.search(r"\d+\.\d+\.\d+", text)
        found["tshark"] = number[0] if number else "of unknown version"
    return found


def describe() -> str:
    """One sentence: date, machine, versions."""
    name = processor(Path("/proc/cpuinfo").read_text())
    size = memory(Path("/proc/meminfo").read_text())
    programs = ", ".join(f"{program} {version}" for program, version in versions().items())
    day = datetime.datetime.now(tz=datetime.UTC).date()
    return f"{day}, {os.cpu_count()} cores of {name}, {size:.0f} GiB, Linux {platform.release()}: {programs}."
