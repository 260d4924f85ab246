"""`nldissect calls FILE`: requests with what came of them."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from nldissect.analysis.calls import Call
from nldissect.analysis.calls.states import State
from nldissect.analysis.calls.transactions import Transaction
from nldissect.analysis.cause import cause
from nldissect.capture import Capture
from nldissect.cli.common import compiled, opened, plain_output, warn
from nldissect.engine.values import errno_name, printable
from nldissect.families.netlink import NLM_F_ACK_TLVS
from nldissect.output.duration import duration
from nldissect.output.table import table_lines
from nldissect.output.text import relative_time

if TYPE_CHECKING:
    from nldissect.capture import Rows
    from nldissect.message import Message

    Line = tuple[str, ...]

VERSION = 1  # of the object that --json prints
HEAD = ("number", "time", "port", "family", "replies", "latency", "state", "request")


def run(options: argparse.Namespace) -> int:
    chosen = compiled(options)
    with opened(options.file, options) as capture:
        capture.load()
        numbers = _numbers(capture, None if chosen is None else chosen.rows(capture))
        capture.assign_layouts(capture.calls.request[numbers].astype(np.int64))
        found = [capture.calls[number] for number in numbers.tolist()]
        if options.json:
            _print_json(capture, found)
        else:
            plain_output(False)
            for line in table_lines(HEAD, list(_lines(capture, found)), left=0, last_left=True):
                print(line)
            print(_total(found))
        return warn(capture)


def _numbers(capture: Capture, rows: Rows | None) -> Rows:
    """The numbers of the calls of which a message is in these rows (None: all)."""
    numbers = np.arange(len(capture.calls) + 1) if rows is None else np.unique(capture.calls.number[rows])
    return numbers[numbers > 0].astype(np.int64)


def _lines(capture: Capture, found: list[Call]) -> Iterator[Line]:
    """The lines of calls; those of a transaction, whose ends are shown only if they failed, stand below its own."""
    last = 0
    for call in found:
        if not call.transaction:
            yield _line(call)
            continue
        transaction = capture.calls.transactions[call.transaction - 1]
        if call.transaction != last:
            last = call.transaction
            yield _transaction_line(capture.message(transaction.begin), transaction)
        if call.errno or call.request.row not in (transaction.begin, transaction.end):
            yield _line(call, "  ")


def _line(call: Call, indent: str = "") -> Line:
    message, latency = call.request, call.latency
    text = f"{indent}{message.summary}{_told(call)}"
    port, state = str(call.port or ""), errno_name(call.errno) if call.errno else call.state.words
    took = "" if latency is None else duration(latency)
    return (*_place(message, port), str(call.replies or ""), took, state, printable(text))


def _transaction_line(begin: Message, transaction: Transaction) -> Line:
    failed, inside = len(transaction.failed), len(transaction.calls) - 2
    text = f"transaction {transaction.number}, {inside} request{'s' if inside != 1 else ''}"
    if failed:
        text += f", rolled back: {failed} failed"
    port = next((str(call.port) for call in transaction.calls if call.port), "")
    return (*_place(begin, port), "", "", transaction.state.words, text)


def _place(message: Message, port: str) -> Line:
    return (str(message.number), relative_time(message), port, printable(message.family_name))


def _told(call: Call) -> str:
    """The extended ack's message, and the attribute that it is about."""
    text, attribute = _extended_ack(call)
    quoted = f': "{text}"' if text else ""
    if attribute.isdecimal():  # nobody declares it
        attribute = f"attribute {attribute}"
    return f"{quoted} ({attribute})" if attribute else quoted


def _extended_ack(call: Call) -> tuple[str, str]:
    """The message of the extended ack, and the kernel's name of the attribute that it is about; "" for none."""
    answer = call.answer
    if answer is None or not answer.flags & NLM_F_ACK_TLVS:
        return "", ""
    found = cause(answer) if call.errno else None
    return str(answer.get("nl.extack.msg", "")), found.attribute if found else ""


def _total(found: list[Call]) -> str:
    counts = dict.fromkeys(State, 0)
    for call in found:
        counts[call.state] += 1
    states = ", ".join(f"{count:,} {state.words}" for state, count in counts.items() if count)
    return f"{len(found):,} calls: {states}" if found else "0 calls"


def _print_json(capture: Capture, found: list[Call]) -> None:
    import json

    chosen = dict.fromkeys(call.transaction for call in found if call.transaction)
    transactions = [_transaction_object(capture.calls.transactions[number - 1]) for number in chosen]
    calls = [_object(call) for call in found]
    print(json.dumps({"version": VERSION, "calls": calls, "transactions": transactions}, indent=1))


def _object(call: Call) -> dict[str, object]:
    message = call.request
    text, attribute = _extended_ack(call)
    answer = call.answer
    return {
        "number": call.number,
        "request": message.number,
        "last_reply": answer.number if answer else None,
        "time": message.time,
        "port": call.port or None,
        "protocol": {"value": message.protocol, "name": message.capture.registry.protocol(message.protocol).name},
        "family": message.family_name,
        "type": message.type_name,
        "summary": message.summary,
        "state": {"value": int(call.state), "name": call.state.words},
        "errno": {"value": call.errno, "name": errno_name(call.errno)} if call.errno else None,
        "extack": {"msg": text or None, "attribute": attribute or None} if text or attribute else None,
        "replies": call.replies,
        "notifications": call.notifications,
        "first_latency": call.first_latency,
        "latency": call.latency,
        "transaction": call.transaction or None,
    }


def _transaction_object(transaction: Transaction) -> dict[str, object]:
    return {
        "number": transaction.number,
        "begin": transaction.begin + 1,
        "end": transaction.end + 1,
        "state": {"value": int(transaction.state), "name": transaction.state.words},
        "calls": [call.number for call in transaction.calls],
        "failed": [call.number for call in transaction.failed],
    }
