"""The health check of a container."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from typing_extensions import override

from deploy.embedded.process import free_port


class Answering(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/health/ready" else 503)
        self.end_headers()

    @override
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def answering() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), Answering) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def probe(url: str) -> int:
    return subprocess.run([sys.executable, "-m", "deploy.launch.probe", url], check=False, timeout=20).returncode


def test_a_part_that_is_ready_is_healthy(answering: str) -> None:
    assert probe(f"{answering}/health/ready") == 0


def test_a_part_that_says_no_is_not(answering: str) -> None:
    assert probe(f"{answering}/health/unready") == 1


def test_a_part_that_does_not_answer_is_not() -> None:
    assert probe(f"http://127.0.0.1:{free_port()}/health/ready") == 1
