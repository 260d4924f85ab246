"""Qdisc ets: enhanced transmission selection, strict bands and bands with a quantum."""

from __future__ import annotations

from nldissect.families.route.tc.kinds import class_kinds, qdisc_kinds
from nldissect.schema import Attributes, multi, u8, u32


class TCA_ETS_QUANTA(Attributes, prefix="TCA_ETS", header="linux/pkt_sched.h"):
    QUANTA_BAND = 4, multi(u32)


class TCA_ETS_PRIOMAP(Attributes, prefix="TCA_ETS", header="linux/pkt_sched.h"):
    PRIOMAP_BAND = 6, multi(u8)


# Of a class there is the quantum of its band, without the nest.
class TCA_ETS(Attributes, header="linux/pkt_sched.h"):
    NBANDS = 1, u8
    NSTRICT = 2, u8
    QUANTA = 3, TCA_ETS_QUANTA
    QUANTA_BAND = 4, u32
    PRIOMAP = 5, TCA_ETS_PRIOMAP
    PRIOMAP_BAND = 6, u8


qdisc_kinds["ets"] = TCA_ETS
class_kinds["ets"] = TCA_ETS
