"""Chosen fields, as `tshark -T fields` writes them."""

import csv
from pathlib import Path

import pytest

import nldissect
from nldissect.analysis.fields import FRAME_FIELDS, declared_paths, is_path
from nldissect.families import registry
from nldissect.output.fields import FieldsWriter, known, parse_options
from nldissect.output.text import relative_time
from tests.captures import CAPTURES, FILES, names


def message(name: str, number: int) -> nldissect.Message:
    return nldissect.open(CAPTURES / name).load().message(number - 1)


@pytest.mark.parametrize("path", FILES, ids=names(FILES))
def test_every_field_of_a_capture_can_be_asked_for(path: Path) -> None:
    paths = declared_paths(registry)
    with nldissect.open(path) as capture:
        found = {span[0].path for each in capture for span in each.layout.spans}
    assert [name for name in found if not is_path(name, paths)] == []


@pytest.mark.parametrize(
    "name", ["nl.sequence", "rta.dts", "RTA_DST", "", "rta", "rta.dst.ifname", "ifla.linkinfo.kindly", "nl.msg.bogus"]
)
def test_a_field_that_no_message_can_have_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=f"no field {name!r}"):
        known(name)


def test_a_field_that_a_message_does_not_have_is_empty() -> None:
    assert FieldsWriter(["rta.dst", "nl.seq", "ifa.local"]).line(message("errors.pcap", 1)) == "\t0\t"


def test_the_fields_of_the_frame_and_of_the_message_itself_are_there() -> None:
    each = message("errors.pcap", 2)
    shown = dict(zip(FRAME_FIELDS, FieldsWriter(list(FRAME_FIELDS)).line(each).split("\t"), strict=True))
    assert shown == {
        "frame.number": "2",
        "frame.time_epoch": f"{each.time / 1e9:.6f}000",
        "frame.time_relative": relative_time(each),
        "frame.len": str(16 + len(each.data)),
        "nl.number": "2",
        "nl.protocol": "0",
        "nl.family": "route",
        "nl.summary": "error ENODEV for RTM_NEWLINK",
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
