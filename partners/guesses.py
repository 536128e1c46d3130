"""Guessing is slow, and cannot be used to shut somebody out. See decision 0045.

Wrong passwords and codes are counted for the account, for the client and its network. A browser in which the account's
owner signed in before is counted by itself, whatever strangers do. The right password is counted by nothing.
"""

from allauth.account.utils import filter_users_by_email

from . import known_browsers, networks, tallies
from .access_events import after_answer, note
from .guesses_letter import send_letter
from .models.access import Kind
from .tallies import DAY, HOUR, MINUTE, Rule

# Together an account takes a hundred a day: these from browsers that are not known, and those from ones that are.
STRANGERS_A_DAY, KNOWN_A_DAY = 70, 30
# After so many in a day, its owner is told by e-mail.
TOLD_AFTER = 5

TOO_MANY = (
    "Too many wrong tries, so this one was not checked. Wait five minutes and try again. If that does not help, use a "
    "browser in which you have signed in before, sign in another way if you have one (a passkey or your organisation), "
    "or choose a new password with “Forgot your password?”."
)


class Try:
    """One try at a secret of an account, which was counted as a wrong one until it turns out to be right."""

    def __init__(self, request, what, users, address):
        self.request, self.what = request, what
        self.user = users[0] if users else None
        subjects = [f"user {user.pk}" for user in users] or [f"address {address.strip().casefold()}"]
        self.device = next(filter(None, (known_browsers.device_of(request, user) for user in users)), None)
        self.whole = [Rule(what, f"strangers {subject}", STRANGERS_A_DAY, DAY) for subject in subjects]
        self.claim = tallies.claim(self._known(subjects) if self.device else self._unknown(subjects))

    @property
    def allowed(self):
        return self.claim is not None

    def _known(self, subjects):
        whole = [Rule(self.what, f"known {subject}", KNOWN_A_DAY, DAY) for subject in subjects]
        device = f"device {self.device}"
        return [*whole, Rule(self.what, device, 5, 5 * MINUTE), Rule(self.what, device, KNOWN_A_DAY // 2, DAY)]

    def _unknown(self, subjects):
        address = networks.address_of(self.request)
        client, network = networks.client_of(address), networks.network_of(address)
        return [
            *self.whole,
            *(Rule(self.what, f"client {client} {subject}", 5, 5 * MINUTE) for subject in subjects),
            *(Rule(self.what, f"network {network} {subject}", 20, DAY) for subject in subjects),
            Rule("guess", f"client {client}", 10, MINUTE),
            Rule("guess", f"client {client}", 100, HOUR),
            Rule("guess", f"network {network}", 40, MINUTE),
            Rule("guess", f"network {network}", 400, HOUR),
        ]

    def was_right(self):
        self.claim.give_back()

    def was_wrong(self):
        """Tell the account's owner once it is more than a slip, after the answer: it must not take longer for them."""
        if self.user and not self.device:
            after_answer(self.request, self._tell)

    def _tell(self):
        tried = max(tallies.totals(self.whole).values())
        if tried < TOLD_AFTER or not self.user.is_active:
            return
        if tallies.claim([Rule(self.what, f"told user {self.user.pk}", 1, DAY)]):
            send_letter(self.user, what=self.what)


def password_try(request, address):
    """A Try at the password that goes with an e-mail address, whether there is such an account or not."""
    users = list(dict.fromkeys(filter_users_by_email(address)))
    return _noted(Try(request, "password", users, address))


def own_try(request, user, what="password"):
    """A Try at the "password" or the second factor's "code" of a user of whom the request speaks already."""
    return _noted(Try(request, what, [user], ""))


def _noted(a_try):
    if not a_try.allowed:
        note(Kind.SHUT_OUT, request=a_try.request, user=a_try.user, about=a_try.what)
    return a_try
