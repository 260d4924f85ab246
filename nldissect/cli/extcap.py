"""`nldissect extcap --install`: netlink among the interfaces of Wireshark and tshark."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from nldissect.cli import UsageError
from nldissect.interop.extcap import installation

PERSONAL = "~/.local/lib/wireshark/extcap"
"""Where Wireshark looks since 4.2."""

UNTOLD = (
    "there is no tshark to tell where Wireshark looks for such programs; give by --directory what its "
    "Help > About Wireshark > Folders shows"
)


def run(options: argparse.Namespace) -> int:
    place = _place(options.directory)
    if options.install:
        print(f'{installation.install(place)}: Wireshark and tshark now have an interface "netlink"')
    elif path := installation.uninstall(place):
        print(f"{path}: taken away")
    else:
        print(f"{place}: there is nothing to take away")
    return 0


def _place(given: str | None) -> Path:
    """The directory where Wireshark looks; raises UsageError."""
    if given:
        return Path(given).expanduser().absolute()
    if (found := installation.usual()) is not None:
        return found
    if os.geteuid() == 0:
        raise UsageError(UNTOLD)
    print(f"nldissect: {UNTOLD}, if that is not {PERSONAL}", file=sys.stderr)
    return Path(PERSONAL).expanduser()
