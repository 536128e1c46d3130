"""E-mail that warns a member about somebody guessing their password or code."""

import logging
from smtplib import SMTPException

from django.urls import reverse
from django.utils.translation import gettext

from ..mail import Email, in_language_of
from ..site_address import site_address

logger = logging.getLogger(__name__)


def send_guess_warning(user, *, factor):
    """Warn the user that somebody is guessing their "password", or their "code" and so knows the password.

    An e-mail refused by the mail server is logged and not sent again.
    """
    with in_language_of(user):
        context = {
            "user": user,
            "knows_password": factor == "code",
            "reset": site_address() and site_address() + reverse("account_reset_password"),
            "account": site_address() and site_address() + reverse("mfa_index"),
        }
        subject = gettext("Someone is trying to sign in as you")
        warning = Email("partners/mail/guesses", context, subject=subject, address=user.email)
    try:
        warning.send()
    except (SMTPException, OSError, ValueError) as error:
        logger.warning("An e-mail about guesses was not sent: %s", error)
