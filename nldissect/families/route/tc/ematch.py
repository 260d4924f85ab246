"""Extended matches of filters: expressions of packet data, metadata, sets and text."""

from __future__ import annotations

from enum import IntEnum, IntFlag

from nldissect.families.route.tc.filter.u32 import tc_u32_key
from nldissect.schema import (
    Attributes,
    Leaf,
    Struct,
    array,
    binary,
    bits,
    hex8,
    hex16,
    hex32,
    indexed,
    one_of,
    pad,
    select,
    string,
    u8,
    u16,
    u32,
    u64,
)


class EmatchKind(IntEnum):
    """TCF_EM_*, from linux/pkt_cls.h."""

    TCF_EM_CONTAINER = 0
    TCF_EM_CMP = 1
    TCF_EM_NBYTE = 2
    TCF_EM_U32 = 3
    TCF_EM_META = 4
    TCF_EM_TEXT = 5
    TCF_EM_VLAN = 6
    TCF_EM_CANID = 7
    TCF_EM_IPSET = 8
    TCF_EM_IPT = 9


class EmatchFlags(IntFlag):
    """TCF_EM_*, from linux/pkt_cls.h: how a match is joined with the next one, and what it does itself."""

    TCF_EM_REL_AND = 0x1
    TCF_EM_REL_OR = 0x2
    TCF_EM_INVERT = 0x4
    TCF_EM_SIMPLE = 0x8


class Operand(IntEnum):
    """TCF_EM_OPND_*, from linux/pkt_cls.h."""

    TCF_EM_OPND_EQ = 0
    TCF_EM_OPND_GT = 1
    TCF_EM_OPND_LT = 2


class EmatchProgram(IntEnum):
    """TCF_EM_PROG_*, from linux/pkt_cls.h."""

    TCF_EM_PROG_TC = 0


# Packet data


class tcf_em_cmp(Struct, header="linux/tc_ematch/tc_em_cmp.h"):
    """The kernel splits two of its bytes into halves, of which the first is the lower one on little-endian hosts."""

    val = u32
    mask = hex32
    off = u16
    align_flags = hex8  # bytes of the number: 1, 2 or 4; then TCF_EM_CMP_TRANS
    layer_opnd = hex8  # TCF_LAYER_*, TCF_EM_OPND_*


class tcf_em_nbyte(Struct, header="linux/tc_ematch/tc_em_nbyte.h"):
    """The bytes are as many as `len` says; what the kernel sends has them padded."""

    off = u16
    len_layer = hex16  # twelve bits, then TCF_LAYER_*
    pattern = binary


class tcf_em_text(Struct, header="linux/tc_ematch/tc_em_text.h"):
    algo = string(16)
    from_offset = u16
    to_offset = u16
    pattern_len = u16
    from_layer_to_layer = hex8  # TCF_LAYER_* in four bits each
    pad = pad(1)
    pattern = binary


class can_filter(Struct, header="linux/can.h"):
    can_id = hex32
    can_mask = hex32


# Metadata


class MetaType(IntEnum):
    """TCF_META_TYPE_*, from linux/tc_ematch/tc_em_meta.h."""

    TCF_META_TYPE_VAR = 0
    TCF_META_TYPE_INT = 1


class MetaId(IntEnum):
    """TCF_META_ID_*, from linux/tc_ematch/tc_em_meta.h."""

    TCF_META_ID_VALUE = 0
    TCF_META_ID_RANDOM = 1
    TCF_META_ID_LOADAVG_0 = 2
    TCF_META_ID_LOADAVG_1 = 3
    TCF_META_ID_LOADAVG_2 = 4
    TCF_META_ID_DEV = 5
    TCF_META_ID_PRIORITY = 6
    TCF_META_ID_PROTOCOL = 7
    TCF_META_ID_PKTTYPE = 8
    TCF_META_ID_PKTLEN = 9
    TCF_META_ID_DATALEN = 10
    TCF_META_ID_MACLEN = 11
    TCF_META_ID_NFMARK = 12
    TCF_META_ID_TCINDEX = 13
    TCF_META_ID_RTCLASSID = 14
    TCF_META_ID_RTIIF = 15
    TCF_META_ID_SK_FAMILY = 16
    TCF_META_ID_SK_STATE = 17
    TCF_META_ID_SK_REUSE = 18
    TCF_META_ID_SK_BOUND_IF = 19
    TCF_META_ID_SK_REFCNT = 20
    TCF_META_ID_SK_SHUTDOWN = 21
    TCF_META_ID_SK_PROTO = 22
    TCF_META_ID_SK_TYPE = 23
    TCF_META_ID_SK_RCVBUF = 24
    TCF_META_ID_SK_RMEM_ALLOC = 25
    TCF_META_ID_SK_WMEM_ALLOC = 26
    TCF_META_ID_SK_OMEM_ALLOC = 27
    TCF_META_ID_SK_WMEM_QUEUED = 28
    TCF_META_ID_SK_RCV_QLEN = 29
    TCF_META_ID_SK_SND_QLEN = 30
    TCF_META_ID_SK_ERR_QLEN = 31
    TCF_META_ID_SK_FORWARD_ALLOCS = 32
    TCF_META_ID_SK_SNDBUF = 33
    TCF_META_ID_SK_ALLOCS = 34
    TCF_META_ID_SK_HASH = 36
    TCF_META_ID_SK_LINGERTIME = 37
    TCF_META_ID_SK_ACK_BACKLOG = 38
    TCF_META_ID_SK_MAX_ACK_BACKLOG = 39
    TCF_META_ID_SK_PRIO = 40
    TCF_META_ID_SK_RCVLOWAT = 41
    TCF_META_ID_SK_RCVTIMEO = 42
    TCF_META_ID_SK_SNDTIMEO = 43
    TCF_META_ID_SK_SENDMSG_OFF = 44
    TCF_META_ID_SK_WRITE_PENDING = 45
    TCF_META_ID_VLAN_TAG = 46
    TCF_META_ID_RXHASH = 47


