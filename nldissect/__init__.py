"""nldissect: Wireshark for netlink.

import nldissect

with nldissect.open("boot.pcapng") as capture:
    for message in capture:
        print(message.number, message.summary)
"""

from __future__ import annotations

import os

# numpy starts a pool of threads for linear algebra that nothing here uses; it looks at this before its first import.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nldissect.analysis.filter.errors import FilterError as FilterError
    from nldissect.capture import Capture as Capture, decode as decode, open_capture as open
    from nldissect.errors import CaptureError as CaptureError
    from nldissect.message import Message as Message

__all__ = ["Capture", "CaptureError", "FilterError", "Message", "decode", "open"]
__version__ = "0.1.0"

_PLACES = {
    "Capture": ("nldissect.capture", "Capture"),
    "CaptureError": ("nldissect.errors", "CaptureError"),
    "FilterError": ("nldissect.analysis.filter.errors", "FilterError"),
    "Message": ("nldissect.message", "Message"),
    "decode": ("nldissect.capture", "decode"),
    "open": ("nldissect.capture", "open_capture"),
}


def __getattr__(name: str) -> Any:
    """The public names, each imported when it is first used, so that a command pays only for what it does."""
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    module, attribute = _PLACES[name]
    value = globals()[name] = getattr(import_module(module), attribute)
    return value
