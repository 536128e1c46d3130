"""Invitations: sending, accepting and revoking them."""

import logging
from smtplib import SMTPException

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext

from .. import clock
from ..history import attributed_to
from ..mail import Email, in_language_of
from ..models import Invitation, User
from ..smtp import AnswerLostError
from .memberships import admit, take_seats

logger = logging.getLogger(__name__)

MAX_AT_ONCE = 50


class NoLongerOpenError(Exception):
    """The invitation was accepted or revoked, or has expired."""


class SignInFirstError(Exception):
    """An active account has the invitation's address; its owner must sign in to accept."""


@transaction.atomic
def invite(people, *, by, address):
    """Invite people: a list of dicts of name, email, authority and role. Returns their Invitations.

    The e-mails go out after the commit. `address(path)` is an absolute URL. `sent_at` is the time an e-mail went; it
    stays empty if the process dies before, or if it is unknown whether the e-mail went (`answer_lost`).
    """
    now = clock.now()
    invitations = [Invitation(**person, invited_by=by, made_at=now) for person in people]
    unsent = [(invitation, invitation.renew()) for invitation in invitations]
    with attributed_to(by=by):
        for invitation in invitations:
            invitation.save()
    transaction.on_commit(lambda: _send(unsent, by=by, address=address))
    return invitations


def _lock_pending(invitation):
    """The invitation as it is saved, locked until this transaction ends. Raises NoLongerOpenError."""
    locked = Invitation.objects.select_for_update(of=["self"])
    invitation = locked.select_related("authority__partnership", "invited_by").get(pk=invitation.pk)
    if not invitation.pending:
        raise NoLongerOpenError
    return invitation


@transaction.atomic
def resend(invitation, *, by, address):
    """Send a new e-mail with a new link, valid for the full time; the old link stops. Raises NoLongerOpenError."""
    invitation = _lock_pending(invitation)
    token = invitation.renew()
    with attributed_to(by=by, why="Sent again"):
        invitation.save()
    transaction.on_commit(lambda: _send([(invitation, token)], by=by, address=address))
    return invitation


@transaction.atomic
def revoke(invitation, *, by):
    """Revoke an invitation; its link stops. Raises NoLongerOpenError if it has been accepted or revoked already."""
    invitation = _lock_pending(invitation)
    invitation.revoked_at = clock.now()
    with attributed_to(by=by):
        invitation.save()


@transaction.atomic
def accept(invitation, *, by=None, password=None):
    """Accept an invitation as `by`, who is signed in, or as somebody new with this password. Returns the user.

    An account closed when its owner left reopens with the new password: the link came by e-mail, as a password reset's
    would. Raises NoLongerOpenError, or SignInFirstError if the account is active and `by` is not its owner.
    """
    invitation = _lock_pending(invitation)
    if invitation.expires_at <= clock.now():
        raise NoLongerOpenError
    user = holder(invitation.email) or User(email=invitation.email, name=invitation.name, is_active=False)
    if by != (user if user.is_active else None):
        raise SignInFirstError
    with attributed_to(by=user, why="Accepted an invitation"):
        if not user.is_active:
            _open_account(user, password)
        admit(user, invitation.authority, invitation.role)
        take_seats(user, invitation.authority.partnership)
        invitation.accepted_at, invitation.accepted_by = clock.now(), user
        invitation.save()
    return user


def holder(email):
    """The user with this address in any case, or None."""
    return User.objects.filter(email__iexact=email).first()


def _open_account(user, password):
    user.is_active = True
    user.set_password(password)
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError as error:  # opened through another invitation at the same moment
        raise SignInFirstError from error


def _send(unsent, *, by, address):
    """Send each e-mail and record those that went. Stops at the first that finds no mail server."""
    for invitation, token in unsent:
        try:
            with in_language_of(holder(invitation.email)):
                email = _email(invitation, address(reverse("invitation", args=[token])))
            email.send()
        except AnswerLostError as error:
            invitation.answer_lost = True
            logger.warning("It is not known whether an invitation was sent: %s", error)
            continue
        except (SMTPException, ValueError) as error:  # ValueError: an address that cannot go into a header
            logger.warning("An invitation was not sent: %s", error)
            continue
        except OSError as error:
            logger.warning("Invitations were not sent: %s", error)
            break
        invitation.sent_at = clock.now()
        with attributed_to(by=by), transaction.atomic():
            invitation.save(update_fields=["sent_at"])


def _email(invitation, link):
    context = {
        "invitation": invitation,
        "partnership": invitation.authority.partnership,
        "link": link,
        "expires": date_format(localtime(invitation.expires_at), "l j F Y, H:i"),
    }
    return Email(
        "partners/mail/invitation",
        context,
        subject=gettext("Invitation: %(area)s community safety plan") % {"area": invitation.authority.partnership.area},
        address=invitation.email,
    )