# The type in the upper four bits, the identifier in the lower eleven.
meta_kind = Leaf(
    "meta kind",
    2,
    "H",
    show="enum",
    symbols={type_ << 12 | identifier: identifier.name for type_ in MetaType for identifier in MetaId},
)


class tcf_meta_val(Struct, header="linux/tc_ematch/tc_em_meta.h"):
    kind = meta_kind
    shift = u8
    op = u8(Operand)


class tcf_meta_hdr(Struct, header="linux/tc_ematch/tc_em_meta.h"):
    left = tcf_meta_val
    right = tcf_meta_val


INTEGER = MetaType.TCF_META_TYPE_INT << 12


class TCA_EM_META(Attributes, header="linux/tc_ematch/tc_em_meta.h"):
    HDR = 1, tcf_meta_hdr
    LVALUE = 2, one_of((bits("HDR.left.kind", INTEGER), u32 | u64), otherwise=string)
    RVALUE = 3, one_of((bits("HDR.right.kind", INTEGER), u32 | u64), otherwise=string)


# Netfilter


class SetFlags(IntFlag):
    """IPSET_*, from linux/netfilter/ipset/ip_set.h: which dimensions are of the source."""

    IPSET_INV_MATCH = 0x1
    IPSET_DIM_ONE_SRC = 0x2
    IPSET_DIM_TWO_SRC = 0x4
    IPSET_DIM_THREE_SRC = 0x8


class xt_set_info(Struct, header="linux/netfilter/xt_set.h"):
    index = u16
    dim = u8
    flags = u8(SetFlags)


class TCA_EM_IPT(Attributes, header="linux/tc_ematch/tc_em_ipt.h"):
    HOOK = 1, u32
    MATCH_NAME = 2, string
    MATCH_REVISION = 3, u8
    NFPROTO = 4, u8
    MATCH_DATA = 5, binary


# Trees


class tcf_ematch_tree_hdr(Struct, header="linux/pkt_cls.h"):
    nmatches = u16
    progid = u16(EmatchProgram)


class tcf_ematch_hdr(Struct, header="linux/pkt_cls.h"):
    """With what stands behind it: of a container, the place of the first match inside the parentheses."""

    matchid = u16
    kind = u16(EmatchKind)
    flags = u16(EmatchFlags)
    pad = pad(2)
    data = one_of(
        (bits("flags", EmatchFlags.TCF_EM_SIMPLE), u32),
        otherwise=select(
            "kind",
            {
                EmatchKind.TCF_EM_CONTAINER: u32,
                EmatchKind.TCF_EM_CMP: tcf_em_cmp,
                EmatchKind.TCF_EM_NBYTE: tcf_em_nbyte,
                EmatchKind.TCF_EM_U32: tc_u32_key,
                EmatchKind.TCF_EM_META: TCA_EM_META,
                EmatchKind.TCF_EM_TEXT: tcf_em_text,
                EmatchKind.TCF_EM_CANID: array(can_filter),
                EmatchKind.TCF_EM_IPSET: xt_set_info,
                EmatchKind.TCF_EM_IPT: TCA_EM_IPT,
            },
        ),
    )


class TCA_EMATCH_TREE(Attributes, header="linux/pkt_cls.h"):
    HDR = 1, tcf_ematch_tree_hdr
    LIST = 2, indexed(tcf_ematch_hdr)
