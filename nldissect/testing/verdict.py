"""Verdicts: what an assertion comes to, with the reason."""

from __future__ import annotations

from collections.abc import Callable, Iterable


class Verdict:
    """True or false, and why; it is looked into only when an assertion has failed.

    words    what was asked and found, in a few words
    explain  the reason, line by line
    """

    last: Verdict | None = None
    """The one that was asked last whether it holds."""

    def __init__(self, holds: bool, words: str, explain: Callable[[], Iterable[str]]) -> None:
        self._holds = holds
        self._words = words
        self._explain = explain

    def __bool__(self) -> bool:
        Verdict.last = self
        return self._holds

    def __repr__(self) -> str:
        return f"<{self._words}>"

    @property
    def explanation(self) -> str:
        """The reason, in lines."""
        return "\n".join(self._explain())


def explain(error: BaseException) -> None:
    """Add to an assertion that failed the reason of the verdict in it."""
    verdict, Verdict.last = Verdict.last, None
    # Without pytest's rewriting the error tells nothing of what was asserted: the last verdict is the likely one.
    if verdict is not None and (not str(error) or repr(verdict) in str(error)):
        error.add_note(verdict.explanation)
