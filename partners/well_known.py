"""Addresses that programs look for on every site: security.txt, robots.txt, the icon and the way to a new password."""

import functools
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from .site_address import site_address

# Half a year from the day of the request.
SECURITY_TXT_VALID_FOR = timedelta(days=180)
# Files of editions: search engines would find many old ones for each that is current, which has an address of its own.
NOT_FOR_SEARCH_ENGINES = ("/account/", "/invitation/", "/*/editions/*.")

for_a_day = cache_control(public=True, max_age=24 * 60 * 60)


@login_not_required
@require_safe
@for_a_day
def security_txt(request):
    """Contacts for reporting security faults (RFC 9116)."""
    if not settings.SECURITY_CONTACT:
        raise Http404
    # By the real clock: readers do not share the demo's date.
    today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = [f"Contact: {contact}" for contact in settings.SECURITY_CONTACT]
    lines += [f"Expires: {(today + SECURITY_TXT_VALID_FOR):%Y-%m-%dT%H:%M:%SZ}", "Preferred-Languages: en"]
    if site_address():
        lines.append(f"Canonical: {site_address()}{request.path}")
    return _text(lines)


@login_not_required
@require_safe
@for_a_day
def robots_txt(request):
    """What search engines leave out, and where the sitemaps are (RFC 9309). A site below a path cannot have its own."""
    prefix = reverse("home").removesuffix("/")
    lines = ["User-agent: *", *(f"Disallow: {prefix}{path}" for path in NOT_FOR_SEARCH_ENGINES)]
    if site_address():
        lines.append(f"Sitemap: {site_address()}{reverse('sitemap_index')}")
    return _text(lines)


@login_not_required
@require_safe
@for_a_day
def favicon(request):
    """The icon, for programs that look for it here and not in a page."""
    return HttpResponse(_icon(), content_type="image/x-icon")


@login_not_required
@require_safe
def change_password(request):
    """The way to a new password, for password managers (https://w3c.github.io/webappsec-change-password-url/)."""
    return redirect("account_change_password")


@functools.cache
def _icon():
    return (settings.BASE_DIR / "static/img/favicon.ico").read_bytes()


def _text(lines):
    return HttpResponse("".join(f"{line}\n" for line in lines), content_type="text/plain; charset=utf-8")
