"""Reminders of a round: one e-mail to everybody who still owes an answer, and never a second, even after a crash.

docs/decisions/0010-each-reminder-goes-once.md has the reasons.
"""

from datetime import timedelta

from django.db import transaction

from actions.delivery import deliver, in_time
from actions.models.reminders import Occasion, Reminder
from partners import clock

from .emails import Message, letters

CHASES_ARE_TRIED_FOR = timedelta(days=7)


def occasion_of(a_round, today):
    """The latest reminder day of the round up to today, or None. Earlier days that were missed are skipped."""
    days = {max(a_round.opens_on, a_round.due_on + timedelta(days=days)) for days in a_round.remind_on}
    past = [day for day in days if day <= today]
    return Occasion(max(past)) if past else None


def remind(a_round, *, site, by_hand_only=False):
    """Send the reminders scheduled for today and the unsent ones that people asked for.

    `by_hand_only` leaves out the schedule. Yields each Reminder tried, after those whose sender died.
    """
    yield from Reminder.objects.filter(round=a_round).give_up()
    tried = set()
    if not by_hand_only and (occasion := occasion_of(a_round, clock.today())):
        for reminder in _remind_all(a_round, occasion, site):
            tried.add(reminder.pk)
            yield reminder
    for reminder in Reminder.objects.unfinished(a_round, since=clock.now() - CHASES_ARE_TRIED_FOR):
        if reminder.pk not in tried and _try(reminder, a_round, site):
            yield reminder


def _remind_all(a_round, occasion, site):
    """Recalculates the letters before each one: somebody may have answered, or an address may have been rejected."""
    tried = set()
    while letter := next((each for each in due(a_round, occasion) if each.key not in tried), None):
        tried.add(letter.key)
        reminder = Reminder.objects.note(a_round, occasion, letter)
        if reminder.claim():
            yield send(reminder, letter, a_round, site)


def due(a_round, occasion):
    """E-mails certainly still to send for this reminder day. If an address was rejected, the next in line gets it."""
    finished = list(Reminder.objects.on(a_round, occasion).exclude(state__in=Reminder.TO_SEND))
    gone = {key_of(reminder) for reminder in finished}
    return [letter for letter in letters(a_round, **known_from(finished))[0] if letter.key not in gone]


def key_of(reminder):
    """The key of a reminder's letter."""
    return f"user-{reminder.user_id}" if reminder.user_id else reminder.address


def known_from(finished):
    """`refused` and `told_before` of the letters of an occasion, known from its finished reminders."""
    refused = [each for each in finished if each.state == Reminder.State.REFUSED]
    told = [each for each in finished if each.state != Reminder.State.REFUSED and each.claimed_at]
    before = {
        (rejected.address.lower(), key_of(each))
        for rejected in refused
        for each in told
        if rejected.claimed_at and each.claimed_at < rejected.claimed_at
    }
    return {"refused": frozenset(each.address.lower() for each in refused), "told_before": before}


@transaction.atomic
def chase(a_round, chosen, *, by, introduction, token):
    """Queue a reminder for each chosen letter, to be sent now. Idempotent for the same token."""
    occasion = Occasion(_day_of(a_round, token), token)
    return [Reminder.objects.note(a_round, occasion, letter, by=by, introduction=introduction) for letter in chosen]


def send_chase(reminders, a_round, *, site):
    """Send as many as fit into PATIENCE seconds; send_reminders sends the rest."""
    for reminder in in_time(reminders):
        _try(reminder, a_round, site)


def _day_of(a_round, token):
    """Today, or the day this chase began: its button may be pressed both before and after midnight."""
    earlier = Reminder.objects.filter(round=a_round, chase=token).first()
    return earlier.day if earlier else clock.today()


def _try(reminder, a_round, site):
    """Send a queued reminder with what is owed now. Returns it, or None if another process is sending it."""
    if not reminder.claim():
        return None
    occasion = Occasion(reminder.day, reminder.chase)
    finished = Reminder.objects.on(a_round, occasion).exclude(state__in=Reminder.TO_SEND).exclude(pk=reminder.pk)
    outgoing, _ = letters(a_round, **known_from(list(finished)))
    letter = next((each for each in outgoing if each.key == key_of(reminder)), None)
    if letter is None:
        reminder.end(Reminder.State.ANSWERED)
        return reminder
    return send(reminder, letter, a_round, site)


def send(reminder, letter, a_round, site):
    """Send a claimed reminder. Returns it."""
    message = Message(
        letter, a_round, site=site, stamp=reminder.stamp, by=reminder.by, introduction=reminder.introduction
    )
    return deliver(reminder, message)
