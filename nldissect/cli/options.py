"""The options of each command, and what is wrong with them in one line."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from typing import NoReturn

import nldissect
from nldissect.cli.values import genl_family, limit, port, positive, protocols, replacement, words

USAGE = 2
COMMANDS = (
    "tui", "serve", "capture", "run", "read", "stats", "calls", "diff", "decode", "families", "fields", "coverage",
)  # fmt: skip
RUNNING = ("capture", "run")  # what follows -- is a command
ANSWERED_AT_ONCE = ("-h", "--help", "--version")
FILE = "pcap or pcapng, also gzipped; - is standard input"


class Formatter(argparse.HelpFormatter):
    """Help with room for the longest option, so that most options take one line."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=25)


class TopFormatter(argparse.HelpFormatter):
    """Help that lists the commands without a line for what they are altogether."""

    def _format_action(self, action: argparse.Action) -> str:
        if isinstance(action, argparse._SubParsersAction):
            return "".join(self._format_action(each) for each in self._iter_indented_subactions(action))
        return super()._format_action(action)


class Parser(argparse.ArgumentParser):
    """Argument parser whose errors are one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(USAGE, f"{self.prog}: {message}; see `{self.prog} --help`\n")


class PrintSchema(argparse.Action):
    """`--json-schema`: prints the schema and ends the program, as --version does."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        from importlib import resources

        sys.stdout.write(resources.files("nldissect.output").joinpath("schema.json").read_text("utf-8"))
        parser.exit()


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """The options of a command line; exits with one line when they are wrong, or with the help that was asked for."""
    words = list(arguments)
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
        epilog="`nldissect FILE` is `nldissect tui FILE`; COMMAND --help tells more.",
        formatter_class=TopFormatter,
    )
    parser.add_argument("--version", action="version", version=f"nldissect {nldissect.__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", title="commands", parser_class=Parser)

    def command(options: Callable[[Parser], None], short: str, usage: str, more: str = "") -> None:
        name = options.__name__.removeprefix("_")
        added = commands.add_parser(
            name,
            prog=f"nldissect {name}",
            help=short,
            usage=f"nldissect {name} {usage}",
            description=f"{short[0].upper()}{short[1:]}.{more}",
            formatter_class=Formatter,
        )
        if name == wanted:
            options(added)

    command(
        _tui,
        "browse a capture in the terminal, or what comes live",
        "[OPTION]... [FILE]",
        f" FILE is {FILE}. Without FILE: the traffic of this machine.",
    )
    command(_serve, "browse a capture in a web browser on this machine", "[OPTION]... FILE")
    command(
        _capture,
        "capture netlink traffic, into files or as text",
        "[OPTION]... [--unshare -- COMMAND...]",
        " Makes an nlmon device of its own, and takes it away at the end. Without -w the messages are printed.",
    )
    command(
        _run,
        "capture what a command and its children say by netlink",
        "[OPTION]... -- COMMAND...",
        " By strace, without root and nlmon. When messages go to standard output, what the command prints goes to "
        "standard error.",
    )
    command(_read, "print the messages of a capture, one line each", "[OPTION]... FILE", f" FILE is {FILE}.")
    command(_stats, "count the messages, bytes and errors of a capture", "[OPTION]... FILE")
    command(_calls, "list the requests of a capture with what came of them", "[OPTION]... FILE")
    command(
        _diff,
        "say what differs in meaning between two captures",
        "[OPTION]... A B",
        " Messages are found again by what they say, wherever they stand; times, sequence numbers, port ids, interface "
        "indexes, counters and made-up names do not count. Exit code 1: they differ, 2: trouble.",
    )
    command(
        _decode,
        "decode bytes from a log, a bug report or a debugger, as a tree",
        "[OPTION]... [--hex TEXT | < FILE]",
        " The bytes are those of one datagram, as hex digits (0x, \\x, commas and colons may be among them), as an "
        "escaped string, as a dump by tcpdump -x, tshark -x, xxd, od or hexdump -C, or from a file as they are.",
    )
    command(_families, "list the protocols, messages and attributes that are known", "[NAME]")
    command(_fields, "list the fields that filters and -e know", "[OPTION]... [PATTERN]")
    command(_coverage, "count which attributes of captures are known", "[OPTION]... FILE...")
    return parser


def _tui(parser: Parser) -> None:
    parser.add_argument("file", nargs="?", metavar="FILE", help=argparse.SUPPRESS)
    _add_interface(parser)
    _add_ascii(parser)
    live = parser.add_argument_group("live")
    _add_source(live)
    live.add_argument("--pipe", metavar="COMMAND", help="show what COMMAND writes: 'ssh HOST tcpdump -w -'")
    live.add_argument("-w", dest="write", metavar="OUT", help="keep the capture in this file")


