"""Data Center Bridging: RTM_GETDCB, RTM_SETDCB, which the kernel's answers have for a type, too."""

from __future__ import annotations

from enum import IntEnum, IntFlag

from nldissect.families.route.protocol import NETLINK_ROUTE
from nldissect.schema import (
    Attributes,
    Struct,
    address_family,
    array,
    binary,
    boolean,
    centiseconds,
    flag,
    hex8,
    multi,
    one_of,
    pad,
    payload,
    string,
    u8,
    u16,
    u32,
    u64,
)

TRAFFIC_CLASSES = 8  # IEEE_8021QAZ_MAX_TCS, from linux/dcbnl.h; as many as there are priorities, groups and buffers


class Command(IntEnum):
    """DCB_CMD_*, from linux/dcbnl.h."""

    DCB_CMD_UNDEFINED = 0
    DCB_CMD_GSTATE = 1
    DCB_CMD_SSTATE = 2
    DCB_CMD_PGTX_GCFG = 3
    DCB_CMD_PGTX_SCFG = 4
    DCB_CMD_PGRX_GCFG = 5
    DCB_CMD_PGRX_SCFG = 6
    DCB_CMD_PFC_GCFG = 7
    DCB_CMD_PFC_SCFG = 8
    DCB_CMD_SET_ALL = 9
    DCB_CMD_GPERM_HWADDR = 10
    DCB_CMD_GCAP = 11
    DCB_CMD_GNUMTCS = 12
    DCB_CMD_SNUMTCS = 13
    DCB_CMD_PFC_GSTATE = 14
    DCB_CMD_PFC_SSTATE = 15
    DCB_CMD_BCN_GCFG = 16
    DCB_CMD_BCN_SCFG = 17
    DCB_CMD_GAPP = 18
    DCB_CMD_SAPP = 19
    DCB_CMD_IEEE_SET = 20
    DCB_CMD_IEEE_GET = 21
    DCB_CMD_GDCBX = 22
    DCB_CMD_SDCBX = 23
    DCB_CMD_GFEATCFG = 24
    DCB_CMD_SFEATCFG = 25
    DCB_CMD_CEE_GET = 26
    DCB_CMD_IEEE_DEL = 27


class TransmissionSelection(IntEnum):
    """IEEE_8021QAZ_TSA_*, from linux/dcbnl.h."""

    IEEE_8021QAZ_TSA_STRICT = 0
    IEEE_8021QAZ_TSA_CB_SHAPER = 1
    IEEE_8021QAZ_TSA_ETS = 2
    IEEE_8021QAZ_TSA_VENDOR = 255


class NotificationDomain(IntEnum):
    """DCB_CNDD_*, from linux/dcbnl.h: states of the defence of a congestion notification domain."""

    DCB_CNDD_RESET = 0
    DCB_CNDD_EDGE = 1
    DCB_CNDD_INTERIOR = 2
    DCB_CNDD_INTERIOR_READY = 3


class Selector(IntEnum):
    """IEEE_8021QAZ_APP_SEL_* and DCB_APP_SEL_*, from linux/dcbnl.h."""

    IEEE_8021QAZ_APP_SEL_ETHERTYPE = 1
    IEEE_8021QAZ_APP_SEL_STREAM = 2
    IEEE_8021QAZ_APP_SEL_DGRAM = 3
    IEEE_8021QAZ_APP_SEL_ANY = 4
    IEEE_8021QAZ_APP_SEL_DSCP = 5
    DCB_APP_SEL_PCP = 255


class IdType(IntEnum):
    """DCB_APP_IDTYPE_*, from linux/dcbnl.h."""

    DCB_APP_IDTYPE_ETHTYPE = 0
    DCB_APP_IDTYPE_PORTNUM = 1


class ExchangeCapabilities(IntFlag):
    """DCB_CAP_DCBX_*, from linux/dcbnl.h."""

    DCB_CAP_DCBX_HOST = 0x01
    DCB_CAP_DCBX_LLD_MANAGED = 0x02
    DCB_CAP_DCBX_VER_CEE = 0x04
    DCB_CAP_DCBX_VER_IEEE = 0x08
    DCB_CAP_DCBX_STATIC = 0x10


