"""Registries: protocols by number, imported when they are asked for."""

from __future__ import annotations

import sys

import pytest

from nldissect.families.netlink import protocol
from nldissect.schema import Protocol
from nldissect.schema.registry import Registry
from tests.engine.building import declare, registry_of

MODULE = "nldissect.families.generic"


def unknown(number: int) -> Protocol:
    return protocol(f"NETLINK_{number}", number)


def test_a_protocol_is_imported_when_it_is_first_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, MODULE, raising=False)
    registry = Registry({16: MODULE}, unknown)
    assert MODULE not in sys.modules
    assert registry.protocol(16).name == "NETLINK_GENERIC"
    assert MODULE in sys.modules


def test_a_protocol_that_nobody_declares_is_made_once() -> None:
    registry = Registry({}, unknown)
    assert registry.protocol(31).name == "NETLINK_31"
    assert registry.protocol(31) is registry.protocol(31)


def test_iteration_gives_the_declared_protocols_only() -> None:
    registry = Registry({16: MODULE}, unknown)
    registry.protocol(31)
    assert [each.number for each in registry] == [16]


def test_a_message_is_found_by_protocol_and_type_and_the_families_of_the_capture() -> None:
    declared = declare()
    registry = registry_of(declared)
    assert registry.find(declared.number, 20, {}).name == "TEST_NEW"
    assert registry.find(declared.number, 30, {30: "mystery"}).name == "mystery"
