"""Tables: every value of every capture is in its column, and what has no place there is told."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

import nldissect
import nldissect.engine.cache as caches
from nldissect.analysis.fields import declared_paths
from nldissect.analysis.statistics import Statistics
from nldissect.capture import Capture
from nldissect.engine.layout import Layout
from nldissect.engine.values import presentation
from nldissect.families import registry
from nldissect.message import Message
from nldissect.output.tables import body, export, gathering
from nldissect.output.tables.cells import Column, Kind
from tests.captures import CAPTURES, FILES, names
from tests.output.tables import attribute, bodies, exported, fields, files, link, message, opened, queried, rows

HEADER = 16
XFRM, XFRM_MSG_NEWSA, XFRMA_ALG_CRYPT = 6, 16, 2
IFLA_LINKINFO, IFLA_INFO_KIND, IFLA_INFO_DATA, IFLA_VXLAN_TTL_INHERIT = 18, 1, 2, 28
IFLA_IFNAME, IFLA_MTU, IFLA_PROP_LIST, IFLA_ALT_IFNAME = 3, 4, 52, 53


def text(value: Any) -> Any:
    """A value as tables have it."""
    if isinstance(value, str):
        return value.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return value


def paths(layout: Layout) -> dict[str, list[int]]:
    """The fields behind the netlink header, by path the indexes of their values."""
    found: dict[str, list[int]] = {}
    for index in layout.leaves:
        field, _, _, start, end, *_ = layout.spans[index]
        padding = field.name.endswith("_PAD") and start == end
        if not padding and (layout.message is None or start >= HEADER):
            found.setdefault(field.path, []).append(index)
    return found


def check(shown: Message, row: dict[str, Any]) -> int:
    """Every field of a message is in its row, and nothing else; the number of values."""
    left = fields(row)
    count = 0
    for path, indexes in paths(shown.layout).items():
        found: list[Any] = []
        for name in (path, f"{path}_bytes", f"{path}_text", f"{path}_list", f"{path}_bytes_list"):
            value = left.pop(name, [])
            found += value if isinstance(value, list) else [value]
        wanted = [text(value) for value in shown.values(path) if value != b"" or len(indexes) == 1 or found]
        if row["raw"] is None:
            assert found == wanted, path
        else:
            assert found == wanted[: len(found)]
        name = left.pop(f"{path}_name", None)
        leaf = shown.layout.spans[indexes[0]][1]
        assert leaf is not None
        if leaf.show == "enum" and f"{path}_name" in row:
            (raw,) = shown.layout.unpacker((indexes[0],)).unpack_from(shown.data)
            assert name == json.loads(presentation(leaf).json(raw))["name"]
        count += len(found)
    assert left == {}
    assert row["type"] == shown.type_name
    assert bool(row["issues"]) >= bool(shown.layout.issues)
    return count


def check_all(capture: Capture, directory: Path) -> int:
    export(capture, directory)
    count = 0
    seen = Counter[int]()
    for row in bodies(directory):
        count += check(capture.message(row["number"] - 1), row)
        seen[row["number"]] += 1
    assert seen == Counter(range(1, len(capture) + 1))
    return count


@pytest.mark.parametrize("path", FILES, ids=names(FILES))
def test_every_value_is_in_its_column(path: Path, tmp_path: Path) -> None:
    with nldissect.open(path) as capture:
        assert check_all(capture, tmp_path) > 1000


def test_the_values_are_the_same_in_small_portions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, size in {"PORTION": 200, "MOST_MESSAGES": 20, "COLUMN": 100, "MOST_SINGLE": 50}.items():
        monkeypatch.setattr(body, name, size)
    monkeypatch.setattr(gathering, "CACHED", 300)
    monkeypatch.setattr(caches, "MOST_LAYOUTS", 20)  # messages of the others are walked one by one
    with nldissect.open(CAPTURES / "routes.pcap") as capture:
        check_all(capture, tmp_path)
        assert len(files(tmp_path, "route_route")) > 10


@pytest.mark.parametrize("path", FILES, ids=names(FILES))
def test_duckdb_counts_what_the_statistics_count(path: Path, tmp_path: Path) -> None:
    with nldissect.open(path) as capture:
        export(capture, tmp_path)
        wanted = {
            (row.family, row.type_name, row.messages, row.bytes, row.errors)
            for row in Statistics(capture).by_type()
            if row.messages
        }
        total = Statistics(capture).totals().errors
    table = f"'{tmp_path}/messages/**/*.parquet'"
    found = queried(f"SELECT family, type, count(*), sum(length) FROM {table} GROUP BY ALL")
    assert set(found) == {row[:4] for row in wanted}
    assert queried(f"SELECT count(error) FROM {table}") == [(total,)]


def test_a_row_of_messages_says_what_the_message_says(tmp_path: Path) -> None:
    with nldissect.open(CAPTURES / "errors.pcap") as capture:
        for row in exported(capture, tmp_path, "messages"):
            shown = capture.message(row["number"] - 1)
            call = capture.calls.of(shown.row)
            assert (row["frame"], row["time_ns"]) == (shown.frame_number, shown.time)
            assert row["time"].timestamp() == pytest.approx(shown.time / 1e9, abs=1e-5)
            assert (row["protocol"], row["family"], row["type"]) == (
                shown.protocol_name,
                shown.family_name,
                shown.type_name,
            )
            assert (row["type_number"], row["flags"], row["seq"], row["port"], row["length"]) == (
                shown.type,
                shown.flags,
                shown.seq,
                shown.port,
                shown.length,
            )
            assert row["errno"] == shown.errno
            assert row["call"] == (call and call.number)
            assert row["call_state"] == (call and call.state.words)
            assert row["call_latency"] == (call and call.latency)


def test_bytes_that_are_no_message_have_no_header(tmp_path: Path) -> None:
    (row,) = exported(opened(b"\x05\x00"), tmp_path, "messages")
    assert (row["type"], row["type_number"], row["length"], row["object"]) == ("data", None, 2, "route_data")
    assert [row["fragment"] for row in rows(tmp_path, "route_data")] == [b"\x05\x00"]


def test_a_value_of_the_wrong_size_is_bytes_beside_the_others(tmp_path: Path) -> None:
    capture = opened(link(attribute(IFLA_MTU, b"\xdc\x05\0\0")), link(attribute(IFLA_MTU, b"\xdc\x05")))
    right, wrong = exported(capture, tmp_path, "route_link")
    assert (right["ifla.mtu"], right["ifla.mtu_bytes"], right["issues"]) == (1500, None, None)
    assert (wrong["ifla.mtu"], wrong["ifla.mtu_bytes"]) == (None, b"\xdc\x05")
    assert wrong["issues"] == "ifla.mtu: 2 bytes do not fit u32"


def test_a_field_that_is_there_again_is_told_with_the_whole_message(tmp_path: Path) -> None:
    capture = opened(link(attribute(IFLA_IFNAME, b"a\0"), attribute(IFLA_IFNAME, b"b\0")))
    (row,) = exported(capture, tmp_path, "route_link")
    assert row["ifla.ifname"] == "a"
    assert row["issues"] == "ifla.ifname: is there 2 times"
    assert row["raw"] == capture.data(0)


def test_a_field_that_is_there_again_in_another_size_is_told_too(tmp_path: Path) -> None:
    sizes = [attribute(IFLA_VXLAN_TTL_INHERIT, value) for value in (b"", b"\0")]
    data = attribute(IFLA_INFO_KIND, b"vxlan\0") + attribute(IFLA_INFO_DATA, b"".join(sizes))
    (row,) = exported(opened(link(attribute(IFLA_LINKINFO, data))), tmp_path, "route_link")
    assert row["ifla.linkinfo.data.vxlan.ttl_inherit"] is True
    assert row["issues"] == "ifla.linkinfo.data.vxlan.ttl_inherit: is there 2 times"
    assert row["raw"]


def test_what_may_repeat_is_a_list_also_when_it_is_there_once(tmp_path: Path) -> None:
    names = [attribute(IFLA_ALT_IFNAME, name) for name in (b"one\0", b"two\0")]
    capture = opened(
        link(attribute(IFLA_PROP_LIST, names[0])), link(attribute(IFLA_PROP_LIST, b"".join(names))), link()
    )
    found = [row["ifla.prop_list.alt_ifname"] for row in exported(capture, tmp_path, "route_link")]
    assert found == [["one"], ["one", "two"], None]


def test_undeclared_attributes_are_lists_of_bytes(tmp_path: Path) -> None:
    (row,) = exported(opened(link(attribute(3000, b"\1"), attribute(3000, b"\2"))), tmp_path, "route_link")
    assert row["ifla.3000"] == [b"\1", b"\2"]
    assert row["issues"] is None


def test_text_that_is_no_utf8_is_escaped(tmp_path: Path) -> None:
    (row,) = exported(opened(link(attribute(IFLA_IFNAME, b"\xc3\xa4\xff\0"))), tmp_path, "route_link")
    assert row["ifla.ifname"] == "ä\\xff"


def test_secrets_are_left_out_and_named(tmp_path: Path) -> None:
    key = b"cbc(aes)".ljust(64, b"\0") + (128).to_bytes(4, "little") + b"0123456789abcdef"
    capture = opened(message(XFRM_MSG_NEWSA, bytes(224), attribute(XFRMA_ALG_CRYPT, key)), protocol=XFRM)
    (row,) = exported(capture, tmp_path, "xfrm_sa")
    assert "0123456789abcdef" not in str(row)
    assert (row["redacted"], row["xfrma.alg_crypt"]) == ("xfrma.alg_crypt", None)
    export(capture, tmp_path, secrets=True)
    (row,) = rows(tmp_path, "xfrm_sa")
    assert (row["redacted"], row["xfrma.alg_crypt"]) == (None, key)


def test_what_has_no_column_is_told_with_the_whole_message(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(body, "MOST_COLUMNS", 3)
    capture = opened(link(attribute(IFLA_MTU, b"\xdc\x05\0\0")), message(20, bytes(8)))
    (row,) = exported(capture, tmp_path, "route_link")
    assert "ifla.mtu" not in row
    assert (row["issues"], row["raw"]) == ("more fields than a table has columns", capture.data(0))


def test_undeclared_attributes_without_end_are_told_with_the_whole_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(body, "MOST_UNDECLARED", 2)
    capture = opened(*(link(attribute(number, b"\1"), attribute(IFLA_IFNAME, b"a\0")) for number in range(3000, 3004)))
    found = exported(capture, tmp_path, "route_link")
    assert [row["ifla.ifname"] for row in found] == ["a"] * 4
    assert [row["raw"] is None for row in found] == [True, True, False, False]
    assert {name for row in found for name in fields(row) if name.startswith("ifla.3")} == {"ifla.3000", "ifla.3001"}


def test_a_path_with_two_kinds_of_values_has_two_columns() -> None:
    columns = [Column("a", kind, repeated) for kind in reversed(Kind) for repeated in (True, False)]
    found = body._names(dict.fromkeys(columns))
    assert found[Column("a", Kind.NUMBER, False)] == "a"
    assert found[Column("a", Kind.NUMBER, True)] == "a_number_list"
    assert found[Column("a", Kind.TEXT, False)] == "a_text"
    assert len(set(found.values())) == len(columns)


def test_no_two_columns_differ_by_case_alone() -> None:
    declared = declared_paths(registry)
    assert len({path.lower() for path in declared}) == len(declared), "engines do not tell case apart"
