"""The benchmark harness: its statistics, captures and tables. Nothing is measured against a peer here."""

import struct
import sys
from io import BytesIO
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2]))

from benchmarks import make_captures, report, run
from benchmarks.comparisons import COMPARISONS, Comparison, Peer
from benchmarks.loaded import anonymous_memory
from benchmarks.machine import memory, processor
from benchmarks.measure import Pairs, ProgramFailedError, Run, run as run_program, run_pairs, typical
from benchmarks.packets import (
    FILE_HEADER,
    PACKET_HEADER,
    count_messages,
    datagrams,
    is_plain,
    messages_in,
    packets,
)

MESSAGE = struct.pack("<IHHII", 20, 3, 2, 1, 7) + bytes(4)
PYTHON = (sys.executable, "-c")


def pcap(*payloads: bytes, link_type: int = 253) -> bytes:
    """A capture with these netlink datagrams."""
    records = [FILE_HEADER.pack(0xA1B2C3D4, 2, 4, 0, 0, 262144, link_type)]
    for payload in payloads:
        records.append(PACKET_HEADER.pack(0, 0, 16 + len(payload), 16 + len(payload)) + bytes(16) + payload)
    return b"".join(records)


def counts(data: bytes) -> list[int]:
    return [count_messages(record) for record in packets(BytesIO(data[FILE_HEADER.size :]))]


def pairs() -> Pairs:
    ours = (Run(1.0, 0.5, 10 << 20), Run(2.0, 1.0, 20 << 20), Run(4.0, 2.0, 40 << 20))
    peer = (Run(4.0, 5.0, 90 << 20), Run(6.0, 3.0, 90 << 20), Run(40.0, 4.0, 90 << 20))
    return Pairs(ours, peer)


def test_ratios_are_taken_between_neighbours_not_between_medians() -> None:
    assert pairs().wall_ratios == [4.0, 3.0, 10.0]
    assert pairs().cpu_ratios == [10.0, 3.0, 2.0]
    assert report.ratio(pairs().wall_ratios) == "**4.0** (3.0 to 10.0)"


def test_a_typical_run_has_the_median_of_each_figure() -> None:
    assert typical([Run(1, 9, 5), Run(2, 8, 7), Run(3, 1, 6)]) == Run(2, 8, 6)


def test_a_run_measures_wall_clock_cpu_and_memory_of_the_process() -> None:
    measured = run_program([*PYTHON, "import time; time.sleep(0.05); held = bytearray(64 << 20)"])
    assert measured.wall >= 0.05
    assert measured.cpu > 0
    assert measured.peak >= 64 << 20


def test_a_program_that_fails_is_named_with_its_last_words() -> None:
    with pytest.raises(ProgramFailedError, match="status 3: no such option"):
        run_program([*PYTHON, "import sys; print('no such option', file=sys.stderr); sys.exit(3)"])


def test_pairs_run_in_turn(tmp_path: Path) -> None:
    log = tmp_path / "log"
    ours, peer = ([*PYTHON, f"open({str(log)!r}, 'a').write({letter!r})"] for letter in "AB")
    measured = run_pairs(ours, peer, rounds=2)
    assert log.read_text() == "AABAB"  # the first A only warms up
    assert len(measured.ours) == len(measured.peer) == 2


@pytest.mark.parametrize(
    ("datagram", "count"),
    [
        (MESSAGE, 1),
        (MESSAGE * 3, 3),
        (MESSAGE + b"\1\2\3", 2),
        (struct.pack("<I", 8) + bytes(30), 1),
        (struct.pack("<IHHII", 18, 3, 2, 1, 7) + bytes(4) + MESSAGE, 2),
        (b"", 1),
    ],
    ids=["one", "three", "a rest counts as one", "a length below the header ends it", "lengths are aligned", "empty"],
)
def test_messages_are_counted_by_their_lengths(datagram: bytes, count: int) -> None:
    assert counts(pcap(datagram)) == [count]


def test_a_packet_that_was_cut_is_left_out() -> None:
    data = pcap(MESSAGE, MESSAGE)
    assert counts(data[:-1]) == [1]


def test_only_plain_netlink_captures_are_taken(tmp_path: Path) -> None:
    assert is_plain(pcap())
    assert not is_plain(pcap(link_type=1))
    assert not is_plain(b"\x1f\x8b")
    path = tmp_path / "one.pcap"
    path.write_bytes(pcap(MESSAGE, b"abc"))
    assert list(datagrams(path)) == [MESSAGE, b"abc"]


