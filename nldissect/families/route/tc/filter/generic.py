"""What the kinds of filters have in common: flags of a filter."""

from __future__ import annotations

from enum import IntFlag


class ClassifierFlags(IntFlag):
    """TCA_CLS_FLAGS_*, from linux/pkt_cls.h."""

    TCA_CLS_FLAGS_SKIP_HW = 0x1
    TCA_CLS_FLAGS_SKIP_SW = 0x2
    TCA_CLS_FLAGS_IN_HW = 0x4
    TCA_CLS_FLAGS_NOT_IN_HW = 0x8
    TCA_CLS_FLAGS_VERBOSE = 0x10
