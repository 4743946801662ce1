"""What is wrong with the server, which passes; and what is wrong with one event or one row, which does not."""

import asyncpg

from shared.refusals import Refusal

SERVER_AWAY = (
    OSError,
    TimeoutError,
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.TooManyConnectionsError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # a statement on a connection that broke in the very moment
)
"""Nothing was committed that was not answered; try again in a moment."""

UNHANDLED = (
    Refusal,
    asyncpg.PostgresError,
    LookupError,
    ValueError,
    TypeError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    NotImplementedError,
)
"""What background work raises over one thing that it cannot handle, however often it tries. `Unavailable` and some of
`SERVER_AWAY` are among them: catch those first.
"""
