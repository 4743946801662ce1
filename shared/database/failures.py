"""How the driver says that the server is away, restarting, or cut off in the middle of a statement."""

import asyncpg

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
