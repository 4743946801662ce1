"""What `parcours status` prints is for people and for programs."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from typing_extensions import override

from deploy.cli.inspect import print_status
from deploy.embedded.process import free_port
from deploy.launch.refusals import LaunchRefused


class Gateway(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        is_ready = self.path == "/health/ready"
        self.send_response(200 if is_ready else 503)
        self.end_headers()
        self.wfile.write(b'{"status":"degraded","services":{"cases":"degraded"}}')

    @override
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def gateway() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), Gateway) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


async def test_the_answer_can_be_piped_into_a_program(gateway: str, capsys: pytest.CaptureFixture[str]) -> None:
    await print_status(gateway)
    printed = capsys.readouterr().out
    answer = printed[printed.index("{\n") :]  # services that other tests run in this process write their log there too
    assert json.loads(answer) == {"status": "degraded", "services": {"cases": "degraded"}}


async def test_what_is_not_ready_is_a_refusal(gateway: str) -> None:
    with pytest.raises(LaunchRefused, match="Not everything is ready"):
        await print_status(f"{gateway}/elsewhere")


async def test_nobody_there_is_a_refusal() -> None:
    url = f"http://127.0.0.1:{free_port()}"
    with pytest.raises(LaunchRefused, match=f"Nothing answers on {url}"):
        await print_status(url)
