"""Limits on wrong passwords and codes, which strangers cannot use to lock somebody out. See decision 0045.

Wrong attempts count for the account, the client and its network. A browser in which the account's owner has signed in
before has limits of its own, whatever strangers do. Right passwords do not count.
"""

from contextlib import contextmanager

from allauth.account.utils import filter_users_by_email
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, gettext_noop

from partners.models.access_events import Kind

from ..accounts import known_browsers
from . import counters, networks
from .access_log import after_response, note
from .counters import DAY, HOUR, MINUTE, Rule
from .guesses_email import send_guess_warning

# Wrong attempts per account and day, a hundred in total: from unknown browsers, and from known ones.
STRANGERS_A_DAY, KNOWN_A_DAY = 70, 30
# Wrong attempts in a day after which the account's owner gets an e-mail.
WARN_AFTER = 5

TOO_MANY = gettext_noop(
    "Too many wrong tries, so this one was not checked. Wait five minutes and try again. If that does not help, use a "
    "browser in which you have signed in before, sign in another way if you have one (a passkey or your organisation), "
    "or choose a new password with “Forgot your password?”."
)


class Try:
    """An attempt at an account's password or code, counted as wrong until it turns out to be right.

    `factor` is "password" or "code".
    """

    def __init__(self, request, factor, users, address):
        self.request, self.factor = request, factor
        self.user = users[0] if users else None
        subjects = [f"user {user.pk}" for user in users] or [f"address {address.strip().casefold()}"]
        self.device = next(filter(None, (known_browsers.device_of(request, user) for user in users)), None)
        self.stranger_rules = [Rule(factor, f"strangers {subject}", STRANGERS_A_DAY, DAY) for subject in subjects]
        self.claim = counters.claim(
            self._rules_for_known_browser(subjects) if self.device else self._rules_for_unknown_browser(subjects)
        )
        if not self.allowed:
            note(Kind.SHUT_OUT, request=request, user=self.user, about=factor)

    @property
    def allowed(self):
        return self.claim is not None

    def _rules_for_known_browser(self, subjects):
        account_rules = [Rule(self.factor, f"known {subject}", KNOWN_A_DAY, DAY) for subject in subjects]
        device = f"device {self.device}"
        return [
            *account_rules,
            Rule(self.factor, device, 5, 5 * MINUTE),
            Rule(self.factor, device, KNOWN_A_DAY // 2, DAY),
        ]

    def _rules_for_unknown_browser(self, subjects):
        address = networks.address_of(self.request)
        client, network = networks.client_of(address), networks.network_of(address)
        return [
            *self.stranger_rules,
            *(Rule(self.factor, f"client {client} {subject}", 5, 5 * MINUTE) for subject in subjects),
            *(Rule(self.factor, f"network {network} {subject}", 20, DAY) for subject in subjects),
            Rule("guess", f"client {client}", 10, MINUTE),
            Rule("guess", f"client {client}", 100, HOUR),
            Rule("guess", f"network {network}", 40, MINUTE),
            Rule("guess", f"network {network}", 400, HOUR),
        ]

    def was_right(self):
        self.claim.give_back()

    def was_wrong(self):
        """E-mail the account's owner after several wrong attempts; after the response, whose time must not change."""
        if self.user and not self.device:
            after_response(self.request, self._warn_owner)

    def _warn_owner(self):
        attempts = max(counters.totals(self.stranger_rules).values())
        if attempts < WARN_AFTER or not self.user.is_active:
            return
        if counters.claim([Rule(self.factor, f"warned user {self.user.pk}", 1, DAY)]):
            send_guess_warning(self.user, factor=self.factor)


def password_try(request, address):
    """A Try at the password for an e-mail address, whether or not such an account exists."""
    users = list(dict.fromkeys(filter_users_by_email(address)))
    return Try(request, "password", users, address)


@contextmanager
def counted(request, user, factor="password"):
    """Context manager for checking the "password" or "code" of a user already identified: counts each ValidationError
    of the check, and raises one instead of checking after too many.
    """
    a_try = Try(request, factor, [user], "")
    if not a_try.allowed:
        raise ValidationError(gettext(TOO_MANY))
    try:
        yield
    except ValidationError:
        if factor == "password":
            note(Kind.CONFIRM_FAILED, request=request, user=user, about=factor)
        a_try.was_wrong()
        raise
    a_try.was_right()
