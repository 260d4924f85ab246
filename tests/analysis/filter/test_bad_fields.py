"""Filters that can be read and yet mean nothing: what is said about each, and about which column."""

import pytest

from nldissect.analysis.filter import Filter, FilterError
from nldissect.families import registry

BAD = [
    ("rta.dst == 5", 12, "rta.dst is an address (ipv4 or ipv6) or a string (mpls label stack); 5 is a number"),
    (
        "rta.dst == 10.0.0.300",
        12,
        "rta.dst is an address (ipv4 or ipv6) or a string (mpls label stack), which 10.0.0.300 is not",
    ),
    (
        "rta.dst == 10.0.0.0/33",
        12,
        "rta.dst is an address (ipv4 or ipv6) or a string (mpls label stack), which 10.0.0.0/33 is not",
    ),
    ("rta.dst == eth0", 12, "rta.dst is an address (ipv4 or ipv6) or a string (mpls label stack), which eth0 is not"),
    ("rta.dst > 10.0.0.0/8", 11, "a prefix has no order; > needs an address"),
    ("rta.dst contains 5", 18, "5 is a number; contains looks for a string or bytes"),
    ("rta.oif == 1.5", 12, "rta.oif is a number (ifindex); 1.5 is no integer"),
    ("rta.oif == 10.0.0.1", 12, "rta.oif is a number (ifindex), which 10.0.0.1 is not"),
    ("rta.oif > eth0", 11, "names are equal or not; > needs a number"),
    ("rta.oif matches 5", 17, 'expected a quoted pattern after matches, such as "^eth"'),
    ("ifla.mtu == big", 13, "ifla.mtu is a number (u32), which big is not"),
    ('ifla.mtu contains "15"', 1, "ifla.mtu is a number (u32); contains searches strings and bytes"),
    ("ifla.ifname == 5", 16, "ifla.ifname is a string; 5 is a number"),
    ("ifla.ifname > 3", 15, "ifla.ifname is a string; 3 is a number"),
    ("ifla.ifname matches eth", 21, 'expected a quoted pattern after matches, such as "^eth"'),
    ('ifla.ifname matches "("', 21, "the pattern does not compile: missing ), unterminated subpattern at position 0"),
    ("ifla.ifname contains 5", 22, "5 is a number; contains looks for a string or bytes"),
    ("ifla.ifname + 1 == 2", 1, "ifla.ifname is a string; + works on integers"),
    ("ifla.ifname & 1", 1, "ifla.ifname is a string; & works on integers"),
    ("ifla.ifname == ifla.mtu", 1, "ifla.ifname is a string, ifla.mtu is a number (u32); they cannot be compared"),
    ("ifla.address == zz:zz", 17, "ifla.address is an address (ipv4 or ipv6) or bytes (lladdr), which zz:zz is not"),
    (
        "ifla.address == ifla.ifname",
        1,
        "ifla.address is an address (ipv4 or ipv6) or bytes (lladdr), ifla.ifname is a string; they cannot be compared",
    ),
    ("ifla.linkinfo == 5", 18, "this field holds other fields and has no value; ask for one of them"),
    (
        "ifla.linkinfo[0:2] == 00:11",
        1,
        "ifla.linkinfo is a field that holds others and has no value; only strings and bytes have slices",
    ),
    ("ifla.mtu[0] == 1", 1, "ifla.mtu is a number (u32); only strings and bytes have slices"),
    ("ifla == 5", 9, "this field holds other fields and has no value; ask for one of them"),
    ("rtm.protocol == statik", 17, "statik is no value of rtm.protocol; did you mean static?"),
    (
        'rtm.protocol == "RTPROT_BOOTT"',
        17,
        '"RTPROT_BOOTT" is no value of rtm.protocol; did you mean RTPROT_BOOT or RTPROT_OVN or RTPROT_NTK?',
    ),
    ("rtm.protocol in {static, nonsense}", 26, "nonsense is no value of rtm.protocol"),
    ('rtm.protocol > "staticc"', 16, "names are equal or not; > needs a number"),
    ("rtm.table == mian", 14, "mian is no value of rtm.table; did you mean main?"),
    (
        "nl.type == RTM_NEWROUT",
        12,
        "RTM_NEWROUT is no value of nl.type; did you mean RTM_NEWROUTE or RTM_NEWRULE or RTM_GETROUTE?",
    ),
    ('nl.type == "Create network interface"', 12, '"Create network interface" is no value of nl.type'),
    ("nl.type == ethtool", 12, "ethtool is no value of nl.type"),
    ("nl.flags == dumpp", 13, "dumpp is no value of nl.flags; did you mean dump?"),
    ("nl.flags.dumpp", 1, "no field 'nl.flags.dumpp'; did you mean nl.flags or nh.flags or tunnel.flags?"),
    ("nl.flags.dump == maybe", 18, "nl.flags.dump is true or false, which maybe is not"),
    ("nl.errno == EINVALL", 13, "EINVALL is no value of nl.errno; did you mean EINVAL or ENAVAIL or EISNAM?"),
    ("nl.errno == -EINVAL", 13, "a name has no sign; write EINVAL"),
    (
        'nl.errno contains "INVAL" and nl.seq contains "1"',
        31,
        "nl.seq is a number (u32); contains searches strings and bytes",
    ),
    ("nl.seq == 5s", 11, "nl.seq is a number (u32), which 5s is not"),
    ("nl.bogus", 1, "no field 'nl.bogus'; did you mean nl.flags?"),
    ("nosuch", 1, "no field 'nosuch'"),
    ("rta.dst.foo", 1, "no field 'rta.dst.foo'; did you mean rta.dst or rta.newdst or fra.dst?"),
    (
        "ifla.ifname.up == 1",
        1,
        "no field 'ifla.ifname.up'; did you mean ifla.ifname or ifla.alt_ifname or fra.oifname?",
    ),
    ("nl.seq-1 == 5", 1, "no field 'nl.seq-1'; a minus needs a blank in front of it"),
    (
        "netlink-route.ifa_address.ipv4 == 10.0.0.1",
        1,
        "Wireshark's field netlink-route.ifa_address.ipv4 has no equal here: it is any of three attributes; "
        "ask for ifa.address, ifa.local or ifa.broadcast",
    ),
    (
        "netlink.hdr_type == 16",
        1,
        "Wireshark's field netlink.hdr_type has no equal here: Wireshark names the message type anew in each "
        "protocol; nl.type is that of every message",
    ),
    ("nl80211.attr_type", 1, "Wireshark's field nl80211.attr_type has no equal here: its family is not declared yet"),
    ("len(ifla.mtu) == 4", 5, "ifla.mtu is a number (u32); len takes strings and bytes"),
    ("len(rta.dts) > 3", 5, "no field 'rta.dts'; did you mean rta.dst or rta.dport or rtm.tos?"),
    ("len(5) == 3", 5, "5 is no field, and one is needed here"),
    ('upper(ifla.mtu) == "A"', 7, "ifla.mtu is a number (u32); upper takes strings"),
    ('lower(nosuch) == "a"', 7, "no field 'nosuch'"),
    ("abs(ifla.ifname) == 1", 5, "ifla.ifname is a string; abs takes numbers"),
    ("max(ifla.mtu, ifla.ifname) > 3", 15, "ifla.ifname is a string; max takes numbers"),
    ('count("a") == 1', 7, '"a" is no field, and one is needed here'),
    ("5 == 6", 1, "there is no field on either side of the comparison"),
    ('"a" == "b"', 1, "there is no field on either side of the comparison"),
    ("eth0 == eth1", 1, "no field 'eth0'"),
    ("5 contains ifla.ifname", 1, "5 is a number; contains searches strings"),
    ('"abc" matches ifla.ifname', 1, "the left side of matches is a field, the right side a quoted pattern"),
    ("5", 1, "5 is no field, and one is needed here"),
    ('"text"', 1, '"text" is no field, and one is needed here'),
    ("1ms", 1, "1ms is no field, and one is needed here"),
    ("frame.time > yesterday", 14, "frame.time is a time, which yesterday is not"),
    ("frame.time_relative > fast", 23, "frame.time_relative is a duration, which fast is not"),
    ("call.latency > 1lightyear", 16, "call.latency is a duration, which 1lightyear is not"),
    (
        "call.state == broken",
        15,
        "broken is no value of call.state; it is one of ok, failed, running, no_reply, interrupted, lost, rolled_back",
    ),
    ("call.errno == ENOPE", 15, "ENOPE is no value of call.errno; did you mean ENOSPC or ENOPKG or ENONET?"),
    (
        "nl.direction == up",
        17,
        "up is no value of nl.direction; it is one of unknown, to_kernel, from_kernel, user_to_user",
    ),
    ("nl.severity >= terrible", 16, "terrible is no value of nl.severity; it is one of note, warning, error"),
    ("frame.number == one", 17, "frame.number is a number, which one is not"),
    ("nl.family == 5", 14, "nl.family is a string; 5 is a number"),
    ("nl.summary > 5", 14, "nl.summary is a string; 5 is a number"),
    ("frame contains 0x123", 16, "0x123 is a number; contains looks for a string or bytes"),
    (
        'nl.flags contains "ACK"',
        1,
        "nl.flags is a number (u16 AckFlags or u16 NewFlags or u16 DeleteFlags); contains searches strings and bytes",
    ),
    ("nl[0:2] & 0x0f", 1, "nl[0:2] is bytes; & works on integers"),
    ("ifla.ifname[0] & 0x0f", 1, "ifla.ifname[0] is a string; & works on integers"),
    ('route contains "lo"', 1, "route stands alone, for all its messages; the bytes of a message are the field nl"),
    (
        'ifla.ifname matches "^eth[[:digit:]]$"',
        21,
        "[:digit:] has no meaning in a pattern; write \\d, \\s, \\w or a range, as in [a-z]",
    ),
    ("frame.number in {1..five}", 21, "frame.number is a number, which five is not"),
    ("frame.number in {a}", 18, "frame.number is a number, which a is not"),
    ("ifa.local in {10.0.0.0/8..11.0.0.0}", 15, "a prefix has no order; >= needs an address"),
    ("rta.oif in {eth0..eth1}", 13, "names are equal or not; >= needs a number"),
    ("rta.dst & 255", 1, "rta.dst is an address (ipv4 or ipv6) or a string (mpls label stack); & works on integers"),
    ("-ifla.ifname == 1", 2, "ifla.ifname is a string; - works on integers"),
    ("ifla.mtu + ifla.ifname > 5", 12, "ifla.ifname is a string; + works on integers"),
    ('ifla.mtu % "a"', 12, '"a" is no integer; % works on integers'),
    (
        "ifla.mtu == rta.dst",
        1,
        "ifla.mtu is a number (u32), rta.dst is an address (ipv4 or ipv6) or a string (mpls label stack); "
        "they cannot be compared",
    ),
    (
        "rta.dst == ifla.mtu",
        1,
        "rta.dst is an address (ipv4 or ipv6) or a string (mpls label stack), ifla.mtu is a number (u32); "
        "they cannot be compared",
    ),
    ("not 5", 5, "5 is no field, and one is needed here"),
    (
        "nl.seq > 5 and rtm.scope == globall",
        29,
        "globall is no value of rtm.scope; it is one of universe, site, link, host, nowhere",
    ),
    ("nl.msg.bogus == 1", 1, "no field 'nl.msg.bogus'; did you mean nl.msg?"),
    (
        "genl.cmd == CTRL_CMD_NEWFAMILYY",
        13,
        "CTRL_CMD_NEWFAMILYY is no value of genl.cmd; did you mean CTRL_CMD_NEWFAMILY or CTRL_CMD_GETFAMILY "
        "or CTRL_CMD_DELFAMILY?",
    ),
    ("ifinfo.flags.upp", 1, "no field 'ifinfo.flags.upp'; did you mean ifinfo.flags or ifa.flags or ifinfo.family?"),
    (
        "ifinfo.flags == 0x1 and ifinfo.flagss",
        25,
        "no field 'ifinfo.flagss'; did you mean ifinfo.flags or ifa.flags or ifinfo.pad?",
    ),
    ("mpls.label == 5", 1, "no field 'mpls.label'; did you mean ifal.label or ifa.label?"),
]


@pytest.mark.parametrize(("text", "column", "sentence"), BAD, ids=[text for text, _, _ in BAD])
def test_a_filter_that_means_nothing_is_refused_with_a_sentence(text: str, column: int, sentence: str) -> None:
    with pytest.raises(FilterError) as caught:
        Filter(text, registry)
    assert (caught.value.column + 1, caught.value.sentence) == (column, sentence)
    assert str(caught.value) == f"column {column}: {sentence}"


def test_the_wrong_part_is_marked_below_the_text() -> None:
    with pytest.raises(FilterError) as caught:
        Filter("nl.seq > 5 and rta.oiff == 3", registry)
    assert caught.value.marked().splitlines() == ["nl.seq > 5 and rta.oiff == 3", "               ^^^^^^^^"]


def test_the_mark_stands_below_what_is_wrong_where_control_characters_are_escaped() -> None:
    with pytest.raises(FilterError) as caught:
        Filter('ifla.ifname == "a\tb" and nosuch', registry)
    first, second = caught.value.marked().splitlines()
    assert first[second.index("^") :] == "nosuch"
