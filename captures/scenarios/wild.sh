# shellcheck shell=bash
# Traffic of odd shapes, made by hand: several requests in a datagram, padding and bytes
# after the end, wrong lengths, unknown types, port ids that lie, echoed requests, three
# dumps interleaved, processes that talk to each other, datagrams that are no messages.
modules dummy netlink_diag
cat > /tmp/wild.py <<'P'
from raw import *

lo = ifinfomsg(index=1)
dummy = nest(18, attribute(1, "dummy"))
route = Socket(ROUTE)


def say(datagram: bytes, timeout: float = 0.15) -> None:
    route.send(datagram)
    route.drain(timeout)


say(b"".join(message(GETLINK, REQUEST | ACK, lo, seq=10 + step) for step in range(5)))
say(message(GETLINK, REQUEST, lo, seq=20) + b"\xde\xad\xbe\xef")
say(message(GETLINK, REQUEST, lo, seq=21) + b"\x01\x02\x03")
for step, length in enumerate((400, 8, 0, 33)):
    say(message(GETLINK, REQUEST, lo, seq=22 + step, length=length))
say(b"\x10")
say(b"\x10\0\0\0\x12\0\1\0")
say(message(NOOP, REQUEST, seq=26))
say(message(DONE, MULTI, pack("=i", 0), seq=27))
say(message(ERROR, 0, pack("=i", -22) + message(GETLINK, REQUEST, lo), seq=28))
say(message(OVERRUN, 0, seq=29))
say(message(GETLINK, REQUEST | ACK, lo, seq=30, port=4242))
say(message(GETLINK, REQUEST | 0xF0F0, lo, seq=31))
say(message(GETLINK, 0, lo, seq=32))
repeated = attribute(0) * 3 + attribute(3, "lo") + attribute(3, "other") + attribute(0x3FFF, b"xyz") + pack("=HH", 2, 7)
say(message(GETLINK, REQUEST | ACK, lo + repeated, seq=33))
say(message(NEWLINK, REQUEST | ACK | CREATE | ECHO, ifinfomsg() + attribute(3, "echo0") + dummy, seq=34))
say(message(NEWLINK, REQUEST | ACK, ifinfomsg() + attribute(3, "echo0") + attribute(20, "A" * 255), seq=35))
say(message(NEWLINK, REQUEST | ACK, ifinfomsg() + attribute(3, "echo0") + attribute(20, "\x1b[31m[bold]red\n\ttab \u00fc"), seq=36))
say(message(GETLINK, REQUEST | ACK, ifinfomsg() + attribute(3, "echo0"), seq=37))
say(message(DELLINK, REQUEST | ACK | ECHO, ifinfomsg() + attribute(3, "echo0"), seq=38))
say(message(NEWROUTE, REQUEST | ACK | CREATE | ECHO, rtmsg(24, scope=253) + attribute(1, b"\x0a\x77\0\0") + u32(4, 1), seq=39))
say(message(GETLINK, REQUEST | ACK, lo + attribute(300, b"B" * 30000), seq=40))

# Three sockets with the same sequence number dump at once, and read in turn.
first, second = Socket(ROUTE), Socket(ROUTE)
first.send(message(GETLINK, REQUEST | DUMP, ifinfomsg(), seq=7))
second.send(message(GETADDR, REQUEST | DUMP, ifinfomsg(), seq=7))
route.send(message(GETROUTE, REQUEST | DUMP, ifinfomsg(), seq=7))
for socket_of_three in (first, route, second):
    socket_of_three.drain(0.1)

# From process to process.
speaker = Socket(USERSOCK, port=111111)
hearer = Socket(USERSOCK, groups=1, port=222222)
speaker.send(message(100, 0, b"hello from one process to another", seq=1), to=(222222, 0))
hearer.send(message(101, 0, attribute(1, "answer") + u32(2, 42), seq=1, port=222222), to=(111111, 0))
speaker.send(message(102, MULTI, bytes(13), seq=2) + message(DONE, MULTI, pack("=i", 0), seq=2), to=(0, 1))
speaker.send(b"free text, not a netlink message at all", to=(222222, 0))
speaker.send(b"abc", to=(222222, 0))
route.send(message(GETLINK, REQUEST, lo, seq=41), to=(second.port, 0))

# Other protocols.
diag = Socket(SOCK_DIAG)
for step, payload in enumerate((bytes([16, 0, 0, 0]) + bytes(28), pack("=BBHIII", 16, 255, 0, 0, 15, 0) + bytes(8), pack("=BBH", 99, 0, 0))):
    diag.send(message(20, REQUEST | DUMP, payload, seq=5 + step))
    diag.drain()
lookup = Socket(FIB_LOOKUP)
lookup.send(pack("=IIBBBBBBBBiI", 0x0100007F, 0, 0, 0, 255, 0, 0, 0, 0, 0, 0, 0) + bytes(40))
lookup.drain()
P
run env PYTHONPATH=/run/guest python3 /tmp/wild.py
