"""Qdisc choke: RED that also drops from the flow of a packet."""

from __future__ import annotations

from nldissect.families.route.tc.kinds import qdisc_kinds, qdisc_statistics
from nldissect.families.route.tc.qdisc.red import RedFlags
from nldissect.schema import Attributes, Struct, binary, u8, u32


class tc_choke_qopt(Struct, header="linux/pkt_sched.h"):
    limit = u32
    qth_min = u32
    qth_max = u32
    Wlog = u8
    Plog = u8
    Scell_log = u8
    flags = u8(RedFlags)


class tc_choke_xstats(Struct, header="linux/pkt_sched.h"):
    early = u32
    pdrop = u32
    other = u32
    marked = u32
    matched = u32


class TCA_CHOKE(Attributes, header="linux/pkt_sched.h"):
    PARMS = 1, tc_choke_qopt
    STAB = 2, binary(256)
    MAX_P = 3, u32


qdisc_kinds["choke"] = TCA_CHOKE
qdisc_statistics["choke"] = tc_choke_xstats
