"""Qdiscs ingress and clsact, whose options are an empty nest: all they have is filters."""

from __future__ import annotations

from nldissect.families.route.tc.kinds import qdisc_kinds
from nldissect.schema import Attributes


class no_options(Attributes, prefix=""):
    """Nothing."""


qdisc_kinds["ingress"] = no_options
qdisc_kinds["clsact"] = no_options
