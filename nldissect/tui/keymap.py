"""Keys that the user gives to bindings: how they are written, which exist, and which do two things at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

Places = Sequence[Mapping[str, str]]
"""For each place where the focus can be, the bindings that hold there: id to default keys with commas between them."""


def bindings_of(*classes: type) -> dict[str, str]:
    """The bindings of widgets, screens or the application, those they inherit too: id to default keys."""
    found: dict[str, list[str]] = {}
    for base in dict.fromkeys(base for each in classes for base in each.__mro__):
        for binding in base.__dict__.get("BINDINGS", ()):
            if getattr(binding, "id", None):
                found.setdefault(binding.id, []).append(binding.key)
    return {name: ",".join(keys) for name, keys in found.items()}


def key_name(text: str) -> str:
    """A key as Textual writes it, which writes "G" for shift and g; "" for no key."""
    if len(text) == 1:
        return {",": "comma", " ": "space"}.get(text, text)
    *modifiers, key = text.strip().split("+")
    if len(key) == 1 and [each.lower() for each in modifiers] == ["shift"]:
        return key.upper()
    return "+".join((*modifiers, key)).lower() if modifiers or len(key) > 1 else key


def checked(configured: Mapping[str, str], places: Places, problems: list[str]) -> dict[str, str]:
    """The configured bindings that exist, whose keys exist and do nothing else; of each other a line in `problems`.

    A binding that goes gives its keys up to its default, so that the first of two that want a key gets it. What
    shares a key by default may go on to share it.
    """
    return _without_clashes(_known(configured, places, problems), places, problems)


def _known(configured: Mapping[str, str], places: Places, problems: list[str]) -> dict[str, str]:
    """The bindings that exist, with keys that exist."""
    names = {name for place in places for name in place}
    known = {}
    for name, keys in configured.items():
        wrong = sorted(key for key in _normal(keys) if not _is_key(key))
        if name not in names:
            problems.append(f"keys: no action {name!r}{suggestion(name, names)}")
        elif wrong:
            problems.append(f"keys: {name}: no key {wrong[0]!r}{suggestion(wrong[0], _key_names())}")
        else:
            known[name] = keys
    return known


def _without_clashes(configured: dict[str, str], places: Places, problems: list[str]) -> dict[str, str]:
    """The bindings whose keys do nothing else in any place, but for keys that do so by default."""
    kept = dict(configured)
    while (clash := _clash(kept, places)) is not None:
        name, key, other = clash
        del kept[name]
        problems.append(f"keys: {name}: {key} is the key of {other}; give that another")
    return kept


def _clash(configured: Mapping[str, str], places: Places) -> tuple[str, str, str] | None:
    """A configured binding, its key, and the other binding that has it."""
    for place in places:
        keys = {name: _normal(configured.get(name, default)) for name, default in place.items()}
        for name in reversed([each for each in configured if each in place]):
            for other in place:
                by_default = _normal(place[name]) & _normal(place[other])
                if other != name and (shared := keys[name] & keys[other] - by_default):
                    return name, min(shared), other
    return None


@lru_cache(1024)
def _normal(keys: str) -> frozenset[str]:
    """The keys of a binding, each as Textual names it."""
    from textual.binding import Binding

    return frozenset(binding.key for binding in Binding.make_bindings([Binding(keys, "")]))


def _is_key(key: str) -> bool:
    from textual.keys import key_to_character

    *modifiers, name = key.split("+")
    if not {"ctrl", "shift", "alt", "super", "hyper", "meta"}.issuperset(modifiers):
        return False
    character = key_to_character(name)  # which knows names that no key has, as "esc"
    return name in _key_names() or (character is not None and _normal(character) == {name})


def _key_names() -> set[str]:
    """The names of the keys that are no characters, and of some that are."""
    from textual.keys import KEY_TO_UNICODE_NAME, REPLACED_KEYS, Keys

    # Textual has "return" among its keys, and sends "enter".
    listed = {key.value for key in Keys if key.value.isalnum() and key.value != "return"}
    return listed | REPLACED_KEYS.keys() | KEY_TO_UNICODE_NAME.keys() - REPLACED_KEYS.values()


def suggestion(name: str, names: Iterable[str]) -> str:
    """The end of a sentence about a name that does not exist: the one that looks like it, "" if none does."""
    import difflib

    near = difflib.get_close_matches(name, names, 1)
    return f"; did you mean {near[0]}?" if near else ""
