"""Traffic control: tcmsg, TCA, and one module for each kind of qdisc, filter and action."""
