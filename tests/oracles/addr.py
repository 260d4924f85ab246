"""ip addr: RTM_NEWLINK, and RTM_NEWADDR below it."""

from __future__ import annotations

from typing import Any

from tests.oracles.link import DEVICE, with_lower
from tests.oracles.members import MISSING, Field, Fields, List, Members, Worked, look
from tests.oracles.oracle import Dump
from tests.oracles.words import flag, word

FLAGS = {
    "secondary": "IFA_F_SECONDARY",
    "nodad": "IFA_F_NODAD",
    "home": "IFA_F_HOMEADDRESS",
    "deprecated": "IFA_F_DEPRECATED",
    "mngtmpaddr": "IFA_F_MANAGETEMPADDR",
    "noprefixroute": "IFA_F_NOPREFIXROUTE",
    "autojoin": "IFA_F_MCAUTOJOIN",
}


def _local(fields: Fields) -> Any:
    """IPv6 has no IFA_LOCAL where there is no peer."""
    return fields.get("IFA_LOCAL", fields["IFA_ADDRESS"])


def _peer(fields: Fields) -> Any:
    return fields["IFA_ADDRESS"] if fields["IFA_ADDRESS"] != _local(fields) else MISSING


ADDRESS: Members = {
    "family": Field("ifaddrmsg.family", word("AF_")),
    "local": Worked(_local),
    "address": Worked(_peer),
    "prefixlen": "ifaddrmsg.prefixlen",
    "scope": Field("ifaddrmsg.scope", word("RT_SCOPE_", UNIVERSE="global")),
    "label": "IFA_LABEL",
    "broadcast": "IFA_BROADCAST",
    "valid_life_time": "IFA_CACHEINFO.valid",
    "preferred_life_time": "IFA_CACHEINFO.prefered",
    "protocol": Field("IFA_PROTO", word("IFAPROT_")),
    "dynamic": Field("IFA_FLAGS", lambda value: not flag("IFA_F_PERMANENT")(value)),
    **{key: Field("IFA_FLAGS", flag(name)) for key, name in FLAGS.items()},
}


def _by_link(messages: list[Any]) -> list[Any]:
    """Links, each with its addresses."""
    links = with_lower([each for each in messages if each["type"] == "RTM_NEWLINK"])
    for link in links:
        index = look(link, "ifinfomsg.index.value")
        link["addresses"] = [each for each in messages if look(each, "ifaddrmsg.index.value") == index]
    return links


DUMPS = [
    Dump(
        files=("addr",),
        messages="nl.type in {RTM_NEWLINK, RTM_NEWADDR}",
        members={**DEVICE, "addr_info": List("addresses", ADDRESS)},
        objects=_by_link,
    )
]
