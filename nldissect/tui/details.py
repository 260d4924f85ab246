"""The decoded message as a tree of fields, drawn line by line from the message's own nodes."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual.binding import Binding, BindingType
from textual.message import Message as Event

from nldissect.tui.cells import crop
from nldissect.tui.glyphs import Glyphs
from nldissect.tui.rows import Rows

if TYPE_CHECKING:
    from nldissect.engine.node import Node
    from nldissect.message import Message

CLOSED_AT_FIRST = frozenset({"nlmsghdr", "genlmsghdr", "nfgenmsg"})
"""Headers that say what the list says already: one line each until opened."""


class DetailsView(Rows):
    """The tree of one message; which fields are folded is remembered by their path, for all messages."""

    HEADER = 0

    COMPONENT_CLASSES: ClassVar[set[str]] = {"details--name", "details--undeclared", "details--issue"}

    DEFAULT_CSS = """
    DetailsView {
        & > .details--name { color: $text-primary; }
        & > .details--undeclared { color: $text-warning; }
        & > .details--issue { color: $text-error; }
        &:ansi > .details--name { color: ansi_cyan; }
        &:ansi > .details--undeclared { color: ansi_yellow; }
        &:ansi > .details--issue { color: ansi_red; text-style: bold; }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "fold", "Fold", key_display="Enter", id="details.fold", tooltip="Open or close the field"),
        Binding("h,left", "close", "Close", id="details.close", show=False, tooltip="Close, or go to the parent"),
        Binding("l,right", "open", "Open", id="details.open", show=False, tooltip="Open, or go to the first child"),
        Binding("L", "fold_all(False)", "Open all", id="details.open-all", tooltip="Open all fields"),
        Binding("H", "fold_all(True)", "Close all", id="details.close-all", tooltip="Close all fields"),
    ]

    class FieldSelected(Event):
        """Another field is selected (None: the message has none); `parent` is the field it lies in."""

        def __init__(self, details: DetailsView, node: Node | None, parent: Node | None, revealed: bool) -> None:
            super().__init__()
            self.details = details
            self.node = node
            self.parent_node = parent
            self.revealed = revealed

        @property
        def control(self) -> DetailsView:
            return self.details

        def can_replace(self, message: Event) -> bool:
            return isinstance(message, DetailsView.FieldSelected) and message.details is self.details

    def __init__(self, glyphs: Glyphs) -> None:
        super().__init__(glyphs)
        self.nodes: list[Node] = []
        self._parents: list[int] = []
        self._keys: list[str] = []
        self._ends: list[int] = []
        self._visible: list[int] = []
        self._folded: dict[str, bool] = {}
        self._selected_key = ""

    # The message

    def show(self, message: Message) -> None:
        """Show a message; the field selected before stays selected where the new message has it too."""
        self.nodes = message.nodes()
        self._index_nodes()
        self._rebuild()
        index = self._keys.index(self._selected_key) if self._selected_key in self._keys else 0
        self._select_index(index, revealed=False)
        self._announce(revealed=False)

    def _index_nodes(self) -> None:
        """Note for each node its parent, the end of its subtree, and its key: the path, numbered among equals."""
        count = len(self.nodes)
        self._parents, self._keys, self._ends = [-1] * count, [""] * count, [count] * count
        ancestors: list[int] = []
        seen: dict[str, int] = {}
        for index, node in enumerate(self.nodes):
            while ancestors and self.nodes[ancestors[-1]].depth >= node.depth:
                self._ends[ancestors.pop()] = index
            parent = ancestors[-1] if ancestors else -1
            self._parents[index] = parent
            key = f"{self._keys[parent] if parent >= 0 else ''}/{node.path or node.name}"
            occurrence = seen[key] = seen.get(key, 0) + 1
            self._keys[index] = f"{key}#{occurrence}" if occurrence > 1 else key
            ancestors.append(index)

    def _has_children(self, index: int) -> bool:
        return self._ends[index] > index + 1

    def is_folded(self, index: int) -> bool:
        """Whether the children of a node are hidden: as the user left it, else by CLOSED_AT_FIRST."""
        return self._folded.get(self._keys[index], self.nodes[index].name in CLOSED_AT_FIRST)

    def _rebuild(self) -> None:
        visible = self._visible = []
        index, count = 0, len(self.nodes)
        while index < count:
            visible.append(index)
            index = self._ends[index] if self._has_children(index) and self.is_folded(index) else index + 1
        self._strips.clear()
        with self.prevent(Rows.CursorMoved):
            self.set_row_count(len(visible))
        self.refresh()

    # Selection

    @property
    def selected(self) -> int:
        """The index in `nodes` of the selected field, -1 when there is none."""
        return self._visible[self.cursor] if self.cursor < len(self._visible) else -1

    def reveal(self, offset: int) -> None:
        """Select the deepest field that holds the byte at `offset` of the message, opening what hides it."""
        found = -1
        for index, node in enumerate(self.nodes):
            if node.start <= offset < max(node.end, node.next) and (found < 0 or node.depth >= self.nodes[found].depth):
                found = index
        if found >= 0:
            opened = False
            parent = self._parents[found]
            while parent >= 0:
                if self.is_folded(parent):
                    self._folded[self._keys[parent]] = False
                    opened = True
                parent = self._parents[parent]
            if opened:
                self._rebuild()
            self._select_index(found, revealed=True)

    def _select_index(self, index: int, *, revealed: bool) -> None:
        """Put the cursor on a node, or on the nearest ancestor that is not hidden."""
        if not self._visible:
            return
        hidden_in = self._parents[index]
        while hidden_in >= 0:
            if self.is_folded(hidden_in):
                index = hidden_in
            hidden_in = self._parents[hidden_in]
        row = self._visible.index(index)
        with self.prevent(Rows.CursorMoved):
            self.centre_on(row)
        if revealed:
            self._selected_key = self._keys[index]
            self._announce(revealed=True)

    def _announce(self, *, revealed: bool) -> None:
        index = self.selected
        node = self.nodes[index] if index >= 0 else None
        parent = self.nodes[self._parents[index]] if index >= 0 and self._parents[index] >= 0 else None
        self.post_message(self.FieldSelected(self, node, parent, revealed))

    def on_rows_cursor_moved(self, event: Rows.CursorMoved) -> None:
        event.stop()
        if (index := self.selected) >= 0:
            self._selected_key = self._keys[index]
            self._announce(revealed=False)

    # Drawing

    def row_segments(self, row: int, width: int) -> list[Segment]:
        index = self._visible[row]
        node = self.nodes[index]
        folded = self._has_children(index) and self.is_folded(index)
        sign = " " if not self._has_children(index) else self.glyphs.closed if folded else self.glyphs.opened
        name_class = "details--issue" if node.issue else "details--name" if node.declared else "details--undeclared"
        parts = [
            ("  " * node.depth + sign + " ", "rows--dim"),
            (node.name, name_class),
        ]
        if node.text:
            parts.append((f": {node.text}", ""))
        elif folded:
            parts.append((f"  {self._outline(index)}", "rows--dim"))
        if node.issue:
            parts.append((f"  {node.issue}", "details--issue"))
        segments: list[Segment] = []
        left = width
        for text, component in parts:
            style = self.get_component_rich_style(component) if component else None
            cut = crop(text, left, self.glyphs)
            segments.append(Segment(cut, style))
            left -= cell_len(cut)
            if left <= 0:
                break
        segments.append(Segment(" " * max(0, left)))
        return segments

    def _outline(self, index: int) -> str:
        """What a folded node holds, in a line: its children's names and texts."""
        parts: list[str] = []
        length = 0
        child = index + 1
        while child < self._ends[index] and length < 160:
            node = self.nodes[child]
            parts.append(f"{node.name} {node.text}" if node.text else node.name)
            length += len(parts[-1])
            child = self._ends[child]
        return "  ".join(parts)

    # Folding

    def _fold(self, index: int, folded: bool) -> None:
        self._folded[self._keys[index]] = folded
        self._rebuild()
        self._select_index(index, revealed=False)

    def action_fold(self) -> None:
        if (index := self.selected) >= 0 and self._has_children(index):
            self._fold(index, not self.is_folded(index))

    def action_close(self) -> None:
        if (index := self.selected) < 0:
            return
        if self._has_children(index) and not self.is_folded(index):
            self._fold(index, True)
        elif self._parents[index] >= 0:
            self.move_to(self._visible.index(self._parents[index]))

    def action_open(self) -> None:
        if (index := self.selected) < 0 or not self._has_children(index):
            return
        if self.is_folded(index):
            self._fold(index, False)
        else:
            self.move_to(self.cursor + 1)

    def action_fold_all(self, folded: bool) -> None:
        if (index := self.selected) < 0:
            return
        for node in range(len(self.nodes)):
            if self._has_children(node):
                self._folded[self._keys[node]] = folded
        self._rebuild()
        self._select_index(index, revealed=False)
        self._announce(revealed=False)

    def row_clicked(self, row: int, x: int) -> None:
        """A click on the sign folds, anywhere else on the line only selects."""
        index = self._visible[row]
        if self._has_children(index) and x <= 2 + 2 * self.nodes[index].depth:
            self._fold(index, not self.is_folded(index))
