"""New authorities that are added from elsewhere than their own page, such as from the names in a plan."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext

from ..forms.fields import one_line_each, validate_plain_text
from ..history import attributed_to
from ..models import Authority
from ..positions import last_position


@transaction.atomic
def add_authority(partnership, name, *, by, why, kind=Authority.Kind.COOPERATING, short_name=""):
    """A new authority at the end of the partnership's order. The view requires Permission.SET_UP.

    Raises ValidationError for a name that is empty, too long or taken.
    """
    partnership.lock()
    validate_plain_text(name)
    name = " ".join(name.split())
    authority = one_line_each(
        Authority(partnership=partnership, name=name, short_name=short_name or name[:60].strip(), kind=kind)
    )
    if partnership.authorities.filter(name__iexact=authority.name).exists():
        raise ValidationError(gettext("There is already an authority with this name"))
    authority.full_clean()
    authority.position = last_position(partnership.authorities) + 1
    with attributed_to(by=by, why=why):
        authority.save()
    return authority
