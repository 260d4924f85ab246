"""The errors that users see: each is one sentence that says what is wrong, where, and what to do."""


class CaptureError(Exception):
    """A capture that cannot be read or written at all; `str()` is one sentence for the user."""
