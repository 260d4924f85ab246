"""The decoded message as a tree of fields, drawn line by line from the message's own nodes and what is worked out."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual.binding import Binding, BindingType
from textual.message import Message as Event

from nldissect.tui.cells import crop
from nldissect.tui.generated import NUMBER, Generated
from nldissect.tui.glyphs import Glyphs
from nldissect.tui.rows import Rows
from nldissect.tui.tree import Remark, Tree, tree_of

if TYPE_CHECKING:
    from nldissect.engine.node import Node
    from nldissect.message import Message


class DetailsView(Rows):
    """The tree of one message; which fields are folded is remembered by their path, for all messages.

    On arrival at a message the field that the user chose last is selected again; in a message that tells which
    attribute the kernel refused it is that one, until the user chooses another field of such a message.
    """

    HEADER = 0
    GUTTER: ClassVar[int] = 2
    """Cells before the tree, for signs."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "details--name",
        "details--undeclared",
        "details--issue",
        "details--generated",
        "details--error",
        "details--warning",
        "details--note",
    }

    DEFAULT_CSS = """
    DetailsView {
        & > .details--name { color: $text-primary; }
        & > .details--undeclared { color: $text-warning; }
        & > .details--issue { color: $text-error; }
        & > .details--generated { color: $text-secondary; }
        & > .details--error { color: $text-error; text-style: bold; }
        & > .details--warning { color: $text-warning; text-style: bold; }
        & > .details--note { color: $text-muted; }
        &:ansi > .details--name { color: ansi_cyan; }
        &:ansi > .details--undeclared { color: ansi_yellow; }
        &:ansi > .details--issue { color: ansi_red; text-style: bold; }
        &:ansi > .details--generated { color: ansi_default; }
        &:ansi > .details--error { color: ansi_red; text-style: bold; }
        &:ansi > .details--warning { color: ansi_yellow; text-style: bold; }
        &:ansi > .details--note { color: ansi_default; text-style: dim; }
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

    def __init__(self, glyphs: Glyphs, folded: dict[str, bool] | None = None) -> None:
        super().__init__(glyphs)
        self.fields = Tree()
        self.request_line = False
        """Whether an error ends with a line on its request."""
        self._visible: list[int] = []
        self._folded: dict[str, bool] = {} if folded is None else folded
        self._opened: set[str] = set()
        """Keys of what is open in this message only, for what is selected in it."""
        self._chosen: dict[bool, str] = {}
        """Key of the field that the user chose last, in messages that tell what went wrong, and in others."""

    # The message

    def show(self, message: Message) -> None:
        """Show a message; see the class for what is selected then."""
        self._opened.clear()
        self._load(message)
        self._arrive()

    def refresh_tree(self) -> None:
        """Show the same message again: more is known of it."""
        if self.fields.message is None:
            return
        key = self.fields.keys[self.selected]
        told = self.fields.telling >= 0
        self._load(self.fields.message)
        if key in self.fields.keys and (told or self.fields.telling < 0):
            self._select_index(self.fields.keys.index(key))
            self._announce(revealed=False)
        else:
            self._arrive()

    def _load(self, message: Message) -> None:
        opened = not self._folded.get(f"/{NUMBER}", True)
        self.fields = tree_of(message, self.glyphs, opened=opened, request_line=self.request_line)
        self._rebuild()

    def _arrive(self) -> None:
        telling = self.fields.telling
        key = self._chosen.get(telling >= 0, "")
        index = self.fields.keys.index(key) if key in self.fields.keys else max(telling, 0)
        if telling >= 0:
            self._open_above(index)
        self._select_index(index)
        self._announce(revealed=False)

    def is_folded(self, index: int) -> bool:
        """Whether the children of a node are hidden: as the user left it, else as it is at first."""
        node, key = self.nodes[index], self.fields.keys[index]
        if isinstance(node, Generated):
            return node.closed
        if key in self._opened or not self.fields.has_children(index):
            return False
        folded = self._folded.get(key)
        return self.fields.closed_at_first(index) if folded is None else folded

    def _rebuild(self) -> None:
        visible = self._visible = []
        index, count = 0, len(self.nodes)
        while index < count:
            visible.append(index)
            index = self.fields.ends[index] if self.is_folded(index) else index + 1
        self._strips.clear()
        with self.prevent(Rows.CursorMoved):
            self.set_row_count(len(visible))
        self.refresh()

    # Selection

    @property
    def nodes(self) -> list[Node]:
        """The lines of the tree in preorder, hidden ones too."""
        return self.fields.nodes

    @property
    def selected(self) -> int:
        """The index in `nodes` of the selected field, -1 when there is none."""
        return self._visible[self.cursor] if self.cursor < len(self._visible) else -1

    @property
    def selected_node(self) -> Node | None:
        """The selected field."""
        return self.nodes[self.selected] if self.selected >= 0 else None

    @property
    def path(self) -> str:
        """The name in filters of the selected field; "" when it has none."""
        node = self.selected_node
        return node.path if node is not None else ""

    def selected_row(self) -> int | None:
        """The row of the message shown."""
        return None if self.fields.message is None else self.fields.message.row

    def link(self) -> int | None:
        """The row of the message that the selected line leads to, None when it leads to none."""
        index = self.selected
        return None if index < 0 else self.fields.link(index)

    def conditions(self) -> list[str]:
        """The display filters that the selected field can become."""
        from nldissect.analysis.conditions import conditions

        node = self.selected_node
        return [] if self.fields.message is None or node is None else conditions(self.fields.message, node)

    def row_text(self) -> str:
        """The selected line as it is read, without what is remarked on it."""
        node = self.selected_node
        if node is None:
            return ""
        return f"{node.name}: {node.text}" if node.text else node.name

    def cell_text(self) -> str:
        """The value of the selected field as a text, "" for what holds others."""
        node = self.selected_node
        return node.text if node is not None else ""

    def type_name(self) -> str:
        """The kernel's type of the selected field, "" where there is no word for it."""
        return self.fields.type_name(self.selected) if self.selected >= 0 else ""

    def reveal(self, offset: int) -> None:
        """Select the deepest field that holds the byte at `offset` of the message, opening what hides it."""
        first, found = self.fields.first, -1
        for index, node in enumerate(self.nodes[first:], first):
            if node.start <= offset < max(node.end, node.next) and (found < 0 or node.depth >= self.nodes[found].depth):
                found = index
        if found >= 0:
            self._reveal_index(found)

    def _reveal_index(self, index: int) -> None:
        self._open_above(index)
        self._select_index(index)
        self._choose()
        self._announce(revealed=True)

    def _open_above(self, index: int) -> None:
        """Open what hides a node, in this message only."""
        hiding = {self.fields.keys[above] for above in self.fields.above(index) if self.is_folded(above)}
        if hiding:
            self._opened |= hiding
            self._rebuild()

    def _select_index(self, index: int) -> None:
        """Put the cursor on a node, or on the nearest ancestor that is not hidden."""
        if not self._visible:
            return
        row = self._visible.index([index, *(above for above in self.fields.above(index) if self.is_folded(above))][-1])
        with self.prevent(Rows.CursorMoved):
            self.centre_on(row)

    def _choose(self) -> None:
        """Remember the selected field as the user's choice; the telling one is chosen by itself."""
        index, telling = self.selected, self.fields.telling
        if index == telling:
            self._chosen.pop(True, None)
        elif index >= 0:
            self._chosen[telling >= 0] = self.fields.keys[index]

    def _announce(self, *, revealed: bool) -> None:
        index = self.selected
        node = self.nodes[index] if index >= 0 else None
        parent = next((self.nodes[above] for above in self.fields.above(index)), None) if index >= 0 else None
        self.post_message(self.FieldSelected(self, node, parent, revealed))

    def announce(self) -> None:
        """Say again which field is selected."""
        self._announce(revealed=True)

    def on_rows_cursor_moved(self, event: Rows.CursorMoved) -> None:
        event.stop()
        if self.selected >= 0:
            self._choose()
            self._announce(revealed=False)

    # Drawing

    def row_segments(self, row: int, width: int) -> list[Segment]:
        index = self._visible[row]
        node, remark = self.nodes[index], self.fields.remarks.get(index, Remark())
        sign = remark.sign or (node.sign if isinstance(node, Generated) else "")
        fold = self.glyphs.closed if self.is_folded(index) else self.glyphs.opened
        before = [
            (f"{self.glyphs.severity(sign)} ", f"details--{sign}" if sign else ""),
            ("  " * node.depth + (fold if self.fields.has_children(index) else " ") + " ", "rows--dim"),
            *self._field_parts(index),
        ]
        behind = [(f"  {remark.text}", f"details--{sign}")] if remark.text else []
        behind += [(f"  {remark.detail}", "rows--dim")] if remark.detail else []
        behind += [(f"  {node.issue}", "details--issue")] if node.issue and index not in self.fields.said else []
        # What is remarked on a value is seen even where the value is too long.
        kept = min(cell_len(behind[0][0]), width // 2) if behind else 0
        segments = self._segments(before, width - kept)
        segments += self._segments(behind, width - sum(segment.cell_length for segment in segments))
        return [*segments, Segment(" " * (width - sum(segment.cell_length for segment in segments)))]

    def _segments(self, parts: list[tuple[str, str]], width: int) -> list[Segment]:
        """Texts with their component classes, one behind the other in at most `width` cells."""
        segments: list[Segment] = []
        for text, component in parts:
            cut = crop(text, width, self.glyphs)
            width -= cell_len(cut)
            segments.append(Segment(cut, self.get_component_rich_style(component) if component else None))
        return segments

    def _field_parts(self, index: int) -> list[tuple[str, str]]:
        """Name and value of a line, with their component classes."""
        node = self.nodes[index]
        folded = self.is_folded(index)
        if not isinstance(node, Generated):
            parts = [(node.name, "details--name" if node.declared else "details--undeclared")]
            if node.text:
                parts.append((f": {node.text}", ""))
            elif folded:
                parts.append((f"  {self.fields.outline(index)}", "rows--dim"))
            if node.policy:
                parts.append((f"  policy: {node.policy}", "rows--dim"))
            return parts
        if node.depth:
            return [(f"[{node.name}: {node.text}]", "details--generated")]
        if node.sign:
            return [(node.name, f"details--{node.sign}"), (f"  {node.text}" if node.text else "", "")]
        return [(node.name, "details--name"), (f"  {node.outline}" if folded else "", "rows--dim")]

    # Folding

    def _fold(self, index: int, folded: bool) -> None:
        self._remember(index, folded)
        if isinstance(self.nodes[index], Generated) and self.fields.message is not None:
            self._load(self.fields.message)
        self._rebuild()
        self._select_index(index)

    def _remember(self, index: int, folded: bool) -> None:
        self._folded[self.fields.keys[index]] = folded
        self._opened.discard(self.fields.keys[index])

    def action_fold(self) -> None:
        """Open or close a field; from a diagnostic go to the field it is about."""
        index, node = self.selected, self.selected_node
        if node is None:
            return
        if self.fields.has_children(index):
            self._fold(index, not self.is_folded(index))
        elif isinstance(node, Generated) and (about := self.fields.at((node.start, node.end))) >= 0:
            self._reveal_index(about)

    def action_close(self) -> None:
        if (index := self.selected) < 0:
            return
        if self.fields.has_children(index) and not self.is_folded(index):
            self._fold(index, True)
        elif self.fields.parents[index] >= 0:
            self.move_to(self._visible.index(self.fields.parents[index]))

    def action_open(self) -> None:
        if (index := self.selected) < 0 or not self.fields.has_children(index):
            return
        if self.is_folded(index):
            self._fold(index, False)
        else:
            self.move_to(self.cursor + 1)

    def action_fold_all(self, folded: bool) -> None:
        if (index := self.selected) < 0 or self.fields.message is None:
            return
        key = self.fields.keys[index]
        for node in range(len(self.nodes)):
            if self.fields.has_children(node):
                self._remember(node, folded)
        self._load(self.fields.message)
        self._select_index(self.fields.keys.index(key) if key in self.fields.keys else 0)
        self._announce(revealed=False)

    def row_clicked(self, row: int, x: int) -> None:
        """A click on the sign folds, anywhere else on the line only selects."""
        index = self._visible[row]
        if self.fields.has_children(index) and x <= self.GUTTER + 2 + 2 * self.nodes[index].depth:
            self._fold(index, not self.is_folded(index))
