"""Every key of what ip, tc and bridge print of a dump says what we decode."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from tests.oracles import (
    addr,
    filter,
    link,
    mdb,
    neigh,
    netconf,
    nexthop,
    ntable,
    qdisc,
    route,
    rule,
    stats,
    tclass,
    vlan,
)
from tests.oracles.members import Comparison, below
from tests.oracles.oracle import FILES, MENDED, Dump, compare, load, name

MODULES = (addr, filter, link, mdb, neigh, netconf, nexthop, ntable, qdisc, route, rule, stats, tclass, vlan)
DUMPS: dict[str, Dump] = {file: dump for module in MODULES for dump in module.DUMPS for file in dump.files}


@cache
def comparison(path: Path) -> Comparison:
    return compare(DUMPS[path.stem], path, load(path))


@pytest.mark.parametrize("path", FILES, ids=name)
def test_the_tool_and_our_decoding_say_the_same(path: Path) -> None:
    assert comparison(path).differences == []
    assert comparison(path).compared > 0


def test_every_member_of_a_table_is_of_some_dump() -> None:
    used = {member for path in FILES for member in comparison(path).used}
    unused = [
        (dump.files[0], key) for dump in DUMPS.values() for key, member in below(dump.members) if member not in used
    ]
    assert unused == []


@pytest.mark.parametrize("path", [path for path in FILES if name(path) in MENDED], ids=name)
def test_what_is_mended_is_no_json_as_the_tool_printed_it(path: Path) -> None:
    with pytest.raises(ValueError, match="Expecting"):
        load(path, mended=False)
