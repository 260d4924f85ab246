"""The list of calls: what a row says, its order, and the filters that a call can become."""

from __future__ import annotations

import struct
from functools import cache

import numpy as np
import pytest
from textual.pilot import Pilot

import nldissect
from nldissect.analysis.calls.listing import CallListing, call_listing
from nldissect.analysis.filter import Filter
from nldissect.capture import Capture
from nldissect.tui.app import NldissectApp
from nldissect.tui.calls_view import CallsView, conditions
from nldissect.tui.glyphs import ASCII
from tests.captures import FILES, names
from tests.sources.build import Packet, cooked, message, pcap

from .calls_screen import CallsApp, on_calls
from .made import Growing
from .screens import lines, on_capture, until

START = 1_700_000_000_000_000_000


def row(view: CallsView, number: int) -> str:
    """The row of a call as it is drawn."""
    assert view.listing is not None
    place = view.listing.position(number)
    return "".join(segment.text for segment in view.row_segments(place, view.size.width)).rstrip()


def one_call(after: int, *answers: bytes) -> Capture:
    """A dump that is asked for, these answers, and another message `after` nanoseconds."""
    request = message(bytes(16), kind=18, flags=0x301, seq=7, port=0)
    packets = [Packet(cooked(each), START + 1000 * place) for place, each in enumerate((request, *answers))]
    packets.append(Packet(cooked(message(kind=1, flags=0, seq=0, port=0)), START + after))
    return nldissect.open(pcap(packets, nano=True)).load()


def part(flags: int = 2) -> bytes:
    return message(bytes(32), kind=16, flags=flags, seq=7, port=5)


def done(flags: int = 2) -> bytes:
    return message(struct.pack("<i", 0), kind=3, flags=flags, seq=7, port=5)


def cells(view: CallsView, place: int = 0) -> dict[str, str]:
    """The cells of a row by their columns."""
    return {column.key: view.cell(place, column.key).text for column in view.columns()}


# --- what a row says


@on_calls("errors")
async def test_a_row_tells_request_and_result(app: CallsApp, pilot: Pilot[None]) -> None:
    view = app.calls
    assert view.row_count == 109
    assert lines(view)[0].split() == ["No.", "Start", "▲", "Latency", "Port", "Family", "Request", "Arguments",
                                      "Replies", "Result"]  # fmt: skip
    assert cells(view, 1) == {
        "number": "3", "start": "0.007848", "latency": "257µs", "port": "735", "family": "route",
        "request": "RTM_NEWLINK", "arguments": "link add eth0 type dummy", "replies": "0", "result": "ok",
    }  # fmt: skip
    assert lines(view)[2].startswith("     3 0.007848     257µs        735 route")


@on_calls("errors")
async def test_an_error_names_the_attribute_that_it_points_at(app: CallsApp, pilot: Pilot[None]) -> None:
    assert row(app.calls, 14).startswith("!   27 ")
    assert row(app.calls, 14).endswith("EINVAL @ IFLA_MTU")


@on_calls("errors", size=(80, 12))
async def test_in_80_columns_an_error_tells_at_least_that_it_points_at_something(
    app: CallsApp, pilot: Pilot[None]
) -> None:
    assert [column.key for column in app.calls.columns()] == ["number", "start", "latency", "request", "arguments",
                                                              "replies", "result"]  # fmt: skip
    assert row(app.calls, 14).endswith(" EINVAL @")
    assert all(len(line) <= 80 for line in lines(app.calls))


@on_calls("errors", size=(200, 60))
async def test_a_wide_list_has_the_time_to_the_first_reply(app: CallsApp, pilot: Pilot[None]) -> None:
    assert cells(app.calls)["first"] == "16µs"


@on_calls(lambda: one_call(2000, part()))
async def test_a_dump_that_goes_on_is_running(app: CallsApp, pilot: Pilot[None]) -> None:
    found = cells(app.calls)
    assert (found["latency"], found["replies"], found["result"]) == ("…", "1…", "running")
    assert app.calls.sign(0).text == ""


