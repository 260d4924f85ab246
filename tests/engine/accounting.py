"""What holds for every layout of every message, whatever its bytes."""

from __future__ import annotations

import numpy as np

from nldissect.engine.interpreter import interpret
from nldissect.engine.layout import Layout
from nldissect.engine.node import build_nodes
from nldissect.engine.summary import summary_of


def same(one: Layout, other: Layout) -> bool:
    """Whether two layouts of one root say the same."""
    return one.message is other.message and one.spans == other.spans and one.issues == other.issues


def assert_every_byte_is_somewhere(layout: Layout) -> None:
    """Headers of nests, values of leaves and padding cover the message once each."""
    covered = np.zeros(layout.extent, np.int64)
    depths = [span[6] for span in layout.spans] + [0]
    for index, (_, leaf, start, value, end, next_, depth) in enumerate(layout.spans):
        covered[start:value] += 1
        covered[end:next_] += 1
        if leaf is not None:
            covered[value:end] += 1
        elif depths[index + 1] <= depth:
            assert value == end, f"a container without children hides bytes {value} to {end}"
    assert (covered == 1).all(), f"byte {int(np.flatnonzero(covered != 1)[0])} of {layout.spans[0][0].name}"


def assert_children_lie_inside(layout: Layout) -> None:
    """What is below a node lies in its value, or in the padding behind it."""
    for index, (field, _, _, value, end, next_, _) in enumerate(layout.spans):
        for child in layout.children(index):
            start, after = layout.spans[child][2], layout.spans[child][5]
            assert value <= start <= after <= max(end, next_), field.name


def assert_shows(layout: Layout, data: bytes) -> None:
    """The tree and the summary take it, and give no control characters."""
    for node in build_nodes(layout, data):
        assert node.text.isprintable(), node.name
        assert node.issue.isprintable(), node.name
    assert summary_of(layout)(data).isprintable()


def assert_only_steering_bytes_steer(layout: Layout, data: bytes) -> None:
    """A message that differs in all other bytes has the same layout."""
    everything = (1 << 8 * layout.extent) - 1
    other = (int.from_bytes(data, "little") ^ ~layout.mask & everything).to_bytes(layout.extent, "little")
    assert layout.fits(data)
    assert layout.fits(other)
    assert same(layout, interpret(layout.root, other))
