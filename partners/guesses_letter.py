"""The letter that tells a member that somebody is guessing at their account."""

import logging
from smtplib import SMTPException

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse

from .addresses import site_address

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
    letter = EmailMultiAlternatives(
        subject="Somebody is trying to sign in as you",
        body=render_to_string("partners/mail/guesses.txt", context),
        to=[user.email],
    )
    letter.attach_alternative(render_to_string("partners/mail/guesses.html", context), "text/html")
    try:
        letter.send()
    except (SMTPException, OSError) as error:
        logger.warning("A letter about guesses was not sent: %s", error)
