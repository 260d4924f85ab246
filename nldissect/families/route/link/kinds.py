"""Tables of link kinds: what a kind keeps in IFLA_LINKINFO. The module of a kind adds its types here."""

from __future__ import annotations

from nldissect.schema import Cases

EVERY_KIND = "nldissect.families.route.link.every_kind"

# IFLA_INFO_DATA by IFLA_INFO_KIND: `link_kinds["vlan"] = IFLA_VLAN`.
link_kinds = Cases("link_kinds", load=EVERY_KIND)

# IFLA_INFO_SLAVE_DATA by IFLA_INFO_SLAVE_KIND: what a link keeps of a port of it.
slave_kinds = Cases("slave_kinds", load=EVERY_KIND)

# IFLA_INFO_XSTATS by IFLA_INFO_KIND.
xstats_kinds = Cases("xstats_kinds", load=EVERY_KIND)
