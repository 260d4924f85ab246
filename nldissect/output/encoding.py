"""What the terminal can show."""

from __future__ import annotations

import os
from collections.abc import Mapping


def locale_is_unicode(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether the user's locale promises UTF-8; a locale that nobody set (containers) counts as UTF-8.

    Python's own answer does not help: it switches itself to UTF-8 in the C locale, the terminal does not.
    """
    for variable in ("LC_ALL", "LC_CTYPE", "LANG"):
        if value := environment.get(variable):
            return "utf" in value.lower()
    return True
