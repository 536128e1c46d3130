"""Reminders of a round: each goes once to everybody who still owes an answer, and never twice, whatever crashes.

docs/decisions/0010-each-reminder-goes-once.md has the reasons.
"""

import secrets
import smtplib
import time
from datetime import timedelta

from django.db import transaction
from django.utils.timezone import localtime

from partners import clock
from partners.smtp import AnswerLostError

from .letters import Message, letters
from .models.outbox import Occasion, Reminder

CHASES_ARE_TRIED_FOR = timedelta(days=7)

# When letters go that nobody sent by hand: from Monday to Friday, in these hours of Europe/London.
WORKING_DAYS, WORKING_HOURS = range(5), range(8, 18)

# How long a person at a page waits for letters to go before the rest is left to send_reminders.
PATIENCE = 8  # seconds


def in_working_hours(moment):
    """Whether people are written to at a moment without anybody having asked for it."""
    there = localtime(moment)
    return there.weekday() in WORKING_DAYS and there.hour in WORKING_HOURS


def occasion_of(a_round, today):
    """The newest day of the round's schedule that has come, or None: what was missed before it is not made up for."""
    days = {max(a_round.opens_on, a_round.due_on + timedelta(days=days)) for days in a_round.remind_on}
    come = [day for day in days if day <= today]
    return Occasion(max(come)) if come else None


def remind(a_round, *, site, by_hand_only=False):
    """Send what the schedule wants today and what is left of what people asked for.

    `by_hand_only` leaves out the schedule. Yields each Reminder that was tried, and first those whose sender died on
    the way.
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
    """Who gets what is asked anew before each letter: somebody may have answered, an address may have refused."""
    tried = set()
    while letter := next((each for each in due(a_round, occasion) if each.key not in tried), None):
        tried.add(letter.key)
        reminder = Reminder.objects.note(a_round, occasion, letter)
        if reminder.claim():
            yield send(reminder, letter, a_round, site)


def due(a_round, occasion):
    """Letters of an occasion that certainly have not gone; what an address refused goes to whoever comes after it."""
    refused = refused_on(a_round, occasion)
    over = Reminder.objects.on(a_round, occasion).exclude(state__in=Reminder.TO_SEND)
    gone = {f"user-{user}" if user else address for user, address in over.values_list("user_id", "address")}
    return [letter for letter in letters(a_round, refused)[0] if letter.key not in gone]


def refused_on(a_round, occasion):
    """The addresses that refused a letter on an occasion, in small letters."""
    refused = Reminder.objects.on(a_round, occasion).filter(state=Reminder.State.REFUSED)
    return frozenset(address.lower() for address in refused.values_list("address", flat=True))


@transaction.atomic
def chase(a_round, chosen, *, by, words, token):
    """Note a reminder to each of the chosen letters, to go now. The same token twice is the same chase."""
    occasion = Occasion(_day_of(a_round, token), token)
    return [Reminder.objects.note(a_round, occasion, letter, by=by, words=words) for letter in chosen]


def send_chase(reminders, a_round, *, site):
    """Send as many as go in a few seconds; send_reminders takes the rest."""
    for reminder in in_time(reminders):
        _try(reminder, a_round, site)


def send_reminder_again(reminder, a_round, *, by, site):
    """Send a reminder of which it is not known whether it went, once more. Returns whether this call did so."""
    if not reminder.send_again(by=by):
        return False
    _try(reminder, a_round, site)
    return True


def in_time(rows):
    """As many of the rows as somebody at a page waits for."""
    end = time.monotonic() + PATIENCE
    for row in rows:
        if time.monotonic() > end:
            break
        yield row


def _day_of(a_round, token):
    """Today, or the day on which this very chase began: a button may be pressed before midnight and after."""
    begun = Reminder.objects.filter(round=a_round, chase=token).first()
    return begun.day if begun else clock.today()


def _try(reminder, a_round, site):
    """Send a noted reminder with what is owed by now. Returns it, or None if somebody else is at it."""
    if not reminder.claim():
        return None
    key = f"user-{reminder.user_id}" if reminder.user_id else reminder.address
    refused = refused_on(a_round, Occasion(reminder.day, reminder.chase))
    letter = next((each for each in letters(a_round, refused)[0] if each.key == key), None)
    if letter is None:
        reminder.end(Reminder.State.ANSWERED)
        return reminder
    return send(reminder, letter, a_round, site)


def send(reminder, letter, a_round, site):
    """Send a claimed reminder. Returns it."""
    message = Message(letter, a_round, site=site, stamp=reminder.stamp, by=reminder.by, words=reminder.words)
    return deliver(reminder, message)


def deliver(row, message):
    """Send a claimed row's message and write down what came of it. Returns the row.

    The letter goes out between two commits. Should we crash there, or the mail server fall silent after it took the
    message, nobody can know whether it arrived: the log says so, and only a person sends it again.
    """
    if not row.holds(message):
        row.refresh_from_db()
        return row
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as error:
        code, why = next(iter(error.recipients.values()))
        state = row.State.REFUSED if 500 <= code < 600 else row.State.FAILED
        row.end(state, f"{code} {why.decode(errors='replace')}")
    except AnswerLostError as error:
        row.end(row.State.UNKNOWN, f"No answer came from the mail server: {error}")
    except OSError as error:  # smtplib's own are among them
        row.end(row.State.FAILED, str(error) or type(error).__name__)
    except ValueError as error:  # an address that cannot be written
        row.end(row.State.REFUSED, str(error))
    else:
        row.end(row.State.SENT)
    return row


def new_token():
    return secrets.token_hex(16)
