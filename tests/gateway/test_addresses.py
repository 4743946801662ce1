"""An address tells who is asking only as far as somebody we know says so."""

import pytest

from gateway.addresses import UNKNOWN, Proxies, counted_as


@pytest.mark.parametrize(
    ("trusted", "peer", "forwarded", "caller"),
    [
        ((), "10.0.0.1", b"1.1.1.1", "10.0.0.1"),
        (("10.0.0.0/8",), "10.0.0.1", b"1.1.1.1", "1.1.1.1"),
        (("10.0.0.0/8",), "10.0.0.1", b"6.6.6.6, 1.1.1.1, 10.0.0.9", "1.1.1.1"),
        (("10.0.0.0/8",), "192.0.2.1", b"1.1.1.1", "192.0.2.1"),
        (("10.0.0.0/8",), "10.0.0.1", b"", "10.0.0.1"),
        (("10.0.0.0/8",), "10.0.0.1", b"10.0.0.2", "10.0.0.2"),
        (("10.0.0.0/8",), "10.0.0.1", b"1.1.1.1, <script>", "10.0.0.1"),
        (("10.0.0.0/8",), "10.0.0.1", b"\xff\xfe", "10.0.0.1"),
        (("fd00::/8",), "fd00::1", b"2001:db8::7", "2001:db8::7"),
        (("10.0.0.0/8",), None, b"1.1.1.1", UNKNOWN),
    ],
)
def test_the_caller_is_the_nearest_that_is_no_proxy_of_ours(
    trusted: tuple[str, ...], peer: str | None, forwarded: bytes, caller: str
) -> None:
    assert Proxies(trusted).caller(peer, forwarded) == caller


def test_a_network_must_be_one() -> None:
    with pytest.raises(ValueError, match="does not appear to be"):
        Proxies(["everybody"])


def test_an_ipv6_site_is_counted_as_one() -> None:
    assert counted_as("2001:db8:1:2::1") == counted_as("2001:db8:1:2:ffff::9") == "2001:db8:1:2::/64"
    assert counted_as("2001:db8:1:3::1") != counted_as("2001:db8:1:2::1")
    assert counted_as("::ffff:192.0.2.1") == counted_as("192.0.2.1") == "192.0.2.1"
    assert counted_as("anything") == UNKNOWN
