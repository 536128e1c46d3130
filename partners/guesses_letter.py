"""The letter that tells a member that somebody is guessing at their account."""

import logging
from smtplib import SMTPException

from django.urls import reverse

from .addresses import site_address
from .mail import Email

logger = logging.getLogger(__name__)


def send_letter(user, *, what):
    """Write to the user that somebody tries to guess their "password", or their "code": then the password is known.

    A letter that the mail server does not take is noted in the log and not sent again.
    """
    context = {
        "user": user,
        "knows_password": what == "code",
        "reset": site_address() and site_address() + reverse("account_reset_password"),
        "account": site_address() and site_address() + reverse("mfa_index"),
    }
    letter = Email("partners/mail/guesses", context, subject="Somebody is trying to sign in as you", address=user.email)
    try:
        letter.send()
    except (SMTPException, OSError, ValueError) as error:
        logger.warning("A letter about guesses was not sent: %s", error)
