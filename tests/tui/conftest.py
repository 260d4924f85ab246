"""The terminal that the tests imagine, set before Textual is imported, and a home without anybody's configuration."""

import os
import tempfile

HOME = tempfile.mkdtemp(prefix="nldissect-tests-")

os.environ["TEXTUAL_COLOR_SYSTEM"] = "truecolor"
os.environ["TEXTUAL_ANIMATIONS"] = "none"
os.environ["TZ"] = "UTC"
os.environ["XDG_CONFIG_HOME"] = os.environ["XDG_STATE_HOME"] = HOME
os.environ.pop("NO_COLOR", None)
