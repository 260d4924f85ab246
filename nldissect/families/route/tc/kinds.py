"""Tables of kinds: what a qdisc, class, filter or action of a kind has. The module of a kind adds its types here."""

from __future__ import annotations

from nldissect.schema import Cases

EVERY_KIND = "nldissect.families.route.tc.every_kind"

# TCA_OPTIONS by TCA_KIND, of qdiscs and of their classes: `qdisc_kinds["htb"] = TCA_HTB`.
qdisc_kinds = Cases("qdisc_kinds", load=EVERY_KIND)
class_kinds = Cases("class_kinds", load=EVERY_KIND)

# TCA_OPTIONS by TCA_KIND, of filters and chain templates.
filter_kinds = Cases("filter_kinds", load=EVERY_KIND)

# TCA_ACT_OPTIONS by TCA_ACT_KIND.
action_kinds = Cases("action_kinds", load=EVERY_KIND)

# TCA_XSTATS and TCA_STATS_APP by TCA_KIND, of qdiscs and of their classes.
qdisc_statistics = Cases("qdisc_statistics", load=EVERY_KIND)
class_statistics = Cases("class_statistics", load=EVERY_KIND)
