"""The site's own address, which comes from the operator and never from a request."""

from urllib.parse import urlsplit

from django.conf import settings


def site_address():
    """`https://plan.example.org`, from SITE_URL; nothing where the operator gave none.

    Without the path of SITE_URL, with which what `reverse` returns begins already.
    """
    parts = urlsplit(settings.SITE_URL)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
