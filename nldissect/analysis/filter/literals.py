"""What the literals of a display filter mean: each function gives a value, or None when the text is no such literal.

They take the text as it stands in the filter: a Number's too, whose digits may be bytes or the time since the epoch.
"""

from __future__ import annotations

import re
import socket
from datetime import UTC, datetime, timedelta

U32_HANDLE = re.compile(r"([0-9a-fA-F]{1,3}):([0-9a-fA-F]{0,2})(?::([0-9a-fA-F]{1,3}))?")
TC_HANDLE = re.compile(r"([0-9a-fA-F]{1,4}):([0-9a-fA-F]{0,4})")
INTEGER = re.compile(r"0[xX][0-9a-fA-F]+|0[bB][01]+|0[0-7]*|[1-9][0-9]{0,19}")
SEPARATED = re.compile(r"[0-9a-fA-F]{1,2}(?:(?P<by>[:.-])[0-9a-fA-F]{1,2}(?:(?P=by)[0-9a-fA-F]{1,2})*|:)")
QUADS = re.compile(r"[0-9a-fA-F]{4}(?:\.[0-9a-fA-F]{4})+")
UNSEPARATED = re.compile(r"(?:[0-9a-fA-F]{2})+|(?:0[xX])?[0-9a-fA-F]{1,2}")
PREFIX = re.compile(r"[0-9]{1,3}")
DURATION = re.compile(r"([0-9]{1,30})(?:\.([0-9]{1,30}))?(ns|us|µs|μs|ms|s|min|h|d)")
EPOCH = re.compile(r"([0-9]{1,30})(?:\.([0-9]{1,30}))?")
TIME = r"(?P<hour>\d\d?):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:\.(?P<fraction>\d{1,30}))?)?"
ISO = re.compile(
    rf"(?P<year>\d{{4}})-(?P<month>\d\d)-(?P<day>\d\d)(?:[T ] *{TIME} *(?P<zone>Z|UTC|[+-]\d\d(?::?\d\d)?)?)?", re.ASCII
)
WRITTEN = re.compile(
    rf"(?P<month>[A-Z][a-z]{{2}}) +(?P<day>\d\d?), *(?P<year>\d{{4}}) +{TIME}"
    r"(?: *(?P<zone>[A-Z]{1,5}|[+-]\d\d:?\d\d))?",
    re.ASCII,
)
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
UNITS = {
    "ns": 1,
    "us": 1_000,
    "µs": 1_000,
    "μs": 1_000,
    "ms": 1_000_000,
    "s": 1_000_000_000,
    "min": 60_000_000_000,
    "h": 3_600_000_000_000,
    "d": 86_400_000_000_000,
}
SECOND = UNITS["s"]
EPOCH_START = datetime(1970, 1, 1, tzinfo=UTC)
BOOLEANS = {"True": True, "TRUE": True, "true": True, "False": False, "FALSE": False, "false": False}


def integer(text: str) -> int | None:
    """A number in decimal, octal (leading 0), hexadecimal (0x) or binary (0b), without a sign and within 64 bits."""
    if INTEGER.fullmatch(text) is None:
        return None
    number = int(text, 8 if text[0] == "0" and text.isdigit() else 0)
    return number if number.bit_length() <= 64 else None


def tc_handle(text: str) -> int | None:
    """A handle of traffic control: major and minor number in hexadecimal, 1:10, or 1: without a minor one."""
    match = TC_HANDLE.fullmatch(text)
    return int(match[1], 16) << 16 | int(match[2] or "0", 16) if match else None


def u32_handle(text: str) -> int | None:
    """A handle of the filter u32: table, bucket and node in hexadecimal, 2:5:800, or 2: for a table."""
    match = U32_HANDLE.fullmatch(text)
    return int(match[1], 16) << 20 | int(match[2] or "0", 16) << 12 | int(match[3] or "0", 16) if match else None


def boolean(text: str) -> bool | None:
    """True or False."""
    return BOOLEANS.get(text)


def ipv4(text: str) -> tuple[bytes, int] | None:
    """The 4 bytes of an address and the length of its prefix, 32 when none is given; bits behind the prefix stay."""
    return _address(socket.AF_INET, text, 32)


