"""Where a request comes from: the client's address behind the proxies that are known, and its browser."""

import functools
import ipaddress
import logging
import re

from django.conf import settings

logger = logging.getLogger(__name__)

# Stands for every client whose address cannot be known: they are then counted as one.
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
    """The client's IP address as text, or UNKNOWN. Never fails: a wrong setting is written to the site's log instead.

    Of `X-Forwarded-For` the last TRUSTED_PROXY_COUNT addresses are believed; what a client made up stands before them.
    """
    count = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    header = request.META.get("HTTP_X_FORWARDED_FOR", "")
    said = [word.strip() for word in header.split(",") if word.strip()]
    if count and said:
        if len(said) < count:
            _complain(f"TRUSTED_PROXY_COUNT is {count}, but X-Forwarded-For has only {len(said)}: it is set too high.")
        return _parsed(said[-min(count, len(said))])
    address = _parsed(request.META.get("REMOTE_ADDR") or "")
    if address == UNKNOWN:
        missing = "there is no X-Forwarded-For" if count else "the site listens on a unix socket"
        _complain(
            f"TRUSTED_PROXY_COUNT is {count} and {missing}: clients have no address, and all of them share one limit."
        )
    elif said and ipaddress.ip_address(address).is_loopback:
        _complain("TRUSTED_PROXY_COUNT is 0 behind a proxy: all clients share the proxy's address and one limit.")
    return address


@functools.cache
def _complain(words):
    """Once in each worker: it is true of every request."""
    logger.error(words)


def _parsed(word):
    """An address as `ipaddress` writes it, without its port and not wrapped into IPv6; else UNKNOWN."""
    if with_port := re.fullmatch(r"\[(.+)\](:\d+)?|(\d+(?:\.\d+){3}):\d+", word):
        word = with_port[1] or with_port[3]
    try:
        address = ipaddress.ip_address(word.partition("%")[0])
    except ValueError:
        return UNKNOWN
    return str(getattr(address, "ipv4_mapped", None) or address)


def client_of(address):
    """Whom to count as one client: an IPv4 address, or the /64 that one IPv6 subscriber has at the least."""
    return _network(address, 32, 64)


def network_of(address):
    """The neighbourhood of an address: /24, or /48 of IPv6."""
    return _network(address, 24, 48)


def _network(address, bits, bits_of_6):
    if address == UNKNOWN:
        return UNKNOWN
    version = ipaddress.ip_address(address).version
    return str(ipaddress.ip_network(f"{address}/{bits if version == 4 else bits_of_6}", strict=False))


def browser_of(request):
    """What somebody would recognise their browser by, such as "Firefox, Windows"; no version, no more of the header."""
    agent = request.META.get("HTTP_USER_AGENT", "")
    found = [next((name for name, pattern in names if re.search(pattern, agent)), "") for names in (BROWSERS, SYSTEMS)]
    return ", ".join(filter(None, found)) or "Another browser"
