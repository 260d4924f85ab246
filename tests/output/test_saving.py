from __future__ import annotations

import json
import os
import resource
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from struct import pack

import numpy as np
import pytest

import nldissect
from nldissect.capture import Capture
from nldissect.errors import CaptureError
from nldissect.families import registry
from nldissect.output.saving import FORMATS, Format, format_of, packets, save, suffix
from tests.captures import CAPTURES, FILES, names
from tests.output.test_pcap import mixed

ROOT = os.geteuid() == 0
KEY = b"sixteen byte key"


def opened(name: str = "errors.pcap") -> Capture:
    return nldissect.open(CAPTURES / name).load()


def content(capture: Capture) -> list[tuple[int, int, bytes]]:
    """Time, protocol and bytes of each message."""
    return [(message.time, message.protocol, message.data) for message in capture]


def state_with_a_key() -> Capture:
    """XFRM_MSG_NEWSA with an XFRMA_ALG_CRYPT: name of the algorithm, bits of the key, key."""
    algorithm = b"cbc(aes)".ljust(64, b"\0") + pack("<I", 8 * len(KEY)) + KEY
    body = bytes(224) + pack("<HH", 4 + len(algorithm), 2) + algorithm
    (message,) = nldissect.decode(pack("<IHHII", 16 + len(body), 16, 5, 1, 0) + body, "xfrm")
    return message.capture


def shared_datagram(capture: Capture) -> int:
    """The row of a message that is not alone in its datagram."""
    frames = capture.index.messages.frame[: len(capture)]
    return int(np.flatnonzero(frames[1:] == frames[:-1])[0])


@pytest.mark.parametrize("form", ["pcapng", "pcap"])
@pytest.mark.parametrize("file", FILES, ids=names(FILES))
def test_a_saved_capture_holds_the_same_messages(file: Path, form: Format, tmp_path: Path) -> None:
    capture = nldissect.open(file).load()
    saved = save(capture, None, tmp_path / "out", form)
    assert content(nldissect.open(tmp_path / "out").load()) == content(capture)
    assert (saved.path, saved.size) == (str(tmp_path / "out"), (tmp_path / "out").stat().st_size)
    assert saved.messages == saved.held == len(capture)


def test_chosen_messages_come_with_those_of_their_datagrams_and_this_is_told(tmp_path: Path) -> None:
    capture = opened()
    row = shared_datagram(capture)
    saved = save(capture, np.array([0, row]), tmp_path / "out.pcapng")
    back = content(nldissect.open(tmp_path / "out.pcapng").load())
    assert (saved.messages, saved.packets, saved.held) == (2, 2, len(back))
    assert len(back) > 2
    assert content(capture)[row] in back


@pytest.mark.parametrize("step", [1, 3, 50])
def test_packets_are_counted_as_going_through_them_one_by_one_does(step: int) -> None:
    capture = opened("dumps.pcap")
    rows = np.arange(0, len(capture), step)
    numbers, held = packets(capture, rows)
    frames = [message.frame for message in capture]
    assert numbers.tolist() == sorted({frames[row] for row in rows})
    assert held == sum(frame in set(numbers.tolist()) for frame in frames)


def test_json_has_a_line_for_each_message(tmp_path: Path) -> None:
    capture = opened()
    rows = np.array([3, 7, 30])
    saved = save(capture, rows, tmp_path / "out.ndjson", "ndjson")
    found = [json.loads(line) for line in (tmp_path / "out.ndjson").read_text().splitlines()]
    assert found == [capture.message(row).to_dict() for row in rows.tolist()]
    assert (saved.messages, saved.packets) == (3, None)


def test_text_has_a_line_for_each_message_and_a_tree_one_for_each_field(tmp_path: Path) -> None:
    capture = opened()
    save(capture, None, tmp_path / "text", "text")
    save(capture, None, tmp_path / "tree", "tree")
    lines = (tmp_path / "text").read_text().splitlines()
    trees = (tmp_path / "tree").read_text().split("\n\n")
    assert [int(line.split()[0]) for line in lines] == [message.number for message in capture]
    assert trees[0].splitlines()[0] == lines[0]
    assert [len(tree.strip().splitlines()) for tree in trees[:-1]] == [1 + len(message.nodes()) for message in capture]


def test_text_can_be_ascii_only(tmp_path: Path) -> None:
    save(opened(), None, tmp_path / "out", "text", ascii_only=True)
    assert (tmp_path / "out").read_bytes().isascii()


def test_keys_are_redacted_in_text_and_json_but_not_in_packets(tmp_path: Path) -> None:
    capture = state_with_a_key()
    for form in FORMATS:
        save(capture, None, tmp_path / form, form)
        data = (tmp_path / form).read_bytes()
        assert (b"(redacted)" in data) == (form in ("ndjson", "tree"))
        assert (KEY in data) == (form in ("pcap", "pcapng"))
        assert KEY.hex().encode() not in data


