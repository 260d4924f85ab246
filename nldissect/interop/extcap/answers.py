"""What Wireshark is told: the interface, its link type, and the options of its dialog, which `--capture` is then given.

The grammar is that of extcap(4): one sentence a line, a word and its values in braces.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any, NamedTuple, NoReturn

import nldissect
from nldissect.cli import UsageError
from nldissect.cli.values import positive, protocols, words
from nldissect.families import NAMES
from nldissect.live.packets import LINKTYPE_NETLINK

INTERFACE = "netlink"
NO_FILTER = "netlink has no capture filters; choose protocols in the options of the interface, or use a display filter"
OWN = "own"
"""The network namespace in which Wireshark runs."""

SPECIAL = '{}"\\,'
"""What means something in the answers, or between namespaces; one with such a name is given by its path."""

Choice = tuple[str, str]
"""A value, and what the dialog shows for it."""


class Parser(argparse.ArgumentParser):
    """Argument parser of what Wireshark says; raises UsageError."""

    def __init__(self) -> None:
        super().__init__(prog="extcap", add_help=False, allow_abbrev=False)

    def error(self, message: str) -> NoReturn:
        raise UsageError(message)


class Option(NamedTuple):
    """An option, for the dialog and for the command line that comes of it.

    call     its name there
    kind     how the dialog asks for it
    parsed   gives the value of its text; None for a flag, which has none
    initial  the text at first
    range    of numbers: the least and the most
    choices  gives what there is to choose from
    renewed  whether the dialog can ask for the choices again
    """

    call: str
    kind: str
    display: str
    tooltip: str
    parsed: Callable[[str], Any] | None = None
    initial: str = ""
    range: str = ""
    choices: Callable[[], list[Choice]] | None = None
    renewed: bool = False


def _namespaces() -> list[Choice]:
    from nldissect.cli.live import RUN_NETNS

    names: list[str] = []
    with suppress(OSError):
        names = sorted(os.listdir(RUN_NETNS))
    plain = (name for name in names if name != OWN and name.isprintable() and not set(name) & set(SPECIAL))
    return [(OWN, "the one in which Wireshark runs"), *((name, name) for name in plain)]


def _protocols() -> list[Choice]:
    names = [name.removeprefix("NETLINK_").lower() for name in NAMES.values()]
    return [(name, name) for name in names]


def _words(text: str) -> list[str]:
    return words(text) if text else []


def _numbers(text: str) -> list[int]:
    return protocols(text) if text else []


def _bytes(text: str) -> int:
    return 0 if text == "0" else positive(text)


OPTIONS = (
    Option(
        "--netns",
        "selector",
        "Network namespace",
        "A tap sees one network namespace; those of `ip netns` are listed",
        _words,
        OWN,
        choices=_namespaces,
        renewed=True,
    ),
    Option(
        "--other-netns",
        "string",
        "Other namespaces instead",
        f"Process ids, paths or names, with commas between them; {OWN} is where Wireshark runs",
        _words,
    ),
    Option("--only", "multicheck", "Protocols", "Capture only these; none chosen: all", _numbers, choices=_protocols),
    Option(
        "--notifications",
        "boolflag",
        "Only notifications",
        "Without a tap, and mostly without rights of root: what the kernel tells everybody, no requests and replies",
    ),
    Option("--buffer", "unsigned", "Kernel buffer (MiB)", "For packets that wait", positive, "32", "1,1024"),
    Option("--snaplen", "unsigned", "Bytes of each packet", "Longer packets are cut; 0: not", _bytes, "0", "0,262144"),
    Option(
        "--no-dictionary",
        "boolflag",
        "Ask no names",
        "Do not ask the kernel for links and generic netlink families at the start: their numbers stay without names",
    ),
)


def _sentence(word: str, **values: object) -> str:
    return f"{word} " + "".join(f"{{{name}={value}}}" for name, value in values.items() if value != "")


def interfaces() -> list[str]:
    """The program's version, and its one interface."""
    return [
        _sentence("extcap", version=nldissect.__version__, display="nldissect"),
        _sentence("interface", value=INTERFACE, display="Linux netlink"),
    ]


def link_types() -> list[str]:
    """The link type of the interface."""
    return [_sentence("dlt", number=LINKTYPE_NETLINK, name="NETLINK", display="Linux netlink")]


def options() -> list[str]:
    """The options of the interface, followed by what can be chosen."""
    arguments, values = [], []
    for number, option in enumerate(OPTIONS):
        renewal = {"reload": "true", "placeholder": "Look again"} if option.renewed else {}
        arguments.append(
            _sentence(
                "arg",
                number=number,
                call=option.call,
                display=option.display,
                tooltip=option.tooltip,
                type=option.kind,
                default="" if option.choices else option.initial,
                range=option.range,
                **renewal,
            )
        )
        values += _choices(number, option)
    return arguments + values


def renewed(name: str) -> list[str]:
    """What can be chosen now for an option, named with or without its dashes."""
    numbers = (number for number, option in enumerate(OPTIONS) if option.call.strip("-") == name.strip("-"))
    return [line for number in numbers for line in _choices(number, OPTIONS[number])]


def _choices(number: int, option: Option) -> list[str]:
    return [
        _sentence("value", arg=number, value=value, display=display, default="true" if value == option.initial else "")
        for value, display in (option.choices() if option.choices else ())
    ]


def parsed(chosen: Sequence[str]) -> argparse.Namespace:
    """The values of the options that a command line gives; raises UsageError."""
    parser = Parser()
    for option in OPTIONS:
        if option.parsed:
            parser.add_argument(option.call, type=option.parsed, default=option.initial)
        else:
            parser.add_argument(option.call, action="store_true")
    return parser.parse_args(chosen)