def ipv6(text: str) -> tuple[bytes, int] | None:
    """The 16 bytes of an address and the length of its prefix, 128 when none is given; bits behind the prefix stay."""
    return _address(socket.AF_INET6, text, 128)


def octets(text: str, *, unseparated: bool = False) -> bytes | None:
    """A link-layer address or other bytes: aa:bb, aa-bb-cc, 0.1.0.d, aabb.ccdd.eeff; the colon of `aa:` makes one byte.

    unseparated  whether hexadecimal digits alone are bytes too (deadbeef, 7, 0x07), where nothing else can be meant
    """
    if match := SEPARATED.fullmatch(text):
        return bytes(int(digits, 16) for digits in text.rstrip(":").split(match["by"] or ":"))
    if QUADS.fullmatch(text):
        return bytes.fromhex(text.replace(".", ""))
    if unseparated and UNSEPARATED.fullmatch(text):
        digits = text[2:] if text[1:2] in {"x", "X"} else text
        return bytes.fromhex(digits.zfill(2))
    return None


def duration(text: str) -> int | None:
    """Nanoseconds of a span of time with its unit: 1ms, 10us, 2.5s, 3min, 1h, 2d, 100ns."""
    match = DURATION.fullmatch(text)
    return _nanoseconds(match[1], match[2], UNITS[match[3]]) if match else None


def instant(text: str) -> int | None:
    """Nanoseconds since the epoch of a date, or of a date and time, or of seconds since the epoch.

    2026-11-21, 2026-11-21T10:00:00.5Z, "2026-11-21 10:00+01:00", "Nov 21, 2026 10:00:00.5 UTC", 1795255200.5; local
    time when no zone is told. None also for what 64 bits do not hold, which is before 1677 and after 2262.
    """
    if match := EPOCH.fullmatch(text):
        return _nanoseconds(match[1], match[2], SECOND)
    match = ISO.fullmatch(text) or WRITTEN.fullmatch(text)
    if match is None or (match["month"].isalpha() and match["month"] not in MONTHS):
        return None
    month = MONTHS.index(match["month"]) + 1 if match["month"].isalpha() else int(match["month"])
    try:
        written = datetime(
            int(match["year"]),
            month,
            int(match["day"]),
            int(match["hour"] or 0),
            int(match["minute"] or 0),
            int(match["second"] or 0),
        )
        seconds = _seconds(written, match["zone"] or "")
    except (ValueError, OverflowError):
        return None  # the 31st of June, 25 o'clock, or before what the system's zones know
    fraction = _nanoseconds("0", match["fraction"], SECOND)
    if seconds is None or fraction is None:
        return None
    return _within(seconds * SECOND + fraction)


def _address(family: int, text: str, bits: int) -> tuple[bytes, int] | None:
    address, slash, prefix = text.partition("/")
    if slash and PREFIX.fullmatch(prefix) is None:
        return None
    length = int(prefix) if slash else bits
    if length > bits:
        return None
    try:
        return socket.inet_pton(family, address), length
    except (OSError, ValueError):
        return None


def _nanoseconds(whole: str, fraction: str | None, unit: int) -> int | None:
    """None when it is no whole number of nanoseconds."""
    digits = (fraction or "").rstrip("0")
    part, rest = divmod(int(digits or "0") * unit, 10 ** len(digits))
    return None if rest else _within(int(whole) * unit + part)


def _seconds(written: datetime, zone: str) -> int | None:
    if zone in {"Z", "UTC", "GMT"}:
        return (written.replace(tzinfo=UTC) - EPOCH_START) // timedelta(seconds=1)
    if zone and not zone.isalpha():
        hours, minutes = int(zone[1:3]), int(zone[-2:]) if len(zone) > 3 else 0
        offset = timedelta(hours=hours, minutes=minutes) * (-1 if zone[0] == "-" else 1)
        return (written.replace(tzinfo=UTC) - offset - EPOCH_START) // timedelta(seconds=1)
    for fold in (0, 1):  # the hour that comes twice when summer ends
        local = written.replace(fold=fold).astimezone()
        if zone in {"", local.tzname()}:
            return (local - EPOCH_START) // timedelta(seconds=1)
    return None


def _within(nanoseconds: int) -> int | None:
    return nanoseconds if -(1 << 63) <= nanoseconds < 1 << 63 else None
