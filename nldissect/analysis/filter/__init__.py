"""The display filter: Wireshark's language, with the netlink message as its scope."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nldissect.analysis.filter.checker import check
from nldissect.analysis.filter.errors import FilterError as FilterError
from nldissect.analysis.filter.parser import parse
from nldissect.analysis.filter.terms import fields_of

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from nldissect.capture import Capture
    from nldissect.message import Message
    from nldissect.schema.registry import Registry


class Filter:
    """A display filter; FilterError, a ValueError, says what is wrong with its text and in which column."""

    def __init__(self, text: str, registry: Registry) -> None:
        self.text = text
        self.condition = check(parse(text), text, registry)

    def __repr__(self) -> str:
        return f"Filter({self.text!r})"

    @property
    def unsettled(self) -> bool:
        """Whether later messages can change the answer for earlier ones: an open call may still fail."""
        computed = (reference.computed for reference in fields_of(self.condition))
        return any(each is not None and each.unsettled for each in computed)

    def mask(self, capture: Capture, first: int = 0, stop: int | None = None) -> npt.NDArray[np.bool_]:
        """For each message from row `first` to `stop` whether it passes."""
        from nldissect.analysis.filter.evaluation import Evaluation

        return Evaluation(capture, first, len(capture) if stop is None else stop).mask(self.condition)

    def rows(self, capture: Capture, first: int = 0, stop: int | None = None) -> npt.NDArray[np.int64]:
        """The rows of the messages from `first` to `stop` that pass, ascending."""
        import numpy as np

        return np.flatnonzero(self.mask(capture, first, stop)) + first

    def matches(self, message: Message) -> bool:
        """Whether one message passes."""
        from nldissect.analysis.filter.scalar import holds

        return holds(self.condition, message)
