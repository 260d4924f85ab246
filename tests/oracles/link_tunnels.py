"""ip -d link: kinds of tunnels."""

from __future__ import annotations

from tests.oracles.members import Field, Members, Present, Section, plain
from tests.oracles.words import device, dotted, flag, hexadecimal, or_any, word

KEYS = {
    "iseq": ("IFLAGS", "GRE_SEQ"),
    "oseq": ("OFLAGS", "GRE_SEQ"),
    "icsum": ("IFLAGS", "GRE_CSUM"),
    "ocsum": ("OFLAGS", "GRE_CSUM"),
}


def _ends(prefix: str) -> Members:
    return {
        "remote": Field(prefix + "REMOTE", or_any),
        "local": Field(prefix + "LOCAL", or_any),
    }


def _ipv4(prefix: str) -> Members:
    return {**_ends(prefix), "ttl": prefix + "TTL", "pmtudisc": prefix + "PMTUDISC"}


def _ipv6(prefix: str) -> Members:
    return {
        **_ends(prefix),
        "ttl": prefix + "TTL",
        "encap_limit": prefix + "ENCAP_LIMIT",
        # one number for both, as in the header of IPv6 (RFC 8200): 8 bits and 20
        "tclass": Field(prefix + "FLOWINFO", lambda value: f"0x{plain(value) >> 20 & 0xFF:02x}"),
        "flowlabel": Field(prefix + "FLOWINFO", lambda value: f"0x{plain(value) & 0xFFFFF:05x}"),
    }


GRE: Members = {
    "ikey": Field("IFLA_GRE_IKEY", dotted),
    "okey": Field("IFLA_GRE_OKEY", dotted),
    **{key: Field(f"IFLA_GRE_{path}", flag(name)) for key, (path, name) in KEYS.items()},
    "erspan_index": "IFLA_GRE_ERSPAN_INDEX",
    "erspan_ver": "IFLA_GRE_ERSPAN_VER",
    "erspan_dir": Field("IFLA_GRE_ERSPAN_DIR", word("")),
    "erspan_hwid": Field("IFLA_GRE_ERSPAN_HWID", hexadecimal),
}
VTI: Members = {
    **_ends("IFLA_VTI_"),
    "ikey": Field("IFLA_VTI_IKEY", dotted),
    "okey": Field("IFLA_VTI_OKEY", dotted),
}


def _protocol(**words: str) -> Field:
    """The protocol that a tunnel carries; "any" for 0."""
    return Field("IFLA_IPTUN_PROTO", word("IPPROTO_", **words))


IPTUN = "IFLA_IPTUN_"
ENCAP_FLAGS = IPTUN + "ENCAP_FLAGS"
IPIP: Members = {
    **_ipv4(IPTUN),
    "proto": _protocol(IP="any", IPIP="ipip"),
    "encap": Section(
        "",
        {
            "type": Field(IPTUN + "ENCAP_TYPE", word("TUNNEL_ENCAP_")),
            "sport": IPTUN + "ENCAP_SPORT",
            "dport": IPTUN + "ENCAP_DPORT",
            "csum": Field(ENCAP_FLAGS, flag("TUNNEL_ENCAP_FLAG_CSUM")),
            "csum6": Field(ENCAP_FLAGS, flag("TUNNEL_ENCAP_FLAG_CSUM6")),
            "remcsum": Field(ENCAP_FLAGS, flag("TUNNEL_ENCAP_FLAG_REMCSUM")),
        },
    ),
}
SIT: Members = {
    **_ipv4(IPTUN),
    "proto": _protocol(IP="any", IPV6="ip6ip"),
    "prefix": IPTUN + "6RD_PREFIX",
    "prefixlen": IPTUN + "6RD_PREFIXLEN",
}
IP6TNL: Members = {**_ipv6(IPTUN), "proto": _protocol(IPV6="ip6ip6", IPIP="ipip6")}

VX = "IFLA_VXLAN_"
VXLAN: Members = {
    "id": VX + "ID",
    "group": VX + "GROUP",
    "remote6": VX + "GROUP6",
    "local": VX + "LOCAL",
    "local6": VX + "LOCAL6",
    "link": Field(VX + "LINK", device),
    "port_range": Section(VX + "PORT_RANGE", {"low": "low", "high": "high"}),
    "port": VX + "PORT",
    "tos": Field(VX + "TOS", hexadecimal),
    "ttl": VX + "TTL",
    "df": Field(VX + "DF", word("VXLAN_DF_")),
    "ageing": VX + "AGEING",
    "limit": VX + "LIMIT",
    "gbp": Present(VX + "GBP"),
    "gpe": Present(VX + "GPE"),
    "external": VX + "COLLECT_METADATA",
    "learning": VX + "LEARNING",
    "proxy": VX + "PROXY",
    "rsc": VX + "RSC",
    "l2miss": VX + "L2MISS",
    "l3miss": VX + "L3MISS",
    "udp_csum": VX + "UDP_CSUM",
    "udp_zero_csum6_tx": VX + "UDP_ZERO_CSUM6_TX",
    "udp_zero_csum6_rx": VX + "UDP_ZERO_CSUM6_RX",
    "remcsum_tx": VX + "REMCSUM_TX",
    "remcsum_rx": VX + "REMCSUM_RX",
    "localbypass": VX + "LOCALBYPASS",
}
GENEVE: Members = {
    "id": "IFLA_GENEVE_ID",
    "remote": "IFLA_GENEVE_REMOTE",
    "ttl": "IFLA_GENEVE_TTL",
    "df": Field("IFLA_GENEVE_DF", word("GENEVE_DF_")),
    "port": "IFLA_GENEVE_PORT",
    "external": Present("IFLA_GENEVE_COLLECT_METADATA"),
    "udp_csum": "IFLA_GENEVE_UDP_CSUM",
    "udp_zero_csum6_rx": "IFLA_GENEVE_UDP_ZERO_CSUM6_RX",
}

TUNNELS: dict[str, Members] = {
    "gre": {**_ipv4("IFLA_GRE_"), **GRE},
    "gretap": {**_ipv4("IFLA_GRE_"), **GRE},
    "erspan": {**_ipv4("IFLA_GRE_"), **GRE},
    "ip6gre": {**_ipv6("IFLA_GRE_"), **GRE},
    "ip6gretap": {**_ipv6("IFLA_GRE_"), **GRE},
    "ip6erspan": {**_ipv6("IFLA_GRE_"), **GRE},
    "ipip": IPIP,
    "sit": SIT,
    "ip6tnl": IP6TNL,
    "vti": VTI,
    "vti6": VTI,
    "vxlan": VXLAN,
    "geneve": GENEVE,
}
