"""Origin of a request: the client's IP address behind trusted proxies, and its browser."""

import functools
import ipaddress
import logging
import re

from django.conf import settings

logger = logging.getLogger(__name__)

# Address of all clients whose address is not known; limits count them as one client.
UNKNOWN = "unknown"

BROWSERS = (
    ("Edge", r"Edg(e|A|iOS)?/"),
    ("Opera", r"OPR/|Opera"),
    ("Samsung Internet", r"SamsungBrowser/"),
    ("Firefox", r"Firefox/|FxiOS/"),
    ("Chrome", r"Chrom(e|ium)/|CriOS/"),
    ("Safari", r"Safari/"),
)
SYSTEMS = (
    ("iPhone or iPad", r"iPhone|iPad"),
    ("Android", r"Android"),
    ("Windows", r"Windows"),
    ("Mac", r"Macintosh|Mac OS"),
    ("ChromeOS", r"CrOS"),
    ("Linux", r"Linux|X11"),
)


def address_of(request):
    """The client's IP address as text, or UNKNOWN. Never fails: a wrong setting goes to the site's log instead.

    Only the last TRUSTED_PROXY_COUNT addresses of `X-Forwarded-For` are trusted; clients can forge the ones before.
    """
    count = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    header = request.META.get("HTTP_X_FORWARDED_FOR", "")
    forwarded = [part.strip() for part in header.split(",") if part.strip()]
    if count and forwarded:
        if len(forwarded) < count:
            _complain(
                f"TRUSTED_PROXY_COUNT is {count}, but X-Forwarded-For has only {len(forwarded)}: it is set too high."
            )
        return _parsed(forwarded[-min(count, len(forwarded))])
    address = _parsed(request.META.get("REMOTE_ADDR") or "")
    if address == UNKNOWN:
        missing = "there is no X-Forwarded-For" if count else "the site listens on a unix socket"
        _complain(
            f"TRUSTED_PROXY_COUNT is {count} and {missing}: clients have no address, and all of them share one limit."
        )
    elif forwarded and ipaddress.ip_address(address).is_loopback:
        _complain("TRUSTED_PROXY_COUNT is 0 behind a proxy: all clients share the proxy's address and one limit.")
    return address


@functools.cache
def _complain(message):
    """Log an error, once per worker: it applies to every request."""
    logger.error(message)


def _parsed(text):
    """Address in the form of `ipaddress`, without port, IPv4-mapped ones as IPv4; else UNKNOWN."""
    if with_port := re.fullmatch(r"\[(.+)\](:\d+)?|(\d+(?:\.\d+){3}):\d+", text):
        text = with_port[1] or with_port[3]
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return UNKNOWN
    return str(getattr(address, "ipv4_mapped", None) or address)


def client_of(address):
    """Network counted as one client: a single IPv4 address, or a /64, the least an IPv6 subscriber has."""
    return _network(address, 32, 64)


def network_of(address):
    """Surrounding network of an address: /24, or /48 for IPv6."""
    return _network(address, 24, 48)


def _network(address, bits, bits_of_6):
    if address == UNKNOWN:
        return UNKNOWN
    version = ipaddress.ip_address(address).version
    return str(ipaddress.ip_network(f"{address}/{bits if version == 4 else bits_of_6}", strict=False))


def browser_of(request):
    """Browser and system as people know them, such as "Firefox, Windows"; no version or other details."""
    agent = request.META.get("HTTP_USER_AGENT", "")
    parts = [next((name for name, pattern in names if re.search(pattern, agent)), "") for names in (BROWSERS, SYSTEMS)]
    return ", ".join(filter(None, parts)) or "Another browser"
