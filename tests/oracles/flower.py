"""tc filter of kind flower: what packets it matches."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Any

from tests.oracles.members import MISSING, Field, Fields, List, Members, Section, Worked, plain
from tests.oracles.words import digits, number, word

KEY = "TCA_FLOWER_KEY_"
# How tc writes what packets are of.
PACKET_TYPES = {
    "ETH_P_IP": "ip",
    "ETH_P_IPV6": "ipv6",
    "ETH_P_ARP": "arp",
    "ETH_P_8021Q": "802.1Q",
    "ETH_P_8021AD": "802.1ad",
    "ETH_P_MPLS_UC": "mpls_uc",
    "ETH_P_ALL": "all",
    "ETH_P_CFM": "cfm",
    "ETH_P_PPP_SES": "ppp_ses",
}
MATCHED_TYPES = {"ETH_P_IP": "ipv4", "ETH_P_IPV6": "ipv6", "ETH_P_ARP": "arp"}
CONNECTION_STATES = {"TRACKED": "trk", "NEW": "new", "ESTABLISHED": "est"}


def packet_type(value: Any) -> str:
    return PACKET_TYPES[value["name"]]


def _matched_type(value: Any) -> str:
    """tc has other words for what is matched, and few."""
    return MATCHED_TYPES.get(value["name"], f"{value['value']:x}")


def _length(mask: str) -> int | None:
    """The length of a mask; None when it is all ones."""
    hardware = len(mask) == len("ff:ff:ff:ff:ff:ff") and mask.count(":") == 5
    data = bytes.fromhex(mask.replace(":", "")) if hardware else ip_address(mask).packed
    length = int.from_bytes(data).bit_count()
    return None if length == len(data) * 8 else length


def _masked(*names: str) -> Worked:
    """An address of one of these names, with the length of its mask unless that is all ones."""

    def masked(fields: Fields) -> Any:
        for name in names:
            if KEY + name in fields:
                length = _length(fields[f"{KEY}{name}_MASK"])
                return fields[KEY + name] if length is None else f"{fields[KEY + name]}/{length}"
        return MISSING

    return Worked(masked)


def _port(direction: str) -> Worked:
    """A port of one of the protocols, or the first and the last one."""

    def port(fields: Fields) -> Any:
        first, last = f"{KEY}PORT_{direction}_MIN", f"{KEY}PORT_{direction}_MAX"
        if first in fields:
            return {"start": fields[first], "end": fields[last]}
        return fields.get(f"{KEY}TCP_{direction}", fields.get(f"{KEY}UDP_{direction}", MISSING))

    return Worked(port)


def _flags(name: str, words: dict[str, str]) -> Worked:
    """Whether each of the flags is to be set, of those that matter."""

    def found(fields: Fields) -> dict[str, bool]:
        wanted = fields[f"{KEY}{name}_MASK"]["names"]
        return {words[flag]: flag in fields[KEY + name]["names"] for flag in wanted}

    return Worked(found)


def _tcp_flags(fields: Fields) -> str:
    return f"{fields[KEY + 'TCP_FLAGS']:#x}/{fields[KEY + 'TCP_FLAGS_MASK']:x}"


def _connection_state(fields: Fields) -> str:
    flags, mask = (fields[f"{KEY}CT_STATE{end}"]["names"] for end in ("", "_MASK"))
    names = {f"{KEY}CT_FLAGS_{name}": short for name, short in CONNECTION_STATES.items()}
    return "".join(("+" if name in flags else "-") + short for name, short in names.items() if name in mask)


def _geneve(nests: Any) -> list[Any]:
    """The options of nests, each with the attributes of one or more of them; their data byte by byte."""
    names = [f"{KEY}ENC_OPT_GENEVE_{name}" for name in ("CLASS", "TYPE", "DATA")]
    return [
        {"class": number, "type": kind, "data": list(bytes.fromhex(data))}
        for nest in nests
        for number, kind, data in zip(*(nest[name] for name in names), strict=True)
    ]


def _hex_digits(value: int) -> str:
    return f"{plain(value):x}"


FRAGMENTS = {KEY + "FLAGS_IS_FRAGMENT": "frag", KEY + "FLAGS_FRAG_IS_FIRST": "firstfrag"}
TUNNELS = {KEY + "FLAGS_TUNNEL_CSUM": "tuncsum", KEY + "FLAGS_TUNNEL_DONT_FRAGMENT": "tundf"}
GENEVE: Members = {"class": "class", "type": "type", "data": "data"}

KEYS: Members = {
    "dst_mac": _masked("ETH_DST"),
    "src_mac": _masked("ETH_SRC"),
    "eth_type": Field(KEY + "ETH_TYPE", _matched_type),
    "l2_miss": Field("TCA_FLOWER_L2_MISS", number),
    "vlan_id": KEY + "VLAN_ID",
    "vlan_prio": KEY + "VLAN_PRIO",
    "vlan_ethtype": Field(KEY + "VLAN_ETH_TYPE", packet_type),
    "cvlan_id": KEY + "CVLAN_ID",
    "cvlan_prio": KEY + "CVLAN_PRIO",
    "cvlan_ethtype": Field(KEY + "CVLAN_ETH_TYPE", packet_type),
    "ip_proto": Field(KEY + "IP_PROTO", word("IPPROTO_")),
    "ip_tos": KEY + "IP_TOS",
    "ip_tos_mask": Field(KEY + "IP_TOS_MASK", _hex_digits),
    "ip_ttl": KEY + "IP_TTL",
    "ip_flags": _flags("FLAGS", FRAGMENTS),
    "dst_ip": _masked("IPV4_DST", "IPV6_DST"),
    "src_ip": _masked("IPV4_SRC", "IPV6_SRC"),
    "dst_port": _port("DST"),
    "src_port": _port("SRC"),
    "tcp_flags": Worked(_tcp_flags),
    "icmp_type": Field(KEY + "ICMPV4_TYPE", digits),
    "icmp_code": Field(KEY + "ICMPV4_CODE", digits),
    "spi": Field(KEY + "SPI", _hex_digits),
    "arp_sip": _masked("ARP_SIP"),
    "arp_tip": _masked("ARP_TIP"),
    "arp_op": Field(KEY + "ARP_OP", word("ARPOP_")),
    "arp_sha": _masked("ARP_SHA"),
    "mpls_label": KEY + "MPLS_LABEL",
    "mpls_tc": Field(KEY + "MPLS_TC", digits),
    "mpls_bos": Field(KEY + "MPLS_BOS", digits),
    "mpls_ttl": Field(KEY + "MPLS_TTL", digits),
    "enc_dst_ip": _masked("ENC_IPV4_DST"),
    "enc_src_ip": _masked("ENC_IPV4_SRC"),
    "enc_key_id": KEY + "ENC_KEY_ID",
    "enc_dst_port": KEY + "ENC_UDP_DST_PORT",
    "enc_flags": _flags("ENC_FLAGS", TUNNELS),
    "geneve_opt_key": List(f"{KEY}ENC_OPTS.{KEY}ENC_OPTS_GENEVE", GENEVE, _geneve),
    "geneve_opt_mask": List(f"{KEY}ENC_OPTS_MASK.{KEY}ENC_OPTS_GENEVE", GENEVE, _geneve),
    "ct_state": Worked(_connection_state),
    "ct_zone": KEY + "CT_ZONE",
    "ct_mark": KEY + "CT_MARK",
    "ct_mark_mask": Field(KEY + "CT_MARK_MASK", _hex_digits),
    "ct_label": KEY + "CT_LABELS",
    "cfm": Section(KEY + "CFM", {"mdl": KEY + "CFM_MD_LEVEL", "op": KEY + "CFM_OPCODE"}),
    "pppoe_sid": KEY + "PPPOE_SID",
    "ppp_proto": Field(KEY + "PPP_PROTO", word("PPP_")),
}