def _serve(parser: Parser) -> None:
    parser.add_argument("file", metavar="FILE", help=FILE)
    _add_interface(parser)
    parser.add_argument("--port", type=port, default=0, metavar="N", help="serve on this port, not on any free one")
    parser.add_argument("--host", default="127.0.0.1", metavar="ADDRESS", help="another loopback address, as ::1")


def _add_interface(parser: Parser) -> None:
    _add_filter(parser, "messages to show at first, as: nl.errno == EINVAL")
    parser.add_argument("--profile", default="", metavar="NAME", help="use this profile of the configuration")
    _add_opening(parser)


def _capture(parser: Parser) -> None:
    _add_source(parser)
    parser.add_argument(
        "-c", type=positive, dest="count", metavar="N", help="stop after N packets (without -w: messages)"
    )
    _add_files(parser)
    parser.add_argument("--unshare", action="store_true", help="run COMMAND in namespaces of its own, captured")
    _add_printing(parser.add_argument_group("without -w"))


def _run(parser: Parser) -> None:
    _add_files(parser)
    parser.add_argument("-c", type=positive, dest="count", metavar="N", help=argparse.SUPPRESS)
    _add_printing(parser.add_argument_group("without -w"))


def _add_source(parser: argparse._ActionsContainer) -> None:
    parser.add_argument("-i", dest="interface", metavar="NLMON", help="capture from this nlmon device, and leave it")
    parser.add_argument(
        "--netns", action="extend", type=words, default=[], metavar="NS", help="in these namespaces: NAME, PID or PATH"
    )
    parser.add_argument(
        "--source",
        choices=("nlmon", "multicast"),
        default="nlmon",
        metavar="KIND",
        help="nlmon, or multicast (notifications, without nlmon)",
    )
    parser.add_argument(
        "--only", action="extend", type=protocols, default=[], metavar="PROTOCOL", help="capture only: route,generic"
    )
    parser.add_argument("-s", type=positive, default=0, dest="longest", metavar="BYTES", help="cut longer packets")
    parser.add_argument("-B", type=positive, default=32, dest="ring", metavar="MIB", help="kernel buffer (32 MiB)")
    parser.add_argument(
        "--no-dictionary", action="store_false", dest="dictionary", help="do not ask the kernel for names at the start"
    )


def _add_files(parser: argparse._ActionsContainer) -> None:
    parser.add_argument("-w", dest="write", metavar="OUT", help="write to this file (.pcap, .pcapng, .gz); - is stdout")
    parser.add_argument(
        "-a",
        action="append",
        type=limit,
        default=[],
        dest="limits",
        metavar="WHEN",
        help="stop after duration:SECONDS, filesize:KB, packets:N or files:N",
    )
    parser.add_argument(
        "-b",
        action="append",
        type=limit,
        default=[],
        dest="rotation",
        metavar="WHEN",
        help="go on in the next file after the same; files:N keeps N",
    )


def _read(parser: Parser) -> None:
    parser.add_argument("file", metavar="FILE", help=argparse.SUPPRESS)
    parser.add_argument("-c", type=positive, dest="count", metavar="N", help="stop after N messages")
    parser.add_argument("-w", dest="write", metavar="OUT", help="write the packets of these messages to a capture file")
    parser.add_argument(
        "-F", choices=("pcap", "pcapng"), dest="write_format", metavar="FORMAT", help="of OUT: pcap or pcapng"
    )
    _add_printing(parser)


def _add_printing(parser: argparse._ActionsContainer) -> None:
    """The options of what prints messages as they come."""
    _add_filter(parser, "only messages that match, as: nl.errno == EINVAL")
    parser.add_argument("-V", action="store_const", const="tree", dest="format", help="print whole trees (-T tree)")
    parser.add_argument("-x", action="store_true", dest="hex", help="add a hex dump of each message")
    _add_format(parser, ("text", "tree", "json", "ndjson", "fields", "hex", "python", "c", "rust"))
    parser.add_argument(
        "-e", action="append", default=[], dest="fields", metavar="FIELD", help="print a field, as rta.dst; repeat it"
    )
    parser.add_argument(
        "-E",
        action="append",
        default=[],
        dest="fields_options",
        metavar="OPTION",
        help="header=y, separator=C, aggregator=C, quote=d, ...",
    )
    _add_numeric(parser)
    _add_json(parser)
    parser.add_argument("--json-schema", action=PrintSchema, nargs=0, help="print the JSON Schema of messages")
    _add_opening(parser)
    _add_ascii(parser)


