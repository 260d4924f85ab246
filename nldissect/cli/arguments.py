"""The options of each command: a function for each, named as the command is."""

from __future__ import annotations

import sys
from argparse import SUPPRESS, Action, ArgumentParser, _ActionsContainer
from collections.abc import Sequence
from typing import NoReturn

from nldissect.cli.values import genl_family, imported, limit, port, positive, protocols, replacement, words
from nldissect.output.definitions import DEFINITIONS

FILE = "pcap or pcapng, also gzipped; - is standard input"


class PrintSchema(Action):
    """`--json-schema`: prints the schema and ends the program, as --version does."""

    def __call__(self, parser: ArgumentParser, *_: object) -> NoReturn:
        from importlib import resources

        sys.stdout.write(resources.files("nldissect.output").joinpath("schema.json").read_text("utf-8"))
        parser.exit()


def tui(parser: ArgumentParser) -> None:
    parser.add_argument("file", nargs="?", metavar="FILE", help=SUPPRESS)
    _add_interface(parser)
    _add_ascii(parser)
    live = parser.add_argument_group("live")
    _add_source(live)
    live.add_argument("--pipe", metavar="COMMAND", help="show what COMMAND writes: 'ssh HOST tcpdump -w -'")
    live.add_argument("-w", dest="write", metavar="OUT", help="keep the capture in this file")


def serve(parser: ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help=FILE)
    _add_interface(parser)
    parser.add_argument("--port", type=port, default=0, metavar="N", help="serve on this port, not on any free one")
    parser.add_argument("--host", default="127.0.0.1", metavar="ADDRESS", help="another loopback address, as ::1")


def _add_interface(parser: ArgumentParser) -> None:
    _add_filter(parser, "messages to show at first, as: nl.errno == EINVAL")
    parser.add_argument("--profile", default="", metavar="NAME", help="use this profile of the configuration")
    _add_opening(parser)


def capture(parser: ArgumentParser) -> None:
    _add_source(parser)
    parser.add_argument(
        "-c", type=positive, dest="count", metavar="N", help="stop after N packets (without -w: messages)"
    )
    _add_files(parser)
    parser.add_argument("--unshare", action="store_true", help="run COMMAND in namespaces of its own, captured")
    _add_printing(parser.add_argument_group("without -w"))


def run(parser: ArgumentParser) -> None:
    parser.add_argument("-p", type=positive, dest="process", metavar="PID", help="capture a process that runs already")
    parser.add_argument("--unshare", action="store_true", help="run COMMAND in user and network namespaces of its own")
    _add_files(parser)
    parser.add_argument("-c", type=positive, dest="count", metavar="N", help=SUPPRESS)
    _add_printing(parser.add_argument_group("without -w"))


def _add_source(parser: _ActionsContainer) -> None:
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


def _add_files(parser: _ActionsContainer) -> None:
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
    parser.add_argument("-q", action="store_true", dest="quiet", help="with -w: say only what goes wrong")


def read(parser: ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help=SUPPRESS)
    parser.add_argument("-c", type=positive, dest="count", metavar="N", help="stop after N messages")
    parser.add_argument("-w", dest="write", metavar="OUT", help="write the packets of these messages to a capture file")
    parser.add_argument(
        "-F", choices=("pcap", "pcapng"), dest="write_format", metavar="FORMAT", help="of OUT: pcap or pcapng"
    )
    _add_printing(parser)


def _add_printing(parser: _ActionsContainer) -> None:
    """The options of what prints messages as they come."""
    _add_filter(parser, "only messages that match, as: nl.errno == EINVAL")
    parser.add_argument("-V", action="store_const", const="tree", dest="format", help="print whole trees (-T tree)")
    parser.add_argument("-x", action="store_true", dest="hex", help="add a hex dump of each message")
    _add_format(parser, ("text", "tree", "json", "ndjson", "fields", "hex", *DEFINITIONS), default="text")
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
    parser.add_argument("--json-schema", action=PrintSchema, nargs=0, help=SUPPRESS)
    _add_opening(parser)
    _add_ascii(parser)


def stats(parser: ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help=FILE)
    _add_filter(parser, "only messages that match")
    parser.add_argument(
        "--by",
        action="append",
        metavar="KEY",
        help="type (default), family, command, port, interface, errno, second, state, direction or diagnostic; "
        "several with commas",
    )
    parser.add_argument("--latency", action="store_true", help="add how long calls took: p50, p95, p99, longest")
    parser.add_argument("--diagnostics", action="store_true", help="count what is odd about messages instead")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--plot", action="store_true", help="draw bars, or a plot over time with --by second")
    form.add_argument("--json", action="store_true", help="print JSON")
    _add_numeric(parser)
    _add_opening(parser)
    _add_ascii(parser)


