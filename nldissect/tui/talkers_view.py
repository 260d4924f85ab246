"""Who speaks netlink: a row for each socket, and one for the kernel."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from nldissect.tui.columns import Column
from nldissect.tui.figures import RECENT, SPARKLINE_WIDTH, Figures
from nldissect.tui.glyphs import Glyphs
from nldissect.tui.interfaces import INTERFACE, Interfaces, interfaces_of_ports
from nldissect.tui.table import Cell

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from nldissect.analysis.talkers import Talker, Talkers
    from nldissect.capture import Capture


WIDE = 100
"""From this width on the list has most of its columns."""


def port_name(port: int) -> str:
    """What a port is called: its name where it has one, else its number."""
    from nldissect.analysis.talkers import KERNEL

    return {KERNEL: "kernel", 0: "unknown"}.get(port) or str(port)


class TalkersView(Figures):
    """The sockets that speak netlink; Enter filters by the one under the cursor."""

    COLUMNS: ClassVar[Sequence[tuple[Column, int]]] = (
        (Column("port", "Port", 10, right=True), 0),
        (Column("process", "Process", 15), 0),
        (Column(INTERFACE, "", 1), 0),
        (Column("families", "Families", 0), 0),
        (Column("sent", "Sent", 9, right=True), 0),
        (Column("received", "Received", 10, right=True), 0),
        (Column("notifications", "Notified", 10, right=True), 90),
        (Column("errors", "Errors", 8, right=True), 0),
        (Column("p50", "p50", 7, right=True), WIDE),
        (Column("p95", "p95", 7, right=True), 0),
        (Column("first", "First", 10, right=True), 150),
        (Column("last", "Last", 10, right=True), 150),
        (Column(RECENT, "Last 60 s", SPARKLINE_WIDTH), WIDE),
    )

    def __init__(self, glyphs: Glyphs, interfaces: Interfaces) -> None:
        self._names: dict[int, str] = {}
        """The names of processes by port; without any there is no column for them."""
        self._interfaces = interfaces
        self._heard_on: dict[int, str] = {}
        """The names of interfaces by port; without several there is no column for them."""
        super().__init__(glyphs, column="port", sorted_by="sent")

    def all_columns(self, width: int) -> Sequence[Column]:
        hidden = set() if self._names else {"process"}
        hidden |= {INTERFACE} if not self._heard_on else {"p95"} if width < WIDE else set()
        return [
            self._interfaces.column() if column.key == INTERFACE else column
            for column in super().all_columns(width)
            if column.key not in hidden
        ]

    def measure(self, capture: Capture, rows: npt.NDArray[np.int64] | None) -> Talkers:
        from nldissect.analysis.processes import process_names
        from nldissect.analysis.talkers import talkers

        self._names = process_names(capture)
        found = talkers(capture, rows)
        self._heard_on = interfaces_of_ports(capture, rows) if self._interfaces.several else {}
        return found

    def figures(self, key: str) -> Sequence[Any] | npt.NDArray[Any]:
        if key == "process":
            return [self._names.get(port, "") for port in self.found.port.tolist()]
        if key == INTERFACE:
            return [self._heard_on.get(port, "") for port in self.found.port.tolist()]
        if key == "families":
            return [" ".join(names) for names in self.found.families]
        column: npt.NDArray[Any] = getattr(self.found, key)
        return column.sum(axis=1) if key == RECENT else column

    def identity(self, place: int) -> Hashable:
        return int(self.found.port[place])

    def selected_row(self) -> int | None:
        return None if self.place is None else int(self.found.first[self.place])

    def conditions(self) -> list[str]:
        if self.place is None:
            return []
        talker = self.found[self.place]
        found = conditions(talker)
        if self.column in ("p50", "p95") and (latency := getattr(talker, self.column)) is not None:
            found.insert(0, f"call.port == {talker.port} and call.latency >= {latency}ns")
        return found

    def cell(self, row: int, key: str) -> Cell:
        place = self.place_of(row)
        match key:
            case "process":
                return Cell(self._names.get(int(self.found.port[place]), ""))
            case "interface":
                return Cell(self._heard_on.get(int(self.found.port[place]), ""), "rows--dim")
            case "families":
                return Cell(" ".join(self.found.families[place]), "rows--dim")
            case "recent":
                return self.sparkline(self.found.recent[place].tolist())
        value = int(getattr(self.found, key)[place])
        match key:
            case "port":
                return Cell(port_name(value))
            case "first" | "last":
                return Cell(str(value + 1), "rows--dim")
            case "p50" | "p95":
                return Cell(self.duration(value))
            case "errors":
                return self.count(value, "figures--errors")
        return self.count(value)


def conditions(talker: Talker) -> list[str]:
    """The display filters for who speaks: all its messages, and the errors among them."""
    own = "nl.direction == from_kernel" if talker.port < 0 else f"call.port == {talker.port}"
    if talker.outside:
        own = f"{own} or nl.port == {talker.port} and not call.number"
    return [own, f"({own}) and nl.errno > 0"] if talker.errors else [own]
