"""A small world for each test of cases."""

import pytest

from tests.cases.worlds import World


@pytest.fixture
def world() -> World:
    return World()
