"""What is wrong with a display filter."""

from __future__ import annotations

from nldissect.engine.values import printable


class FilterError(ValueError):
    """A filter that cannot be understood; one sentence for the user.

    column  where, in characters from the start of the text, counted from 0
    end     behind the last character that is wrong
    """

    def __init__(self, sentence: str, text: str, column: int, end: int | None = None) -> None:
        self.sentence = sentence
        self.text = text
        self.column = column
        self.end = max(column + 1, end if end is not None else column + 1)
        super().__init__(f"column {column + 1}: {sentence}")

    def marked(self) -> str:
        """The text, and below it a mark where it is wrong."""
        before, wrong = printable(self.text[: self.column]), printable(self.text[self.column : self.end])
        after = printable(self.text[self.end :])
        return f"{before}{wrong}{after}\n{' ' * len(before)}{'^' * max(1, len(wrong))}"
