"""Dissect every rtnetlink message of a capture with scapy; prints how many.

Scapy dissects a message with all its attributes when it is built. Messages are handed over one
by one (`rtmsghdr`), which is faster than whole datagrams (`rtmsghdrs`): their list copies what
is left of the datagram for each message. Nothing is written: what is measured is the decoding.
"""

import sys
from pathlib import Path

from scapy.arch.linux.rtnetlink import rtmsghdr

sys.path.insert(0, str(Path(__file__).parents[1]))
from packets import datagrams  # type: ignore[import-not-found]  # a script: its package is not on the path


def main() -> None:
    messages = 0
    for datagram in datagrams(Path(sys.argv[1])):
        offset = 0
        while offset + 16 <= len(datagram):
            length = int.from_bytes(datagram[offset : offset + 4], "little")
            rtmsghdr(datagram[offset : offset + length])
            messages += 1
            offset += (length + 3) & ~3
    print(messages, "messages")


main()
