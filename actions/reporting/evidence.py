"""Evidence given with an update: links, and files stored as in `partners.files.uploads`."""

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext

from partners.files import uploads as kept
from partners.files.uploads import keep
from partners.forms.fields import in_one_line
from partners.history import attributed_to

from ..models import Evidence

MAX_LINKS = 5


def links(text):
    """[(address, title)] from lines of an address and a title after it. Raises ValidationError with all faults."""
    pairs, faults, check_address = [], [], URLValidator(schemes=["http", "https"])
    for line in filter(None, map(str.strip, text.splitlines())):
        address, _, title = line.partition(" ")
        try:
            check_address(address)
        except ValidationError:
            faults.append(
                gettext("“%(address)s” is not an address. Begin each line with one, such as https://example.org/report")
                % {"address": address[:80]}
            )
        if len(title) > 200:
            too_long = gettext("What you say of %(address)s has %(n)s characters. Shorten it to 200")
            faults.append(too_long % {"address": address[:80], "n": len(title)})
        pairs.append((address, in_one_line(title).strip()))
    if len(pairs) > MAX_LINKS:
        faults.append(gettext("These are %(n)s links. Choose up to %(most)s") % {"n": len(pairs), "most": MAX_LINKS})
    if faults:
        raise ValidationError(faults)
    return pairs


def attach(update, *, by, links=(), uploads=()):
    """Add links and files to an update. Call within `delete_on_failure`, which must enclose the transaction."""
    with attributed_to(by=by):
        for address, title in links:
            Evidence.objects.create(update=update, kind=Evidence.Kind.LINK, url=address, title=title)
        for upload in uploads:
            fields = {"name": upload.name, "stored": keep(upload.file), "size": upload.file.size}
            Evidence.objects.create(update=update, kind=Evidence.Kind.FILE, **fields)


def delete_on_failure():
    """Delete evidence files stored in this block if it ends in an error."""
    return kept.delete_on_failure(
        lambda names: Evidence.objects.filter(stored__in=names).values_list("stored", flat=True)
    )
