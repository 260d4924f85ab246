import pytest

from tests.cli.program import Command, in_process


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Command:
    """Runs a command line given as words, in this process."""
    return in_process(capsys)
