"""The command line: one program with sub-commands, each in a module of its own that is imported when it runs."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import NoReturn

import nldissect
from nldissect.errors import CaptureError

USAGE = 2
FAILED = 1


class UsageError(Exception):
    """Options that do not go together or name what is not there; one sentence for the user."""


class Parser(argparse.ArgumentParser):
    """Argument parser whose errors are one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(USAGE, f"{self.prog}: {message}; see `{self.prog} --help`\n")


def family_option(text: str) -> tuple[int, str]:
    """The id and name of `--genl-family 0x1c=ethtool`."""
    number, sign, name = text.partition("=")
    try:
        if sign and name:
            return int(number, 0), name
    except ValueError:
        pass
    raise argparse.ArgumentTypeError(f"{text!r} is not ID=NAME, such as 0x1c=ethtool")


def positive(text: str) -> int:
    """A count of at least one."""
    try:
        number = int(text)
    except ValueError:
        number = 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a positive number")
    return number


def _parser() -> Parser:
    parser = Parser(
        prog="nldissect",
        description="Wireshark for netlink: decode what programs and the kernel say to each other.",
        epilog="`nldissect FILE` opens the terminal interface. FILE is pcap or pcapng, also gzipped; - is standard input.",
    )
    parser.add_argument("--version", action="version", version=f"nldissect {nldissect.__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", parser_class=Parser)

    capture = argparse.ArgumentParser(add_help=False)
    capture.add_argument(
        "--genl-family", action="append", default=[], type=family_option, metavar="ID=NAME",
        help="name of a generic netlink family id that the capture does not tell",
    )  # fmt: skip

    tui = commands.add_parser("tui", help="browse a capture in the terminal", parents=[capture])
    tui.add_argument("file", metavar="FILE")
    tui.add_argument("--ascii", action="store_true", help="no characters beyond ASCII")

    read = commands.add_parser("read", help="print the messages of a capture", parents=[capture])
    read.add_argument("file", metavar="FILE")
    read.add_argument("-V", action="store_const", const="tree", dest="format", help="as -T tree")
    read.add_argument(
        "-T", choices=("text", "tree", "json", "ndjson", "fields", "hex"), dest="format", help="format (default: text)"
    )
    read.add_argument("-e", action="append", default=[], dest="fields", metavar="FIELD", help="a field to print")
    read.add_argument(
        "-E", action="append", default=[], dest="fields_options", metavar="OPTION",
        help="of -T fields: header=y, separator=/t, occurrence=a|f|l, aggregator=, quote=d|s|n",
    )  # fmt: skip
    read.add_argument("-x", action="store_true", dest="hex", help="add a hex dump of each message")
    read.add_argument("-c", type=positive, dest="count", metavar="N", help="stop after N messages")
    read.add_argument("-w", dest="write", metavar="OUT", help="write the datagrams of these messages to a capture file")
    read.add_argument("-F", choices=("pcap", "pcapng"), dest="write_format", help="format of OUT (default: by its name)")
    read.add_argument("--spans", action="store_true", help="of JSON: where in the message each field is")
    read.add_argument("--show-secrets", action="store_true", dest="secrets", help="print keys and passwords too")
    read.add_argument("--ascii", action="store_true", help="no characters beyond ASCII")

    stats = commands.add_parser("stats", help="count messages, bytes and errors", parents=[capture])
    stats.add_argument("file", metavar="FILE")
    stats.add_argument("--by", choices=("type", "family", "port", "errno", "second"), default="type")
    stats.add_argument("--json", action="store_true")

    decode = commands.add_parser("decode", help="decode bytes from a log or bug report", parents=[capture])
    decode.add_argument("--hex", default="-", metavar="TEXT", help="hex digits or a hex dump; - reads standard input")
    decode.add_argument("--proto", default="route", metavar="NAME", help="netlink protocol: route, generic, ... or a number")
    decode.add_argument("-T", choices=("text", "tree", "json", "ndjson", "hex"), dest="format", default="tree")
    decode.add_argument("--spans", action="store_true", help="of JSON: where in the message each field is")
    decode.add_argument("--show-secrets", action="store_true", dest="secrets", help="print keys and passwords too")

    families = commands.add_parser("families", help="what is declared: protocols, messages, attributes")
    families.add_argument("name", nargs="?", metavar="NAME", help="a protocol, family or message")

    coverage = commands.add_parser("coverage", help="attributes declared, undeclared and misfit", parents=[capture])
    coverage.add_argument("files", nargs="+", metavar="FILE")
    coverage.add_argument("--json", action="store_true")
    return parser


COMMANDS = ("tui", "read", "stats", "decode", "families", "coverage")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit code: 0, 1 when nothing could be read, 2 for wrong usage."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if words and words[0] not in COMMANDS and (words[0] == "-" or not words[0].startswith("-")):
        words.insert(0, "tui")  # nldissect FILE
    parser = _parser()
    options = parser.parse_args(words)
    if not options.command:
        parser.error("a FILE or COMMAND is needed")
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        code: int = import_module(f"nldissect.cli.{options.command}").run(options)
        sys.stdout.flush()
        return code
    except UsageError as error:
        print(f"nldissect {options.command}: {error}", file=sys.stderr)
        return USAGE
    except CaptureError as error:
        print(f"nldissect: {error}", file=sys.stderr)
        return FAILED
    except BrokenPipeError:
        # The reader has gone (`| head`); nothing more can be written, not even at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130
