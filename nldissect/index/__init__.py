"""Frames -> the columnar table of netlink messages."""

from nldissect.index.index import Index
from nldissect.index.messages import BIG_ENDIAN, CUT, FRAGMENT, Messages

__all__ = ["BIG_ENDIAN", "CUT", "FRAGMENT", "Index", "Messages"]
