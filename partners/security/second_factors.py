"""Second factors that somebody has lost, removed by the operator."""

import logging
from smtplib import SMTPException

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext

from ..mail import Email, in_language_of
from ..models import Session
from ..models.access_events import Kind
from ..site_address import site_address
from . import access_log
from .access_signals import FACTORS

logger = logging.getLogger(__name__)

BY_OPERATOR = "by the operator"


@transaction.atomic
def remove_second_factors(user):
    """Remove all second factors of a user, end their sessions and tell them by e-mail. Returns their names, such as
    "passkey".

    Each is an access event, which the user and their coordinators can read.
    """
    factors = Authenticator.objects.filter(user=user).order_by("pk")
    removed = [FACTORS[factor] for factor in factors.values_list("type", flat=True)]
    if not removed:
        return []
    factors.delete()
    Session.objects.filter(user=user).delete()
    for name in removed:
        access_log.note(Kind.FACTOR_REMOVED, user=user, about=f"{name}, {BY_OPERATOR}")
    transaction.on_commit(lambda: _tell(user))
    return removed


def _tell(user):
    with in_language_of(user):
        context = {"user": user, "account": site_address() and site_address() + reverse("mfa_index")}
        subject = gettext("Your second factor has been removed")
        removed = Email("partners/mail/second_factor_removed", context, subject=subject, address=user.email)
    try:
        removed.send()
    except (SMTPException, OSError, ValueError) as error:
        logger.warning("An e-mail about a second factor was not sent: %s", error)
