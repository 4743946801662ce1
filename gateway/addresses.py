"""Who is asking, as far as an address tells."""

from collections.abc import Sequence
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final

UNKNOWN: Final = "unknown"
_IPV6_SITE_BITS: Final = 64

Network = IPv4Network | IPv6Network


class Proxies:
    """The proxies in front of the gateway: only theirs is the `X-Forwarded-For` that is believed."""

    def __init__(self, networks: Sequence[str]) -> None:
        """By network (`10.0.0.0/8`) or address.

        Raises:
            ValueError: not a network.
        """
        self._networks: tuple[Network, ...] = tuple(ip_network(one, strict=False) for one in networks)
        self._is_ours = lru_cache(maxsize=4096)(self._is_in_a_network)

    def caller(self, peer: str | None, forwarded_for: bytes) -> str:
        """The address of the caller: the nearest that is not one of our proxies."""
        address = peer or UNKNOWN
        if not self._networks or not forwarded_for or not self._is_ours(address):
            return address
        for hop in reversed(forwarded_for.decode("latin-1").split(",")):
            said = hop.strip()
            if not _is_address(said):
                return address
            address = said
            if not self._is_ours(said):
                return said
        return address

    def _is_in_a_network(self, address: str) -> bool:
        return _is_address(address) and any(ip_address(address) in network for network in self._networks)


def _is_address(written: str) -> bool:
    try:
        ip_address(written)
    except ValueError:
        return False
    return True


@lru_cache(maxsize=4096)
def counted_as(address: str) -> str:
    """Under which key requests of an address are counted: an IPv6 site as one, since it has 2⁶⁴ addresses."""
    if not _is_address(address):
        return UNKNOWN
    parsed = ip_address(address)
    if not isinstance(parsed, IPv6Address):
        return address
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(IPv6Network((parsed, _IPV6_SITE_BITS), strict=False))
