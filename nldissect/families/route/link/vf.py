"""Virtual functions (SR-IOV) of a link: IFLA_VFINFO_LIST, IFLA_VF_PORTS, IFLA_PORT_SELF."""

from __future__ import annotations

from enum import IntEnum

from nldissect.schema import (
    Attributes,
    Struct,
    binary,
    ethertype,
    hex64,
    lladdr,
    multi,
    pad,
    string,
    u8,
    u16,
    u32,
    u64,
    uuid,
)


class VfLinkState(IntEnum):
    """IFLA_VF_LINK_STATE_*, from linux/if_link.h."""

    IFLA_VF_LINK_STATE_AUTO = 0
    IFLA_VF_LINK_STATE_ENABLE = 1
    IFLA_VF_LINK_STATE_DISABLE = 2


class PortRequest(IntEnum):
    """PORT_REQUEST_*, from linux/if_link.h."""

    PORT_REQUEST_PREASSOCIATE = 0
    PORT_REQUEST_PREASSOCIATE_RR = 1
    PORT_REQUEST_ASSOCIATE = 2
    PORT_REQUEST_DISASSOCIATE = 3


class PortResponse(IntEnum):
    """PORT_VDP_RESPONSE_* and PORT_PROFILE_RESPONSE_*, from linux/if_link.h."""

    PORT_VDP_RESPONSE_SUCCESS = 0
    PORT_VDP_RESPONSE_INVALID_FORMAT = 1
    PORT_VDP_RESPONSE_INSUFFICIENT_RESOURCES = 2
    PORT_VDP_RESPONSE_UNUSED_VTID = 3
    PORT_VDP_RESPONSE_VTID_VIOLATION = 4
    PORT_VDP_RESPONSE_VTID_VERSION_VIOALTION = 5
    PORT_VDP_RESPONSE_OUT_OF_SYNC = 6
    PORT_PROFILE_RESPONSE_SUCCESS = 0x100
    PORT_PROFILE_RESPONSE_INPROGRESS = 0x101
    PORT_PROFILE_RESPONSE_INVALID = 0x102
    PORT_PROFILE_RESPONSE_BADSTATE = 0x103
    PORT_PROFILE_RESPONSE_INSUFFICIENT_RESOURCES = 0x104
    PORT_PROFILE_RESPONSE_ERROR = 0x105


# MAX_ADDR_LEN bytes; how many of them count is the device's business.
hardware_address = lladdr(32)


class ifla_vf_mac(Struct, header="linux/if_link.h"):
    vf = u32
    mac = hardware_address


class ifla_vf_broadcast(Struct, header="linux/if_link.h"):
    broadcast = hardware_address


class ifla_vf_vlan(Struct, header="linux/if_link.h"):
    vf = u32
    vlan = u32
    qos = u32


class ifla_vf_vlan_info(Struct, header="linux/if_link.h"):
    vf = u32
    vlan = u32
    qos = u32
    vlan_proto = ethertype
    pad = pad(2)


class ifla_vf_tx_rate(Struct, header="linux/if_link.h"):
    vf = u32
    rate = u32


class ifla_vf_rate(Struct, header="linux/if_link.h"):
    vf = u32
    min_tx_rate = u32
    max_tx_rate = u32


class ifla_vf_spoofchk(Struct, header="linux/if_link.h"):
    vf = u32
    setting = u32


class ifla_vf_link_state(Struct, header="linux/if_link.h"):
    vf = u32
    link_state = u32(VfLinkState)


class ifla_vf_rss_query_en(Struct, header="linux/if_link.h"):
    vf = u32
    setting = u32


class ifla_vf_trust(Struct, header="linux/if_link.h"):
    vf = u32
    setting = u32


class ifla_vf_guid(Struct, header="linux/if_link.h"):
    vf = u32
    pad = pad(4)
    guid = hex64


class IFLA_VF_STATS(Attributes, header="linux/if_link.h"):
    RX_PACKETS = 0, u64
    TX_PACKETS = 1, u64
    RX_BYTES = 2, u64
    TX_BYTES = 3, u64
    BROADCAST = 4, u64
    MULTICAST = 5, u64
    PAD = 6, binary
    RX_DROPPED = 7, u64
    TX_DROPPED = 8, u64


class IFLA_VF_VLAN_LIST(Attributes, header="linux/if_link.h", prefix="IFLA_VF"):
    VLAN_INFO = 1, multi(ifla_vf_vlan_info)


class IFLA_VF(Attributes, header="linux/if_link.h"):
    MAC = 1, ifla_vf_mac
    VLAN = 2, ifla_vf_vlan
    TX_RATE = 3, ifla_vf_tx_rate
    SPOOFCHK = 4, ifla_vf_spoofchk
    LINK_STATE = 5, ifla_vf_link_state
    RATE = 6, ifla_vf_rate
    RSS_QUERY_EN = 7, ifla_vf_rss_query_en
    STATS = 8, IFLA_VF_STATS
    TRUST = 9, ifla_vf_trust
    IB_NODE_GUID = 10, ifla_vf_guid
    IB_PORT_GUID = 11, ifla_vf_guid
    VLAN_LIST = 12, IFLA_VF_VLAN_LIST
    BROADCAST = 13, ifla_vf_broadcast


class IFLA_VFINFO_LIST(Attributes, header="linux/if_link.h", prefix="IFLA"):
    VF_INFO = 1, multi(IFLA_VF)


class ifla_port_vsi(Struct, header="linux/if_link.h"):
    vsi_mgr_id = u8
    vsi_type_id = binary(3)
    vsi_type_version = u8
    pad = pad(3)


class IFLA_PORT(Attributes, header="linux/if_link.h"):
    VF = 1, u32
    PROFILE = 2, string
    VSI_TYPE = 3, ifla_port_vsi
    INSTANCE_UUID = 4, uuid
    HOST_UUID = 5, uuid
    REQUEST = 6, u8(PortRequest)
    RESPONSE = 7, u16(PortResponse)


class IFLA_VF_PORTS(Attributes, header="linux/if_link.h", prefix="IFLA"):
    VF_PORT = 1, multi(IFLA_PORT)
