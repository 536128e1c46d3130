"""What followers follow: what it is called, and how it ends."""

from django.db import transaction
from django.utils.translation import gettext as _

from actions.models.followers import Follower, FollowRequest
from plans.changes.subjects import MEETINGS, PARTS, PLAN, Subject, What, searched
from plans.editions.find import LABELS


def follower_of(partnership, token):
    """The Follower of a link to stop, or None if it follows nothing any more."""
    return Follower.objects.filter(partnership=partnership, token=token).first()


@transaction.atomic
def stop(follower, subject=None):
    """End the following of a subject, or of everything. With the last one the address is deleted."""
    if subject:
        follower.followings.filter(what=subject.what, which=subject.which).delete()
    if subject is None or not follower.followings.exists():
        FollowRequest.objects.filter(partnership=follower.partnership_id, address__iexact=follower.address).delete()
        follower.delete()


def name_of(subject, names):
    """What a subject is called, as a sentence's object; `names` as in `names_in`."""
    if subject == PLAN:
        return _("the plan")
    if subject == MEETINGS:
        return _("public meetings")
    if subject.what == What.SEARCH:
        return _("new actions for the search: %(search)s") % {"search": search_in_words(subject, names)}
    return names.get(subject) or _("a part of an earlier plan")


def quoted_name_of(subject, names):
    """The same with quotation marks about a part's own name, which may itself read as a sentence: “Reduce burglary”."""
    name = names.get(subject) if subject.what in PARTS else None
    return _("“%(name)s”") % {"name": name} if name else name_of(subject, names)


def search_in_words(subject, names):
    fields = searched(subject)
    words = [f"“{fields['q']}”"] if "q" in fields else []
    if "authority" in fields:
        words.append(names.get(Subject(What.AUTHORITY, fields["authority"])) or _("an authority of an earlier plan"))
    words += [_(LABELS.get(fields["state"], ""))] if "state" in fields else []
    return ", ".join(filter(None, words))
