"""What the HTTP Observatory makes of an answer: its published tests and modifiers, as far as an answer tells them.

Every site begins with 100. What is lacking takes points away; what is better than needed adds some, but only to a site
that has 90 left.
"""

import re

LEAST = 125
SIX_MONTHS = 15_768_000
PRIVATE = {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}
UNSAFE = ("'unsafe-inline'", "'unsafe-eval'", "data:", "https:", "http:", "*")


def score(response):
    found = modifiers(response)
    left = 100 + sum(points for points in found.values() if points < 0)
    return left + (sum(points for points in found.values() if points > 0) if left >= 90 else 0)


def modifiers(response):
    """{name of the test: points}"""
    headers = response.headers
    policy = _policy(headers.get("Content-Security-Policy", ""))
    return {
        "content-security-policy": _csp(policy),
        "cookies": _cookies(response.cookies),
        "cors": -50 if headers.get("Access-Control-Allow-Credentials") == "true" else 0,
        "referrer-policy": 5 if headers.get("Referrer-Policy") in PRIVATE else -5,
        "strict-transport-security": _hsts(headers.get("Strict-Transport-Security", "")),
        "subresource-integrity": _scripts(response),
        "x-content-type-options": 0 if headers.get("X-Content-Type-Options") == "nosniff" else -5,
        "x-frame-options": _frames(policy, headers.get("X-Frame-Options", "")),
        "cross-origin-resource-policy": 10
        if headers.get("Cross-Origin-Resource-Policy") in ("same-origin", "same-site")
        else 0,
    }


def _policy(header):
    parts = [part.split() for part in header.split(";") if part.strip()]
    return {name: sources for name, *sources in parts}


def _csp(policy):
    if not policy:
        return -25
    # Who may show a page loads nothing into it.
    loads = [sources for name, sources in policy.items() if name != "frame-ancestors"]
    if any(source in UNSAFE for sources in loads for source in sources):
        return -20
    return 10 if policy.get("default-src") == ["'none'"] else 5


def _cookies(cookies):
    if not cookies:
        return 0
    if not all(cookie["secure"] for cookie in cookies.values()):
        return -40
    if not all(cookie["httponly"] for cookie in cookies.values()):
        return -30
    return 5 if all(cookie["samesite"] in ("Lax", "Strict") for cookie in cookies.values()) else 0


def _hsts(header):
    age = re.search(r"max-age=(\d+)", header)
    return -20 if age is None else 0 if int(age[1]) >= SIX_MONTHS else -10


def _scripts(response):
    """Scripts of this very site need no fingerprint; one from elsewhere would."""
    if response.streaming or not response.headers.get("Content-Type", "").startswith("text/html"):
        return 0
    elsewhere = re.findall(r"<script[^>]+src=\"(?:https?:)?//[^>]+", response.content.decode())
    return -50 if any("integrity=" not in script for script in elsewhere) else 0


def _frames(policy, header):
    if policy.get("frame-ancestors"):
        return 5
    return 0 if header in ("DENY", "SAMEORIGIN") else -20