@pytest.mark.parametrize("form", FORMATS)
def test_no_messages_make_a_file_without_any(form: Format, tmp_path: Path) -> None:
    saved = save(opened(), np.empty(0, np.int64), tmp_path / "out", form)
    assert (saved.messages, saved.held) == (0, 0)
    if form in ("pcap", "pcapng"):
        assert len(nldissect.open(tmp_path / "out").load()) == 0
    else:
        assert saved.size == 0


@pytest.mark.parametrize("form", FORMATS)
def test_progress_grows_to_the_whole(form: Format, tmp_path: Path) -> None:
    shares: list[float] = []
    save(opened("wild.pcap"), None, tmp_path / "out", form, progress=shares.append)
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(1, abs=0.01)


# What is there already, and failures


def test_a_file_is_replaced_with_its_mode_and_a_link_to_it_stays(tmp_path: Path) -> None:
    target, link = tmp_path / "target", tmp_path / "link"
    target.write_text("before")
    target.chmod(0o640)
    link.symlink_to(target)
    save(opened(), None, link, "pcap")
    assert link.is_symlink()
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    assert len(nldissect.open(target).load()) == len(opened())


def test_a_new_file_has_the_mode_that_the_user_wants_for_files(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        save(opened(), None, tmp_path / "out")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "out").stat().st_mode) == 0o640


def test_a_name_may_be_as_long_as_names_can_be(tmp_path: Path) -> None:
    save(opened(), None, tmp_path / ("x" * 255))
    assert [len(name) for name in os.listdir(tmp_path)] == [255]


@contextmanager
def longest_file(size: int) -> Iterator[None]:
    """No file may be longer than some bytes, as if the disk were full then."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


def test_a_failure_loses_nothing_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("before")
    with longest_file(1000), pytest.raises(CaptureError, match=r"out: cannot be written \(File too large\)$"):
        save(opened(), None, tmp_path / "out")
    assert os.listdir(tmp_path) == ["out"]
    assert (tmp_path / "out").read_text() == "before"


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
def test_a_full_disk_is_one_clear_sentence() -> None:
    with pytest.raises(CaptureError, match=r"^/dev/full: cannot be written \(No space left on device\)$"):
        save(opened(), None, "/dev/full")
    assert stat.S_ISCHR(os.stat("/dev/full").st_mode)


def test_the_capture_that_is_read_is_not_written_over(tmp_path: Path) -> None:
    original = (CAPTURES / "errors.pcap").read_bytes()
    path = tmp_path / "x.pcap"
    path.write_bytes(original)
    (tmp_path / "link").symlink_to(path)
    capture = nldissect.open(path).load()
    for target in (path, tmp_path / "link"):
        with pytest.raises(CaptureError, match="is the capture that is being read; write to another file"):
            save(capture, None, target)
    assert path.read_bytes() == original


def test_places_where_no_file_can_be_are_one_clear_sentence(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    capture = opened()
    for name, reason in [
        ("none/x", r"cannot be written \(No such file or directory\)"),
        ("fifo/x", r"cannot be written \(Not a directory\)"),
        ("fifo", "is no regular file; write to another file"),
        (".", "is a directory; write to another file"),
        ("x" * 256, r"cannot be written \(File name too long\)"),
        ("a\0b", r"cannot be written \(.*null.*\)"),
    ]:
        with pytest.raises(CaptureError, match=rf"{reason}$"):
            save(capture, None, tmp_path / name)
    assert os.listdir(tmp_path) == ["fifo"]


@pytest.mark.skipif(ROOT, reason="root may write everywhere")
def test_a_directory_that_is_not_ours_is_one_clear_sentence(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(CaptureError, match=r"cannot be written \(Permission denied\)$"):
        save(opened(), None, tmp_path / "out")


def test_several_link_types_do_not_fit_into_pcap(tmp_path: Path) -> None:
    with pytest.raises(CaptureError, match="pcap can hold but one; write pcapng"):
        save(Capture(mixed(), registry).load(), None, tmp_path / "out", "pcap")
    assert os.listdir(tmp_path) == []


# Names


@pytest.mark.parametrize(
    ("name", "preferred", "form"),
    [
        ("x.pcapng", "text", "pcapng"),
        ("x.PCAP", "pcapng", "pcap"),
        ("x.cap", "pcapng", "pcap"),
        ("x.jsonl", "pcap", "ndjson"),
        ("x.txt", "pcap", "text"),
        ("x.txt", "tree", "tree"),
        ("x", "ndjson", "ndjson"),
        ("x.d/y", "pcap", "pcap"),
    ],
)
def test_the_end_of_a_name_tells_the_format(name: str, preferred: Format, form: Format) -> None:
    assert format_of(name, preferred) == form


def test_the_end_that_a_format_has_tells_that_format() -> None:
    assert [format_of(f"x{suffix(form)}", form) for form in FORMATS] == list(FORMATS)
