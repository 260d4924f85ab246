"""The pictures of the README are what the program shows; and some that only the tests look at."""

from __future__ import annotations

import asyncio
import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

DOCS = Path(__file__).parents[2] / "docs"


def script() -> ModuleType:
    """The module that makes the pictures."""
    specification = importlib.util.spec_from_file_location("pictures", DOCS / "pictures.py")
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    sys.modules["pictures"] = module
    specification.loader.exec_module(module)
    return module


pictures = script()


@pytest.mark.parametrize("name", pictures.PICTURES)
def test_a_picture_of_the_readme_is_what_the_program_shows(name: str) -> None:
    kept = (DOCS / f"{name}.svg").read_text()
    if not kept.endswith(pictures.MADE_WITH):
        pytest.skip("made with another Textual, which draws other SVG; `python docs/pictures.py` makes it anew")
    assert asyncio.run(pictures.picture(*pictures.PICTURES[name])) == kept
