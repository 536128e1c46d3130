"""E-mail that warns a member about somebody guessing their password or code."""

import logging
from smtplib import SMTPException

from django.urls import reverse

from ..mail import Email
from ..site_address import site_address

logger = logging.getLogger(__name__)


def send_guess_warning(user, *, factor):
    """Warn the user that somebody is guessing their "password", or their "code" and so knows the password.

    An e-mail refused by the mail server is logged and not sent again.
    """
    context = {
        "user": user,
        "knows_password": factor == "code",
        "reset": site_address() and site_address() + reverse("account_reset_password"),
        "account": site_address() and site_address() + reverse("mfa_index"),
    }
    warning = Email("partners/mail/guesses", context, subject="Someone is trying to sign in as you", address=user.email)
    try:
        warning.send()
    except (SMTPException, OSError, ValueError) as error:
        logger.warning("An e-mail about guesses was not sent: %s", error)
