"""Asks the databases of an installation for an answer before anything relies on one."""

from collections.abc import Mapping

import asyncpg

from deploy.launch.refusals import LaunchRefused

_ANSWERS_WITHIN_SECONDS = 5.0


async def require_databases(addresses: Mapping[str, str]) -> None:
    """Connect to each once.

    Args:
        addresses: by the name of the variable that holds it.

    Raises:
        LaunchRefused: one does not answer, or does not let us in; names the variable, never the address, which holds
            a password.
    """
    for variable, address in addresses.items():
        try:
            connection = await asyncpg.connect(address, timeout=_ANSWERS_WITHIN_SECONDS)
        except ValueError:
            raise LaunchRefused(
                f"{variable} is not an address like postgresql://role:password@host:5432/database."
            ) from None
        except TimeoutError:
            raise LaunchRefused(
                f"PostgreSQL does not answer at {variable} within {_ANSWERS_WITHIN_SECONDS:.0f} seconds."
            ) from None
        except OSError as failure:
            raise LaunchRefused(f"PostgreSQL does not answer at {variable}: {failure.strerror or failure}.") from None
        except asyncpg.PostgresError as failure:
            raise LaunchRefused(f"PostgreSQL does not let us in at {variable}: {failure}.") from None
        await connection.close()
