import ast
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from nldissect.output.literals import c_lines, hexadecimal, identifier, python_lines, rust_lines
from nldissect.sources.hex import bytes_of

EVERY = bytes(range(256))
SAMPLES = [b"\x14", bytes(16), bytes(17), b'quotes " and \\ and \0001', EVERY]
ARRAYS = [c_lines, rust_lines]


def numbers(text: str) -> bytes:
    """The numbers between the last pair of brackets or braces."""
    inside = re.findall(r"[\[{]([^\[\]{}]*)[\]}]", text)[-1]
    return bytes(int(number, 16) for number in inside.split(",") if number.strip())


@pytest.mark.parametrize("data", [b"", *SAMPLES])
def test_python_evaluates_the_expression_to_the_bytes(data: bytes) -> None:
    assert ast.literal_eval("\n".join(python_lines(data))) == data


@pytest.mark.parametrize("data", SAMPLES)
def test_what_is_written_can_be_decoded_again(data: bytes) -> None:
    texts = [hexadecimal(data), "\n".join(python_lines(data)), "\n".join(c_lines(data, "sample"))]
    assert [bytes_of(text) for text in texts] == [data] * 3


@pytest.mark.parametrize("data", SAMPLES)
@pytest.mark.parametrize("lines", ARRAYS)
def test_arrays_hold_the_bytes_and_say_how_many(lines: type, data: bytes) -> None:
    text = "\n".join(lines(data, "sample"))
    assert numbers(text) == data
    assert re.search(rf"[\[ ]{len(data)}\]", text)


def test_the_lines_are_short_enough_to_read() -> None:
    for lines in (python_lines(EVERY), c_lines(EVERY, "every"), rust_lines(EVERY, "every")):
        assert max(map(len, lines)) <= 100


@pytest.mark.parametrize(
    ("name", "written"),
    [("IFLA_MTU", "IFLA_MTU"), ("802.1Q tag", "_802_1Q_tag"), ("", "_"), ("größe", "gr_e"), ('x[0] = {"', "x_0_")],
)
def test_names_become_identifiers(name: str, written: str) -> None:
    assert identifier(name) == written


def test_the_arrays_are_named_as_their_languages_name_things() -> None:
    assert next(c_lines(b"ab", "IFLA_IFNAME")) == "static const unsigned char ifla_ifname[2] = {"
    assert next(rust_lines(b"ab", "ifinfomsg")) == "const IFINFOMSG: [u8; 2] = ["


@pytest.mark.skipif(shutil.which("gcc") is None, reason="needs gcc")
def test_a_c_compiler_takes_the_array(tmp_path: Path) -> None:
    source = tmp_path / "sample.c"
    write = "\n#include <stdio.h>\nint main(void) { fwrite(sample, 1, sizeof sample, stdout); return 0; }\n"
    source.write_text("\n".join(c_lines(EVERY, "sample")) + write)
    subprocess.run(["gcc", "-Wall", "-Werror", "-o", tmp_path / "sample", source], check=True)
    assert subprocess.run([tmp_path / "sample"], capture_output=True, check=True).stdout == EVERY
