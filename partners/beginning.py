"""The first hour of a partnership: it, one authority, and its first coordinator, who does all the rest in the pages."""

import secrets

from django.db import transaction
from django.urls import reverse

from . import clock
from .history import recording
from .invitations import GOOD_FOR, holder
from .models import Authority, Invitation, Partnership, User
from .models.people import fingerprint
from .roles import Role
from .words import one_line_each


@transaction.atomic
def begin(*, slug, area, called, authority, name, email):
    """Make a partnership, an authority and an invitation for its coordinator. Returns the path of the invitation.

    Raises ValidationError, also for a slug that is taken.
    """
    partnership = Partnership(slug=slug, area=area, name=called)
    one_line_each(partnership).full_clean()
    with recording(by=None, why="The partnership begins"):
        partnership.save()
        first = Authority(partnership=partnership, name=authority, short_name=authority[:60], position=1)
        one_line_each(first).full_clean()
        first.save()
        user = holder(email)
        if user is None:
            # It opens with the password that its holder chooses when they follow the link.
            user = User(email=email, name=name, is_active=False)
            user.set_unusable_password()
            one_line_each(user).full_clean(exclude=["password"])
            user.save()
        token = secrets.token_urlsafe(32)
        now = clock.now()
        invitation = Invitation(
            authority=first, name=name, email=email, role=Role.COORDINATOR, invited_by=user,
            token_hash=fingerprint(token), made_at=now, expires_at=now + GOOD_FOR,
        )  # fmt: skip
        one_line_each(invitation).save()
    return reverse("invitation", args=[token])
