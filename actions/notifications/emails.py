"""The texts of notifications; templates/actions/mail/notification and week."""

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import Truncator

from actions.models.notifications import Kind
from actions.rounds.emails import Post
from partners import clock
from plans.due_dates import due

SUBJECT_LENGTH = 90


def message(letter, events, *, site):
    """The e-mail of a letter that tells of some events, those in one kind together."""
    items = [_item(event, letter.partnership, site) for event in events]
    first, more = items[0]["subject"], len(items) - 1
    subject = f"{first} (and {more} more)" if more else first
    return _post("notification", letter, subject, {"items": items}, site)


def week_message(letter, turned, *, site):
    """The e-mail of a chair's week: what `turned` (see `actions.notifications.week`)."""
    red, recovered = (len(turned[side]) for side in ("red", "recovered"))
    subject = f"This week: {red} now overdue, off track or not updated, {recovered} recovered"
    link = f"{site}{reverse('review', args=[letter.partnership.slug])}"
    return _post("week", letter, subject, {"turned": turned, "link": link}, site)


def _post(template, letter, subject, context, site):
    partnership = letter.partnership
    choices = f"{site}{reverse('email_choices')}"
    shared = {"name": letter.user.name, "partnership": partnership, "choices": choices}
    return Post(
        f"actions/mail/{template}",
        context | shared,
        name=letter.user.name,
        address=letter.user.email,
        subject=subject,
        partnership=partnership,
        site=site,
        stamp=letter.stamp,
    )


def _item(event, partnership, site):
    """{"subject", "title", "lines", "link", "link_text"} of an event."""
    subject, title, lines, (page, pk, link_text) = TEXTS[event.kind](event.subject)
    lines += [event.instead] * bool(event.instead)
    link = f"{site}{reverse(page, args=[partnership.slug, pk])}"
    return {"subject": subject, "title": title, "lines": lines, "link": link, "link_text": link_text}


def _challenge(record):
    group, authority = record.meeting.group, record.challenged
    title = f"The {group} asks {authority.name} a question"
    lines = [f"“{record.text}”", f"It is about: {record.action.wording}"]
    return (
        _subject(f"Question for {authority.short_name}", record.action),
        title,
        lines,
        _page("challenge_answer", record, "Answer it"),
    )


def _made(change):
    action = change.action
    lines = [action.wording, f"Due: {due(action)}"]
    lines += [f"Decided by the {change.record.meeting.group} on {date_format(change.decided_on)}."]
    title = f"A new action for {action.lead.name}" if change.made else f"{action.lead.name} now leads an action"
    subject = f"{'New action' if change.made else 'Action'} for {action.lead.short_name}"
    return _subject(subject, action), title, lines, _page("action_detail", action, "See the action")


def _date_decided(move):
    action, asked_for = move.action, date_format(move.to_on)
    lines = [action.wording, f"{move.authority.name} asked for {asked_for}: {move.reason}"]
    if move.outcome == move.Outcome.APPROVED:
        title, words = f"The due date is now {asked_for}", "Date approved"
    else:
        title, words = "The due date was not changed", "Date not changed"
        lines += [f"Still due: {due(action)}"]
    lines += [f"{move.decided_by.name} wrote: {move.why}"] * bool(move.why)
    return _subject(words, action), title, lines, _page("action_detail", action, "See the action")


def _due(action):
    day = date_format(action.due_on, "l j F Y")
    days = (action.due_on - clock.today()).days
    when = {0: f"today, {day}", 1: f"tomorrow, {day}"}.get(days, f"on {day}")
    last = action.latest_update
    said = f"Last update: {last.get_status_display()}, {date_format(last.speaks_of)}." if last else "No update yet."
    title = f"Due {when}, and not complete"
    return (
        _subject(f"Due {when.partition(',')[0]}", action),
        title,
        [action.wording, said],
        _page("action_update", action, "Update it"),
    )


def _page(name, row, text):
    return name, row.pk, text


def _subject(words, action):
    return Truncator(f"{words}: {action.wording}").chars(SUBJECT_LENGTH)


TEXTS = {Kind.CHALLENGE: _challenge, Kind.MADE: _made, Kind.DATE: _date_decided, Kind.DUE: _due}
