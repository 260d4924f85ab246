"""The terminal that the tests imagine, set before Textual is imported; statistics for captures that have no bytes."""

import os
import sys
from types import SimpleNamespace

import pytest

os.environ["TEXTUAL_COLOR_SYSTEM"] = "truecolor"
os.environ["TEXTUAL_ANIMATIONS"] = "none"
os.environ["TZ"] = "UTC"
os.environ.pop("NO_COLOR", None)


def figures(family: str, type_name: str, messages: int, errors: int, first: int) -> SimpleNamespace:
    return SimpleNamespace(
        family=family, type_name=type_name, messages=messages, bytes=messages * 100, share=messages / 900,
        rate=messages / 2, errors=errors, first=first,
    )  # fmt: skip


@pytest.fixture(autouse=True)
def statistics(monkeypatch: pytest.MonkeyPatch) -> None:
    def by_type() -> list[SimpleNamespace]:
        return [
            figures("route", "RTM_NEWROUTE", 300, 0, 4),
            figures("route", "NLMSG_ERROR", 200, 100, 5),
            figures("route", "RTM_NEWLINK", 201, 0, 1),
        ]

    monkeypatch.setitem(
        sys.modules,
        "nldissect.analysis.statistics",
        SimpleNamespace(Statistics=lambda capture: SimpleNamespace(by_type=by_type)),
    )
