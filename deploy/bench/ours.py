"""The product as it is measured: `parcours up` on the engines of the benchmark, by their addresses."""

import asyncio
import os
from pathlib import Path

import uvloop

from deploy.cli.up import serve

if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(
            serve(
                Path(os.environ["PARCOURS_BENCH_HOME"]),
                processes=bool(os.environ["PARCOURS_BENCH_PROCESSES"]),
                demo=False,
            )
        )