class FeatureFlags(IntFlag):
    """DCB_FEATCFG_*, from linux/dcbnl.h."""

    DCB_FEATCFG_ERROR = 0x01
    DCB_FEATCFG_ENABLE = 0x02
    DCB_FEATCFG_WILLING = 0x04
    DCB_FEATCFG_ADVERTISE = 0x08


class dcbmsg(Struct, header="linux/dcbnl.h"):
    family = address_family
    cmd = u8(Command)
    pad = pad(2)


class ieee_ets(Struct, header="linux/dcbnl.h"):
    willing = boolean
    ets_cap = u8
    cbs = u8
    tc_tx_bw = array(u8, TRAFFIC_CLASSES)
    tc_rx_bw = array(u8, TRAFFIC_CLASSES)
    tc_tsa = array(u8(TransmissionSelection), TRAFFIC_CLASSES)
    prio_tc = array(u8, TRAFFIC_CLASSES)
    tc_reco_bw = array(u8, TRAFFIC_CLASSES)
    tc_reco_tsa = array(u8(TransmissionSelection), TRAFFIC_CLASSES)
    reco_prio_tc = array(u8, TRAFFIC_CLASSES)


class ieee_maxrate(Struct, header="linux/dcbnl.h"):
    tc_maxrate = array(u64, TRAFFIC_CLASSES)  # thousands of bits per second


class ieee_qcn(Struct, header="linux/dcbnl.h"):
    rpg_enable = array(boolean, TRAFFIC_CLASSES)
    rppp_max_rps = array(u32, TRAFFIC_CLASSES)
    rpg_time_reset = array(u32, TRAFFIC_CLASSES)
    rpg_byte_reset = array(u32, TRAFFIC_CLASSES)
    rpg_threshold = array(u32, TRAFFIC_CLASSES)
    rpg_max_rate = array(u32, TRAFFIC_CLASSES)
    rpg_ai_rate = array(u32, TRAFFIC_CLASSES)
    rpg_hai_rate = array(u32, TRAFFIC_CLASSES)
    rpg_gd = array(u32, TRAFFIC_CLASSES)
    rpg_min_dec_fac = array(u32, TRAFFIC_CLASSES)
    rpg_min_rate = array(u32, TRAFFIC_CLASSES)
    cndd_state_machine = array(u32(NotificationDomain), TRAFFIC_CLASSES)


class ieee_qcn_stats(Struct, header="linux/dcbnl.h"):
    rppp_rp_centiseconds = array(u64(centiseconds), TRAFFIC_CLASSES)
    rppp_created_rps = array(u32, TRAFFIC_CLASSES)


class ieee_pfc(Struct, header="linux/dcbnl.h"):
    pfc_cap = u8
    pfc_en = hex8  # a bit for each priority
    mbc = boolean
    pad1 = pad(1)
    delay = u16
    pad2 = pad(2)
    requests = array(u64, TRAFFIC_CLASSES)
    indications = array(u64, TRAFFIC_CLASSES)


class dcbnl_buffer(Struct, header="linux/dcbnl.h"):
    prio2buffer = array(u8, TRAFFIC_CLASSES)
    buffer_size = array(u32, TRAFFIC_CLASSES)
    total_size = u32


class cee_pg(Struct, header="linux/dcbnl.h"):
    willing = boolean
    error = u8
    pg_en = u8
    tcs_supported = u8
    pg_bw = array(u8, TRAFFIC_CLASSES)
    prio_pg = array(u8, TRAFFIC_CLASSES)


class cee_pfc(Struct, header="linux/dcbnl.h"):
    willing = boolean
    error = u8
    pfc_en = hex8
    tcs_supported = u8


class dcb_app(Struct, header="linux/dcbnl.h"):
    selector = u8(Selector)
    priority = u8
    protocol = u16


class dcb_peer_app_info(Struct, header="linux/dcbnl.h"):
    willing = boolean
    error = u8


