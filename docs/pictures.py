"""Makes the pictures of the README: the five views of a capture, as SVG files beside this one.

    python docs/pictures.py
"""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

os.environ.update(TEXTUAL_COLOR_SYSTEM="truecolor", TEXTUAL_ANIMATIONS="none", TZ="UTC")
os.environ.pop("NO_COLOR", None)

from importlib.metadata import version

import nldissect
from nldissect.tui.app import NldissectApp

HERE = Path(__file__).parent
SIZE = (120, 40)

PICTURES = {
    "messages": ("errors.pcap", ["colon", "2", "8", "enter"]),
    "calls": ("errors.pcap", ["2", *["j"] * 13]),
    "talkers": ("wild.pcap", ["3"]),
    "types": ("wild.pcap", ["4"]),
    "time": ("misbehaving.pcap", ["5"]),
}
"""By name: the capture, and the keys that lead to the picture."""

MADE_WITH = f"<!-- made with Textual {version('textual')}, Rich {version('rich')} -->\n"
"""What else than our own code decides how they look."""


async def picture(capture: str, keys: list[str], size: tuple[int, int] = SIZE) -> str:
    """The screen after some keys, as SVG."""
    with nldissect.open(HERE.parent / "captures" / capture) as opened:
        app = NldissectApp(opened)
        async with app.run_test(size=size) as pilot:
            await app.settled()
            for key in keys:
                await pilot.press(key)
                await app.settled()
            await pilot.pause()
            return f"{app.export_screenshot(title=f'nldissect {capture}')}{MADE_WITH}"


def main() -> None:
    wanted = sys.argv[1:] or list(PICTURES)
    for name in wanted:
        (HERE / f"{name}.svg").write_text(asyncio.run(picture(*PICTURES[name])))


if __name__ == "__main__":
    main()
