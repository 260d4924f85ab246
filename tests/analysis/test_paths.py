"""What field names stand for."""

from pathlib import Path

import pytest

import nldissect
from nldissect.analysis.fields import declared_paths
from nldissect.analysis.paths import resolve
from nldissect.families import registry
from nldissect.index.messages import FRAGMENT
from nldissect.schema.leaf import undeclared
from tests.captures import FILES, names


@pytest.mark.parametrize("path", FILES, ids=names(FILES))
def test_every_field_of_a_capture_is_found_with_its_type_in_a_message_that_can_have_it(path: Path) -> None:
    seen: dict[tuple[str, int, int], str] = {}
    with nldissect.open(path) as capture:
        for message in capture.load():
            if capture.index.messages.state[message.row] & FRAGMENT:
                continue
            for index, (field, leaf, *_) in enumerate(message.layout.spans):
                if index not in message.layout.issues:
                    seen[field.path, message.protocol, message.type] = leaf.show if leaf and not field.policy else ""
    declared = {protocol.number for protocol in registry}
    wrong = []
    for (name, protocol, type_), show in seen.items():
        place = resolve(registry, name)
        assert place is not None, name
        types = place.holders.get(protocol, set())
        held = types is None or type_ in types or protocol not in declared
        if not held or (show and show not in [leaf.show for leaf in place.leaves]):
            wrong.append((name, protocol, type_, show))
    assert wrong == []


def test_every_declared_path_is_found() -> None:
    assert [path for path in declared_paths(registry) if resolve(registry, path) is None] == []


def test_a_field_of_one_message_type_is_held_by_that_type_alone() -> None:
    place = resolve(registry, "ndm.state")
    assert place is not None
    assert place.holders == {0: {28, 29, 30}}


def test_the_members_of_the_netlink_header_are_held_by_every_type() -> None:
    place = resolve(registry, "nl.seq")
    assert place is not None
    assert set(place.holders) == {protocol.number for protocol in registry}
    assert set(place.holders.values()) == {None}


def test_the_fields_of_a_quoted_request_are_held_by_errors() -> None:
    place = resolve(registry, "nl.msg.ifla.mtu")
    assert place is not None
    assert [leaf.name for leaf in place.leaves] == ["u32"]
    assert place.holders[0] == {2}


def test_a_table_inside_itself_goes_on() -> None:
    assert resolve(registry, "ifla.linkinfo.data.veth.peer.mtu") is not None


def test_attributes_that_nobody_declares_go_by_number() -> None:
    for path in ("ifla.300", "genl.5.2", "rta.multipath.99"):
        place = resolve(registry, path)
        assert place is not None
        assert place.leaves == [undeclared]


@pytest.mark.parametrize("path", ["", "rta.dst.foo", "ifla.linkinfo.kindly", "nl.msg.bogus", "RTA_DST", "rta..d", "5"])
def test_what_no_message_can_have_is_not_found(path: str) -> None:
    assert resolve(registry, path) is None
