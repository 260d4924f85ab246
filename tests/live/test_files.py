import errno
import gzip
import os
import re
import resource
import sys
import zlib
from pathlib import Path

import pytest

from nldissect.errors import CaptureError
from nldissect.live.files import GZIP, File, Files, Limits
from tests.live.apart import in_child


def so_far(path: Path) -> bytes:
    """What a reader gets of a gzip file that is still written."""
    return zlib.decompressobj(wbits=GZIP).decompress(path.read_bytes())


def test_nobody_but_its_owner_may_read_a_capture(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        File(str(tmp_path / "a.pcapng")).close()
        Files(str(tmp_path / "b.pcapng"), Limits(packets=1)).current.close()
    finally:
        os.umask(before)
    assert {each.stat().st_mode & 0o777 for each in tmp_path.iterdir()} == {0o600}


def test_what_was_in_the_file_before_goes(tmp_path: Path) -> None:
    path = tmp_path / "a.pcapng"
    path.write_bytes(bytes(100))
    file = File(str(path))
    file.write(b"new")
    file.close()
    assert path.read_bytes() == b"new"
    assert file.size == 3


def test_gzip_can_be_read_to_the_last_write_while_it_is_open(tmp_path: Path) -> None:
    path = tmp_path / "a.pcapng.gz"
    file = File(str(path))
    for number in range(1, 4):
        file.write(b"packet" * number)
        assert so_far(path) == b"packet" * sum(range(number + 1))
        assert file.size == path.stat().st_size, "bytes on the disk, by which the size is limited"
    file.close()
    assert gzip.decompress(path.read_bytes()) == b"packet" * 6


@pytest.mark.parametrize("suffix", ["", ".gz"])
def test_a_write_that_fails_leaves_the_file_as_it_was(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a.pcapng{suffix}"
    first, second = os.urandom(600), os.urandom(600)

    def fill() -> int:
        sys.dont_write_bytecode = True  # it would be cut, too, and be there for others
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))  # Python ignores SIGXFSZ: write() fails
        file = File(str(path))
        file.write(first)
        with pytest.raises(OSError, match="too large"):
            file.write(second)
        return file.size

    assert in_child(fill) == path.stat().st_size
    assert (so_far(path) if suffix else path.read_bytes()) == first


def test_files_of_a_rotation_are_named_after_their_number_and_the_time(tmp_path: Path) -> None:
    directory = tmp_path / "a.directory"
    directory.mkdir()
    files = Files(str(directory / "ring.pcapng.gz"), Limits(packets=1))
    first = files.current.path
    files.switch()
    files.current.close()
    names = sorted(each.name for each in directory.iterdir())
    assert names == [os.path.basename(first), os.path.basename(files.current.path)]
    assert [re.sub(r"_20\d{12}\.", "_TIME.", name) for name in names] == [
        "ring_00001_TIME.pcapng.gz",
        "ring_00002_TIME.pcapng.gz",
    ]
    assert files.count == 2


def test_of_more_files_than_are_kept_the_oldest_goes(tmp_path: Path) -> None:
    files = Files(str(tmp_path / "ring.pcapng"), Limits(packets=1, files=2))
    for number in b"12345":
        files.current.write(bytes([number]))
        if number != ord("5"):
            files.switch()
    files.current.close()
    assert [each.read_bytes() for each in sorted(tmp_path.iterdir())] == [b"4", b"5"]
    assert files.count == 5


def test_a_file_that_is_open_already_is_written_to(tmp_path: Path) -> None:
    path = tmp_path / "a.pcapng"
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT)
    files = Files("elsewhere.pcapng", descriptor=descriptor)
    files.current.write(b"here")
    files.current.close()
    assert path.read_bytes() == b"here"


@pytest.mark.parametrize(
    ("name", "pcap"),
    [("a.pcap", True), ("a.cap.gz", True), ("a.pcapng", False), ("a.pcapng.gz", False), ("-", False), ("pcap", False)],
)
def test_the_name_says_the_format(tmp_path: Path, name: str, pcap: bool) -> None:
    files = Files(name, descriptor=os.open(tmp_path / "a", os.O_WRONLY | os.O_CREAT))
    files.current.close()
    assert files.is_pcap == pcap


def test_a_file_that_cannot_be_opened_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(CaptureError) as directory:
        Files(str(tmp_path))
    assert str(directory.value) == f"{tmp_path}: is a directory; give the name of a file"
    nowhere = tmp_path / "nowhere" / "a.pcapng"
    with pytest.raises(CaptureError) as missing:
        Files(str(nowhere))
    assert str(missing.value) == f"{nowhere}: cannot be written (No such file or directory)"


def test_a_next_file_that_cannot_be_opened_is_one_sentence(tmp_path: Path) -> None:
    directory = tmp_path / "a"
    directory.mkdir()
    files = Files(str(directory / "ring.pcapng"), Limits(packets=1))
    os.rename(directory, tmp_path / "b")
    with pytest.raises(CaptureError, match=r"ring_00002_\d{14}\.pcapng: cannot be written \(No such"):
        files.switch()


def test_a_dash_is_standard_output_which_stays_open(tmp_path: Path) -> None:
    path = tmp_path / "output"

    def write() -> None:
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT), 1)
        file = Files("-").current
        file.write(b"capture")
        file.close()
        os.write(1, b", and more")

    in_child(write)
    assert path.read_bytes() == b"capture, and more"


def test_a_pipe_that_nobody_reads_is_an_error() -> None:
    reading, writing = os.pipe()
    file = File("pipe", writing)
    file.write(b"heard")
    os.close(reading)
    with pytest.raises(BrokenPipeError):
        file.write(b"lost")
    file.close()


def test_standard_output_keeps_what_others_wrote_there(tmp_path: Path) -> None:
    path = tmp_path / "a.pcapng"

    def fill() -> None:
        sys.dont_write_bytecode = True
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND)
        os.write(descriptor, b"theirs")
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
        file = File("-", descriptor)
        with pytest.raises(OSError, match="too large"):
            file.write(bytes(2000))

    in_child(fill)
    assert path.read_bytes() == b"theirs"


def test_who_may_not_write_a_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> int:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(os, "open", refused)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(CaptureError, match=r"a.pcapng: cannot be written by user 1000 \(Permission denied\)"):
        File(str(tmp_path / "a.pcapng"))
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    with pytest.raises(CaptureError, match="by root, whose rights over the files of others are given up"):
        File(str(tmp_path / "a.pcapng"))