def _stats(parser: Parser) -> None:
    parser.add_argument("file", metavar="FILE", help=FILE)
    _add_filter(parser, "only messages that match")
    parser.add_argument(
        "--by",
        action="append",
        metavar="KEY",
        help="type (default), family, command, port, interface, errno, second, state, direction or diagnostic; "
        "several with commas",
    )
    parser.add_argument("--latency", action="store_true", help="add how long calls took: p50, p95, p99 and the longest")
    parser.add_argument("--diagnostics", action="store_true", help="count what is odd about messages instead")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--plot", action="store_true", help="draw bars, or a plot over time with --by second")
    form.add_argument("--json", action="store_true", help="print JSON")
    _add_numeric(parser)
    _add_opening(parser)
    _add_ascii(parser)


def _calls(parser: Parser) -> None:
    parser.add_argument("file", metavar="FILE", help=FILE)
    _add_filter(parser, "list only the calls of which a message matches")
    parser.add_argument("--json", action="store_true", help="print JSON")
    _add_numeric(parser)
    _add_opening(parser)


def _diff(parser: Parser) -> None:
    parser.add_argument("before", metavar="A", help=FILE)
    parser.add_argument("after", metavar="B", help="the same")
    _add_filter(parser, "compare only messages that match")
    parser.add_argument(
        "--ignore", action="append", default=[], metavar="FIELD", help="leave out a field, with all below it: ifla.map"
    )
    parser.add_argument(
        "--replace", action="append", default=[], type=replacement, metavar="REGEX=TEXT", help="compare with this text"
    )
    parser.add_argument("--exact", action="store_true", help="let all fields count but those of --ignore")
    parser.add_argument("--json", action="store_true", help="print JSON")
    _add_opening(parser)
    _add_ascii(parser)


def _decode(parser: Parser) -> None:
    parser.add_argument("--hex", metavar="TEXT", default="-", help="the bytes; - (default) is standard input")
    parser.add_argument("--proto", metavar="NAME", help="netlink protocol: route (default), generic, ... or a number")
    _add_format(parser, ("text", "tree", "json", "ndjson", "hex"), default="tree")
    _add_numeric(parser)
    _add_json(parser)
    _add_family(parser)


def _families(parser: Parser) -> None:
    parser.add_argument("name", nargs="?", metavar="NAME", help="a protocol, family or message: route, RTM_NEWADDR")


def _fields(parser: Parser) -> None:
    parser.add_argument("pattern", nargs="?", metavar="PATTERN", help="part of a name or meaning, or as a glob: rta.*")
    parser.add_argument("--wireshark", action="store_true", help="list Wireshark's fields, and what they are here")
    parser.add_argument("--json", action="store_true", help="print JSON")


def _coverage(parser: Parser) -> None:
    parser.add_argument("files", nargs="+", metavar="FILE", help=FILE)
    parser.add_argument("--json", action="store_true", help="print JSON")
    _add_opening(parser)


def _add_format(parser: argparse._ActionsContainer, formats: Sequence[str], default: str | None = None) -> None:
    listed = f"{' '.join(formats[:-1])} or {formats[-1]}"
    parser.add_argument("-T", choices=formats, dest="format", default=default, metavar="FORMAT", help=listed)


def _add_json(parser: argparse._ActionsContainer) -> None:
    parser.add_argument("--spans", action="store_true", help="add to JSON where each field is")
    parser.add_argument("--show-secrets", action="store_true", dest="secrets", help="print keys and passwords too")


def _add_filter(parser: argparse._ActionsContainer, meaning: str) -> None:
    parser.add_argument("-Y", dest="filter", metavar="FILTER", help=meaning)


def _add_numeric(parser: argparse._ActionsContainer) -> None:
    parser.add_argument("-n", action="store_true", dest="numeric", help="do not resolve numbers to names")


def _add_family(parser: argparse._ActionsContainer) -> None:
    parser.add_argument(
        "--genl-family",
        action="append",
        default=[],
        type=genl_family,
        metavar="ID=NAME",
        help="name a generic netlink family: 0x1c=ethtool",
    )


def _add_opening(parser: argparse._ActionsContainer) -> None:
    """How a capture is opened."""
    _add_family(parser)
    parser.add_argument(
        "--own", action="store_true", help="also show what the capturing program asked the kernel"
    )


def _add_ascii(parser: argparse._ActionsContainer) -> None:
    parser.add_argument("--ascii", action="store_true", help="print ASCII characters only")
