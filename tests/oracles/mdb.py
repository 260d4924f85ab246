"""bridge mdb: RTM_GETMDB as the type of replies, and RTM_NEWMDB."""

from __future__ import annotations

from typing import Any

from tests.oracles.members import Field, List, Members, ToolsOwn, listed, look
from tests.oracles.oracle import Dump
from tests.oracles.words import device, flags, word

ENTRY: Members = {
    "index": "br_port_msg.ifindex",
    "dev": Field("br_port_msg.ifindex", device),
    "port": Field("br_mdb_entry.ifindex", device),
    "grp": "br_mdb_entry.addr",
    "src": "MDBA_MDB_EATTR_SOURCE",
    "state": Field("br_mdb_entry.state", word("MDB_", TEMPORARY="temp")),
    "filter_mode": Field("MDBA_MDB_EATTR_GROUP_MODE", word("MCAST_")),
    "protocol": Field("MDBA_MDB_EATTR_RTPROT", word("RTPROT_")),
    "flags": Field("br_mdb_entry.flags", flags("MDB_FLAGS_", BLOCKED="blocked")),
    "vid": "br_mdb_entry.vid",
    "dst": "MDBA_MDB_EATTR_DST",
    "dst_port": "MDBA_MDB_EATTR_DST_PORT",
    "vni": "MDBA_MDB_EATTR_VNI",
    "src_vni": "MDBA_MDB_EATTR_SRC_VNI",
    "timer": Field("MDBA_MDB_EATTR_TIMER", lambda value: f"{value / 100:7.2f}"),
}


def _entries(messages: list[Any]) -> list[Any]:
    """One object: the entries of all devices, each with the device that it is of.

    bridge asks twice, and takes the entries from the first dump, the ports behind which routers are from the second.
    """
    first = messages[0]["nlmsghdr"]["seq"]
    entries = [
        {**info, "br_port_msg": message["br_port_msg"]}
        for message in messages
        if message["nlmsghdr"]["seq"] == first
        for entry in listed(look(message, "MDBA_MDB.MDBA_MDB_ENTRY"))
        for info in entry["MDBA_MDB_ENTRY_INFO"]
    ]
    return [{"entries": entries}]


MDB: Members = {
    "mdb": List("entries", ENTRY),
    "router": ToolsOwn("the ports behind which routers are; there are none", {}),
}

DUMPS = [Dump(files=("mdb",), messages="mdba.mdb.entry", members=MDB, objects=_entries)]
