"""Chosen fields, as `tshark -T fields` writes them."""

import csv
from pathlib import Path

import pytest

import nldissect
from nldissect.analysis.computed import COMPUTED
from nldissect.output.fields import FieldsWriter, parse_options
from tests.captures import CAPTURES, FILES, names


def message(name: str, number: int) -> nldissect.Message:
    return nldissect.open(CAPTURES / name).load().message(number - 1)


@pytest.mark.parametrize("path", FILES, ids=names(FILES))
def test_every_field_of_a_capture_can_be_asked_for(path: Path) -> None:
    with nldissect.open(path) as capture:
        capture.load()
        found = {span[0].path: None for each in capture for span in each.layout.spans}
        writer = FieldsWriter(list(found))
        seen = {
            name: None
            for row in range(len(capture))
            for name, cell in zip(found, writer.line(capture.message(row)).split("\t"), strict=True)
            if cell
        }
        empty = {  # strings and bytes without any
            span[0].path for each in capture for span in each.layout.spans if span[1] is not None and span[3] == span[4]
        }
    assert {*found} - {*seen} <= empty


@pytest.mark.parametrize(
    "name", ["nl.sequence", "rta.dts", "RTA_DST", "", "rtadst", "rta.dst.ifname", "ifla.linkinfo.kindl", "nl.msg.bogus"]
)
def test_a_field_that_no_message_can_have_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=f"no field {name!r}"):
        FieldsWriter([name])


def test_a_field_that_a_message_does_not_have_is_empty() -> None:
    assert FieldsWriter(["rta.dst", "nl.seq", "ifa.local"]).line(message("errors.pcap", 1)) == "\t0\t"


def test_the_fields_of_the_frame_of_the_message_itself_and_of_its_call_are_there() -> None:
    each = message("errors.pcap", 8)
    time = f"{each.time // 10**9}.{each.time % 10**9:09d}"
    shown = dict(zip(COMPUTED, FieldsWriter(list(COMPUTED)).line(each).split("\t"), strict=True))
    shown.pop("frame.time")
    request = each.capture.message(6)
    latency = f"{(each.time - request.time) / 1e9:.9f}"
    assert shown == {
        "frame.number": "8",
        "frame.time_epoch": time,
        "frame.time_relative": f"{(each.time - each.capture.message(0).time) / 1e9:.9f}",
        "frame.time_delta": latency,
        "frame.len": str(16 + len(each.data)),
        "frame.cap_len": str(16 + len(each.data)),
        "frame.interface_id": "0",
        "frame.interface_name": "",
        "frame.comment": "",
        "nl.number": "8",
        "nl.protocol": "0",
        "nl.family": "route",
        "nl.summary": each.summary,
        "nl.direction": "from kernel",
        "nl.diagnostic": "error",
        "nl.severity": "error",
        "nl.extack.attribute": "",
        "nl.extack.path": "",
        "call.number": "4",
        "call.role": "error",
        "call.type": "RTM_NEWLINK",
        "call.request": "7",
        "process.name": "",
        "process.command": "",
        "process.id": "",
        "process.user": "",
        "call.state": "failed",
        "call.errno": "17",
        "call.port": "738",
        "call.replies": "0",
        "call.notifications": "0",
        "call.latency": latency,
        "call.first_latency": latency,
        "call.transaction": "",
    }


def test_numbers_are_digits_bytes_are_hex_and_addresses_as_usual() -> None:
    found = [each for each in nldissect.open(CAPTURES / "links.pcap").load() if each.get("ifla.address") is not None]
    line = FieldsWriter(["nl.type", "nl.flags", "ifla.address", "ifinfo.pad", "ifla.ifname"]).line(found[0])
    assert line == "16\t2\t00:00:00:00:00:00\t00\tlo"


def test_values_of_a_field_that_repeats_are_joined_or_chosen() -> None:
    fields = [path := "rta.multipath.gateway"]
    each = next(each for each in nldissect.open(CAPTURES / "routes.pcap") if len(each.values(path)) > 1)
    values = [str(value) for value in each.values(path)]
    assert FieldsWriter(fields).line(each) == ",".join(values)
    assert FieldsWriter(fields, aggregator=" ").line(each) == " ".join(values)
    assert FieldsWriter(fields, occurrence="f").line(each) == values[0]
    assert FieldsWriter(fields, occurrence="l").line(each) == values[-1]


def test_a_container_is_present_or_not() -> None:
    writer = FieldsWriter(["rta.multipath"])
    found = {writer.line(each) for each in nldissect.open(CAPTURES / "routes.pcap").load()}
    assert found == {"", "1"}


def test_quoted_cells_are_csv() -> None:
    options = parse_options(["separator=,", "quote=d", "header=y"])
    writer = FieldsWriter(["nl.summary", "rta.dst", "nl.seq"], **options)
    each = message("links.pcap", 2)
    (cells,) = csv.reader([writer.line(each)])
    assert cells == [each.summary, "", str(each.seq)]
    assert writer.header == "nl.summary,rta.dst,nl.seq"


def test_options_are_those_of_tshark() -> None:
    assert parse_options([]) == {}
    assert parse_options(["separator=/t", "aggregator=/s", "occurrence=f", "quote=n", "header=n"]) == {
        "separator": "\t",
        "aggregator": " ",
        "occurrence": "f",
        "quote": "",
        "with_header": False,
    }


@pytest.mark.parametrize("option", ["", "header", "header=maybe", "separator=", "occurrence=x", "quote=q", "bom=y"])
def test_an_unknown_option_is_refused(option: str) -> None:
    with pytest.raises(ValueError, match="-E"):
        parse_options([option])
