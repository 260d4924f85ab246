"""Action police: a rate, and what becomes of the packets above it. Older filters hold it without an action."""

from __future__ import annotations

from nldissect.families.route.tc.action.generic import tcf_t, verdict
from nldissect.families.route.tc.kinds import action_kinds
from nldissect.families.route.tc.rates import tc_ratespec
from nldissect.schema import Attributes, Struct, array, binary, bytes_per_second, psched_ticks, s32, u32, u64


class tc_police(Struct, header="linux/pkt_cls.h"):
    index = u32
    action = verdict
    limit = u32
    burst = psched_ticks
    mtu = u32
    rate = tc_ratespec
    peakrate = tc_ratespec
    refcnt = s32
    bindcnt = s32
    capab = u32


class TCA_POLICE(Attributes, header="linux/pkt_cls.h"):
    TBF = 1, tc_police
    RATE = 2, array(psched_ticks, 256)
    PEAKRATE = 3, array(psched_ticks, 256)
    AVRATE = 4, u32(bytes_per_second)
    RESULT = 5, verdict
    TM = 6, tcf_t
    PAD = 7, binary
    RATE64 = 8, u64(bytes_per_second)
    PEAKRATE64 = 9, u64(bytes_per_second)
    PKTRATE64 = 10, u64
    PKTBURST64 = 11, u64(psched_ticks)


action_kinds["police"] = TCA_POLICE