class DCB_ATTR_IEEE_APP_TABLE(Attributes, header="linux/dcbnl.h", prefix="DCB_ATTR"):
    IEEE_APP = 1, multi(dcb_app)
    DCB_APP = 2, multi(dcb_app)


class DCB_ATTR_DCB_APP_TRUST_TABLE(Attributes, header="linux/dcbnl.h", prefix="DCB_ATTR"):
    IEEE_APP = 1, multi(u8(Selector))
    DCB_APP = 2, multi(u8(Selector))


class DCB_ATTR_IEEE(Attributes, header="linux/dcbnl.h", prefix="DCB_ATTR"):
    IEEE_ETS = 1, ieee_ets
    IEEE_PFC = 2, ieee_pfc
    IEEE_APP_TABLE = 3, DCB_ATTR_IEEE_APP_TABLE
    IEEE_PEER_ETS = 4, ieee_ets
    IEEE_PEER_PFC = 5, ieee_pfc
    IEEE_PEER_APP = 6, DCB_ATTR_IEEE_APP_TABLE
    IEEE_MAXRATE = 7, ieee_maxrate
    IEEE_QCN = 8, ieee_qcn
    IEEE_QCN_STATS = 9, ieee_qcn_stats
    DCB_BUFFER = 10, dcbnl_buffer
    DCB_APP_TRUST_TABLE = 11, DCB_ATTR_DCB_APP_TRUST_TABLE
    DCB_REWR_TABLE = 12, DCB_ATTR_IEEE_APP_TABLE


class DCB_PFC_UP_ATTR(Attributes, header="linux/dcbnl.h"):
    _0 = 1, u8
    _1 = 2, u8
    _2 = 3, u8
    _3 = 4, u8
    _4 = 5, u8
    _5 = 6, u8
    _6 = 7, u8
    _7 = 8, u8
    ALL = 9, flag


class DCB_TC_ATTR_PARAM(Attributes, header="linux/dcbnl.h"):
    PGID = 1, u8
    UP_MAPPING = 2, hex8
    STRICT_PRIO = 3, u8
    BW_PCT = 4, u8
    ALL = 5, flag


class DCB_PG_ATTR(Attributes, header="linux/dcbnl.h"):
    TC_0 = 1, DCB_TC_ATTR_PARAM
    TC_1 = 2, DCB_TC_ATTR_PARAM
    TC_2 = 3, DCB_TC_ATTR_PARAM
    TC_3 = 4, DCB_TC_ATTR_PARAM
    TC_4 = 5, DCB_TC_ATTR_PARAM
    TC_5 = 6, DCB_TC_ATTR_PARAM
    TC_6 = 7, DCB_TC_ATTR_PARAM
    TC_7 = 8, DCB_TC_ATTR_PARAM
    TC_MAX = 9, binary
    TC_ALL = 10, DCB_TC_ATTR_PARAM
    BW_ID_0 = 11, u8
    BW_ID_1 = 12, u8
    BW_ID_2 = 13, u8
    BW_ID_3 = 14, u8
    BW_ID_4 = 15, u8
    BW_ID_5 = 16, u8
    BW_ID_6 = 17, u8
    BW_ID_7 = 18, u8
    BW_ID_MAX = 19, binary
    BW_ID_ALL = 20, flag


class DCB_CAP_ATTR(Attributes, header="linux/dcbnl.h"):
    ALL = 1, flag
    PG = 2, boolean
    PFC = 3, boolean
    UP2TC = 4, boolean
    PG_TCS = 5, hex8
    PFC_TCS = 6, hex8
    GSP = 7, boolean
    BCN = 8, boolean
    DCBX = 9, u8(ExchangeCapabilities)


class DCB_NUMTCS_ATTR(Attributes, header="linux/dcbnl.h"):
    ALL = 1, flag
    PG = 2, u8
    PFC = 3, u8


