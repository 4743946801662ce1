"""Which worker of xdist runs what: what shares an installation or a file stays together, and the longest is first."""

from typing import Final

import pytest
from typing_extensions import override
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

LONGEST: Final = (
    "tests/deploy/bench/test_whole_run.py",
    "journeys in one process",
    "tests/journeys/test_crash.py",
    "journeys in processes",
    "tests/journeys/test_demonstration.py",
)
"""Groups of tests that take a minute or more: begun last, one of them would run on while the other workers wait."""


def group_of(nodeid: str) -> str:
    """The file of a test; of the journeys that share an installation, the way in which that one runs."""
    path, _, name = nodeid.partition("::")
    if path in LONGEST or not path.startswith("tests/journeys/"):
        return path
    return "journeys in processes" if "[processes" in name else "journeys in one process"


def begins_at(nodeid: str) -> int:
    """The place of its group among those that take long; behind them all, when it is none of them."""
    group = group_of(nodeid)
    return LONGEST.index(group) if group in LONGEST else len(LONGEST)


class Together(LoadScopeScheduling):  # type: ignore[misc]  # published without types
    """`--dist loadgroup` would do, but from pytest 9.2 on it distributes as if there were no groups
    (https://github.com/pytest-dev/pytest-xdist/issues/1386), and a fixture of a file is then set up by every worker.
    """

    @override
    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Together:
    """Instead of the one that `--dist` names."""
    config.option.loadscopereorder = False
    return Together(config, log)