@on_calls(lambda: one_call(3000, part(), part(), done()))
async def test_a_dump_that_ended_says_so(app: CallsApp, pilot: Pilot[None]) -> None:
    found = cells(app.calls)
    assert (found["latency"], found["replies"], found["result"]) == ("3µs", "2+done", "ok")


@on_calls(lambda: one_call(5_000_000_000))
async def test_a_call_without_reply_says_how_long_it_waited(app: CallsApp, pilot: Pilot[None]) -> None:
    found = cells(app.calls)
    assert (found["latency"], found["replies"], found["result"]) == (">5.00s", "0", "no reply")
    assert app.calls.sign(0).text == "?"


@on_calls(lambda: one_call(5_000_000_000, part()))
async def test_a_dump_without_its_end_is_lost(app: CallsApp, pilot: Pilot[None]) -> None:
    found = cells(app.calls)
    assert (found["latency"], found["replies"], found["result"]) == ("1µs", "1", "lost")
    assert app.calls.sign(0).text == "?"


@on_calls(lambda: one_call(5_000_000_000, part(0x12), done()))
async def test_a_dump_that_was_interrupted_is_marked(app: CallsApp, pilot: Pilot[None]) -> None:
    assert cells(app.calls)["result"] == "interrupted"
    assert app.calls.sign(0).text == "!"


@on_calls("generic")
async def test_a_slow_call_is_marked_and_others_are_not(app: CallsApp, pilot: Pilot[None]) -> None:
    view = app.calls
    assert view.listing is not None
    view.slow = 50_000
    marked = [int(view.listing.numbers[place]) for place in range(view.row_count) if view.sign(place).text == "!"]
    slow = [number for number in range(1, 25) if view.listing.latency(np.array([number]))[0] > 50_000]
    failed = np.flatnonzero(view.listing.errno).tolist()
    assert marked == sorted({*slow, *failed})
    assert set(slow) - set(failed)


@on_calls("dumps", glyphs=ASCII)
async def test_plain_terminals_get_ascii(app: CallsApp, pilot: Pilot[None]) -> None:
    assert all(line.isascii() for line in lines(app.calls) + [each.text for each in map(app.ladder.render_line, [1])])


# --- which calls, and in what order


@on_calls("errors")
async def test_calls_of_the_messages_that_pass_the_filter_are_shown(app: CallsApp, pilot: Pilot[None]) -> None:
    await app.measure(Filter("nl.errno == EINVAL", app.source.registry).rows(app.source))
    assert app.calls.row_count
    assert all(cells(app.calls, place)["result"].startswith("EINVAL") for place in range(app.calls.row_count))


@on_calls("errors")
async def test_the_list_says_that_no_call_is_left(app: CallsApp, pilot: Pilot[None]) -> None:
    await app.measure(np.zeros(0, np.int64))
    assert app.calls.row_count == 0
    assert "There is no request among these messages." in lines(app.calls)[2]
    assert (app.pane.selected_row(), app.pane.conditions()) == (None, [])
    assert app.ladder.border_title == "Ladder"


@on_calls("errors")
async def test_who_sorts_from_the_top_sees_what_comes_first(app: CallsApp, pilot: Pilot[None]) -> None:
    """The flow "what is slow": sort by latency, Enter."""
    await pilot.press("S")
    await until(lambda: not app.calls.ordering)
    assert (app.calls.sorted_by, app.calls.descending, app.calls.cursor) == ("latency", True, 0)
    assert app.calls.listing is not None
    latencies = app.calls.listing.latency(app.calls.listing.numbers)
    assert latencies[0] == latencies.max()


@on_calls("errors")
async def test_the_cursor_stays_on_its_call_in_another_order(app: CallsApp, pilot: Pilot[None]) -> None:
    await app.select(40)
    await pilot.press("S")
    await app.ordered()
    assert app.calls.number == 40
    assert app.calls.cursor != 39
    await pilot.press("S")
    await app.ordered()
    assert app.calls.number == 40


