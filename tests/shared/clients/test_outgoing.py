"""What is sent to somebody else's address reaches nobody in a private network, and nothing there keeps us busy."""

import asyncio
import socket
import threading
import time
from collections import Counter
from collections.abc import AsyncIterator
from ipaddress import ip_address, ip_network

import pytest

from shared.clients.outgoing import LARGEST_ANSWER_BYTES, NotSentBecause, NotSentError, Outgoing, is_public
from tests.receiver import Arrived, Receiver, answer, receiving

pytestmark = pytest.mark.anyio

LOOPBACK = ip_network("127.0.0.0/8")


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with receiving() as receiver:
        yield receiver


@pytest.fixture
async def outgoing() -> AsyncIterator[Outgoing]:
    outgoing = Outgoing([LOOPBACK], answers_within_seconds=0.3)
    yield outgoing
    await outgoing.aclose()


@pytest.mark.parametrize(
    "address",
    [
        "10.0.0.1", "172.16.0.1", "192.168.1.1", "127.0.0.1", "169.254.169.254", "100.64.0.1", "0.1.2.3", "224.0.0.1",
        "255.255.255.255", "192.0.2.1", "198.18.0.1", "192.88.99.1", "240.0.0.1", "::1", "::", "fe80::1", "fe80::1%lo",
        "fc00::1", "fd00:ec2::254", "ff02::1", "::ffff:10.0.0.1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::127.0.0.1",
        "64:ff9b::7f00:1", "64:ff9b:1::1", "2002:7f00:1::", "2001::1", "2001:db8::1", "100::1", "3fff::1", "fec0::1",
    ],
)  # fmt: skip
def test_an_address_of_nobody_on_the_internet_is_none(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", ["8.8.8.8", "193.0.6.139", "2001:4860:4860::8888", "2a00:1450:4001:80b::200e"])
def test_an_address_of_somebody_is_one(address: str) -> None:
    assert is_public(ip_address(address))


async def _because(outgoing: Outgoing, url: str) -> NotSentBecause:
    with pytest.raises(NotSentError) as failure:
        await outgoing.post(url, b"{}", {})
    return failure.value.because


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::1]", "[::ffff:127.0.0.1]"])
async def test_nothing_private_is_reached_however_it_is_written(receiver: Receiver, host: str) -> None:
    outgoing = Outgoing()
    for scheme in ("http", "https"):
        assert await _because(outgoing, f"{scheme}://{host}:{receiver.port}/") is NotSentBecause.FORBIDDEN_ADDRESS
    assert receiver.connections == 0


