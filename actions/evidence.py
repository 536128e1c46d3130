"""Evidence that comes with an update: its links, and its files as in `partners.uploads`."""

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from partners import uploads as kept
from partners.history import recording
from partners.uploads import keep
from partners.words import in_one_line

from .models import Evidence

MOST_LINKS = 5


def links(words):
    """[(address, title)] of lines with an address and, after it, what it is. Raises ValidationError with all faults."""
    found, wrong, is_address = [], [], URLValidator(schemes=["http", "https"])
    for line in filter(None, map(str.strip, words.splitlines())):
        address, _, title = line.partition(" ")
        try:
            is_address(address)
        except ValidationError:
            wrong.append(
                f"“{address[:80]}” is not an address. Begin each line with one, such as https://example.org/report"
            )
        if len(title) > 200:
            wrong.append(f"What you say of {address[:80]} has {len(title)} characters. Shorten it to 200")
        found.append((address, in_one_line(title).strip()))
    if len(found) > MOST_LINKS:
        wrong.append(f"These are {len(found)} links. Give the best {MOST_LINKS}")
    if wrong:
        raise ValidationError(wrong)
    return found


def attach(update, *, by, links=(), uploads=()):
    """Give links and files to an update. It must be within `no_orphans`, which stands around the transaction."""
    with recording(by=by):
        for address, title in links:
            Evidence.objects.create(update=update, kind=Evidence.Kind.LINK, url=address, title=title)
        for upload in uploads:
            fields = {"name": upload.name, "stored": keep(upload.file), "size": upload.file.size}
            Evidence.objects.create(update=update, kind=Evidence.Kind.FILE, **fields)


def no_orphans():
    """Files of evidence that are kept in this block go again if it ends in an error."""
    return kept.no_orphans(lambda names: Evidence.objects.filter(stored__in=names).values_list("stored", flat=True))
