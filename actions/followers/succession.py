"""What followers follow after an edition has another part of the plan, or another authority, instead of it."""

from collections.abc import Iterator

from actions.models.followers import Following, FollowRequest
from partners.models import Authority
from plans.changes.subjects import Subject, What, search_subject, searched
from plans.models import Edition
from plans.outline.totals import actions_in


def follow_what_continues(edition):
    """Let who followed parts of the plan before follow what continues them, once its first edition is published."""
    if edition.number > 1 or edition.plan.continues_id is None:
        return
    before = Edition.objects.current(edition.plan.continues)
    if before is None:
        return
    keys = {part["id"]: part["key"] for part in before.outline["priorities"]}
    moved = {
        Subject(What.ACTION, str(action["continues"])): str(action["id"])
        for action in actions_in(edition.outline)
        if action.get("continues")
    } | {
        Subject(What.PRIORITY, keys[part["continues"]]): part["key"]
        for part in edition.outline["priorities"]
        if keys.get(part.get("continues"), part["key"]) != part["key"]
    }
    for subject, which in moved.items():
        _follow_instead(edition.plan.partnership_id, subject, which)


def follow_successors(edition):
    """Let who followed an authority, or a search by it, follow the one that took over, once an edition names that.

    Each following has the old one's name then, for its next e-mail.
    """
    partnership = edition.plan.partnership_id
    names = {authority["id"]: authority["name"] for authority in edition.outline["authorities"]}
    successors = dict(
        Authority.objects.filter(partnership=partnership, succeeds__isnull=False, pk__in=names)
        .order_by("pk")
        .values_list("succeeds", "pk")
    )
    for old in successors:
        new = successors[old]
        while new in successors:
            new = successors[new]
        _follow_instead(partnership, Subject(What.AUTHORITY, str(old)), str(new), names[old])
        for subject in _searches_by(partnership, old):
            fields = searched(subject)
            instead = search_subject(fields.get("q", ""), new, fields.get("state", ""))
            _follow_instead(partnership, subject, instead.which, names[old])


def _searches_by(partnership, authority) -> Iterator[Subject]:
    """The searches by an authority that somebody follows."""
    rows = Following.objects.filter(
        follower__partnership=partnership, what=What.SEARCH, which__contains=f"authority={authority}"
    )
    for which in rows.order_by("which").values_list("which", flat=True).distinct():
        subject = Subject(What.SEARCH, which)
        if searched(subject).get("authority") == str(authority):
            yield subject


def _follow_instead(partnership, subject, which, name=""):
    """Let all who follow a subject follow another of its kind; `name` is what they are to read that it was called."""
    FollowRequest.objects.filter(partnership=partnership, what=subject.what, which=subject.which).update(which=which)
    here = Following.objects.filter(follower__partnership=partnership, what=subject.what)
    old, new = here.filter(which=subject.which), here.filter(which=which)
    both = list(new.filter(follower__in=old.values("follower")).values_list("follower", flat=True))
    old.filter(follower__in=both).delete()
    moved = list(old.values_list("pk", flat=True))
    old.update(which=which)
    if name:
        new.filter(follower__in=both, instead_of="").update(instead_of=name)
        Following.objects.filter(pk__in=moved, instead_of="").update(instead_of=name)
