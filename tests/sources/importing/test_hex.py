from pathlib import Path

import pytest

import nldissect
from nldissect import CaptureError
from tests.captures import CAPTURES

SAMPLES = Path(__file__).parent / "samples"
# The third and fourth packet of errors.pcap, as each program prints them
TWO = [message.data for message in nldissect.open(CAPTURES / "errors.pcap")][2:4]
SUMMARIES = ["link add eth0 type dummy", "ack of RTM_NEWLINK"]
GETLINK = bytes.fromhex("1400000012000103 0700000000000000 00000000")
DONE = bytes.fromhex("14000000030002000700000000000000 00000000")


def imported(text: str | bytes, protocol: str | None = "route") -> list[bytes]:
    data = text.encode() if isinstance(text, str) else text
    return [message.data for message in nldissect.open(data, format="hex", protocol=protocol)]


@pytest.mark.parametrize(
    "name",
    [
        "xxd",
        "hexdump_C",
        "hexdump",
        "od_tx1",
        "od_Ax_tx1z",
        "od_Ad_tx1",
        "xxd_p",
        "xxd_i",
        "tcpdump_x",
        "tcpdump_tttt_XX",
        "tshark_x",
        "tshark_P_x",
        "tshark_V_x",
    ],
)
def test_the_datagrams_of_what_a_program_printed_come_one_by_one(name: str) -> None:
    with nldissect.open(SAMPLES / f"{name}.txt", format="hex") as capture:
        messages = list(capture)
        assert [message.data for message in messages] == TWO
        assert [message.summary for message in messages] == SUMMARIES
        cooked = name.startswith(("tcpdump", "tshark"))
        assert bool(capture.warnings) != cooked  # where no cooked header tells the protocol, it is guessed


@pytest.mark.parametrize("name", ["tcpdump_tttt_XX", "tshark_V_x"])
def test_the_time_of_a_packet_is_kept(name: str) -> None:
    times = [message.time for message in nldissect.open(SAMPLES / f"{name}.txt", format="hex")]
    original = [message.time for message in nldissect.open(CAPTURES / "errors.pcap")][2:4]
    assert [time % 1_000_000_000 for time in times] == [time % 1_000_000_000 for time in original]
    assert times[1] - times[0] == original[1] - original[0]


@pytest.mark.parametrize(
    "text",
    [
        "[   12.345678] nla: 00000000: {0}\n[   12.345679] nla: 00000010: {1}\n",
        "Nov 21 13:58:48 host kernel: [   12.345678] 00000000: {0}\nNov 21 13:58:48 host kernel: 00000010: {1}\n",
        "> 0000  {0}\n> 0010  {1}\n",
        "[   12.345678] nla: {0}\n[   12.345679] nla: {1}\n",
        "ffff8880: {0}  ................\nffff8890: {1}  ....\n",
        "sent 20 bytes: {0} {1}\n",
        "{0}\n{1}\n",
    ],
)
def test_the_prefixes_of_a_log_do_not_count(text: str) -> None:
    log = "".join(text.format(data[:16].hex(" "), data[16:].hex(" ")) for data in (GETLINK, DONE))
    assert imported(log) == [GETLINK, DONE]


def test_the_time_of_the_kernels_log_is_taken() -> None:
    text = f"[ 7.000001] nla: 00000000: {GETLINK.hex(' ')}\n[ 9.5] nla: 00000000: {DONE.hex(' ')}\n".replace(
        "9.5", "9.500"
    )
    assert [m.time for m in nldissect.open(text.encode(), format="hex")] == [7_000_001_000, 9_500_000_000]


def test_a_dump_may_have_more_than_16_bytes_in_a_line() -> None:
    data = (GETLINK + DONE) * 2
    log = "".join(f"{at:08x}: {data[at : at + 32].hex(' ')}  {'.' * 32}\n" for at in range(0, len(data), 32))
    assert imported(log) == [GETLINK, DONE] * 2


