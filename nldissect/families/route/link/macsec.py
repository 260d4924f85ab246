"""Link kind macsec."""

from __future__ import annotations

from enum import IntEnum

from nldissect.families.route.link.kinds import link_kinds
from nldissect.schema import Attributes, be16, be64, binary, boolean, hex64, u8, u32, u64


class CipherSuite(IntEnum):
    """MACSEC_CIPHER_ID_* and the default of IEEE 802.1AE, from linux/if_macsec.h."""

    MACSEC_DEFAULT_CIPHER_ID = 0x0080020001000001
    MACSEC_CIPHER_ID_GCM_AES_128 = 0x0080C20001000001
    MACSEC_CIPHER_ID_GCM_AES_256 = 0x0080C20001000002
    MACSEC_CIPHER_ID_GCM_AES_XPN_128 = 0x0080C20001000003
    MACSEC_CIPHER_ID_GCM_AES_XPN_256 = 0x0080C20001000004


class MacsecValidation(IntEnum):
    """MACSEC_VALIDATE_*, from linux/if_link.h."""

    MACSEC_VALIDATE_DISABLED = 0
    MACSEC_VALIDATE_CHECK = 1
    MACSEC_VALIDATE_STRICT = 2


class MacsecOffload(IntEnum):
    """MACSEC_OFFLOAD_*, from linux/if_link.h."""

    MACSEC_OFFLOAD_OFF = 0
    MACSEC_OFFLOAD_PHY = 1
    MACSEC_OFFLOAD_MAC = 2


class IFLA_MACSEC(Attributes, header="linux/if_link.h"):
    SCI = 1, be64(hex64)
    PORT = 2, be16
    ICV_LEN = 3, u8
    CIPHER_SUITE = 4, u64(CipherSuite)
    WINDOW = 5, u32
    ENCODING_SA = 6, u8
    ENCRYPT = 7, boolean
    PROTECT = 8, boolean
    INC_SCI = 9, boolean
    ES = 10, boolean
    SCB = 11, boolean
    REPLAY_PROTECT = 12, boolean
    VALIDATION = 13, u8(MacsecValidation)
    PAD = 14, binary
    OFFLOAD = 15, u8(MacsecOffload)


link_kinds["macsec"] = IFLA_MACSEC
