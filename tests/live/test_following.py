import errno
import os
import tempfile
from pathlib import Path

import pytest

from nldissect.errors import CaptureError
from nldissect.live.following import _file


def test_what_cannot_be_read_while_it_is_written_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    with pytest.raises(CaptureError, match="pipe: is no ordinary file"):  # and it is not waited for a reader
        _file(str(path))


def test_no_room_for_a_temporary_file_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(**_: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(tempfile, "TemporaryFile", refused)
    with pytest.raises(CaptureError, match=r"no room for a temporary file \(Read-only file system\)"):
        _file("")
