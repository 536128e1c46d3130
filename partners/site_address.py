"""The site's own address, set by the operator."""

from urllib.parse import urlsplit

from django.conf import settings


def site_address():
    """Scheme and host of SITE_URL, such as `https://plan.example.org`; "" if it is not set.

    Without the path of SITE_URL, which `reverse` already includes.
    """
    parts = urlsplit(settings.SITE_URL)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


def site_of(request):
    """The site's address or, if the operator has set none, the one that this request was sent to."""
    return site_address() or request.build_absolute_uri("/").rstrip("/")
