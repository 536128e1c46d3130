"""First setup: a partnership, one authority and its first coordinator, who does the rest in the pages."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from partners.forms.fields import one_line_each
from partners.people.invitations import holder

from .. import clock
from ..history import attributed_to
from ..models import Authority, Invitation, Membership, Partnership, User
from ..permissions import Role


@transaction.atomic
def set_up_partnership(*, slug, area, partnership_name, authority, name, email):
    """Create a partnership, an authority and an invitation for its coordinator. Returns the invitation's path.

    A partnership that is there already, such as an imported one, only gets the coordinator, for one of its authorities.
    Raises ValidationError, for example for one that has a coordinator.
    """
    partnership = Partnership.objects.filter(slug=slug).first()
    with attributed_to(by=None, why="The first coordinator" if partnership else "The partnership begins"):
        first_authority = (
            _authority_without_coordinator(partnership.lock(), authority)
            if partnership
            else _begun(Partnership(slug=slug, area=area, name=partnership_name), authority)
        )
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


def _begun(partnership, authority):
    """The authority of this name, the first of a new partnership."""
    one_line_each(partnership).full_clean()
    partnership.save()
    first_authority = Authority(partnership=partnership, name=authority, short_name=authority[:60], position=1)
    one_line_each(first_authority).full_clean()
    first_authority.save()
    return first_authority


def _authority_without_coordinator(partnership, called):
    """The authority of this name or short name, in a partnership that has no coordinator."""
    coordinates = {"authority__partnership": partnership, "role": Role.COORDINATOR}
    if any(people.filter(**coordinates).exists() for people in (Membership.objects, Invitation.objects.pending())):
        raise ValidationError(f"{partnership} has a coordinator already, who can invite others")
    found = partnership.authorities.acting().filter(Q(name=called) | Q(short_name=called)).first()
    if found is None:
        names = ", ".join(partnership.authorities.acting().values_list("name", flat=True))
        raise ValidationError(f"{partnership} has no authority “{called}”. Choose one of: {names}")
    return found
