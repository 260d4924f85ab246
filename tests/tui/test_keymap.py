"""Keys that the user gives to bindings: those that are taken, and why others are not."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.app import App
from textual.binding import Binding
from textual.widget import Widget

from nldissect.tui.actions import places
from nldissect.tui.keymap import bindings_of, checked

DOCS = Path(__file__).parents[2] / "docs"


class Application(App[None]):
    BINDINGS = [
        Binding("q", "quit", id="app.quit"),
        Binding("e", "error", id="app.error"),
        Binding("w", "warning", id="app.warning"),
        Binding("question_mark", "help", id="app.help"),
        ("x", "nothing"),
    ]


class List(Widget):
    BINDINGS = [Binding("j,down", "down", id="list.down"), Binding("e", "own", id="list.own")]


class Table(List):
    BINDINGS = [Binding("s", "sort", id="table.sort")]


class Window(Widget):
    BINDINGS = [Binding("escape", "close", id="window.close")]


PLACES = [bindings_of(Application, Table), bindings_of(Window)]


def test_bindings_are_found_with_those_inherited() -> None:
    assert bindings_of(Table)["list.down"] == "j,down"
    assert PLACES[0]["app.quit"] == "q"
    assert PLACES[1] == {"window.close": "escape"}


@pytest.mark.parametrize(
    ("keys", "problem"),
    [
        ({"app.quti": "q"}, "no action 'app.quti'; did you mean app.quit?"),
        ({"app.quit": "esc"}, "app.quit: no key 'esc'; did you mean escape?"),
        ({"app.quit": "q,return"}, "app.quit: no key 'return'"),
        ({"app.quit": "control+c"}, "app.quit: no key 'control+c'"),
        ({"app.quit": "w"}, "app.quit: w is the key of app.warning; give that another"),
        ({"app.quit": "?"}, "app.quit: question_mark is the key of app.help; give that another"),
        ({"table.sort": "down"}, "table.sort: down is the key of list.down; give that another"),
        ({"table.sort": "q"}, "table.sort: q is the key of app.quit; give that another"),
        ({"app.quit": "Q", "app.help": "Q"}, "app.help: Q is the key of app.quit; give that another"),
    ],
)
def test_a_key_or_action_that_does_not_fit_is_dropped_with_a_line(keys: dict[str, str], problem: str) -> None:
    problems: list[str] = []
    kept = checked(keys, PLACES, problems)
    assert problems == [f"keys: {problem}"]
    assert len(kept) == len(keys) - 1


@pytest.mark.parametrize(
    "keys",
    [
        {"app.quit": "w", "app.warning": "q"},  # swapped
        {"app.quit": "ctrl+x,f10,shift+f2,ä,/,slash"},
        {"window.close": "q"},  # where the keys of the application do not hold
        {"app.error": "e,f"},  # which list.own has too by default
        {"app.quit": "+"},
    ],
)
def test_keys_that_do_one_thing_at_a_time_are_taken(keys: dict[str, str]) -> None:
    problems: list[str] = []
    assert checked(keys, PLACES, problems) == keys
    assert problems == []


def table_of_actions() -> str:
    """The table of docs/configuration.md: every action that a key can be given to, by its part of the screen."""
    groups: dict[str, list[str]] = {}
    for place in places():
        for name in place:
            group, _, action = name.partition(".")
            if action and action not in groups.setdefault(group, []):
                groups[group].append(action)
    rows = (f"| `{group}` | {', '.join(f'`{action}`' for action in groups[group])} |" for group in sorted(groups))
    return "\n".join(("| Part | Actions |", "|---|---|", *rows))


def test_the_documentation_lists_every_action() -> None:
    text = (DOCS / "configuration.md").read_text()
    assert table_of_actions() in text
