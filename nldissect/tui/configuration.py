"""What the user has configured - keys, colours, columns and more - in one TOML file in the XDG place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple

from nldissect.replacing import replacing
from nldissect.tui.keymap import Places, checked, key_name, suggestion
from nldissect.tui.times import TIME_FORMATS

FILE = "config.toml"
SLOW = "10ms", 10_000_000
"""How long a call may take that is not slow, unless the user says otherwise; and in nanoseconds."""

LAYOUTS = ("below", "beside", "list")
"""Where details and bytes are: below the list, beside it, or nowhere."""


class ColourRule(NamedTuple):
    """How messages that match a display filter are drawn; the style as rich has it: "bold red", "dim", "on #402000"."""

    filter: str
    style: str


@dataclass(frozen=True, slots=True)
class Configuration:
    """What is configured; without a file, and where the file is wrong, the defaults.

    keys     binding id to its keys with commas between them, as `App.set_keymap` takes them
    colours  the first rule that matches holds
    columns  of the list of messages: their keys, or paths of fields; () for the default
    theme    "" for the default
    time     one of TIME_FORMATS
    layout   one of LAYOUTS
    ascii    None where the terminal decides
    bytes    whether the bytes are shown
    slow     how long a call may take that is not slow, such as "10ms"
    profile  the name of the profile in force, "" for none; `save` takes it
    """

    keys: Mapping[str, str] = field(default_factory=dict)
    colours: tuple[ColourRule, ...] = ()
    columns: tuple[str, ...] = ()
    theme: str = ""
    time: str = TIME_FORMATS[0]
    layout: str = LAYOUTS[0]
    ascii: bool | None = None
    bytes: bool = True
    slow: str = SLOW[0]
    profile: str = ""

    @property
    def slow_nanoseconds(self) -> int:
        """`slow` as a number."""
        text, number = SLOW
        return number if self.slow == text else _nanoseconds(self.slow)  # which imports the filters


def default_path() -> Path:
    """Where the file is: $XDG_CONFIG_HOME/nldissect/config.toml, else ~/.config/nldissect/config.toml."""
    import platformdirs

    return platformdirs.user_config_path("nldissect") / FILE


def load(path: Path | None = None, profile: str = "") -> tuple[Configuration, list[str]]:
    """The configuration, and what is wrong with the file, a line each; what is wrong is left at its default.

    profile  the one that the user asks for; "" for the one that the file chooses

    A missing file is not wrong. Which bindings and themes exist is not known here, `check` tells; nor
    which fields do: `ColourRules` tells, and the list of messages of its columns.
    """
    path = path or default_path()
    try:
        _, document = _read(path)
    except ValueError as error:
        return Configuration(), [f"{path.name}: {error}"]
    if document is None:
        return Configuration(), [f"no profile {profile!r}: there is no {path}"] if profile else []
    problems: list[str] = []
    settings = dict(document)
    profiles, chosen = settings.pop("profiles", {}), settings.pop("profile", "")
    found = _settings(settings, f"{path.name}: ", problems)
    if not isinstance(profiles, dict):
        problems.append(f"{path.name}: profiles: {_wrong_kind('tables, as [profiles.NAME]', profiles)}")
        profiles = {}
    if not isinstance(chosen, str):
        problems.append(f"{path.name}: profile: {_wrong_kind('a name; profiles are tables [profiles.NAME]', chosen)}")
        chosen = ""
    name = profile or chosen
    if name and name not in profiles:
        problems.append(f"{path.name}: no profile {name!r}{suggestion(name, profiles)}")
    elif name and not isinstance(profiles[name], dict):
        problems.append(f"{path.name}: profiles.{name}: {_wrong_kind('a table', profiles[name])}")
    elif name:
        own = _settings(profiles[name], f"{path.name}: profiles.{name}.", problems)
        found = {**found, **own, "keys": {**found.get("keys", {}), **own.get("keys", {})}, "profile": name}
    return Configuration(**found), problems


def save(changes: Mapping[str, object], path: Path | None = None, profile: str = "") -> str:
    """Write settings into the file, which else stays as it is; a value of None removes one. "", or why it failed.

    profile  the name of the profile they belong to, "" for none
    """
    from nldissect.tui.toml_statements import changed

    path = path or default_path()
    try:
        text, _ = _read(path)
        for name, value in changes.items():
            text = changed(text, ("profiles", profile, name) if profile else (name,), value)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with replacing(path, 0o600) as file:
            file.write(text.encode())
    except (OSError, ValueError) as error:
        reason = f"cannot be written: {error.strerror}" if isinstance(error, OSError) else error
        return f"{path.name}: {reason}; {', '.join(changes)} not kept"
    return ""


def check(configuration: Configuration, places: Places, themes: Iterable[str]) -> tuple[Configuration, list[str]]:
    """The configuration without bindings, keys and themes that do not exist, and a line for each such thing.

    places  the bindings that hold at the same time, for each place where the focus can be
    themes  names of the themes
    """
    problems: list[str] = []
    keys = checked(configuration.keys, places, problems)
    theme, themes = configuration.theme, list(themes)
    if theme and theme not in themes:
        problems.append(f"theme: no theme {theme!r}{suggestion(theme, themes)}")
        theme = ""
    return replace(configuration, keys=keys, theme=theme), [f"{FILE}: {each}" for each in problems]


# The file


def _read(path: Path) -> tuple[str, dict[str, Any] | None]:
    """The text and what it says; ("", None) without a file, ValueError with the reason for one that cannot be read."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return "", None
    except OSError as error:
        raise ValueError(f"cannot be opened: {error.strerror}") from None
    import tomllib

    try:
        text = data.decode()
        return text, tomllib.loads(text)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ValueError(f"line {line}: not UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise ValueError(_syntax(str(error), text)) from None


def _syntax(sentence: str, text: str) -> str:
    """tomllib's sentence with the line in front."""
    match = re.fullmatch(r"(.*) \(at (?:line (\d+), column \d+|end of document)\)", sentence, re.DOTALL)
    if match is None:
        return sentence
    line = match[2] or len(text.splitlines())
    return f"line {line}: {match[1][:1].lower()}{match[1][1:]}"


# Settings


def _settings(table: Mapping[str, object], place: str, problems: list[str]) -> dict[str, Any]:
    """The settings of a table that are right; what is wrong with the others is added to `problems`."""
    found: dict[str, Any] = {}
    for name, value in table.items():
        if name not in SETTINGS:
            problems.append(f"{place}no setting {name!r}{suggestion(name, (*SETTINGS, 'profile', 'profiles'))}")
            continue
        wrong: list[str] = []
        try:
            found[name] = SETTINGS[name](value, wrong)
        except ValueError as error:
            wrong.append(str(error))
        problems += [f"{place}{name}: {each}" for each in wrong]
    return found


def _keys(value: object, wrong: list[str]) -> dict[str, str]:
    if not isinstance(value, dict):
        raise ValueError(_wrong_kind("a table", value))
    keys = {}
    for name, given in _flat(value):
        listed = [each for each in (given if isinstance(given, list) else [given]) if isinstance(each, str)]
        written = [key_name(key) for each in listed for key in ([each] if len(each) == 1 else each.split(","))]
        if given not in (listed, *listed):
            wrong.append(f"{name}: {_wrong_kind('a text, or an array of texts', given)}")
        elif written and all(written):
            keys[name] = ",".join(written)
        else:
            wrong.append(f"{name}: has no key, or an empty one")
    return keys


def _flat(table: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    """The values of a table and those in it: TOML has a table in `app.quit = "q"`."""
    for name, value in table.items():
        if isinstance(value, dict):
            yield from ((f"{name}.{rest}", inner) for rest, inner in _flat(value))
        else:
            yield name, value


def _colours(value: object, wrong: list[str]) -> tuple[ColourRule, ...]:
    from rich.errors import StyleSyntaxError
    from rich.style import Style

    from nldissect.analysis.filter.errors import FilterError
    from nldissect.analysis.filter.parser import parse

    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        raise ValueError(_wrong_kind("tables, as [[colours]]", value))
    rules = []
    for number, table in enumerate(value, 1):
        if table.keys() != {"filter", "style"} or not all(isinstance(each, str) for each in table.values()):
            wrong.append(f"rule {number}: has filter and style, both texts, and nothing else")
            continue
        rule = ColourRule(**table)
        try:
            parse(rule.filter)
            Style.parse(rule.style)
        except FilterError as error:
            wrong.append(f"filter {rule.filter!r}: {error}")
        except StyleSyntaxError as error:
            wrong.append(f"style {rule.style!r}: {error}")
        else:
            rules.append(rule)
    return tuple(rules)


def _columns(value: object, wrong: list[str]) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise ValueError(_wrong_kind("an array of texts", value))
    return tuple(dict.fromkeys(value))


def _text(value: object, wrong: list[str]) -> str:
    if not isinstance(value, str):
        raise ValueError(_wrong_kind("a text", value))
    return value


def _boolean(value: object, wrong: list[str]) -> bool:
    if not isinstance(value, bool):
        raise ValueError(_wrong_kind("true or false", value))
    return value


def _one_of(words: Sequence[str]) -> Callable[[object, list[str]], str]:
    def read(value: object, wrong: list[str]) -> str:
        if _text(value, wrong) not in words:
            raise ValueError(f"{value!r} is none of {', '.join(words)}")
        return str(value)

    return read


def _duration(value: object, wrong: list[str]) -> str:
    _nanoseconds(_text(value, wrong))
    return str(value)


def _nanoseconds(text: str) -> int:
    from nldissect.analysis.filter.literals import duration

    found = duration(text)
    if found is None:
        raise ValueError(f"{text!r} is no duration, such as 10ms, 250us or 1.5s")
    return found


SETTINGS: dict[str, Callable[[object, list[str]], Any]] = {
    "keys": _keys,
    "colours": _colours,
    "columns": _columns,
    "theme": _text,
    "time": _one_of(TIME_FORMATS),
    "layout": _one_of(LAYOUTS),
    "ascii": _boolean,
    "bytes": _boolean,
    "slow": _duration,
}
"""What reads each setting: it gives the value, adds to a list what of it is wrong, or raises ValueError for all."""


def _wrong_kind(wanted: str, value: object) -> str:
    kinds = {bool: "a boolean", int: "a number", float: "a number", str: "a text", list: "an array", dict: "a table"}
    return f"takes {wanted}, not {kinds.get(type(value), 'a date or time')}"
