"""Colour rules: which messages they are about, and what comes of their styles."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import NoColor

import nldissect
from nldissect.analysis.calls import Calls
from nldissect.analysis.computed import COMPUTED
from nldissect.capture import Capture
from nldissect.families import registry
from nldissect.tui.colours import FROM_CALLS, ColourRules
from nldissect.tui.configuration import ColourRule

CAPTURES = Path(__file__).parents[2] / "captures"


@pytest.fixture
def capture() -> Capture:
    capture = nldissect.open(CAPTURES / "errors.pcap")
    while capture.advance(1 << 20):
        pass
    return capture


def rules(*pairs: tuple[str, str]) -> ColourRules:
    return ColourRules([ColourRule(*pair) for pair in pairs], registry)


def test_the_first_rule_that_matches_holds(capture: Capture) -> None:
    made = rules(("nl.errno", "bold red"), ("nl.type == NLMSG_ERROR", "green"), ("nl.number == 1", "dim"))
    assert made.problems == []
    assert len(made) == 3
    styles = [made.style(capture.message(row)) for row in range(len(capture))]
    assert styles[0] == Style.parse("dim")
    failed = [row for row in range(len(capture)) if capture.message(row).kind == "error"]
    assert failed
    assert all(styles[row] == Style.parse("bold red") for row in failed)
    assert None in styles


def test_without_rules_nothing_is_coloured(capture: Capture) -> None:
    assert rules().style(capture.message(0)) is None
    assert not rules().from_calls


def test_a_filter_that_names_no_field_is_a_line_and_its_rule_left_out() -> None:
    made = rules(("rta.dsst", "red"), ("rta.dst", "red"))
    assert made.problems == [
        "config.toml: colours: filter 'rta.dsst': column 1: "
        "no field 'rta.dsst'; did you mean rta.dst or fra.dst or rta.newdst?"
    ]
    assert len(made) == 1


def test_rules_that_ask_for_calls_can_be_passed_over(capture: Capture) -> None:
    made = rules(("!(call.errno == 0)", "bold"), ("nl", "dim"))
    assert made.from_calls
    request = next(row for row in range(len(capture)) if capture.message(row).kind == "request")
    assert made.style(capture.message(request)) == Style(bold=True)
    assert made.style(capture.message(request), calls=False) == Style(dim=True)


@pytest.mark.parametrize("path", sorted(COMPUTED))
def test_no_other_field_asks_for_calls(capture: Capture, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    update = Calls.update

    def noted(calls: Calls) -> None:
        asked.append(calls)
        update(calls)

    monkeypatch.setattr(Calls, "update", noted)
    capture.patience = 0  # as of a screen, which cannot wait
    for row in range(len(capture)):
        COMPUTED[path].values(capture, row)
    assert bool(asked) == path.startswith(FROM_CALLS)


def test_every_message_of_every_capture_can_be_asked() -> None:
    made = rules(("rta.dst == 10.0.0.0/8 or call.latency > 1ms", "red"), ("nl matches 'abc'", "dim"))
    for file in sorted(CAPTURES.glob("*.pcap"))[:6]:
        capture = nldissect.open(file)
        while capture.advance(1 << 20):
            pass
        for row in range(len(capture)):
            made.style(capture.message(row))


def test_where_there_are_no_colours_the_attributes_stay() -> None:
    segments = [Segment("row", Style.parse("bold reverse red on black"))]
    ((_, style, _),) = NoColor().apply(segments, Color(0, 0, 0))
    assert style is not None
    assert style.bold
    assert style.reverse
    assert style.color is not None
    assert style.color.is_default