@on_calls("errors")
async def test_the_order_is_kept_when_other_calls_are_shown(app: CallsApp, pilot: Pilot[None]) -> None:
    app.calls.column = "arguments"
    await pilot.press("S")
    await app.ordered()
    await app.measure(np.arange(60))
    texts = [cells(app.calls, place)["arguments"] for place in range(app.calls.row_count)]
    assert texts == sorted(texts)
    assert 0 < len(texts) < 60


@on_calls("errors")
async def test_the_last_order_asked_for_holds(app: CallsApp, pilot: Pilot[None]) -> None:
    for key in ("arguments", "latency", "port"):
        app.calls.column = key
        app.calls.action_sort()
    await until(lambda: not app.calls.ordering)
    ports = [int(cells(app.calls, place)["port"]) for place in range(app.calls.row_count)]
    assert ports == sorted(ports, reverse=True)


GROWING = Growing()


@on_calls(lambda: GROWING.capture)
async def test_a_call_changes_while_its_answers_come(app: CallsApp, pilot: Pilot[None]) -> None:
    async def arrive(count: int) -> dict[str, str]:
        GROWING.arrive(count)
        while len(app.source) < count:
            app.source.advance()
        await app.measure()
        return cells(app.calls)

    app.pane.set_growing(True)
    assert "so far" in lines(app.calls)[2]
    assert (await arrive(2))["result"] == "running"
    await until(lambda: app.ladder.row_count == 2)  # the order is made in a thread, and the ladder after it
    found = await arrive(4)
    assert (found["replies"], found["result"]) == ("2+done", "ok")
    await until(lambda: app.ladder.row_count == 4)
    await arrive(8)
    assert app.calls.row_count == 3
    assert app.calls.cursor == 0
    GROWING.end()


@on_capture("errors.pcap", size=(80, 24))
async def test_what_is_slow_is_found_with_the_keys_of_the_program(app: NldissectApp, pilot: Pilot[None]) -> None:
    await pilot.press("2")
    await app.settled()
    await pilot.press("S")
    await app.settled()
    assert app.browser.selected_row() == 10  # a request for a kind of link that a module would have to bring
    await pilot.press("enter", "j", "enter")
    await until(lambda: app.browser.views.number == 0)
    assert app.browser.selected_row() == 11


# --- what is selected


@on_calls("errors")
async def test_the_selected_message_is_the_request(app: CallsApp, pilot: Pilot[None]) -> None:
    await pilot.press("j", "j")
    await app.ordered()
    assert app.pane.selected_row() == 4
    assert app.ladder.border_title == "Ladder of 5"


@on_calls("errors")
async def test_the_selected_column_decides_the_first_filter(app: CallsApp, pilot: Pilot[None]) -> None:
    await app.select(14)
    view, first = app.calls, {}
    for key in ("number", "latency", "port", "family", "request", "replies", "result"):
        view.column = key
        first[key] = app.pane.conditions()[0]
    assert first == {
        "number": "call.number == 14",
        "latency": "call.latency >= 24us",
        "port": "call.port == 743",
        "family": 'nl.family == "route"',
        "request": 'call.type == "RTM_NEWLINK" and call.errno != 0',
        "replies": "call.replies == 0",
        "result": "call.errno == EINVAL",
    }
    view.column = "request"
    assert view.conditions()[1] == 'call.type == "RTM_NEWLINK"'


@cache
def listing(name: str) -> CallListing:
    return call_listing(nldissect.open(next(path for path in FILES if path.name == name)).load())


@pytest.mark.parametrize("name", names(FILES))
def test_each_filter_that_a_call_becomes_passes_its_request(name: str) -> None:
    calls = listing(name)
    for number in calls.numbers.tolist():
        request = calls.capture.message(int(calls.request[number]))
        for group in conditions(calls, number).values():
            for text in group:
                assert Filter(text, calls.capture.registry).matches(request), text
