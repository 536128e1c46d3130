"""First setup: a partnership, one authority and its first coordinator, who does the rest in the pages."""

from django.db import transaction
from django.urls import reverse

from partners.forms.fields import one_line_each
from partners.people.invitations import holder

from .. import clock
from ..history import attributed_to
from ..models import Authority, Invitation, Partnership, User
from ..permissions import Role


@transaction.atomic
def set_up_partnership(*, slug, area, partnership_name, authority, name, email):
    """Create a partnership, an authority and an invitation for its coordinator. Returns the invitation's path.

    Raises ValidationError, for example for a slug that is taken.
    """
    partnership = Partnership(slug=slug, area=area, name=partnership_name)
    one_line_each(partnership).full_clean()
    with attributed_to(by=None, why="The partnership begins"):
        partnership.save()
        first_authority = Authority(partnership=partnership, name=authority, short_name=authority[:60], position=1)
        one_line_each(first_authority).full_clean()
        first_authority.save()
        user = holder(email)
        if user is None:
            # The account becomes active when its owner follows the link and chooses a password.
            user = User(email=email, name=name, is_active=False)
            user.set_unusable_password()
            one_line_each(user).full_clean(exclude=["password"])
            user.save()
        invitation = Invitation(
            authority=first_authority, name=name, email=email, role=Role.COORDINATOR, invited_by=user,
            made_at=clock.now(),
        )  # fmt: skip
        token = invitation.renew()
        one_line_each(invitation).save()
    return reverse("invitation", args=[token])
