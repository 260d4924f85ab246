"""Values of options: what their texts mean, and what is wrong with them."""

from __future__ import annotations

import argparse


def genl_family(text: str) -> tuple[int, str]:
    """The id and name of `--genl-family 0x1c=ethtool`."""
    number, _, name = text.partition("=")
    try:
        if name and 0 <= int(number, 0) <= 0xFFFF:
            return int(number, 0), name
    except ValueError:
        pass
    raise argparse.ArgumentTypeError(f"{text!r} is not ID=NAME, such as 0x1c=ethtool")


def imported(text: str) -> tuple[str, int | None]:
    """The format and protocol of `--from hex:generic`; the protocol is None when it is left out."""
    from nldissect.families import protocol_number
    from nldissect.sources.importing import FORMATS

    name, _, protocol = text.partition(":")
    if name not in FORMATS:
        raise argparse.ArgumentTypeError(f"{name!r} is none of {', '.join(FORMATS)}")
    try:
        return name, protocol_number(protocol) if protocol else None
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def positive(text: str) -> int:
    """A count of at least one."""
    try:
        number = int(text)
    except ValueError:
        number = 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a positive number")
    return number


def words(text: str) -> list[str]:
    """Words with commas between them."""
    found = text.split(",")
    if not all(found):
        raise argparse.ArgumentTypeError(f"{text!r} has an empty name")
    return found


def protocols(text: str) -> list[int]:
    """Netlink protocols by name or number, with commas between them."""
    from nldissect.families import protocol_number

    try:
        return [protocol_number(word) for word in words(text)]
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def limit(text: str) -> tuple[str, float]:
    """What `-a` and `-b` are given: "duration:10" (seconds), "filesize:1000" (kB), "packets:N", "files:N"."""
    what, _, amount = text.partition(":")
    try:
        number = float(amount) if what == "duration" else int(amount)
    except ValueError:
        number = 0
    if what not in ("duration", "filesize", "packets", "files") or not 0 < number < float("inf"):
        raise argparse.ArgumentTypeError(f"{text!r} is not duration:SECONDS, filesize:KB, packets:N or files:N")
    return what, number


def replacement(text: str) -> tuple[str, str]:
    """The regular expression and the text of `--replace REGEX=TEXT`."""
    import re

    pattern, found, instead = text.rpartition("=")
    try:
        re.compile(pattern)
    except re.error as error:
        raise argparse.ArgumentTypeError(f"{pattern!r} is no regular expression ({error})") from None
    if not found or not pattern:
        raise argparse.ArgumentTypeError(f"{text!r} is not REGEX=TEXT, such as eth[0-9]+=eth")
    return pattern, instead


def port(text: str) -> int:
    """A TCP port."""
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port from 0 to 65535")
    return int(text)
