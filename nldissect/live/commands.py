"""Commands that are run to be captured."""

from __future__ import annotations

import os
import signal
from collections.abc import Sequence
from typing import NoReturn

IGNORED = (signal.SIGINT, signal.SIGQUIT, signal.SIGHUP, signal.SIGPIPE, signal.SIGTSTP)
"""What a terminal sends to all its programs: the keeper ends with the program that it keeps for."""

NO_COMMAND = 127  # as a shell says that a program cannot be found


def exit_status(status: int) -> int:
    """A status of wait as a shell tells it: 128 and the number of a signal."""
    code = os.waitstatus_to_exitcode(status)
    return code if code >= 0 else 128 - code


def run_command(command: Sequence[str], streams: Sequence[int] = (), *, hangup: bool = True) -> NoReturn:
    """Become a command, with these standard streams and signals as they were at first; ends when it cannot be run.

    hangup  whether SIGHUP ends it, which nohup does not want
    """
    try:
        for number in (*IGNORED, signal.SIGTERM):
            if hangup or number != signal.SIGHUP:
                signal.signal(number, signal.SIG_DFL)
        for place, descriptor in enumerate(streams):
            os.dup2(descriptor, place)
        os.execvp(command[0], list(command))
    except OSError as error:
        os.write(2, f"nldissect: {command[0]}: cannot be run ({error.strerror})\n".encode())
    finally:
        os._exit(NO_COMMAND)