def calls(parser: ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help=FILE)
    _add_filter(parser, "list only the calls of which a message matches")
    parser.add_argument("--json", action="store_true", help="print JSON")
    _add_numeric(parser)
    _add_opening(parser)


def diff(parser: ArgumentParser) -> None:
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
    parser.add_argument("--show-secrets", action="store_true", dest="secrets", help="compare keys and passwords too")
    parser.add_argument("--json", action="store_true", help="print JSON")
    _add_opening(parser)
    _add_ascii(parser)


def decode(parser: ArgumentParser) -> None:
    parser.add_argument("--hex", metavar="TEXT", default="-", help="the bytes; - (default) is standard input")
    parser.add_argument("--proto", metavar="NAME", help="netlink protocol: route (default), generic, ... or a number")
    _add_format(parser, ("text", "tree", "json", "ndjson", "hex"), default="tree")
    _add_numeric(parser)
    _add_json(parser)
    _add_family(parser)


def export(parser: ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", metavar="FILE", help=FILE)
    parser.add_argument("-o", dest="directory", required=True, metavar="DIR", help="directory of the tables")
    _add_filter(parser, "only messages that match")
    parser.add_argument("--host", metavar="NAME", help="where FILE was captured, if not on this machine")
    parser.add_argument("--show-secrets", action="store_true", dest="secrets", help="write keys and passwords too")
    _add_opening(parser)


def crosscheck(parser: ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", metavar="FILE", help="pcap or pcapng, also gzipped")
    parser.add_argument("-V", action="store_true", dest="verbose", help="list all, also what is explained")
    parser.add_argument("--json", action="store_true", help="print JSON")
    _add_family(parser)


def extcap(parser: ArgumentParser) -> None:
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--install", action="store_true", help="put it there, for this user; for all as root")
    what.add_argument("--uninstall", action="store_true", help="take it away")
    parser.add_argument("--directory", metavar="DIR", help="where Wireshark looks for them, if not the usual")


def families(parser: ArgumentParser) -> None:
    parser.add_argument("name", nargs="?", metavar="NAME", help="a protocol, family or message: route, RTM_NEWADDR")


def fields(parser: ArgumentParser) -> None:
    parser.add_argument("pattern", nargs="?", metavar="PATTERN", help="part of a name or meaning, or as a glob: rta.*")
    parser.add_argument("--wireshark", action="store_true", help="list Wireshark's fields, and what they are here")
    parser.add_argument("--json", action="store_true", help="print JSON")


def coverage(parser: ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", metavar="FILE", help=FILE)
    parser.add_argument("--json", action="store_true", help="print JSON")
    _add_opening(parser)


def _add_format(parser: _ActionsContainer, formats: Sequence[str], default: str) -> None:
    """Add -T; where the default is text it is None, for whoever must know whether it was given."""
    listed = " ".join(each for each in formats if each != default).replace("json ndjson", "(nd)json")
    given = None if default == "text" else default
    parser.add_argument("-T", choices=formats, dest="format", default=given, metavar="FORMAT", help=listed)


def _add_json(parser: _ActionsContainer) -> None:
    parser.add_argument("--spans", action="store_true", help="add to JSON where each field is")
    parser.add_argument("--show-secrets", action="store_true", dest="secrets", help="print keys and passwords too")


def _add_filter(parser: _ActionsContainer, meaning: str) -> None:
    parser.add_argument("-Y", dest="filter", metavar="FILTER", help=meaning)


def _add_numeric(parser: _ActionsContainer) -> None:
    parser.add_argument("-n", action="store_true", dest="numeric", help="do not resolve numbers to names")


def _add_family(parser: _ActionsContainer) -> None:
    parser.add_argument(
        "--genl-family",
        action="append",
        default=[],
        type=genl_family,
        metavar="ID=NAME",
        help="name a generic netlink family: 0x1c=ethtool",
    )


def _add_opening(parser: _ActionsContainer) -> None:
    """How a capture is opened."""
    parser.add_argument(
        "--from",
        type=imported,
        default=("", None),
        dest="imported",
        metavar="FORMAT",
        help="FILE is hex, strace, raw ..., or hex:generic",
    )
    _add_family(parser)
    parser.add_argument("--own", action="store_true", help="also show what the capturing program asked the kernel")


def _add_ascii(parser: _ActionsContainer) -> None:
    parser.add_argument("--ascii", action="store_true", help="print ASCII characters only")
