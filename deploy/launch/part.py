"""Runs one part and ends it when the launcher is gone, however it went: `python -m deploy.launch.part services.cases`.

The launcher holds the other end of our standard input; it closes when the launcher dies. Works on Linux and macOS.
"""

import gc
import os
import runpy
import signal
import sys
import threading


def _end_with_launcher() -> None:
    while os.read(sys.stdin.fileno(), 1024):
        continue
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    gc.disable()  # until `shared.web.serving.stay`
    threading.Thread(target=_end_with_launcher, daemon=True).start()
    runpy.run_module(sys.argv[1], run_name="__main__")
