"""Numbers of namespaces: the bytes are from captures of the command above them."""

from __future__ import annotations

from tests.families.decoding import attributes, decode


def test_zero_is_a_number_as_any_other() -> None:
    # ip netns set two auto (the notification)
    message = decode("1c000000580000005cd5006b25030000000000000800010000000000")
    assert attributes(message, "netnsa") == {"nsid": 0}
    assert message.summary == "nsid 0"


def test_a_namespace_is_asked_for_by_its_number() -> None:
    # ip netns list-id nsid 5
    message = decode("1c0000005a0001005ed5006b00000000000000000800010005000000")
    assert message.summary == "nsid get 5"
