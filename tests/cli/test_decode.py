"""`nldissect decode`: bytes in every form that logs and tools write them."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import nldissect
from nldissect.sources.hex import bytes_of
from tests.captures import CAPTURES
from tests.cli.program import Command, program

# RTM_GETLINK with NLM_F_DUMP: nlmsghdr and ifinfomsg
GETLINK = bytes.fromhex("20000000 12000503 01000000 00000000 11000000 00000000 08001d00 01000000")
# Long enough for lines that hexdump and od leave out, with text that looks like hex digits, and odd at the end.
LONG = GETLINK + bytes(100) + b"dead beef cafe 0123 | > 00000020 ab" + bytes(range(256)) + b"x"
FORMS = [
    "20000000120005030100000000000000110000000000000008001d0001000000",
    "20 00 00 00 12 00 05 03 01 00 00 00 00 00 00 00 11 00 00 00 00 00 00 00 08 00 1d 00 01 00 00 00",
    "20000000 12000503\n01000000 00000000\n\n11000000 00000000\n08001D00 01000000\n",
    "0x20000000 0x12000503 0x01000000 0x00000000 0x11000000 0x00000000 0x08001d00 0x01000000",
    "20:00:00:00:12:00:05:03:01:00:00:00:00:00:00:00:11:00:00:00:00:00:00:00:08:00:1d:00:01:00:00:00",
    "{0x20, 0, 0, 0, 0x12, 0, 5, 3, 1, 0, 0, 0, 0, 0, 0, 0, 0x11, 0,0,0,0,0,0,0, 8, 0, 0x1d, 0, 1, 0, 0, 0};",
    "".join(f"\\x{byte:02x}" for byte in GETLINK),
    '"' + "".join(f"\\x{byte:02x}" for byte in GETLINK) + '"...',
    r'"\40\0\0\0\22\0\5\3\1\0\0\0\0\0\0\0\21\0\0\0\0\0\0\0\10\0\35\0\1\0\0\0"',
    repr(GETLINK),
    '"'
    + "".join(f"\\x{byte:02x}" for byte in GETLINK[:16])
    + '"\n  "'
    + "".join(f"\\{byte:o}" for byte in GETLINK[16:])
    + '"',
]
DUMPS = [
    "hexdump -C",
    "hexdump",
    "hexdump -v -C",
    "od -A x -t x1z",
    "od -t x1",
    "od -A d -t x1",
    "od -x",
    "od -t x4",
    "xxd",
    "xxd -g 1",
    "xxd -p",
    "xxd -i",
]


@pytest.mark.parametrize("text", FORMS)
def test_bytes_are_read_in_the_forms_of_logs(text: str, run: Command) -> None:
    assert bytes_of(text) == GETLINK
    result = run("decode", "--hex", text)
    assert (result.code, result.errors) == (0, "")
    assert result.lines[0].startswith("route RTM_GETLINK: link show")


@pytest.mark.parametrize("data", [GETLINK, GETLINK[:20], LONG, LONG[:23]], ids=len)
@pytest.mark.parametrize("command", DUMPS)
def test_dumps_of_common_programs_are_read(command: str, data: bytes, tmp_path: Path) -> None:
    words = command.split()
    if not shutil.which(words[0]):
        pytest.skip(f"{words[0]} is not installed")
    file = tmp_path / "data"
    file.write_bytes(data)
    text = subprocess.run([*words, file], capture_output=True, text=True, check=True).stdout
    assert bytes_of(text) == data


TCPDUMP = """\
02:12:33.469595 UNSUPPORTED
\t0x0000:  0004 0338 0000 0000 0000 0000 0000 0010  ...8............
\t0x0010:  1400 0000 1000 0103 12fe 006b 0000 0000  (..........k....
\t0x0020:  0301 0000                                ....
\t0x0000:  0004 0338 0000 0000 0000 0000 0000 0010
\t0x0010:  1400 0000 1000 0103 12fe 006b 0000 0000
\t0x0020:  0301 0000
"""
TSHARK = """\
0000  00 04 03 38 00 00 00 00 00 00 00 00 00 00 00 10   ...8............
0010  14 00 00 00 10 00 01 03 12 fe 00 6b 00 00 00 00   ...........k....
0020  03 01 00 00                                       ....
"""


@pytest.mark.parametrize("text", [TCPDUMP, TSHARK], ids=["tcpdump -x", "tshark -x"])
def test_the_header_of_an_nlmon_packet_tells_the_protocol(text: str, run: Command) -> None:
    assert run("decode", "-T", "text", "--hex", text).lines == ["nlctrl CTRL_CMD_GETFAMILY: family show"]
    assert run("decode", "-T", "text", "--proto", "route", "--hex", text).lines[0].startswith("route RTM_NEWLINK")


def test_our_own_hex_output_can_be_decoded(run: Command) -> None:
    shown = run("read", "-T", "hex", "-c", "1", CAPTURES / "routes.pcap").output
    assert run("decode", "-T", "hex", "--hex", shown).lines[1:] == shown.splitlines()[1:-1]


def test_two_different_packets_are_one_too_many(run: Command) -> None:
    result = run("decode", "--hex", TSHARK + TSHARK.replace("14", "18"))
    assert (result.code, result.output, result.errors.count("\n")) == (2, "", 1)
    assert "2 packets" in result.errors


@pytest.mark.parametrize("name", ["route", "ROUTE", "NETLINK_ROUTE", "0", "0x0"])
def test_protocols_are_named_or_numbered(name: str, run: Command) -> None:
    assert run("decode", "--proto", name, "--hex", GETLINK.hex()).lines[0].startswith("route RTM_GETLINK")


@pytest.mark.parametrize("name", ["rout", "256", "-1", ""])
def test_an_unknown_protocol_is_told_with_those_that_are_known(name: str, run: Command) -> None:
    result = run("decode", f"--proto={name}", "--hex", GETLINK.hex())
    assert (result.code, result.output, result.errors.count("\n")) == (2, "", 1)
    assert repr(name) in result.errors
    assert "netfilter" in result.errors


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "no hex digits"),
        ("{}", "no hex digits"),
        ("123", "'123' is no whole number of bytes"),
        ("12 3", "'3' is no whole number of bytes"),
        ("12 zz", "'z' in 'zz' is no hex digit"),
        ("/tmp/dump.bin", "'/' in '/tmp/dump.bin' is no hex digit"),
        (r"\x20 and \x30", "'a' among escapes"),
        (r"\q", "among escapes"),
        ("00000000: 2000 0000\n00000020: 1111", "offsets"),
        ("0000  zz", "offsets"),
    ],
)
def test_text_that_shows_no_bytes_is_refused_in_one_line(text: str, reason: str, run: Command) -> None:
    result = run("decode", "--hex", text)
    assert (result.code, result.output, result.errors.count("\n")) == (2, "", 1)
    assert reason in result.errors
    piped = program("decode", stdin=text.encode())
    assert (piped.code, piped.errors.count("\n")) == (1, 1)
    assert reason in piped.errors


def test_standard_input_takes_text_and_bytes() -> None:
    text = program("decode", stdin=GETLINK.hex(" ").encode())
    assert text.code == 0
    assert text.output == program("decode", "--hex", "-", stdin=GETLINK).output


@pytest.mark.parametrize("data", [b"\0", b"\0" * 100, b"\x10\0\0"])
def test_bytes_without_a_message_are_shown_and_an_error(data: bytes, run: Command) -> None:
    result = run("decode", "--hex", data.hex())
    assert (result.code, result.errors) == (1, f"nldissect decode: no netlink message in {len(data)} bytes\n")
    assert result.lines[0].startswith("route data: ")


def test_a_datagram_has_several_messages(run: Command) -> None:
    lines = run("decode", "-T", "text", "--hex", (GETLINK * 3).hex()).lines
    assert len(lines) == 3


def test_numbers_have_names_unless_they_are_not_wanted(run: Command) -> None:
    route = "24000000 1800 0105 00000000 00000000 02000000 fe040001 00000000 0800 1900 00000000"
    assert "RTA_UID: root (0)" in run("decode", "--hex", route).output
    assert "RTA_UID: 0" in run("decode", "-n", "--hex", route).output


def test_json_is_that_of_read(run: Command) -> None:
    (line,) = run("decode", "-T", "ndjson", "--spans", "--hex", GETLINK.hex()).lines
    shown = json.loads(line)
    assert shown == nldissect.decode(GETLINK)[0].to_dict(spans=True)
    assert json.loads(run("decode", "-T", "json", "--spans", "--hex", GETLINK.hex()).output) == [shown]
    assert run("decode", "--spans", "--hex", GETLINK.hex()).code == 2


def test_a_generic_family_can_be_named(run: Command) -> None:
    data = bytes.fromhex("14000000 1c000103 01000000 00000000 03010000").hex()
    unnamed = run("decode", "--proto", "generic", "-T", "text", "--hex", data)
    named = run("decode", "--proto", "generic", "-T", "text", "--genl-family", "0x1c=nlctrl", "--hex", data)
    assert unnamed.output.startswith("generic type 0x1c")
    assert named.output == "nlctrl CTRL_CMD_GETFAMILY: family show\n"


def test_decoding_imports_neither_the_interface_nor_what_it_does_not_need() -> None:
    script = (
        f"import sys; from nldissect.cli import main; main(['decode', '--hex', '{GETLINK.hex()}']); print(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    imported = set(done.stdout.splitlines()[-1].split())
    assert "nldissect.cli.decode" in imported
    unneeded = {
        "textual",
        "nldissect.tui",
        "nldissect.cli.read",
        "nldissect.output.json",
        "difflib",
        "importlib.resources",
    }
    assert not imported & unneeded


@pytest.mark.skipif(not shutil.which("tcpdump"), reason="tcpdump is not installed")
def test_the_output_of_tcpdump_is_read(run: Command) -> None:
    path = CAPTURES / "routes.pcap"
    for option in ("-x", "-X", "-xx"):
        dump = subprocess.run(["tcpdump", option, "-c", "1", "-r", path], capture_output=True, text=True, check=False)
        if dump.returncode:
            pytest.skip(f"tcpdump cannot: {dump.stderr.strip()}")
        assert run("decode", "-T", "text", "--hex", dump.stdout).lines == ["route RTM_GETLINK: link show"]
