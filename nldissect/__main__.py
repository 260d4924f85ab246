"""`python -m nldissect` is the command `nldissect`."""

from __future__ import annotations

import os
import sys
from typing import NoReturn

from nldissect.cli import main


def run() -> NoReturn:
    """Run the command line and end the process with its exit code."""
    code = main()
    sys.stdout.flush()
    sys.stderr.flush()
    # What the interpreter would take apart piece by piece, the system frees at once.
    os._exit(code)


if __name__ == "__main__":
    run()
