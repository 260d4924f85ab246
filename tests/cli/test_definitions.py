"""`nldissect read -T python`, `-T c` and `-T rust`: messages as constants for tests of other programs."""

from __future__ import annotations

import re
import shutil
import struct
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import nldissect
from nldissect.output.definitions import DEFINITIONS
from tests.captures import CAPTURES
from tests.cli.program import Command

PATH = CAPTURES / "errors.pcap"
COUNT = 60


def messages() -> list[bytes]:
    with nldissect.open(PATH) as capture:
        return [capture.load().data(row) for row in range(COUNT)]


def test_python_constants_are_the_bytes_of_the_messages(run: Command) -> None:
    result = run("read", "-T", "python", "-c", COUNT, PATH)
    names: dict[str, bytes] = {}
    exec(result.output, {}, names)
    assert list(names.values()) == messages()
    assert next(iter(names)).endswith("_1")
    assert result.lines[0].startswith("# 1 route ")


@pytest.mark.skipif(shutil.which("gcc") is None, reason="gcc is not installed (Debian: apt install gcc)")
def test_c_arrays_are_the_bytes_of_the_messages(run: Command, tmp_path: Path) -> None:
    result = run("read", "-T", "c", "-c", COUNT, PATH)
    names = re.findall(r"unsigned char (\w+)\[", result.output)
    assert len(names) == COUNT
    writes = "".join(f"fwrite({name}, 1, sizeof {name}, stdout);" for name in names)
    source, program = tmp_path / "a.c", tmp_path / "a"
    source.write_text(f"#include <stdio.h>\n{result.output}\nint main(void) {{ {writes} return 0; }}\n")
    subprocess.run(["gcc", "-Wall", "-Werror", "-o", program, source], check=True)
    assert subprocess.run([program], capture_output=True, check=True).stdout == b"".join(messages())


def test_rust_arrays_are_the_bytes_of_the_messages(run: Command) -> None:
    result = run("read", "-T", "rust", "-c", COUNT, PATH)
    arrays = re.findall(r"const \w+: \[u8; (\d+)\] = \[([^\]]*)\];", result.output)
    found = [bytes(int(word, 16) for word in re.findall(r"0x[0-9a-f]{2}", body)) for _, body in arrays]
    assert found == messages()
    assert [int(length) for length, _ in arrays] == [len(data) for data in found]


def test_what_a_capture_says_does_not_end_a_comment() -> None:
    name = struct.pack("HH", 10, 3) + b"*/ x\n\0\0\0"
    (message,) = nldissect.decode(struct.pack("IHHII", 16 + 16 + 12, 16, 1, 1, 0) + bytes(16) + name)
    for language in ("c", "python", "rust", "pytest"):
        lines = list(DEFINITIONS[language](message))
        assert not any(line.startswith(" x") for line in lines)
    assert next(iter(DEFINITIONS["c"](message))).count("*/") == 1


@pytest.mark.parametrize("name", ["errors.pcap", "generic.pcap", "big-endian.s390x.pcap", "wild.pcap"])
def test_tests_for_pytest_pass(name: str, run: Command, tmp_path: Path) -> None:
    result = run("read", "-T", "pytest", CAPTURES / name)
    count = result.output.count("\ndef test_") + 1
    (tmp_path / "test_it.py").write_text(result.output, "utf-8")
    words = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "test_it.py"]
    ran = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert f"{count} passed" in ran.stdout, ran.stdout[-3000:]


def test_scapy_expressions_are_the_bytes_of_the_messages(run: Command) -> None:
    pytest.importorskip("scapy")
    from nldissect.interop import scapy

    result = run("read", "-T", "scapy", "-c", COUNT, PATH)
    names = {name: getattr(scapy, name) for name in scapy.__all__}
    made: dict[str, Any] = {}
    exec(result.output, names, made)
    assert [bytes(each) for each in made.values()] == messages()


def test_without_scapy_that_is_said_in_one_sentence() -> None:
    program = "import sys; sys.modules['scapy'] = None; from nldissect.cli import main; sys.exit(main(sys.argv[1:]))"
    words = [sys.executable, "-c", program, "read", "-T", "scapy", str(PATH)]
    ran = subprocess.run(words, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr == "nldissect: scapy is needed for its layers: pip install 'nldissect[scapy]'\n"


def test_a_hex_dump_does_not_go_with_it(run: Command) -> None:
    result = run("read", "-x", "-T", "c", PATH)
    assert (result.code, result.output) == (2, "")
