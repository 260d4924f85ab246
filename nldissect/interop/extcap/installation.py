"""The script in the directory where Wireshark looks for programs that capture: there, and away again."""

from __future__ import annotations

import os
import shlex
import shutil
import site
import subprocess
import sys
from pathlib import Path

import nldissect
from nldissect.errors import CaptureError

NAME = "nldissect"
MARKER = "# Made by `nldissect extcap --install`; `nldissect extcap --uninstall` takes it away."
MODULE = __package__
PATIENCE = 30
"""Seconds that tshark, or the script, may take to answer."""


def directory(folders: str, *, everybody: bool) -> Path | None:
    """Where Wireshark looks, for one user or for all, by what `tshark -G folders` prints; None: it does not say.

    Until Wireshark 4.0 only the directory for all is printed; that of a user is in his configuration.
    """
    told: dict[str, str] = {}
    for line in folders.splitlines():
        name, _, path = line.partition(":")
        told.setdefault(name.lower(), path.strip())
    if everybody:
        found = told.get("global extcap path") or told.get("extcap path")
        return Path(found) if found else None
    if found := told.get("personal extcap path"):
        return Path(found)
    configuration = told.get("personal configuration")
    return Path(configuration, "extcap") if configuration else None


def usual() -> Path | None:
    """Where this user's Wireshark looks, or for root that of all users; None when there is no tshark to tell."""
    if (tshark := shutil.which("tshark")) is None:
        return None
    words = [tshark, "-G", "folders"]
    try:
        told = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, timeout=PATIENCE, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return directory(os.fsdecode(told.stdout), everybody=os.geteuid() == 0)


def script() -> str:
    """The script: it runs this Python with this package, whoever starts it."""
    python = shlex.join([sys.executable, "-sP", "-m", MODULE])
    package = str(Path(nldissect.__file__).parents[1])
    lines = ["#!/bin/sh", MARKER]
    if package not in site.getsitepackages():  # a checkout, or what a user has for himself
        lines.append(f"export PYTHONPATH={shlex.quote(package)}${{PYTHONPATH:+:$PYTHONPATH}}")
    lines.append(f'exec {python} "$0" "$@"')
    return "\n".join(lines) + "\n"


def install(place: Path) -> Path:
    """Put the script into a directory, in place of an earlier one; gives where it is. Raises CaptureError."""
    path = place / NAME
    try:
        place.mkdir(parents=True, exist_ok=True)
        if _is_ours(path):
            path.unlink()
        with open(path, "x", encoding="utf-8") as file:
            file.write(script())
        path.chmod(0o755)
    except OSError as error:
        raise CaptureError(f"{error.filename or path}: cannot be written ({error.strerror})") from None
    _check(path)
    return path


def _check(path: Path) -> None:
    """Raise CaptureError when the script does not answer: Wireshark would tell nobody."""
    words = [str(path), "--extcap-interfaces"]
    try:
        found = subprocess.run(
            words, cwd="/", stdin=subprocess.DEVNULL, capture_output=True, timeout=PATIENCE, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        reason = str(error)
    else:
        if not found.returncode:
            return
        reason = os.fsdecode(found.stderr).strip().rpartition("\n")[2]
    path.unlink()
    raise CaptureError(f"{path} does not run, and was taken away again ({reason})")


def uninstall(place: Path) -> Path | None:
    """Take the script away from a directory; gives where it was, None: it was not there. Raises CaptureError."""
    path = place / NAME
    try:
        if not _is_ours(path):
            return None
        path.unlink()
    except OSError as error:
        raise CaptureError(f"{path}: cannot be taken away ({error.strerror})") from None
    return path


def _is_ours(path: Path) -> bool:
    """Whether there is a script of ours; raises CaptureError when there is something else."""
    if not os.path.lexists(path):
        return False
    if path.is_file() and MARKER.encode() in path.read_bytes().splitlines()[:2]:
        return True
    raise CaptureError(f"{path} was not made by `nldissect extcap --install`, and is left as it is")
