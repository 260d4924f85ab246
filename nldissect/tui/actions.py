"""What keys of the whole program do that takes more than a line: windows that ask, and what comes of the answers."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from nldissect.tui.configuration import FILE, check, save as keep
from nldissect.tui.generated import known_calls

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from nldissect.tui.app import NldissectApp
    from nldissect.tui.colours import ColourRules
    from nldissect.tui.column_chooser import Chosen

    Rows = npt.NDArray[np.int64]


def configure(app: NldissectApp) -> None:
    """Bring what is configured into force; say what of it cannot be."""
    if app.configuration.keys or app.configuration.theme:
        app.configuration, wrong = check(app.configuration, places(), app.available_themes)
        app.problems += wrong
        app.set_keymap(app.configuration.keys)
    if app.no_color or app.console.color_system in (None, "standard"):
        app.theme = "ansi-dark"  # other themes would be grey then
    elif app.configuration.theme:
        app.theme = app.configuration.theme
    wrong = app.browser.messages.choose_columns(app.configuration.columns)
    app.problems += [f"{FILE}: columns: {each}" for each in wrong]
    if not app.configuration.bytes:
        app.browser.action_bytes()
    if app.configuration.colours:
        app.run_worker(partial(_prepare_colours, app), thread=True, group="colours")
    say_problems(app)


def say_problems(app: NldissectApp) -> None:
    """Show what is wrong with the configuration; the program prints it once more at its end."""
    if app.problems:
        app.notify("\n".join(app.problems), title="Configuration", severity="warning", timeout=15, markup=False)


def places() -> list[dict[str, str]]:
    """The bindings that hold at the same time, for each place where the focus can be."""
    from nldissect.tui.app import NldissectApp
    from nldissect.tui.asking import AskLine
    from nldissect.tui.browser import Browser
    from nldissect.tui.calls_view import CallsPane, CallsView
    from nldissect.tui.column_chooser import ColumnChooser, ColumnRows
    from nldissect.tui.details import DetailsView
    from nldissect.tui.field_help import FieldHelp
    from nldissect.tui.filter_bar import FilterBar, FilterInput
    from nldissect.tui.filter_menu import FilterMenu
    from nldissect.tui.find import FindLine
    from nldissect.tui.hexview import HexView
    from nldissect.tui.info import CaptureInformation
    from nldissect.tui.keymap import bindings_of
    from nldissect.tui.ladder import Ladder
    from nldissect.tui.menu import Menu
    from nldissect.tui.messages_view import MessagesView
    from nldissect.tui.saving import SaveWindow
    from nldissect.tui.talkers_view import TalkersView
    from nldissect.tui.time_view import TimeView
    from nldissect.tui.types_view import TypesView

    inside: tuple[tuple[type, ...], ...] = (
        (MessagesView,), (CallsPane, CallsView), (CallsPane, Ladder), (TalkersView,), (TypesView,), (TimeView,),
        (DetailsView,), (HexView,),
    )  # fmt: skip
    beside: tuple[tuple[type, ...], ...] = (FilterBar, FilterInput), (AskLine,), (FindLine,)
    alone: tuple[tuple[type, ...], ...] = (
        (Menu,), (FilterMenu,), (CaptureInformation,), (FieldHelp,), (ColumnChooser, ColumnRows), (SaveWindow,),
    )  # fmt: skip
    return [
        *(bindings_of(NldissectApp, Browser, *each) for each in inside),
        *(bindings_of(NldissectApp, *each) for each in beside),
        *(bindings_of(*each) for each in alone),
    ]


def _prepare_colours(app: NldissectApp) -> None:
    """Compile the colour rules, in a thread: that takes longer than the first picture may."""
    from nldissect.tui.colours import ColourRules

    app.call_from_thread(_show_colours, app, ColourRules(app.configuration.colours, app.capture.registry))


def _show_colours(app: NldissectApp, rules: ColourRules) -> None:
    messages = app.browser.messages
    messages.paint = lambda message: rules.style(message, calls=known_calls(app.capture) is not None)
    messages.redraw()
    if rules.problems:
        app.problems += rules.problems
        say_problems(app)


def choose_columns(app: NldissectApp) -> None:
    """Ask for the columns of the list of messages."""
    from nldissect.tui.column_chooser import ColumnChooser
    from nldissect.tui.interfaces import INTERFACE
    from nldissect.tui.message_columns import OWN

    messages = app.browser.messages
    titles = {"delta": app.glyphs.delta, INTERFACE: messages.interfaces.column().title}
    own = [(key, titles.get(key, each.title), each.meaning) for key, each in OWN.items()]
    window = ColumnChooser(own, messages.chosen, messages.usual, app.capture.registry, app.glyphs)
    app.push_screen(window, partial(_columns_chosen, app))


def _columns_chosen(app: NldissectApp, answer: Chosen | None) -> None:
    if answer is None:
        return
    app.browser.messages.choose_columns(answer.columns)
    if answer.keep:
        columns = list(answer.columns) or None
        if problem := keep({"columns": columns}, profile=app.configuration.profile):
            app.notify(problem, severity="error", markup=False)


def copy(app: NldissectApp) -> None:
    """Ask in what form to copy what is selected."""
    from nldissect.tui import copying
    from nldissect.tui.menu import Menu

    browser, selection = app.browser, app.browser.selection()
    row = selection.selected_row()
    message = None if row is None else app.capture.message(row)
    node = browser.panes.selected_node if browser.in_panes() else None
    condition = next(iter(selection.conditions()), "")
    offered = copying.choices(message, node, selection.row_text(), selection.cell_text(), condition, app.glyphs)
    if offered:
        app.push_screen(Menu("Copy", offered, app.glyphs), partial(copying.copy, app))
    else:
        app.notify("There is nothing selected that could be copied.", timeout=3)


def save(app: NldissectApp) -> None:
    """Ask which messages to save, and where."""
    from numpy import array, int64

    from nldissect.tui.saving import SaveWindow

    browser = app.browser
    if not len(app.capture):
        app.notify("There are no messages to save yet.", timeout=3)
        return
    sets: dict[str, Rows | None] = {"shown": browser.listing.members()} if browser.filter_text else {}
    sets["all"] = None
    if browser.messages.marks:
        sets["marked"] = array(sorted(browser.messages.marks), int64)
    row = browser.selected_row()
    calls = known_calls(app.capture)
    if row is not None:
        if calls is not None and (call := calls.of(row)) is not None:
            sets["this call"] = call.rows
        sets["this message"] = array([row], int64)
    app.push_screen(SaveWindow(app.capture, sets, app.glyphs))


def field_help(app: NldissectApp) -> None:
    """Say what the selected field is."""
    from nldissect.analysis.description import describe
    from nldissect.tui.field_help import FieldHelp

    node = app.browser.panes.selected_node
    description = describe(node.path, app.capture.registry) if node is not None and node.path else None
    if description is None:
        app.notify("No field is selected whose meaning is declared.", timeout=3)
    else:
        row = app.browser.panes.row
        app.push_screen(FieldHelp(description, node, app.glyphs, app.capture.message(row).data))
