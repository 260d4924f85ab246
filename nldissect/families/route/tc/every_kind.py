"""Every kind of qdisc, filter and action: importing this fills the tables of `kinds`."""

from nldissect.families.route.tc.qdisc import (
    tbf as tbf,
)
