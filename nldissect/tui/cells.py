"""Text that fits cells of the screen: exact widths, and nothing in it that a terminal would obey."""

from __future__ import annotations

from rich.cells import cell_len, set_cell_size

from nldissect.tui.glyphs import Glyphs


def printable(text: str) -> str:
    """The text with everything that is not printable (controls, escapes, bidirectional marks) written as an escape."""
    if text.isprintable():
        return text
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode("ascii")
        for character in text
    )


def crop(text: str, width: int, glyphs: Glyphs) -> str:
    """The text in at most `width` cells: escaped, and cut with an ellipsis where it is longer."""
    if width <= 0:
        return ""
    text = printable(text)
    if not text.isascii():
        if glyphs.ascii:
            text = "".join(character if character.isascii() else "?" for character in text)
        elif (cells := cell_len(text)) != len(text):
            return text if cells <= width else set_cell_size(text, width - 1) + glyphs.ellipsis
    return text if len(text) <= width else text[: width - 1] + glyphs.ellipsis


def fit(text: str, width: int, glyphs: Glyphs, *, right: bool = False) -> str:
    """The text in exactly `width` cells: `crop`, then padded (on the left if `right`)."""
    text = crop(text, width, glyphs)
    padding = " " * (width - (len(text) if text.isascii() else cell_len(text)))
    return padding + text if right else text + padding


def size_text(count: float) -> str:
    """Bytes in at most 8 characters: "198 kB" (powers of 1000, as the rest of the program)."""
    for unit in ("B", "kB", "MB", "GB"):
        if count < 999.5 or unit == "GB":
            break
        count /= 1000
    return f"{count:.1f} {unit}" if unit != "B" and count < 9.95 else f"{count:.0f} {unit}"
