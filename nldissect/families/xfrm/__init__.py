"""NETLINK_XFRM: names, numbers and the sizes of the headers (of a 64-bit host); their attributes are undeclared."""

from __future__ import annotations

from nldissect.families.netlink import DEL, GET, NEW, protocol
from nldissect.schema import Attributes, Struct, binary, bits, one_of, u8, u32

NLM_F_DUMP = 0x300


class xfrm_usersa_info(Struct, header="linux/xfrm.h"):
    info = binary(224)


class xfrm_usersa_id(Struct, header="linux/xfrm.h"):
    id = binary(24)


class xfrm_userpolicy_info(Struct, header="linux/xfrm.h"):
    info = binary(168)


class xfrm_userpolicy_id(Struct, header="linux/xfrm.h"):
    id = binary(64)


class xfrm_userspi_info(Struct, header="linux/xfrm.h"):
    info = binary(232)


class xfrm_user_acquire(Struct, header="linux/xfrm.h"):
    acquire = binary(280)


class xfrm_user_expire(Struct, header="linux/xfrm.h"):
    expire = binary(232)


class xfrm_user_polexpire(Struct, header="linux/xfrm.h"):
    expire = binary(176)


class xfrm_usersa_flush(Struct, header="linux/xfrm.h"):
    proto = u8


class xfrm_aevent_id(Struct, header="linux/xfrm.h"):
    id = binary(48)


class xfrm_user_report(Struct, header="linux/xfrm.h"):
    report = binary(60)


class xfrm_user_mapping(Struct, header="linux/xfrm.h"):
    mapping = binary(64)


class xfrm_userpolicy_default(Struct, header="linux/xfrm.h"):
    input = u8
    forward = u8
    output = u8


class info_flags(Struct, key="xfrm"):
    """What XFRM_MSG_*SADINFO and XFRM_MSG_*SPDINFO start with; the kernel has no name for it."""

    flags = u32


class XFRMA(Attributes, header="linux/xfrm.h"):
    """The attributes of states and policies: those that hold keys, which no export is to show."""

    ALG_AUTH = 1, binary.secret
    ALG_CRYPT = 2, binary.secret
    ALG_AEAD = 18, binary.secret
    ALG_AUTH_TRUNC = 20, binary.secret


class XFRMA_SAD(Attributes, header="linux/xfrm.h"):
    """The attributes of XFRM_MSG_*SADINFO."""


class XFRMA_SPD(Attributes, header="linux/xfrm.h"):
    """The attributes of XFRM_MSG_*SPDINFO."""


NETLINK_XFRM = protocol("NETLINK_XFRM", 6, kinds=(NEW,))

# A dump request has no header, at most attributes that filter.
dump = bits("nlmsghdr.flags", NLM_F_DUMP)
states = one_of((dump, None), otherwise=xfrm_usersa_id)
policies = one_of((dump, None), otherwise=xfrm_userpolicy_id)

NETLINK_XFRM.message("XFRM_MSG_NEWSA", 16, xfrm_usersa_info, XFRMA, kind=NEW)
NETLINK_XFRM.message("XFRM_MSG_DELSA", 17, xfrm_usersa_id, XFRMA, kind=DEL)
NETLINK_XFRM.message("XFRM_MSG_GETSA", 18, states, XFRMA, kind=GET)
NETLINK_XFRM.message("XFRM_MSG_NEWPOLICY", 19, xfrm_userpolicy_info, XFRMA, kind=NEW)
NETLINK_XFRM.message("XFRM_MSG_DELPOLICY", 20, xfrm_userpolicy_id, XFRMA, kind=DEL)
NETLINK_XFRM.message("XFRM_MSG_GETPOLICY", 21, policies, XFRMA, kind=GET)
NETLINK_XFRM.message("XFRM_MSG_ALLOCSPI", 22, xfrm_userspi_info, XFRMA, kind=NEW)
NETLINK_XFRM.message("XFRM_MSG_ACQUIRE", 23, xfrm_user_acquire, XFRMA, kind=NEW)
NETLINK_XFRM.message("XFRM_MSG_EXPIRE", 24, xfrm_user_expire, XFRMA, kind=NEW)
NETLINK_XFRM.message("XFRM_MSG_UPDPOLICY", 25, xfrm_userpolicy_info, XFRMA, kind=NEW)
NETLINK_XFRM.message("XFRM_MSG_UPDSA", 26, xfrm_usersa_info, XFRMA, kind=NEW)
NETLINK_XFRM.message("XFRM_MSG_POLEXPIRE", 27, xfrm_user_polexpire, XFRMA, kind=NEW)
NETLINK_XFRM.message("XFRM_MSG_FLUSHSA", 28, xfrm_usersa_flush, XFRMA, kind=DEL)
NETLINK_XFRM.message("XFRM_MSG_FLUSHPOLICY", 29, None, XFRMA, kind=DEL)
NETLINK_XFRM.message("XFRM_MSG_NEWAE", 30, xfrm_aevent_id, XFRMA, kind=NEW)
NETLINK_XFRM.message("XFRM_MSG_GETAE", 31, xfrm_aevent_id, XFRMA, kind=GET)
NETLINK_XFRM.message("XFRM_MSG_REPORT", 32, xfrm_user_report, XFRMA, kind=NEW)
NETLINK_XFRM.message("XFRM_MSG_MIGRATE", 33, xfrm_userpolicy_id, XFRMA, kind=NEW)
NETLINK_XFRM.message("XFRM_MSG_NEWSADINFO", 34, info_flags, XFRMA_SAD, kind=NEW)
NETLINK_XFRM.message("XFRM_MSG_GETSADINFO", 35, info_flags, XFRMA_SAD, kind=GET)
NETLINK_XFRM.message("XFRM_MSG_NEWSPDINFO", 36, info_flags, XFRMA_SPD, kind=NEW)
NETLINK_XFRM.message("XFRM_MSG_GETSPDINFO", 37, info_flags, XFRMA_SPD, kind=GET)
NETLINK_XFRM.message("XFRM_MSG_MAPPING", 38, xfrm_user_mapping, XFRMA, kind=NEW)
NETLINK_XFRM.message("XFRM_MSG_SETDEFAULT", 39, xfrm_userpolicy_default, XFRMA, kind=NEW)
NETLINK_XFRM.message("XFRM_MSG_GETDEFAULT", 40, xfrm_userpolicy_default, XFRMA, kind=GET)

PROTOCOL = NETLINK_XFRM
