"""What literals mean."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, strategies as st

from nldissect.analysis.filter.literals import (
    boolean,
    duration,
    instant,
    integer,
    ipv4,
    ipv6,
    octets,
    tc_handle,
    u32_handle,
)

SECOND = 1_000_000_000
NOON = 1_795_262_400 * SECOND  # 2026-11-21T12:00:00Z
FUNCTIONS = (boolean, duration, instant, integer, ipv4, ipv6, octets, tc_handle, u32_handle)


@pytest.fixture
def berlin() -> Iterator[None]:
    before = os.environ.get("TZ")
    os.environ["TZ"] = "CET-1CEST,M3.5.0,M10.5.0/3"
    time.tzset()
    yield
    if before is None:
        del os.environ["TZ"]
    else:
        os.environ["TZ"] = before
    time.tzset()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0),
        ("00", 0),
        ("42", 42),
        ("012", 10),
        ("0x1F", 31),
        ("0X1f", 31),
        ("0b101", 5),
        ("18446744073709551615", 2**64 - 1),
        ("0" * 10_000 + "7", 7),
        ("18446744073709551616", None),
        ("0x1" + "0" * 16, None),
        ("9" * 10_000, None),
        ("08", None),
        ("0x", None),
        ("0b", None),
        ("0b2", None),
        ("-1", None),
        ("+1", None),
        ("1_0", None),
        ("1.0", None),
        ("1 ", None),
        ("", None),
        ("²", None),
        ("١", None),
    ],
)
def test_integer(text: str, value: int | None) -> None:
    assert integer(text) == value


def test_boolean() -> None:
    assert [boolean(each) for each in ("True", "TRUE", "true")] == [True] * 3
    assert [boolean(each) for each in ("False", "FALSE", "false")] == [False] * 3
    assert [boolean(each) for each in ("", "yes", "1", "tRUE")] == [None] * 4


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("10.1.2.3", (b"\x0a\x01\x02\x03", 32)),
        ("10.1.2.3/8", (b"\x0a\x01\x02\x03", 8)),
        ("0.0.0.0/0", (bytes(4), 0)),
        ("255.255.255.255/32", (b"\xff" * 4, 32)),
        ("10.0.0.0/33", None),
        ("10.0.0.0/", None),
        ("10.0.0.0/-1", None),
        ("10.0.0.0/0x8", None),
        ("10.0.0.0/255.0.0.0", None),
        ("10.0.0/8", None),
        ("10", None),
        ("256.0.0.1", None),
        ("10.0.0.1\0", None),
        ("::1", None),
        ("1\udc80.0.0.1", None),
        ("", None),
    ],
)
def test_ipv4(text: str, value: tuple[bytes, int] | None) -> None:
    assert ipv4(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("::", (bytes(16), 128)),
        ("::1", (bytes(15) + b"\x01", 128)),
        ("fe80::/10", (b"\xfe\x80" + bytes(14), 10)),
        ("2001:DB8:0:1:2:3:4:5/64", (bytes.fromhex("20010db8000000010002000300040005"), 64)),
        ("::ffff:192.0.2.1", (bytes(10) + b"\xff\xff\xc0\x00\x02\x01", 128)),
        ("fe80::/129", None),
        ("fe80::1::2", None),
        ("fe80::1%eth0", None),
        ("10.0.0.1", None),
        ("aa:bb:cc:dd:ee:ff", None),
    ],
)
def test_ipv6(text: str, value: tuple[bytes, int] | None) -> None:
    assert ipv6(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("aa:bb", "aabb"),
        ("AA:bb:0c:dd:ee:ff", "aabb0cddeeff"),
        ("aa-bb-cc", "aabbcc"),
        ("aa.bb", "aabb"),
        ("0.1.0.d", "0001000d"),
        ("0:1:2:3:4:5", "000102030405"),
        ("aabb.ccdd.eeff", "aabbccddeeff"),
        ("aa:", "aa"),
        ("aa", None),
        ("aabb", None),
        ("aa:bb-cc", None),
        ("aa:bb:", None),
        ("aa::bb", None),
        ("aaa:bb", None),
        ("gg:hh", None),
        ("aabb.ccdd.ee", None),
        ("", None),
        (":", None),
    ],
)
def test_octets(text: str, value: str | None) -> None:
    assert octets(text) == (None if value is None else bytes.fromhex(value))


def test_octets_without_separators_when_they_are_asked_for() -> None:
    assert octets("7a", unseparated=True) == b"\x7a"
    assert octets("deadBEEF", unseparated=True) == b"\xde\xad\xbe\xef"
    assert octets("10", unseparated=True) == b"\x10"
    assert octets("7", unseparated=True) == octets("0x07", unseparated=True) == b"\x07"
    assert octets("0x123", unseparated=True) is None
    assert octets("abc", unseparated=True) is None
    assert octets("", unseparated=True) is None
    assert octets("aa:bb", unseparated=True) == b"\xaa\xbb"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1ns", 1),
        ("10us", 10_000),
        ("10µs", 10_000),
        ("10μs", 10_000),
        ("1ms", 1_000_000),
        ("0.5ms", 500_000),
        ("2.5s", 2_500_000_000),
        ("0.000000001s", 1),
        ("0.1000000000000s", 100_000_000),
        ("3min", 180 * SECOND),
        ("1h", 3600 * SECOND),
        ("1.5h", 5400 * SECOND),
        ("1d", 86400 * SECOND),
        ("0s", 0),
        ("0.5ns", None),
        ("0.0000000001s", None),
        ("999999999999d", None),
        ("5", None),
        ("5m", None),
        ("5 s", None),
        ("s", None),
        (".5s", None),
        ("-1s", None),
    ],
)
def test_duration(text: str, value: int | None) -> None:
    assert duration(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2026-11-21T12:00:00Z", NOON),
        ("2026-11-21T12:00Z", NOON),
        ("2026-11-21 12:00:00 UTC", NOON),
        ("2026-11-21T12:00:00.5Z", NOON + SECOND // 2),
        ("2026-11-21T12:00:00.123456789Z", NOON + 123_456_789),
        ("2026-11-21T13:00:00+01:00", NOON),
        ("2026-11-21T13:00:00+01", NOON),
        ("2026-11-21T06:30:00-0530", NOON),
        ("Nov 21, 2026 12:00:00.5 UTC", NOON + SECOND // 2),
        ("Nov 21, 2026 12:00:00.500000000 UTC", NOON + SECOND // 2),
        ("Nov  1, 2026 12:00:00 GMT", NOON - 20 * 86400 * SECOND),
        ("1795262400", NOON),
        ("1795262400.123456789", NOON + 123_456_789),
        ("0", 0),
        ("1969-12-31T23:59:59.5Z", -SECOND // 2),
        ("2026-02-30", None),
        ("2026-13-01", None),
        ("2026-11-21T25:00:00Z", None),
        ("2026-11-21T12:00:60Z", None),
        ("2026-11-21T12:00:00.1234567891Z", None),
        ("2026-11-21T12:00:00 XYZ", None),
        ("Foo 21, 2026 12:00:00", None),
        ("Nov 21, 2026", None),
        ("1500-01-01T00:00:00Z", None),
        ("2300-01-01T00:00:00Z", None),
        ("0001-01-01", None),
        ("9999-12-31", None),
        ("0000-00-00", None),
        ("99999999999999999999", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_instant(text: str, value: int | None) -> None:
    assert instant(text) == value


@pytest.mark.usefixtures("berlin")
@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2026-11-21T13:00:00", NOON),
        ("2026-11-21 13:00", NOON),
        ("2026-11-21", NOON - 13 * 3600 * SECOND),
        ("Nov 21, 2026 13:00:00", NOON),
        ("Nov 21, 2026 13:00:00.000000000 CET", NOON),
        ("Nov 21, 2026 13:00:00 CEST", None),
        ("2026-07-21T12:00:00", 1_784_628_000 * SECOND),
        ("Oct 25, 2026 02:30:00 CEST", 1_792_888_200 * SECOND),
        ("Oct 25, 2026 02:30:00 CET", 1_792_891_800 * SECOND),
    ],
)
def test_a_date_without_zone_is_local_time(text: str, value: int | None) -> None:
    assert instant(text) == value


@given(st.text() | st.from_regex(r"[0-9a-fA-Fx:./T+Z -]{1,30}", fullmatch=True))
def test_no_text_makes_any_of_them_raise(text: str) -> None:
    for function in FUNCTIONS:
        function(text)


@given(st.integers(0, 2**63 - 1))
def test_seconds_since_the_epoch_keep_their_nanoseconds(nanoseconds: int) -> None:
    assert instant(f"{nanoseconds // SECOND}.{nanoseconds % SECOND:09}") == nanoseconds


@given(st.datetimes(datetime(1700, 1, 1), datetime(2261, 1, 1), timezones=st.just(UTC)))
def test_a_date_means_its_distance_from_the_epoch(date: datetime) -> None:
    microseconds = (date - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
    assert instant(date.isoformat()) == microseconds * 1000


@pytest.mark.parametrize(
    ("text", "value"),
    [("1:10", 0x10010), ("1:", 0x10000), ("ffff:fff1", 0xFFFFFFF1), ("0:", 0), ("10000:", None), ("1", None)],
)
def test_a_handle_of_traffic_control_has_a_major_and_a_minor_number(text: str, value: int | None) -> None:
    assert tc_handle(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [("800:", 0x80000000), ("2:5", 0x00205000), ("2:5:800", 0x00205800), ("800::800", 0x80000800), ("1000:", None)],
)
def test_a_handle_of_u32_has_a_table_a_bucket_and_a_node(text: str, value: int | None) -> None:
    assert u32_handle(text) == value
