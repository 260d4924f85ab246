"""What is exported comes back as it was."""

import contextlib
import io
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

import nldissect
from nldissect import Capture, CaptureError
from nldissect.cli import main
from nldissect.families import NAMES
from tests.captures import CAPTURES

FILES = sorted(path.name for path in CAPTURES.glob("*.pcap"))
LONGEST = ("links.pcap", "dumps.pcap")
Seen = list[tuple[int, bytes, str, str]]


def seen(capture: Capture) -> Seen:
    return [(message.protocol, message.data, message.type_name, message.summary) for message in capture]


@cache
def original(name: str) -> Seen:
    return seen(nldissect.open(CAPTURES / name))


@pytest.mark.parametrize(
    ("name", "form"),
    [(name, form) for name in FILES for form in ("hex", "python", "c", "rust") if form == "hex" or name not in LONGEST],
)
def test_what_read_prints_can_be_read(name: str, form: str) -> None:
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        main(["read", "-T", form, str(CAPTURES / name)])
    with nldissect.open(printed.getvalue().encode(), format="hex") as capture:
        assert seen(capture) == original(name)
        assert capture.warnings == []


def test_the_times_of_a_hex_dump_are_kept() -> None:
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        main(["read", "-V", "-x", "-c", "40", str(CAPTURES / "misbehaving.pcap")])
    times = [message.time for message in nldissect.open(printed.getvalue().encode(), format="hex")]
    before = [message.time for message in nldissect.open(CAPTURES / "misbehaving.pcap")][:40]
    assert times == [(time - before[0]) // 1000 * 1000 for time in before]


def as_strings(protocol: int, data: bytes) -> str:
    text = "".join(f"\\x{byte:02x}" for byte in data)
    return f'7 sendto(3<NETLINK:[{NAMES[protocol][8:]}:7]>, "{text}", {len(data)}, 0, NULL, 0) = {len(data)}\n'


def as_dumps(protocol: int, data: bytes) -> str:
    rows = (data[at : at + 16] for at in range(0, len(data), 16))
    dump = "".join(
        f" | {number * 16:05x}  {row[:8].hex(' '):23}  {row[8:].hex(' '):23}  {'.' * len(row):16} |\n"
        for number, row in enumerate(rows)
    )
    call = f"7 recvmsg(3<NETLINK:[{NAMES[protocol][8:]}:7]>, {{msg_name=NULL}}, 0) = {len(data)}\n"
    return f"{call} * {len(data)} bytes in buffer 0\n{dump}"


@pytest.mark.parametrize("write", [as_strings, as_dumps])
@pytest.mark.parametrize("name", FILES)
def test_what_strace_writes_of_datagrams_can_be_read(name: str, write: Callable[[int, bytes], str]) -> None:
    log = "".join(write(protocol, data) for protocol, data, _, _ in original(name))
    with nldissect.open(log.encode(), format="strace") as capture:
        assert seen(capture) == original(name)
        assert capture.warnings == []


@pytest.mark.parametrize("name", ["addresses.pcap", "routes.pcap", "links.pcap", "big-endian.s390x.pcap"])
def test_messages_one_after_the_other_can_be_read(name: str) -> None:
    whole = [each for each in original(name) if each[0] == 0 and each[1][:4] in sizes(len(each[1]))]
    stream = b"".join(data + bytes(-len(data) % 4) for _, data, _, _ in whole)
    with nldissect.open(stream, format="raw", protocol="route") as capture:
        assert [each[1] for each in seen(capture)] == [each[1] for each in whole]
        assert capture.warnings == []


def sizes(length: int) -> tuple[bytes, bytes]:
    return length.to_bytes(4, "little"), length.to_bytes(4, "big")


@pytest.mark.parametrize("format", ["hex", "strace", "libnl", "libmnl", "raw"])
def test_damaged_text_gives_messages_or_one_sentence(format: str) -> None:  # noqa: A002
    import random

    noise = random.Random(7)
    samples = [path.read_bytes()[:3000] for path in sorted((Path(__file__).parent / "samples").iterdir())]
    for number in range(120):
        data = bytearray(samples[number % len(samples)])
        for _ in range(noise.randrange(1, 20)):
            at = noise.randrange(len(data))
            data[at : at + noise.randrange(8)] = noise.randbytes(noise.randrange(4))
        with contextlib.suppress(CaptureError):
            list(nldissect.open(bytes(data), format=format))
