"""How many follow what, and what became of the e-mails: numbers alone, and none from one to four, by which somebody
could be recognised.
"""

from collections import Counter
from datetime import timedelta

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from actions.models.followers import Follower, FollowerLetter, Following
from partners import clock
from plans.changes.subjects import What, changes_by_subject
from plans.models import Edition

FEWEST = 5
# How long the rows of e-mails, which have no address, are there to be counted.
COUNTED_FOR = timedelta(days=90)
MOST_MAILINGS = 20


def at_least(number):
    """A number as text, without what is too small to be shown."""
    return _("fewer than %(number)s") % {"number": FEWEST} if 0 < number < FEWEST else f"{number:,}"


def followed(partnership):
    """[(kind of subject, [(Subject, number)])] of what at least five follow, most first; and {kind: number} of all."""
    here = Following.objects.filter(follower__partnership=partnership)
    rows = here.values("what", "which").annotate(number=Count("pk")).order_by("-number", "what", "which")
    kinds = Counter()
    for row in rows:
        kinds[row["what"]] += row["number"]
    shown = [(row["what"], row["which"], row["number"]) for row in rows if row["number"] >= FEWEST]
    return shown, {what: kinds[what] for what in What.values if kinds[what]}


def mailings(partnership):
    """The newest mailings, each with `outcomes`: {outcome: number as text}."""
    newest = list(
        partnership.mailings.filter(noted_at__gt=clock.now() - COUNTED_FOR)
        .select_related("edition__plan", "meeting")
        .defer("edition__payload")
        .order_by("-pk")[:MOST_MAILINGS]
    )
    counts = FollowerLetter.objects.filter(mailing__in=newest).values_list("mailing", "state").annotate(Count("pk"))
    for mailing in newest:
        found = {FollowerLetter.State(state).label: number for pk, state, number in counts if pk == mailing.pk}
        mailing.outcomes = {label: at_least(number) for label, number in found.items()}
    return newest


def to_be_written_to(partnership, plan, outline):
    """How many followers get an e-mail if this outline is published now, those of searches aside."""
    real = Edition.objects.active().filter(plan=plan, is_correction=False).order_by("-number").first()
    if real is None:
        return partnership.followers.filter(followings__what=What.PLAN).distinct().count()
    which = {}
    for subject in changes_by_subject(real.outline, outline):
        which.setdefault(subject.what, []).append(subject.which)
    wanted = Q(pk__in=[])
    for what, ids in which.items():
        wanted |= Q(followings__what=what, followings__which__in=ids)
    return Follower.objects.filter(wanted, partnership=partnership).distinct().count()


def forget_old_letters():
    """Delete the rows of e-mails that are not counted any more."""
    FollowerLetter.objects.filter(mailing__noted_at__lt=clock.now() - COUNTED_FOR).delete()
