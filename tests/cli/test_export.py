"""`nldissect export`."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.captures import CAPTURES
from tests.cli.program import Command, program
from tests.output.tables import queried

ROUTES = CAPTURES / "routes.pcap"


def count(tables: Path, what: str = "count(*)") -> list[tuple[object, ...]]:
    return queried(f"SELECT {what} FROM '{tables}/messages/**/*.parquet' GROUP BY ALL ORDER BY ALL")


def test_several_files_go_into_one_dataset(tmp_path: Path, run: Command) -> None:
    done = run("export", ROUTES, CAPTURES / "errors.pcap", "-o", tmp_path / "deep" / "tables", "--host", "router")
    assert (done.code, done.errors) == (0, "")
    assert [line.split(" in ")[0] for line in done.lines] == [
        f"{ROUTES}: 368 messages",
        f"{CAPTURES / 'errors.pcap'}: 238 messages",
    ]
    assert count(tmp_path / "deep" / "tables", "host, file, count(*)") == [
        ("router", "errors.pcap", 238),
        ("router", "routes.pcap", 368),
    ]


def test_the_host_is_this_machine_unless_told(tmp_path: Path, run: Command) -> None:
    from socket import gethostname

    assert run("export", ROUTES, "-o", tmp_path).code == 0
    assert count(tmp_path, "host") == [(gethostname(),)]
    assert run("export", ROUTES, "-o", tmp_path, "--host", "").code == 2


def test_a_filter_chooses_the_messages(tmp_path: Path, run: Command) -> None:
    assert run("export", ROUTES, "-o", tmp_path, "-Y", "nl.type == RTM_NEWROUTE").code == 0
    assert count(tmp_path, "type") == [("RTM_NEWROUTE",)]
    assert run("export", ROUTES, "-o", tmp_path, "-Y", "nosuch.field").code == 2


def test_a_file_that_cannot_be_read_does_not_stop_the_others(tmp_path: Path, run: Command) -> None:
    done = run("export", tmp_path / "none.pcap", ROUTES, "-o", tmp_path)
    assert (done.code, len(done.lines), done.errors.count("\n")) == (1, 1, 1)
    assert count(tmp_path) == [(368,)]


def test_the_same_capture_twice_is_told(tmp_path: Path, run: Command) -> None:
    plain, packed = CAPTURES / "addresses.pcap", CAPTURES / "addresses.pcap.gz"
    done = run("export", plain, packed, "-o", tmp_path)
    assert done.errors == f"nldissect: {packed}: the same capture as {plain}, which it replaces\n"
    assert count(tmp_path) == [(241,)]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_what_cannot_be_written_is_one_sentence(tmp_path: Path, run: Command) -> None:
    done = run("export", ROUTES, "-o", "/dev/full")
    assert (done.code, done.errors) == (1, "nldissect: /dev/full: cannot be written (File exists)\n")


def test_a_full_disk_is_one_sentence_and_leaves_nothing(tmp_path: Path) -> None:
    limited = tmp_path / "limited.py"
    limited.write_text(
        "import resource, signal, sys\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "from nldissect.cli import main\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "sys.exit(main(sys.argv[1:]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-B", limited, "export", ROUTES, "-o", tmp_path / "tables"],  # no cut .pyc files
        env={**os.environ, "PYTHONPATH": str(CAPTURES.parent)},
        capture_output=True,
        text=True,
        check=False,
    )
    sentence = f"nldissect: {tmp_path}/tables: cannot be written (File too large)\n"
    assert (done.returncode, done.stderr) == (1, sentence)
    assert list((tmp_path / "tables").iterdir()) == []


def test_without_pyarrow_the_sentence_says_what_to_install(tmp_path: Path) -> None:
    (tmp_path / "pyarrow.py").write_text("raise ModuleNotFoundError(name='pyarrow')\n")
    path = f"{tmp_path}:{CAPTURES.parent}"
    done = program("export", ROUTES, "-o", tmp_path / "tables", environment={"PYTHONPATH": path})
    wanted = "nldissect: pyarrow is needed to write tables: pip install 'nldissect[arrow]'\n"
    assert (done.code, done.errors) == (1, wanted)
    assert not (tmp_path / "tables").exists()
