"""Symbols: what the names of constants have in common, and what tells them apart."""

from __future__ import annotations

import os
from collections.abc import Iterable
from enum import Enum
from functools import lru_cache


def common_prefix(names: Iterable[str]) -> str:
    """What all names of constants start with, up to an underscore: "RTPROT_"."""
    listed = list(names)
    prefix = os.path.commonprefix(listed) if len(listed) > 1 else ""
    return prefix[: prefix.rfind("_") + 1]


@lru_cache(maxsize=1024)
def _prefix(symbols: type[Enum]) -> str:
    return common_prefix(symbols.__members__)


def word(member: Enum) -> str:
    """The name of a constant without what it shares with the others, in lower case: "static"."""
    return member.name.removeprefix(_prefix(type(member))).removeprefix("AF_").lower()
