"""Action csum: computes checksums anew."""

from __future__ import annotations

from enum import IntFlag

from nldissect.families.route.tc.action.generic import tcf_t, verdict
from nldissect.families.route.tc.kinds import action_kinds
from nldissect.schema import Attributes, Struct, binary, s32, u32


class Checksums(IntFlag):
    """TCA_CSUM_UPDATE_FLAG_*, from linux/tc_act/tc_csum.h."""

    TCA_CSUM_UPDATE_FLAG_IPV4HDR = 1
    TCA_CSUM_UPDATE_FLAG_ICMP = 2
    TCA_CSUM_UPDATE_FLAG_IGMP = 4
    TCA_CSUM_UPDATE_FLAG_TCP = 8
    TCA_CSUM_UPDATE_FLAG_UDP = 16
    TCA_CSUM_UPDATE_FLAG_UDPLITE = 32
    TCA_CSUM_UPDATE_FLAG_SCTP = 64


class tc_csum(Struct, header="linux/tc_act/tc_csum.h"):
    index = u32
    capab = u32
    action = verdict
    refcnt = s32
    bindcnt = s32
    update_flags = u32(Checksums)


class TCA_CSUM(Attributes, header="linux/tc_act/tc_csum.h"):
    PARMS = 1, tc_csum
    TM = 2, tcf_t
    PAD = 3, binary


action_kinds["csum"] = TCA_CSUM
