"""A wrong address of a database is named before anything starts, and its password is not."""

import pytest

from deploy.embedded.engines import Engines
from deploy.launch.installation import free_port
from deploy.launch.reachable import require_databases
from deploy.launch.refusals import LaunchRefused

VARIABLE = "PARCOURS_CASES_DATABASE_URL"


async def test_databases_that_answer_are_let_pass(engines: Engines) -> None:
    await require_databases({VARIABLE: engines.postgres.superuser_dsn_of("postgres")})


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("postgresql://cases_service:hidden@127.0.0.1:{closed}/parcours", f"does not answer at {VARIABLE}: "),
        ("postgresql://cases_service:hidden@127.0.0.1:{open}/parcours", f"does not let us in at {VARIABLE}: password"),
        ("postgresql://cases_service:hidden@nowhere.invalid/parcours", f"does not answer at {VARIABLE}: "),
        ("mysql://cases_service:hidden@127.0.0.1/parcours", f"{VARIABLE} is not an address like postgresql://"),
        ("postgresql://cases_service:hidden@127.0.0.1:hidden/parcours", f"{VARIABLE} is not an address like"),
        ("hidden", f"{VARIABLE} is not an address like postgresql://"),
    ],
)
async def test_a_wrong_address_is_named_without_its_password(engines: Engines, address: str, said: str) -> None:
    with pytest.raises(LaunchRefused) as refused:
        await require_databases({VARIABLE: address.format(closed=free_port(), open=engines.postgres.port)})
    assert said in str(refused.value)
    assert "hidden" not in str(refused.value)
