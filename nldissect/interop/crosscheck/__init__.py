"""Crosscheck: our decoding of captures against Wireshark's, field by field, by the bytes that the fields are."""

from __future__ import annotations

from nldissect.interop.crosscheck.comparison import compare
from nldissect.interop.crosscheck.reasons import REASONS
from nldissect.interop.crosscheck.result import Crosscheck, Disagreement, Tally
from nldissect.interop.crosscheck.wireshark import Shown, Wireshark, WiresharkError

__all__ = ["REASONS", "Crosscheck", "Disagreement", "Shown", "Tally", "Wireshark", "WiresharkError", "compare"]
