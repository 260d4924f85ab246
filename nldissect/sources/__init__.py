"""Bytes in: capture files and streams, turned into frames."""

from nldissect.sources.frames import Frames, Interface
from nldissect.sources.source import Source, open_source

__all__ = ["Frames", "Interface", "Source", "open_source"]
