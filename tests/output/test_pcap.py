import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from nldissect.errors import CaptureError
from nldissect.output.pcap import Format, write_capture
from nldissect.sources import Source, open_source
from tests.sources.build import (
    NETLINK,
    SLL2,
    Packet,
    cooked,
    cooked2,
    enhanced,
    interface,
    message,
    option,
    pcap,
    section,
    varied,
)
from tests.sources.test_pcap import frame_bytes, load

PACKETS = varied()


def written(source: Source, numbers: list[int], form: Format = "pcapng") -> Source:
    file = io.BytesIO()
    assert write_capture(file, source, numbers, form) == len(numbers)
    return load(file.getvalue())


def mixed() -> Source:
    head = section(options=option(1, b"whole")) + interface(options=option(2, b"nlmon0") + option(3, b"tap"))
    first = enhanced(Packet(cooked(message()), options=option(1, b"one") + option(1, "zwölf".encode())))
    second = enhanced(Packet(cooked2(message()), interface=1))
    return load(head + interface(SLL2, snap_length=99) + first + second)


@pytest.mark.parametrize("form", ["pcap", "pcapng"])
@pytest.mark.parametrize("nano", [False, True])
def test_what_is_written_reads_the_same(form: Format, nano: bool) -> None:
    source = load(pcap(PACKETS, nano=nano))
    back = written(source, list(range(len(PACKETS))), form)
    assert (back.format, back.warnings) == (form, [])
    assert frame_bytes(back) == [packet.data for packet in PACKETS]
    for name in ("time", "captured", "length"):
        assert (getattr(back.frames, name)[: len(PACKETS)] == getattr(source.frames, name)[: len(PACKETS)]).all()
    assert back.interfaces[0].link_type == NETLINK


def test_selected_frames_are_written_in_the_order_given() -> None:
    back = written(load(pcap(PACKETS)), [5, 0, 2], "pcap")
    assert frame_bytes(back) == [PACKETS[number].data for number in (5, 0, 2)]


def test_wire_length_is_kept_beside_what_was_captured() -> None:
    source = load(pcap([Packet(cooked(message()), length=5000)]))
    for form in ("pcap", "pcapng"):
        back = written(source, [0], form)
        assert (back.frames.captured[0], back.frames.length[0]) == (32, 5000)


def test_pcap_counts_in_nanoseconds_only_where_something_would_be_lost() -> None:
    for time, ticks in [(10**18, 10**6), (10**18 + 1000, 10**6), (10**18 + 1, 10**9)]:
        source = load(pcap([Packet(cooked(message()), time=time)], nano=True))
        assert written(source, [0], "pcap").interfaces[0].ticks == ticks


def test_pcapng_keeps_interfaces_and_comments() -> None:
    source = mixed()
    back = written(source, [1, 0])
    assert back.comments == {-1: ["whole"], 1: ["one", "zwölf"]}
    described = [(each.link_type, each.name, each.description, each.snap_length) for each in back.interfaces]
    assert described == [(NETLINK, "nlmon0", "tap", 0), (SLL2, "", "", 99)]
    assert back.frames.interface[:2].tolist() == [1, 0]


def test_several_link_types_do_not_fit_into_pcap() -> None:
    with pytest.raises(CaptureError, match="has frames of link types 253, 276, pcap can hold but one; write pcapng"):
        written(mixed(), [0, 1], "pcap")


def test_frames_of_one_link_type_out_of_several_fit_into_pcap() -> None:
    assert written(mixed(), [1], "pcap").interfaces[0].link_type == SLL2


@pytest.mark.parametrize("form", ["pcap", "pcapng"])
def test_no_frames_make_an_empty_capture(form: Format) -> None:
    for source in (mixed(), load(pcap(PACKETS))):
        back = written(source, [], form)
        assert (len(back.frames), back.warnings) == (0, [])


def test_more_frames_than_one_write_takes_all_arrive() -> None:
    source = load(pcap(PACKETS * 300))
    for form in ("pcap", "pcapng"):
        back = written(source, list(range(3000)), form)
        assert frame_bytes(back) == [packet.data for packet in PACKETS * 300]


def test_a_comment_longer_than_an_option_is_cut() -> None:
    source = load(pcap(PACKETS))
    source.comments[0] = ["x" * 70_000]
    assert written(source, [0]).comments == {0: ["x" * 0xFFFC]}


def test_a_path_and_standard_output_are_written(tmp_path: Path) -> None:
    write_capture(tmp_path / "y.pcap", load(pcap(PACKETS)), [0], "pcap")
    with open_source(tmp_path / "y.pcap") as source:
        source.advance(None)
        assert frame_bytes(source) == [PACKETS[0].data]
    program = (
        "import sys; from nldissect.output.pcap import write_capture; from nldissect.sources import open_source;"
        "source = open_source(sys.argv[1]); source.advance(None); write_capture('-', source, [0], 'pcap')"
    )
    command = [sys.executable, "-c", program, str(tmp_path / "y.pcap")]
    output = subprocess.run(command, capture_output=True, check=True, cwd=Path(__file__).parents[2]).stdout
    assert output == (tmp_path / "y.pcap").read_bytes()


def test_the_capture_that_is_read_is_not_written_over(tmp_path: Path) -> None:
    path = tmp_path / "x.pcap"
    path.write_bytes(pcap(PACKETS))
    (tmp_path / "link").symlink_to(path)
    with open_source(path) as source:
        source.advance(None)
        for target in (path, tmp_path / "link"):
            with pytest.raises(CaptureError, match="is the capture that is being read; write to another file"):
                write_capture(target, source, [0])
    assert path.read_bytes() == pcap(PACKETS)


def test_a_path_that_cannot_be_written_is_one_clear_sentence(tmp_path: Path) -> None:
    with pytest.raises(CaptureError, match=r"none/x: cannot be written \(No such file or directory\)$"):
        write_capture(tmp_path / "none" / "x", load(pcap(PACKETS)), [0])


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
def test_a_full_disk_is_one_clear_sentence() -> None:
    with pytest.raises(CaptureError, match=r"^/dev/full: cannot be written \(No space left on device\)$"):
        write_capture("/dev/full", load(pcap(PACKETS)), [0])
