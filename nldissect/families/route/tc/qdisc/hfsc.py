"""Qdisc hfsc: hierarchical fair service curves."""

from __future__ import annotations

from nldissect.families.route.tc.kinds import class_kinds, class_statistics, qdisc_kinds
from nldissect.schema import Attributes, Struct, bytes_per_second, hex16, microseconds, u32, u64


class tc_hfsc_qopt(Struct, header="linux/pkt_sched.h"):
    defcls = hex16  # the minor number of a class


class tc_service_curve(Struct, header="linux/pkt_sched.h"):
    m1 = u32(bytes_per_second)
    d = microseconds
    m2 = u32(bytes_per_second)


class tc_hfsc_stats(Struct, header="linux/pkt_sched.h"):
    work = u64
    rtwork = u64
    period = u32
    level = u32


class TCA_HFSC(Attributes, header="linux/pkt_sched.h"):
    RSC = 1, tc_service_curve
    FSC = 2, tc_service_curve
    USC = 3, tc_service_curve


qdisc_kinds["hfsc"] = tc_hfsc_qopt
class_kinds["hfsc"] = TCA_HFSC
class_statistics["hfsc"] = tc_hfsc_stats