async def test_the_address_that_was_looked_at_is_the_one_that_is_reached(
    receiver: Receiver, outgoing: Outgoing, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that leads to us the second time it is looked up is looked up once, and at each connection anew."""
    answers = [["127.0.0.1"], ["10.1.2.3"]]
    monkeypatch.setattr("shared.clients.outgoing._look_up", lambda _host, _port: answers.pop(0))
    receiver.answers = answer(200, "connection: close")
    url = f"http://hooks.example.org:{receiver.port}/"
    assert (await outgoing.post(url, b"{}", {})).status == 200
    assert receiver.arrived[0].headers["host"] == f"hooks.example.org:{receiver.port}"
    assert await _because(outgoing, url) is NotSentBecause.FORBIDDEN_ADDRESS
    assert (answers, receiver.connections) == ([], 1)


async def test_names_that_nobody_answers_for_keep_no_other_receiver_waiting(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A thread that asks for a name cannot be called back, and there are so many threads."""
    outgoing = Outgoing([LOOPBACK], answers_within_seconds=5)
    asked, answered = Counter[str](), threading.Event()

    def look_up(host: str, _port: int) -> list[str]:
        asked[host] += 1
        if host == "silent.example.org":
            answered.wait(20)
        return ["127.0.0.1"]

    monkeypatch.setattr("shared.clients.outgoing._look_up", look_up)
    silent = [_because(outgoing, f"http://silent.example.org:{receiver.port}/") for _ in range(40)]
    try:
        assert set(await asyncio.gather(*silent)) == {NotSentBecause.TIMED_OUT}
        for host in ("hooks.example.org", "127.0.0.1"):
            assert (await outgoing.post(f"http://{host}:{receiver.port}/", b"{}", {})).status == 204
    finally:
        answered.set()
        await outgoing.aclose()
    assert asked == {"silent.example.org": 1, "hooks.example.org": 1}, "an address is no name"


async def test_on_the_internet_only_https_is_spoken_and_on_its_ports(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shared.clients.outgoing._look_up", lambda _host, _port: ["8.8.8.8"])
    outgoing = Outgoing([LOOPBACK])
    for url in ("http://hooks.example.org/", "http://hooks.example.org:443/", "https://hooks.example.org:22/"):
        assert await _because(outgoing, url) is NotSentBecause.FORBIDDEN_ADDRESS


async def test_a_redirect_is_an_answer_and_followed_nowhere(receiver: Receiver, outgoing: Outgoing) -> None:
    receiver.answers = answer(302, f"location: http://127.0.0.1:{receiver.port}/else")
    assert (await outgoing.post(receiver.url, b"{}", {})).status == 302
    assert len(receiver.arrived) == 1


async def test_who_says_when_to_come_back_is_heard(receiver: Receiver, outgoing: Outgoing) -> None:
    for said, heard in (("120", 120), ("Fri, 31 Dec 2027 23:59:59 GMT", 0), ("-1", 0), ("9" * 30, 0)):
        receiver.answers = answer(503, f"retry-after: {said}")
        assert (await outgoing.post(receiver.url, b"{}", {})).retry_after_seconds == heard


async def _endless(_arrived: Arrived, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 9999999999\r\n\r\n")
    for _ in range(4 * LARGEST_ANSWER_BYTES // 8192):
        writer.write(b"x" * 8192)
        await writer.drain()


async def _half(_arrived: Arrived, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf")
    await writer.drain()
    writer.close()


async def _silence(_arrived: Arrived, _writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(60)


async def _drops(_arrived: Arrived, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n")
    while True:
        writer.write(b".")
        await asyncio.sleep(0.05)


async def test_a_huge_answer_is_read_no_further_than_it_takes(receiver: Receiver, outgoing: Outgoing) -> None:
    receiver.behaves = _endless
    assert (await outgoing.post(receiver.url, b"{}", {})).status == 200


async def test_a_yes_that_breaks_off_is_none(receiver: Receiver, outgoing: Outgoing) -> None:
    receiver.behaves = _half
    assert await _because(outgoing, receiver.url) is NotSentBecause.CUT_OFF


async def test_who_never_ends_is_left_in_time(receiver: Receiver, outgoing: Outgoing) -> None:
    for behaviour in (_silence, _drops):
        receiver.behaves = behaviour
        assert await _because(outgoing, receiver.url) is NotSentBecause.TIMED_OUT


async def test_where_nobody_listens_or_no_http_is_spoken_nothing_is_sent(
    receiver: Receiver, outgoing: Outgoing
) -> None:
    receiver.answers = b"SSH-2.0-OpenSSH_9.6\r\n\r\n"
    assert await _because(outgoing, receiver.url) is NotSentBecause.UNREACHABLE
    assert await _because(outgoing, f"https://127.0.0.1:{receiver.port}/") is NotSentBecause.TIMED_OUT
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{nobody.getsockname()[1]}/"
        assert await _because(outgoing, url) is NotSentBecause.UNREACHABLE


async def test_nothing_is_written_to_a_connection_that_is_there_too_late(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    outgoing = Outgoing([LOOPBACK], answers_within_seconds=5)
    loop, url = asyncio.get_running_loop(), f"http://hooks.example.org:{receiver.port}/"

    def slowly(_host: str, _port: int) -> list[str]:
        time.sleep(0.2)
        return ["127.0.0.1"]

    monkeypatch.setattr("shared.clients.outgoing._look_up", slowly)
    with pytest.raises(NotSentError) as failure:
        await outgoing.post(url, b"{}", {}, begun_by=loop.time() + 0.1)
    assert (failure.value.because, receiver.arrived) == (NotSentBecause.TIMED_OUT, [])
    assert (await outgoing.post(url, b"{}", {}, begun_by=loop.time() + 4)).status == 204
    with pytest.raises(NotSentError):
        await outgoing.post(url, b"{}", {}, begun_by=loop.time() - 0.1)  # over the connection that is kept open
    assert (len(receiver.arrived), receiver.connections) == (1, 2)
    await outgoing.aclose()
