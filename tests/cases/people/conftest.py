"""A social agency that registers people, and a housing and a health agency that may come to know of them."""

import pytest

from shared.database.engine import Database
from tests.cases.coordination.scenes import Scene
from tests.cases.people.readers import Log
from tests.cases.worlds import World


@pytest.fixture
def scene(cases_database: Database, world: World) -> Scene:
    return Scene(cases_database, world)


@pytest.fixture
def log(cases_owner: Database) -> Log:
    return Log(cases_owner)