class DCB_BCN_ATTR(Attributes, header="linux/dcbnl.h"):
    RP_0 = 1, u8
    RP_1 = 2, u8
    RP_2 = 3, u8
    RP_3 = 4, u8
    RP_4 = 5, u8
    RP_5 = 6, u8
    RP_6 = 7, u8
    RP_7 = 8, u8
    RP_ALL = 9, flag
    BCNA_0 = 10, u32
    BCNA_1 = 11, u32
    ALPHA = 12, u32
    BETA = 13, u32
    GD = 14, u32
    GI = 15, u32
    TMAX = 16, u32
    TD = 17, u32
    RMIN = 18, u32
    W = 19, u32
    RD = 20, u32
    RU = 21, u32
    WRTT = 22, u32
    RI = 23, u32
    C = 24, u32
    ALL = 25, flag


class DCB_APP_ATTR(Attributes, header="linux/dcbnl.h"):
    IDTYPE = 1, u8(IdType)
    ID = 2, u16
    PRIORITY = 3, u8


class DCB_FEATCFG_ATTR(Attributes, header="linux/dcbnl.h"):
    ALL = 1, flag
    PG = 2, u8(FeatureFlags)
    PFC = 3, u8(FeatureFlags)
    APP = 4, u8(FeatureFlags)


class DCB_ATTR_CEE_PEER_APP_TABLE(Attributes, header="linux/dcbnl.h", prefix="DCB_ATTR"):
    CEE_PEER_APP_INFO = 1, dcb_peer_app_info
    CEE_PEER_APP = 2, multi(dcb_app)


class DCB_ATTR_CEE_APP_TABLE(Attributes, header="linux/dcbnl.h", prefix="DCB_ATTR"):
    """The kernel gives entries the number of DCB_ATTR_APP, whatever its header says."""

    CEE_APP = 1, multi(DCB_APP_ATTR)
    APP = 12, multi(DCB_APP_ATTR)


class DCB_ATTR_CEE(Attributes, header="linux/dcbnl.h"):
    PEER_PG = 1, cee_pg
    PEER_PFC = 2, cee_pfc
    PEER_APP_TABLE = 3, DCB_ATTR_CEE_PEER_APP_TABLE
    TX_PG = 4, DCB_PG_ATTR
    RX_PG = 5, DCB_PG_ATTR
    PFC = 6, DCB_PFC_UP_ATTR
    APP_TABLE = 7, DCB_ATTR_CEE_APP_TABLE
    FEAT = 8, DCB_FEATCFG_ATTR


class DCB_ATTR(Attributes, header="linux/dcbnl.h"):
    """What is set is answered with one byte, which is 0 or says what went wrong, in place of the nest."""

    IFNAME = 1, string
    STATE = 2, u8
    PFC_STATE = 3, u8
    PFC_CFG = 4, one_of((payload(1), u8), otherwise=DCB_PFC_UP_ATTR)
    NUM_TC = 5, u8
    PG_CFG = 6, one_of((payload(1), u8), otherwise=DCB_PG_ATTR)
    SET_ALL = 7, u8
    PERM_HWADDR = 8, flag | binary
    CAP = 9, DCB_CAP_ATTR
    NUMTCS = 10, one_of((payload(1), u8), otherwise=DCB_NUMTCS_ATTR)
    BCN = 11, one_of((payload(1), u8), otherwise=DCB_BCN_ATTR)
    APP = 12, one_of((payload(1), u8), otherwise=DCB_APP_ATTR)
    IEEE = 13, one_of((payload(1), u8), otherwise=DCB_ATTR_IEEE)
    DCBX = 14, u8(ExchangeCapabilities)
    FEATCFG = 15, one_of((payload(1), u8), otherwise=DCB_FEATCFG_ATTR)
    CEE = 16, DCB_ATTR_CEE


DCB = ("dcb {dcb.cmd} dev {dcb_attr.ifname}", "dcb {dcb.cmd}")

NETLINK_ROUTE.message("RTM_GETDCB", 78, dcbmsg, DCB_ATTR, summary=DCB)
NETLINK_ROUTE.message("RTM_SETDCB", 79, dcbmsg, DCB_ATTR, summary=DCB)
