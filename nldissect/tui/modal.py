"""Windows over the others, each a frame with a title in the middle of the screen."""

from __future__ import annotations

from textual.screen import ModalScreen, ScreenResultType

from nldissect.tui.glyphs import Glyphs


class Modal(ModalScreen[ScreenResultType]):
    """A window over the others; a subclass composes one container, Vertical or VerticalScroll, which gets the frame."""

    DEFAULT_CSS = """
    Modal {
        align: center middle;
        & > Vertical, & > VerticalScroll {
            width: 90%; max-width: 100; height: auto; max-height: 80%;
            border: solid $primary; border-title-color: $foreground; border-subtitle-color: $text-muted;
            background: $surface;
        }
        &.-ascii > Vertical, &.-ascii > VerticalScroll { border: ascii $primary; }
    }
    """

    def __init__(self, glyphs: Glyphs) -> None:
        super().__init__(classes="-ascii" if glyphs.ascii else None)
        self.glyphs = glyphs
