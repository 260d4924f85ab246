"""The rules of this project: what makes messages alike."""

import pytest

from nldissect.analysis.content import GENERATED, VOLATILE, Rules


@pytest.fixture
def netlink_rules():
    return Rules((*VOLATILE, "ifinfo.change"), GENERATED)
