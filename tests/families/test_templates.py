"""Templates of summary lines say only what their messages can have, and every leaf has a presentation."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from nldissect.engine.summary import Group, Part, Reference, parse
from nldissect.engine.values import PRESENTATIONS, presentation
from nldissect.schema.leaf import Leaf
from nldissect.schema.message import Protocol
from tests.engine.building import declare
from tests.engine.test_summary import TABLE, head
from tests.families.walking import PROTOCOLS, messages, paths

by_protocol = pytest.mark.parametrize("protocol", PROTOCOLS, ids=lambda protocol: protocol.short)


def references(parts: tuple[Part, ...]) -> Iterator[Reference]:
    for part in parts:
        if isinstance(part, Reference):
            yield part
        elif isinstance(part, Group):
            yield from references(part.parts)


def repeated(parts: tuple[Part, ...]) -> Iterator[str]:
    for part in parts:
        if isinstance(part, Group):
            yield from [part.each] if part.each else []
            yield from repeated(part.parts)


def can_say(leaf: Leaf, word: str) -> bool:
    """Whether a value can have this word; values without names have any."""
    if leaf.symbols is None:
        return True
    numbers = [int(number) for number in leaf.symbols]
    raws = [number.to_bytes(leaf.size or 0, "big") if leaf.network else number for number in numbers]
    return word in {presentation(leaf).word(raw) for raw in raws}


def texts(parts: tuple[Part, ...]) -> Iterator[str]:
    for part in parts:
        if isinstance(part, str):
            yield part
        elif isinstance(part, Group):
            yield from texts(part.parts)


def wrong(template: str, known: dict[str, list[Leaf]]) -> Iterator[str]:
    """What a template says that messages with these paths cannot have."""
    ends: dict[str, list[Leaf]] = {}
    for path, leaves in known.items():
        while path:
            ends.setdefault(path, []).extend(leaves)
            path = path.partition(".")[2]
    parts = parse(template)
    yield from (f"repeats {each!r}" for each in repeated(parts) if each not in known)
    yield from (f"has a brace in {text!r}" for text in texts(parts) if set(text) & set("{}"))
    for reference in references(parts):
        names = [name.removesuffix("#") for name in reference.names if name not in ("verb", "cause")]
        yield from (f"names {name!r}" for name in names if name not in ends)
        unless = reference.unless
        if unless and unless not in ends and not any(can_say(leaf, unless) for name in names for leaf in ends[name]):
            yield f"compares {names[0]!r} with {unless!r}"


def faults(protocol: Protocol) -> list[str]:
    """What is wrong with the templates of a protocol; messages may share templates that fit only some of them."""
    known: dict[str, dict[str, list[Leaf]]] = {}
    for message in messages(protocol):
        found = paths(message, protocol) if message.summary else {}
        for template in message.summary:
            union = known.setdefault(template, {})
            for path, leaves in found.items():
                union.setdefault(path, []).extend(leaves)
    return [f"{template!r} {fault}" for template, each in known.items() for fault in wrong(template, each)]


@by_protocol
def test_templates_name_fields_of_their_messages_and_words_of_those(protocol: Protocol) -> None:
    assert faults(protocol) == []


@by_protocol
def test_every_leaf_has_a_presentation(protocol: Protocol) -> None:
    leaves = {leaf for message in messages(protocol) for each in paths(message).values() for leaf in each}
    assert {leaf.show for leaf in leaves} <= PRESENTATIONS.keys()
    for leaf in leaves:
        presentation(leaf)


@by_protocol
def test_integers_have_a_size_that_can_be_read(protocol: Protocol) -> None:
    leaves = {leaf for message in messages(protocol) for each in paths(message).values() for leaf in each}
    sizes = {"b": 1, "B": 1, "h": 2, "H": 2, "i": 4, "I": 4, "q": 8, "Q": 8}
    wrong = [leaf.name for leaf in leaves if leaf.code != "s" and (sizes[leaf.code] != leaf.size)]
    assert wrong == []


@pytest.mark.parametrize(
    ("template", "fault"),
    [
        ("{name} {gone}", "names 'gone'"),
        ("{name|gone}", "names 'gone'"),
        ("[ {name}[ {gone}]]", "names 'gone'"),
        ("[table.gone* {name}]", "repeats 'table.gone'"),
        ("[hops* {name}]", "repeats 'hops'"),
        ("{scope!=links}", "compares 'scope' with 'links'"),
        ("{head.flags&!=RUNING}", "compares 'head.flags' with 'RUNING'"),
        ("{name }", "has a brace in '{name }'"),
        ("{table.gone#}", "names 'table.gone'"),
    ],
)
def test_each_mistake_is_told(template: str, fault: str) -> None:
    assert faults(declare(TABLE, head, summary=template)) == [f"{template!r} {fault}"]


@pytest.mark.parametrize(
    "template",
    [
        "{verb} {name} {table.name} {info.kind} {head.scope!=link} {local!=address} {name!=anything} {nl.type}",
        "[table.hops* {dev} {via}]",
        "{flags!=UP} {table.items#} {name?}",
    ],
)
def test_what_a_message_has_is_no_mistake(template: str) -> None:
    assert faults(declare(TABLE, head, summary=template)) == []


def test_a_template_may_fit_only_some_of_the_messages_that_share_it() -> None:
    declared = declare(TABLE, head, summary="{name}")
    declared.message("TEST_OTHER", 21, None, None, summary="{name}")
    assert faults(declared) == []
