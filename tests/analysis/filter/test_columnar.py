"""Filters over whole captures: columns give what a look at each message gives."""

from pathlib import Path

import numpy as np
import pytest

import nldissect
from nldissect.analysis.filter import Filter
from nldissect.families import registry
from tests.analysis.filter.generated import filters
from tests.captures import CAPTURES, FILES, names

FILTERS = 200
CHECKED = 40
"""messages of a capture that each filter is asked about one by one, besides as many that it selects"""


@pytest.mark.parametrize("path", FILES, ids=names(FILES))
def test_columns_and_single_messages_give_the_same_answers(path: Path) -> None:
    with nldissect.open(path) as capture:
        capture.load()
        chance = np.random.default_rng(len(capture))
        selective = 0
        for text in filters(capture, FILTERS, len(capture)):
            chosen = Filter(text, registry)
            mask = chosen.mask(capture)
            hits = np.flatnonzero(mask)
            rows = {*chance.choice(len(capture), CHECKED).tolist(), *chance.permutation(hits)[:CHECKED].tolist()}
            wrong = [row for row in sorted(rows) if chosen.matches(capture.message(row)) != mask[row]]
            assert wrong == [], text
            selective += 0 < len(hits) < len(capture)
        assert selective > FILTERS / 3


def test_parts_of_a_capture_give_what_the_whole_gives() -> None:
    with nldissect.open(CAPTURES / "misbehaving.pcap") as capture:
        capture.load()
        for text in filters(capture, 40, 1):
            chosen = Filter(text, registry)
            parts = [chosen.rows(capture, first, min(first + 97, len(capture))) for first in range(0, len(capture), 97)]
            assert np.concatenate(parts).tolist() == chosen.rows(capture).tolist(), text


def test_computed_fields_have_columns_that_agree_with_single_messages() -> None:
    texts = (
        'nl.summary contains "eth0"', "nl.family == nlctrl", "nl.family != route", "route and not nlctrl",
        "nl.diagnostic == error", "nl.severity >= warning", 'nl.extack.attribute matches "^ifla_"', "nl.extack.path",
        "call.errno == ENODEV", "call.state == failed", "call.latency > 50us", "call.replies > 2",
        "call.role == notification", "nl.direction == to_kernel", "frame.time_relative in {0..0.5}",
        "frame.number == nl.number", "frame.len > nl.len + 100", "call.port == nl.port", "call.transaction",
        'nl.type matches "addr"', "nl.type == nlctrl", "frame.time_delta > 1ms", "not call.number",
    )  # fmt: skip
    for name in ("errors.pcap", "generic.pcap", "wild.pcap", "big-endian.s390x.pcap"):
        with nldissect.open(CAPTURES / name) as capture:
            capture.load()
            for text in texts:
                chosen = Filter(text, registry)
                one_by_one = [row for row in range(len(capture)) if chosen.matches(capture.message(row))]
                assert chosen.rows(capture).tolist() == one_by_one, (name, text)