def test_words_that_look_like_bytes_are_none_in_the_comments_of_an_export() -> None:
    text = f'# 1 route RTM_NEWLINK: link alias "\\x01\\x02" [0x00, 0x01, 0x02, 0x03]\nA = {GETLINK!r}\n'
    assert imported(text) == [GETLINK]
    text = f"    1    0.000000 → route    RTM_NEWLINK     link alias 0000: 11 22\n    0000  {GETLINK[:16].hex(' ')}\n"
    assert imported(text) == [GETLINK[:16]]


def numbers(data: bytes, form: str = "0x{:02x}", between: str = ", ") -> str:
    return between.join(form.format(byte) for byte in data)


@pytest.mark.parametrize(
    "text",
    [
        f"uint8_t a[20] = {{ {numbers(GETLINK)} }};\nuint8_t b[] = {{{numbers(DONE)}}};",
        f"const A: [u8; 20] = [\n    {numbers(GETLINK)},\n];\nlet b = vec![{numbers(DONE, '0x{:02x}u8')}];",
        f"[]byte{{{numbers(GETLINK, '{:#x}')}}}\n// and another one\n[]byte{{ /* header */ {numbers(DONE)}}}",
        f"payload: [{numbers(GETLINK, '{}')}]\npayload: [{numbers(DONE, '{}')}]",
        f"[{numbers(GETLINK, '{}', ' ')}]\n[{numbers(DONE, '{}', ' ')}]",
        f"{GETLINK!r}\n{DONE!r}",
        f"a = (\n    {GETLINK[:8]!r}\n    {GETLINK[8:]!r}\n)\nb = {DONE!r}",
        f"[{GETLINK!r}, {DONE!r}]",
        "".join(f'x = "{"".join(f"{chr(92)}x{byte:02x}" for byte in data)}";\n' for data in (GETLINK, DONE)),
        "".join("".join(f"\\x{byte:02x}" for byte in data) + "\n.\n" for data in (GETLINK, DONE)),
        f'bytes.fromhex("{GETLINK.hex()}")\nbytes.fromhex("{DONE.hex(" ")}")',
        f'{{"tx": "{GETLINK.hex()}"}}\n{{"rx": "{DONE.hex()}"}}',
        f'hex!("{GETLINK[:8].hex()}" "{GETLINK[8:].hex()}")\nhex!("{DONE.hex(":")}")',
        f"{numbers(GETLINK)}\n;\n{numbers(DONE)}",
    ],
)
def test_arrays_and_strings_of_programs_are_datagrams(text: str) -> None:
    assert imported(text) == [GETLINK, DONE]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello\n",
        "a[7] = {1}; b = x[0x12]; [ 12.5] f(1, 2)\n",
        "printf(\"%s: it's\", 'a');\n",
        "da39a3ee5e6b4b0d3255bfef95601890afd80709  empty\n",
        "dead beef\n",
        "0010: 00 01\n",
        "00000000: 24 00\n00000030: 11\n",
    ],
)
def test_text_without_messages_is_refused_in_one_sentence(text: str) -> None:
    with pytest.raises(CaptureError) as error:
        nldissect.open(text.encode(), format="hex")
    assert "\n" not in str(error.value)


def test_a_dump_that_cannot_be_read_is_told_and_all_others_are_read() -> None:
    good = [f"00000000: {data[:16].hex(' ')}\n00000010: {data[16:].hex(' ')}\n" for data in (DONE, GETLINK)]
    text = f"{good[0]}\n00000000: 24 00\n00000030: 11\n\n{good[1]}"
    capture = nldissect.open(text.encode(), format="hex", protocol="route")
    assert [message.data for message in capture] == [DONE, GETLINK]
    assert capture.warnings == ["capture: line 4: the offsets of the dump do not fit its bytes"]


def test_the_protocol_is_guessed_unless_it_is_given() -> None:
    generic = bytes.fromhex("2000000010000500 0700000000000000 03010000 0b000200 6e6c6374726c0000")
    guessed = nldissect.open(generic.hex().encode(), format="hex")
    assert [message.summary for message in guessed] == ["family get nlctrl"]
    assert guessed.warnings == ["capture: the protocol is guessed: generic; give it by --from hex:generic"]
    given = nldissect.open(generic.hex().encode(), format="hex", protocol=12)
    assert [message.protocol for message in given] == [12]
    assert given.warnings == []
