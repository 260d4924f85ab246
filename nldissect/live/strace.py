"""strace as a recorder of netlink: no privilege is needed for that. What it prints is read as its logs are."""

from __future__ import annotations

from collections.abc import Sequence

from nldissect.strace.reader import EXECUTIONS, FORKS, NAMINGS, TRANSFERS

TEXT_LIMIT = 64  # strace's -s: characters of a string, and strings of an argument list


def arguments(output: str, command: Sequence[str] | int, *, seccomp: bool = True) -> list[str]:
    """The command line of strace 5.9 or later that writes to the file `output` what a Reader reads.

    command  what is run; or the id of a process that runs already, which strace leaves alone when it is ended by
             SIGINT or SIGTERM

    `seccomp` has strace stop the command at the calls of interest only, not at every call: a `find` takes a
    hundredth of the time. It denies the command new privileges (PR_SET_NO_NEW_PRIVS), so that sudo, run by root,
    refuses to work.

    strace takes no SIGINT, SIGTERM or SIGPIPE before the command has ended: it is the command that ^C should end.
    SIGKILL ends both; without `seccomp` strace alone.
    """
    # A "?" before a call lets strace overlook that this machine has no such call.
    traced = [b"socket", *NAMINGS, *TRANSFERS, *EXECUTIONS, *FORKS]
    expressions = [
        f"trace={','.join(f'?{name.decode()}' for name in traced)}",
        # Not the message headers: strace would decode the netlink messages, which is slow and not wanted here.
        f"verbose={','.join(f'?{name.decode()}' for name in (*NAMINGS, *EXECUTIONS, b'clone3'))}",
        "signal=none",
        "read=all",
        "write=all",
    ]
    return [
        "strace",
        "-f",
        *(["--seccomp-bpf"] if seccomp and not isinstance(command, int) else []),
        "--pidns-translation",
        *([] if isinstance(command, int) else ["-q"]),
        "-y",
        "-ttt",
        "-T",
        *("-a", "1"),
        *("-s", str(TEXT_LIMIT)),
        *(word for expression in expressions for word in ("-e", expression)),
        *("-o", output),
        *(["-p", str(command)] if isinstance(command, int) else ["--", *command]),
    ]
