"""Which addresses of the network are public. Whoever names a URL to us must not reach what only we reach."""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

Address = IPv4Address | IPv6Address

_NOT_PUBLIC_V4 = tuple(
    map(
        ip_network,
        (
            "192.0.0.0/24",  # protocol assignments, RFC 6890 §2.1: some count as global
            "192.88.99.0/24",  # relays of 6to4, RFC 7526
            "168.63.129.16/32",  # the host of a virtual machine at Azure
        ),
    )
)
_GLOBAL_V6 = ip_network("2000::/3")  # global unicast, RFC 4291 §2.4; mapped, compatible and NAT64 lie outside
_NOT_PUBLIC_V6 = tuple(
    map(
        ip_network,
        (
            "2001::/23",  # protocol assignments with Teredo, RFC 6890 §2.3
            "2002::/16",  # 6to4 carries an IPv4 address, RFC 3056 §2
            "3fff::/20",  # documentation, RFC 9637
        ),
    )
)


def is_public(address: Address) -> bool:
    """Whether `address` is one of the public Internet, and does not lead elsewhere by translation."""
    if not address.is_global or address.is_multicast or address.is_reserved:
        return False
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _NOT_PUBLIC_V4)
    return address in _GLOBAL_V6 and not any(address in network for network in _NOT_PUBLIC_V6)


def subscriber(host: str) -> str:
    """Whom the address `host` belongs to, as far as can be told: an IPv6 subscriber has 2^64 addresses
    (RFC 6177 §2), any other host is itself."""
    address = literal_address(host)
    if isinstance(address, IPv6Address) and address.ipv4_mapped is None:
        return str(IPv6Network((address, 64), strict=False))
    return host


def web_url(url: str) -> SplitResult:
    """The parts of an absolute http or https URL in printable ASCII. Raises ValueError for any other text."""
    parts = urlsplit(url)
    plain = url.isascii() and url.isprintable() and " " not in url and "\\" not in url
    if not plain or parts.scheme not in ("http", "https") or not parts.hostname or parts.port == 0:
        raise ValueError("not an absolute http or https URL in ASCII")
    return parts


def literal_address(host: str) -> Address | None:
    """The address `host` is written as, brackets or not; None for a name."""
    try:
        return ip_address(host.removeprefix("[").removesuffix("]"))
    except ValueError:
        return None