def test_a_cut_has_the_wanted_messages_from_all_over_the_capture(tmp_path: Path) -> None:
    path = tmp_path / "all.pcap"
    path.write_bytes(pcap(*(struct.pack("<IHHII", 16, 3, 0, number, 0) for number in range(1000))))
    cut = make_captures.make_cut(path, 20)
    assert cut.name == "all.20.pcap"
    seqs = [struct.unpack_from("<I", datagram, 8)[0] for datagram in datagrams(cut)]
    assert seqs == [run * 100 + step for run in range(10) for step in range(2)]


def test_a_cut_of_more_than_there_is_is_the_capture(tmp_path: Path) -> None:
    path = tmp_path / "all.pcap"
    path.write_bytes(pcap(MESSAGE * 5, MESSAGE))
    assert make_captures.make_cut(path, 100).read_bytes() == path.read_bytes()


def test_the_mix_repeats_the_captures_of_the_repository(tmp_path: Path) -> None:
    path = tmp_path / "mix.pcap"
    make_captures.make_mix(path, messages=5000)
    assert is_plain(path.read_bytes())
    assert messages_in(path) >= 5000
    assert not list(tmp_path.glob("partial*"))


def test_routes_that_cannot_be_recorded_are_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    recorder = tmp_path / "captures" / "record"
    recorder.parent.mkdir()
    recorder.write_text("#!/bin/sh\necho 'linux.uml is missing; install it' >&2\nexit 2\n")
    recorder.chmod(0o755)
    monkeypatch.setattr(make_captures, "REPOSITORY", tmp_path)
    with pytest.raises(
        make_captures.CaptureNotMadeError, match=r"^routes\.pcap .*: linux\.uml is missing; install it$"
    ):
        make_captures.make_routes(tmp_path / "routes.pcap")


def test_anonymous_memory_is_read_from_the_status_of_a_process() -> None:
    assert anonymous_memory("VmRSS:\t  300 kB\nRssAnon:\t     120 kB\nRssFile:\t 180 kB\n") == 120 * 1024


def test_the_machine_is_described_from_proc() -> None:
    assert processor("processor\t: 0\nmodel name\t: Some CPU @ 2 GHz\n") == "Some CPU @ 2 GHz"
    assert memory("MemTotal:       24000000 kB\n") == pytest.approx(22.9, abs=0.1)


def test_every_comparison_fills_in_its_places() -> None:
    for comparison in COMPARISONS:
        for command in (comparison.ours, comparison.peer.command):
            assert "x.pcap" in run.filled(command, Path("x.pcap"))
            assert not [word for word in run.filled(command, Path("x.pcap")) if "{" in word]


def test_large_comparisons_run_only_when_asked_for() -> None:
    usual, all_of_them = list(run.chosen("", large=False)), list(run.chosen("", large=True))
    assert len(usual) < len(all_of_them)
    assert {comparison.peer.name for comparison, _ in run.chosen("SCAPY", large=False)} == {"scapy"}


def test_results_tell_figures_differences_and_what_was_not_measured() -> None:
    peer = Peer("other", ("other", "{capture}"), executable="other")
    comparison = Comparison("count", ("stats", "{capture}"), peer, difference="the other counts less")
    compared = report.Compared(comparison, "mix", 1_000_000, pairs())
    loaded = report.Loaded("routes", 2_000_000, 0.4, 0.2, 0.6, 40 << 20, 240 << 20, {"rta.oif == 3": 12.34})
    text = report.render([compared], [loaded], ["scapy is not installed."], "2 cores.")
    assert (
        "| count: `nldissect stats FILE` to `other` | mix, 1,000,000 | 2.00 / 6.00 | 1.00 / 4.00 | 20 / 90 |"
        " **4.0** (3.0 to 10.0) | **3.0** (2.0 to 10.0) |"
    ) in text
    assert "| routes | 2,000,000 | 0.20 | 0.10 | 0.30 | 40 | 240 | 100 |" in text
    assert "| `rta.oif == 3` | 12.3 |" in text
    assert "* count, other: the other counts less." in text
    assert "* scapy is not installed." in text
    assert "2 cores." in text


def test_a_peer_that_is_not_installed_is_skipped_and_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    peer = Peer("absent", ("absent",), executable="no-such-program-here")
    monkeypatch.setattr(run, "COMPARISONS", (Comparison("nothing", (), peer, captures=("mix",)),))
    output = tmp_path / "RESULTS.md"
    assert run.main(["--only", "nothing", "--output", str(output)]) == 1
    assert "not measured: nothing, absent, mix: no-such-program-here is not installed." in capsys.readouterr().err
    assert not output.exists()
