"""The options of each command, and what is wrong with them in one line."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Sequence
from typing import NamedTuple, NoReturn

import nldissect
from nldissect.cli import arguments
from nldissect.cli.arguments import FILE

USAGE = 2


class Command(NamedTuple):
    """A command: what it does in a few words, its arguments, and more of it in sentences."""

    short: str
    usage: str
    more: str = ""


COMMANDS = {
    "tui": Command(
        "browse a capture in the terminal, or what comes live",
        "[OPTION]... [FILE]",
        " Without FILE: live.",
    ),
    "serve": Command("browse a capture in a web browser on this machine", "[OPTION]... FILE"),
    "capture": Command(
        "capture netlink traffic, into files or as text",
        "[OPTION]... [--unshare -- COMMAND...]",
        " Makes an nlmon device of its own, and takes it away at the end. Without -w the messages are printed.",
    ),
    "run": Command(
        "capture what a command and its children say by netlink",
        "[OPTION]... -- COMMAND... | -p PID",
        " By strace, without root and nlmon. When messages go to standard output, what the command prints goes to "
        "standard error.",
    ),
    "read": Command("print the messages of a capture, one line each", "[OPTION]... FILE", f" FILE is {FILE}."),
    "stats": Command("count the messages, bytes and errors of a capture", "[OPTION]... FILE"),
    "calls": Command("list the requests of a capture with what came of them", "[OPTION]... FILE"),
    "diff": Command(
        "say what differs in meaning between two captures",
        "[OPTION]... A B",
        " Messages are found again by what they say, wherever they stand; times, sequence numbers, port ids, interface "
        "indexes, counters and made-up names do not count. Exit code 1: they differ, 2: trouble.",
    ),
    "decode": Command(
        "decode bytes from a log, a bug report or a debugger, as a tree",
        "[OPTION]... [--hex TEXT | < FILE]",
        " The bytes are those of one datagram, as hex digits (0x, \\x, commas and colons may be among them), as an "
        "escaped string, as a dump by tcpdump -x, tshark -x, xxd, od or hexdump -C, or from a file as they are.",
    ),
    "export": Command(
        "write the messages of captures as Parquet tables",
        "[OPTION]... -o DIR FILE...",
        " For DuckDB, Spark, ClickHouse and the like; partitioned by day and host.",
    ),
    "crosscheck": Command(
        "compare the decoding of a capture with Wireshark's",
        "[OPTION]... FILE...",
        " Field by field, by the bytes that they are. Exit code 1: they disagree for no known reason.",
    ),
    "extcap": Command(
        "put an interface \"netlink\" into Wireshark and tshark",
        "--install | --uninstall",
        " Live captures then begin there as on any interface: with a tap of their own and names of what is captured.",
    ),
    "families": Command("list the protocols, messages and attributes that are known", "[NAME]"),
    "fields": Command("list the fields that filters and -e know", "[OPTION]... [PATTERN]"),
    "coverage": Command("count which attributes of captures are known", "[OPTION]... FILE..."),
}
RUNNING = ("capture", "run")  # what follows -- is a command
ANSWERED_AT_ONCE = ("-h", "--help", "--version")


class Formatter(argparse.HelpFormatter):
    """Help with room for the longest option, so that most options take one line."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=25)


class TopFormatter(argparse.HelpFormatter):
    """Help that lists the commands without a line for what they are altogether."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=18)

    def _format_action(self, action: argparse.Action) -> str:
        if isinstance(action, argparse._SubParsersAction):
            return "".join(self._format_action(each) for each in self._iter_indented_subactions(action))
        return super()._format_action(action)


class Parser(argparse.ArgumentParser):
    """Argument parser whose errors are one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(USAGE, f"{self.prog}: {message}; see `{self.prog} --help`\n")


def parse(given: Sequence[str]) -> argparse.Namespace:
    """The options of a command line; exits with one line when they are wrong, or with the help that was asked for."""
    words = list(given)
    if not words:
        _parser("").error("a FILE or COMMAND is needed")
    if words[0] not in COMMANDS and words[0] not in ANSWERED_AT_ONCE:
        if not words[0].startswith("-") or words[0] == "-":
            _check_file(words[0])
        words.insert(0, "tui")  # nldissect FILE
    ran: list[str] = []
    if words[0] in RUNNING and "--" in words:
        place = words.index("--")
        words, ran = words[:place], words[place + 1 :]
    parser = _parser(words[0])
    options, rest = parser.parse_known_args(words)
    options.run = ran
    if rest:
        parser.prog = f"nldissect {options.command}"
        parser.error(f"no option {rest[0]}" if rest[0].startswith("-") else f"{rest[0]!r} is one argument too many")
    return options


def _check_file(word: str) -> None:
    """Whether a first word that is no command can be a file, or is a misspelt command."""
    import difflib

    near = difflib.get_close_matches(word, COMMANDS, 1)
    if near and not os.path.exists(word):
        _parser("").error(f"no command or file {word!r}; did you mean {near[0]}?")


def _parser(wanted: str) -> Parser:
    """The parser of all commands, with the options of the one that is wanted: those of all take milliseconds."""
    parser = Parser(
        prog="nldissect",
        usage="nldissect FILE | nldissect COMMAND [OPTION]... FILE",
        description="Wireshark for netlink: decode what programs and the kernel say to each other.",
        epilog="`nldissect FILE` is `nldissect tui FILE`; see COMMAND --help, --version.",
        formatter_class=TopFormatter,
        add_help=False,
    )
    parser.add_argument("-h", "--help", action="help", help=argparse.SUPPRESS)
    version = f"nldissect {nldissect.__version__}"
    parser.add_argument("--version", action="version", version=version, help=argparse.SUPPRESS)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", title="commands", parser_class=Parser)
    for name, command in COMMANDS.items():
        added = commands.add_parser(
            name,
            prog=f"nldissect {name}",
            help=command.short,
            usage=f"nldissect {name} {command.usage}",
            description=f"{command.short[0].upper()}{command.short[1:]}.{command.more}",
            formatter_class=Formatter,
        )
        if name == wanted:
            add: Callable[[argparse.ArgumentParser], None] = getattr(arguments, name)
            add(added)
    return parser
