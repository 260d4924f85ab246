"""The pytest plugin. It is loaded in every run of pytest where nldissect is installed: nothing is imported unused."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from nldissect.analysis.content import Rules
    from nldissect.testing.netlink import Netlink


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--nl-update`."""
    group = parser.getgroup("nldissect")
    group.addoption("--nl-update", action="store_true", help="write the golden files of netlink.golden() anew")


@pytest.fixture
def netlink_rules() -> Rules:
    """What makes netlink messages alike; override this fixture for rules of your own."""
    from nldissect.analysis.content import USUAL

    return USUAL


@pytest.fixture
def netlink(request: pytest.FixtureRequest, tmp_path: Path, netlink_rules: Rules) -> Iterator[Netlink]:
    """Netlink messages to look at: decoded bytes, capture files, and what commands and code say."""
    from nldissect.testing.netlink import Netlink

    update = bool(request.config.getoption("--nl-update"))
    made = Netlink(request.path.parent, tmp_path, request.node.name, netlink_rules, update=update)
    yield made
    made.close()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_makereport(call: pytest.CallInfo[None]) -> None:
    """Let a failed assertion tell the reason of the verdict in it."""
    if call.excinfo is not None and "nldissect.testing.verdict" in sys.modules:
        from nldissect.testing.verdict import explain

        if isinstance(call.excinfo.value, AssertionError):
            explain(call.excinfo.value)
