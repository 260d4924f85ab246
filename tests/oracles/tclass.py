"""tc class: RTM_NEWTCLASS."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.oracles.members import Field, Fields, Members, Section, Worked, look
from tests.oracles.oracle import Dump
from tests.oracles.qdisc import STATISTICS, handle, is_root, parent
from tests.oracles.words import word

TICKS_PER_MICROSECOND = 15.625  # of 64 ns


def _rate(name: str) -> Callable[[Fields], Any]:
    """Bytes a second; what does not fit into the 32 bits of the structure has an attribute of its own."""

    def rate(fields: Fields) -> Any:
        options = fields["TCA_OPTIONS"]
        return options.get(f"TCA_HTB_{name.upper()}64", options["TCA_HTB_PARMS"][name]["rate"])

    return rate


def _burst(name: str, buffer: str) -> Callable[[Fields], int]:
    """The bytes of a time at a rate; tc drops what is left over of microseconds, and of bytes."""

    def burst(fields: Fields) -> int:
        microseconds = int(look(fields, f"{PARAMETERS}.{buffer}") / TICKS_PER_MICROSECOND)
        return int(_rate(name)(fields) * microseconds / 1_000_000)

    return burst


def _cell(value: int) -> int:
    """Bytes, of a power of two."""
    return 1 << value


PARAMETERS = "TCA_OPTIONS.TCA_HTB_PARMS"
OF_KIND = "TCA_STATS2.TCA_STATS_APP"
CLASS: Members = {
    "class": "TCA_KIND",
    "handle": Field("tcmsg.handle", handle),
    "root": Field("tcmsg.parent", is_root),
    "parent": Field("tcmsg.parent", parent),
    "leaf": Field("tcmsg.info", lambda value: hex(value["value"] >> 16)),
    "prio": f"{PARAMETERS}.prio",
    "quantum": f"{PARAMETERS}.quantum",
    "rate": Worked(_rate("rate")),
    "ceil": Worked(_rate("ceil")),
    "overhead": f"{PARAMETERS}.rate.overhead",
    "linklayer": Field(f"{PARAMETERS}.rate.linklayer", word("TC_LINKLAYER_")),
    "burst": Worked(_burst("rate", "buffer")),
    "burst_cell": Field(f"{PARAMETERS}.rate.cell_log", _cell),
    "mpu_rate": f"{PARAMETERS}.rate.mpu",
    "cburst": Worked(_burst("ceil", "cbuffer")),
    "cburst_cell": Field(f"{PARAMETERS}.ceil.cell_log", _cell),
    "mpu_ceil": f"{PARAMETERS}.ceil.mpu",
    "level": f"{PARAMETERS}.level",
    "stats": Section(
        "",
        {
            **STATISTICS,
            "lended": f"{OF_KIND}.lends",
            "borrowed": f"{OF_KIND}.borrows",
            "giants": f"{OF_KIND}.giants",
            "tokens": f"{OF_KIND}.tokens",
            "ctokens": f"{OF_KIND}.ctokens",
            "deficit": f"{OF_KIND}.stats.deficit",
            "count": f"{OF_KIND}.stats.count",
            "lastcount": f"{OF_KIND}.stats.lastcount",
            "period": f"{OF_KIND}.period",
            "level": f"{OF_KIND}.level",
            "ldelay": f"{OF_KIND}.stats.ldelay",
        },
    ),
}

DUMPS = [Dump(files=("htb-class", "hfsc-class"), messages="nl.type == RTM_NEWTCLASS", members=CLASS)]
