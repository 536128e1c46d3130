"""Asking people in: the invitation, its letter, and what becomes of it."""

import logging
import secrets
from datetime import timedelta
from smtplib import SMTPException

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime

from . import clock
from .history import recording
from .mail import Email
from .memberships import admit, take_seats
from .models import Invitation, User
from .models.people import fingerprint
from .smtp import AnswerLostError

logger = logging.getLogger(__name__)

GOOD_FOR = timedelta(days=14)
AT_ONCE = 50


class NoLongerOpenError(Exception):
    """The invitation was accepted or revoked, or has expired."""


class SignInFirstError(Exception):
    """There is an account with the invitation's address: only whoever can sign in to it may accept."""


@transaction.atomic
def invite(asked, *, by, address):
    """Ask people in: `asked` is a list of dicts of name, email, authority and role. Returns their Invitations.

    The letters go out once this is saved. `address` makes a path absolute. When a letter went is in `sent_at`, which
    stays empty if the process dies on the way, and if it is not known whether it went (`answer_lost`).
    """
    now = clock.now()
    letters = []
    with recording(by=by):
        for person in asked:
            token = secrets.token_urlsafe(32)
            invitation = Invitation.objects.create(
                **person, invited_by=by, token_hash=fingerprint(token), made_at=now, expires_at=now + GOOD_FOR
            )
            letters.append((invitation, token))
    transaction.on_commit(lambda: _send(letters, by=by, address=address))
    return [invitation for invitation, _ in letters]


@transaction.atomic
def resend(invitation, *, by, address):
    """A new letter with a new link, as good as a new invitation's; the old link ends. Raises NoLongerOpenError."""
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if not invitation.pending:
        raise NoLongerOpenError
    token = secrets.token_urlsafe(32)
    invitation.token_hash = fingerprint(token)
    invitation.sent_at, invitation.expires_at = None, clock.now() + GOOD_FOR
    with recording(by=by, why="Sent again"):
        invitation.save()
    transaction.on_commit(lambda: _send([(invitation, token)], by=by, address=address))
    return invitation


@transaction.atomic
def revoke(invitation, *, by):
    """Take an invitation back: its link ends. Raises NoLongerOpenError if it was accepted or revoked meanwhile."""
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if not invitation.pending:
        raise NoLongerOpenError
    invitation.revoked_at = clock.now()
    with recording(by=by):
        invitation.save()


@transaction.atomic
def accept(invitation, *, by=None, password=None):
    """The invitation's person comes in: `by`, who is signed in, or somebody new with this password. Returns the user.

    An account that was closed when its holder left opens again with the new password: the link came by e-mail, just as
    a password reset's would. Raises NoLongerOpenError, or SignInFirstError if the account is in use and `by` is not its
    holder.
    """
    invitation = Invitation.objects.select_for_update().select_related("authority").get(pk=invitation.pk)
    if not invitation.pending or invitation.expires_at <= clock.now():
        raise NoLongerOpenError
    user = holder(invitation.email) or User(email=invitation.email, name=invitation.name, is_active=False)
    if by != (user if user.is_active else None):
        raise SignInFirstError
    with recording(by=user, why="Accepted an invitation"):
        if not user.is_active:
            _open_account(user, password)
        admit(user, invitation.authority, invitation.role)
        take_seats(user, invitation.authority.partnership)
        invitation.accepted_at, invitation.accepted_by = clock.now(), user
        invitation.save()
    return user


def holder(email):
    """The user with this address, in whatever case, or None."""
    return User.objects.filter(email__iexact=email).first()


def _open_account(user, password):
    user.is_active = True
    user.set_password(password)
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError as error:  # through another invitation, in this very moment
        raise SignInFirstError from error


def _send(letters, *, by, address):
    """Post each letter and note which went. A server that does not answer for one is not asked for the others."""
    for invitation, token in letters:
        try:
            _letter(invitation, address(reverse("invitation", args=[token]))).send()
        except AnswerLostError as error:
            invitation.answer_lost = True
            logger.warning("It is not known whether an invitation was sent: %s", error)
            continue
        except (SMTPException, ValueError) as error:  # the latter: an address that cannot be written
            logger.warning("An invitation was not sent: %s", error)
            continue
        except OSError as error:
            logger.warning("Invitations were not sent: %s", error)
            break
        invitation.sent_at = clock.now()
        with recording(by=by), transaction.atomic():
            invitation.save(update_fields=["sent_at"])


def _letter(invitation, link):
    """The letter in plain text and in HTML."""
    context = {
        "invitation": invitation,
        "partnership": invitation.authority.partnership,
        "link": link,
        "expires": date_format(localtime(invitation.expires_at), "l j F Y, H:i"),
    }
    return Email(
        "partners/mail/invitation",
        context,
        subject=f"Your invitation to the plan of {invitation.authority.partnership.area}",
        address=invitation.email,
    )
