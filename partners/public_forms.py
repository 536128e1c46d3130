"""Forms of the public pages, for people without an account: they ask nobody to prove that they are human.

What keeps robots out is a field that people do not see, the time that passes before a form is sent, and limits for each
connection. The page sets no cookie: its forms are sent in nobody's name, so there is nothing that another site could
misuse, and whatever needs a sign-in does not read them.
"""

import uuid
from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from . import clock
from .access import atomic_post, greeted
from .forms.pages import posted
from .security.counters import DAY, HOUR, Rule, claim
from .security.networks import address_of, client_of, network_of

# Seconds between opening and sending: nobody reads a form in less, and nobody should lose what they wrote in more.
SHORTEST, LONGEST = 2, DAY
# Fields of every public form, beside its own.
TRAP, OPENED = "website", "opened"
SALT = "partners.public_forms"


def public_form_page(view):
    """Decorator: a public page with a form, which GET shows and POST submits, in one transaction.

    The view is called with the request and the partnership. The page is kept by nobody.
    """

    @login_not_required
    @csrf_exempt
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def page(request, partnership, **kwargs):
        owner = greeted(request, partnership)
        response = atomic_post(view)(request, owner, **kwargs)
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    return page


class PublicForm:
    """Mixin of a form on a public page.

    `key` (a UUID) is the same each time the same opened page is sent: saved as a unique value, it makes a double press
    count once. `status` is that of the response: 429 if a limit allows no more today. Limits count what is accepted,
    for each `purpose` apart.
    """

    purpose: str

    def __init__(self, *args, request, partnership, **kwargs):
        super().__init__(posted(request), *args, **kwargs)
        self.status = 200
        self._address, self._slug = address_of(request), partnership.slug
        self.key, self._opened_at = _read(self.data.get(OPENED, "")) or (uuid.uuid4(), clock.now().timestamp())

    @property
    def opened(self):
        """Value of the hidden field that says when the page was opened, signed."""
        return signing.dumps([self.key.hex, self._opened_at], salt=SALT)

    def full_clean(self):
        super().full_clean()
        if self.is_bound and not self.errors:
            try:
                self._refuse_robots()
                self._count()
            except ValidationError as error:
                self.add_error(None, error)

    def _refuse_robots(self):
        if self.data.get(TRAP):
            raise ValidationError(_("Leave the field “Website” empty: only robots fill it in."))
        seconds = clock.now().timestamp() - self._opened_at
        if OPENED not in self.data or seconds > LONGEST or _read(self.data[OPENED]) is None:
            self.key, self._opened_at = uuid.uuid4(), clock.now().timestamp() - SHORTEST
            raise ValidationError(_("This page was open for more than a day. Nothing was sent yet: press again."))
        if seconds < SHORTEST:
            raise ValidationError(_("That was quicker than people write. Nothing was sent yet: press again."))

    def _count(self):
        client, network = client_of(self._address), network_of(self._address)
        rules = [
            Rule(f"{self.purpose} by a client", client, 10, HOUR),
            Rule(f"{self.purpose} by a client", client, 30, DAY),
            Rule(f"{self.purpose} by a network", network, 100, DAY),
            Rule(f"{self.purpose} at a partnership", self._slug, 1000, DAY),
        ]
        if claim(rules) is None:
            self.status = 429
            raise ValidationError(
                _("Too much was sent from your connection. Nothing was sent now: try again in an hour, or write to us.")
            )


def _read(opened):
    """(key, timestamp) of a page's hidden field, or None if we did not make it."""
    try:
        key, opened_at = signing.loads(opened, salt=SALT)
    except signing.BadSignature:
        return None
    return uuid.UUID(key), opened_at
