"""The terminal that the tests imagine, set before Textual is imported, and a home without anybody's configuration."""

import os
import tempfile

import pytest

HOME = tempfile.mkdtemp(prefix="nldissect-tests-")

os.environ["TEXTUAL_COLOR_SYSTEM"] = "truecolor"
os.environ["TEXTUAL_ANIMATIONS"] = "none"
os.environ["TZ"] = "UTC"
os.environ["XDG_CONFIG_HOME"] = os.environ["XDG_STATE_HOME"] = HOME
os.environ.pop("NO_COLOR", None)


@pytest.fixture(autouse=True)
def notifications_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have what the application says stay on the screen until the end of a test, on machines of any speed."""
    from textual.notifications import Notification

    monkeypatch.setattr(Notification, "has_expired", False)
