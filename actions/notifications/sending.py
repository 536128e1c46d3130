"""Letters that tell members what happened: each person is told once, in one letter for what falls together.

docs/decisions/0068-what-happened-is-told-once.md has the reasons.
"""

from collections import defaultdict
from datetime import timedelta

from django.db import IntegrityError, transaction

from actions.delivery import deliver, in_time
from actions.models.notifications import EmailOptOut, Kind, Notification, NotificationLetter
from actions.rounds.recipients import Recipients
from partners import clock
from partners.mail import in_language_of
from partners.models import Membership

from .emails import message, week_message
from .events import TOLD_FOR, events
from .week import turned_since_last, week_about

# How long nothing more must have happened for a person before their letter goes, and how long it waits at the most.
QUARTER_OF_AN_HOUR, LONGEST_WAIT = timedelta(minutes=15), timedelta(hours=2)


def notify(partnership, *, site, by_hand_only=False):
    """Send what is to be told by now, and what somebody asked to have sent again.

    `by_hand_only` leaves out the former. Yields each NotificationLetter tried, after those whose sender died.
    """
    yield from NotificationLetter.objects.filter(partnership=partnership).give_up()
    if not by_hand_only:
        note_events(partnership)
        note_week(partnership)
    letters = NotificationLetter.objects.unfinished(partnership, since=clock.now() - TOLD_FOR)
    if by_hand_only:
        letters = letters.exclude(again_at=None)
    for letter in letters.select_related("user", "partnership"):
        if letter.claim():
            yield _send(letter, site)


def send_now(letters, *, site):
    """Send letters that somebody asked to have sent again, for a few seconds; send_reminders sends the rest."""
    for letter in in_time(letters):
        if letter.claim():
            _send(letter, site)


def note_events(partnership):
    """Note a letter for everybody for whom something happened and nothing more did for a quarter of an hour, or the
    first of it two hours ago.
    """
    found = events(partnership)
    told = Notification.objects.filter(letter__partnership=partnership, about__in=[event.about for event in found])
    done = set(told.values_list("user_id", "kind", "about"))
    unwanted = EmailOptOut.objects.pairs(partnership)
    untold = defaultdict(list)
    for event in found:
        for user in event.people:
            if (user.pk, *event.key) not in done and (user.pk, event.kind) not in unwanted:
                untold[user].append(event)
    now = clock.now()
    for user, theirs in untold.items():
        moments = [event.moment for event in theirs if event.moment]
        if not moments or max(moments) <= now - QUARTER_OF_AN_HOUR or min(moments) <= now - LONGEST_WAIT:
            _note(partnership, user, [event.key for event in theirs])


def note_week(partnership):
    """Note the week's letter for each chair, once a week, on the first working day."""
    about, unwanted = week_about(partnership), EmailOptOut.objects.user_ids(partnership, Kind.WEEK)
    done = set(Notification.objects.filter(kind=Kind.WEEK, about=about).values_list("user_id", flat=True))
    for user in Recipients(partnership).chairs.values():
        if user.pk not in unwanted | done:
            _note(partnership, user, [(Kind.WEEK, about)], subject="What changed in the week")


def _note(partnership, user, keys, subject=""):
    """Note a letter that tells a user of what has these keys, unless another process has just done so.

    `subject` is what the log calls it until it is written.
    """
    try:
        with transaction.atomic():
            letter = NotificationLetter.objects.create(
                partnership=partnership, user=user, name=user.name, address=user.email, subject=subject
            )
            Notification.objects.bulk_create(
                Notification(letter=letter, user=user, kind=kind, about=about) for kind, about in keys
            )
    except IntegrityError:
        return


def _send(letter, site):
    """Send a claimed letter with what is still to be told, or end it. Returns it."""
    with in_language_of(letter.user):
        return _send_in_this_language(letter, site)


def _send_in_this_language(letter, site):
    keys = set(letter.notifications.values_list("kind", "about"))
    unwanted = {kind for user, kind in EmailOptOut.objects.pairs(letter.partnership) if user == letter.user_id}
    wanted = {key for key in keys if key[0] not in unwanted}
    here = Membership.objects.in_partnership(letter.partnership).filter(user=letter.user_id, user__is_active=True)
    if not wanted or not here.exists():
        letter.end(letter.State.OVERTAKEN)
    elif any(kind == Kind.WEEK for kind, _ in wanted):
        _send_week(letter, wanted, site)
    elif still := [e for e in events(letter.partnership) if e.key in wanted and letter.user in e.people]:
        deliver(letter, message(letter, still, site=site))
    else:
        letter.end(letter.State.ANSWERED)
    return letter


def _send_week(letter, wanted, site):
    chairs = Recipients(letter.partnership).chairs
    if letter.user_id not in chairs or (Kind.WEEK, week_about(letter.partnership)) not in wanted:
        letter.end(letter.State.OVERTAKEN)
    elif turned := turned_since_last(letter):
        deliver(letter, week_message(letter, turned, site=site))
    else:
        letter.end(letter.State.NOTHING)
