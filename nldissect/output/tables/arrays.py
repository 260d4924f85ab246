"""Arrow arrays of numpy's, sharing their memory."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

if TYPE_CHECKING:
    import numpy.typing as npt

    Array = npt.NDArray[Any]

LABEL = pa.dictionary(pa.int32(), pa.string())
TIME = pa.timestamp("us", "UTC")  # many engines know no nanoseconds


def bitmap(mask: npt.NDArray[np.bool_]) -> pa.Buffer | None:
    """Which values are there, as Arrow has it; None for all of them."""
    return None if mask.all() else pa.py_buffer(np.packbits(mask, bitorder="little"))


def flat(values: Array, type_: pa.DataType, mask: npt.NDArray[np.bool_] | None) -> pa.Array:
    """An Arrow array that shares its memory with one of numpy; null where the mask is false."""
    valid = None if mask is None else bitmap(mask)
    if pa.types.is_boolean(type_):
        data = np.packbits(values.astype(np.bool_), bitorder="little")
    else:
        data = np.ascontiguousarray(values.astype(type_.to_pandas_dtype(), copy=False))
    return pa.Array.from_buffers(type_, len(values), [valid, pa.py_buffer(data)])


def labels(codes: Array, names: Sequence[str] | pa.Array) -> pa.Array:
    """Texts by their places among names; null where the place is below 0."""
    dictionary = names if isinstance(names, pa.Array) else pa.array(names, pa.string())
    return pa.DictionaryArray.from_arrays(flat(codes, pa.int32(), codes >= 0), dictionary, safe=False)


def times(nanoseconds: Array) -> pa.Array:
    """Nanoseconds since the epoch as times."""
    return pa.array(nanoseconds // 1000).view(TIME)
