"""The texts of notifications; templates/actions/mail/notification and week."""

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import Truncator

from actions.delivery import Post
from actions.models.notifications import Kind
from partners import clock
from partners.database import snapshot
from plans.due_dates import due
from plans.models import Withdrawal
from plans.verification.receipts import file_name, make_receipt

SUBJECT_LENGTH = 90


def message(letter, events, *, site):
    """The e-mail of a letter that tells of some events, those in one kind together."""
    items = [_item(event, letter.partnership, site) for event in events]
    first, more = items[0]["subject"], len(items) - 1
    subject = f"{first} (and {more} more)" if more else first
    post = _post("notification", letter, subject, {"items": items}, site)
    if any(event.kind == Kind.EDITION for event in events):
        with snapshot():
            post.attach(file_name(letter.partnership), make_receipt(letter.partnership).text, "text/plain")
    return post


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
    subject, title, lines, (page, place, link_text) = TEXTS[event.kind](event.subject)
    lines += [event.instead] * bool(event.instead)
    link = f"{site}{reverse(page, args=[partnership.slug, *place])}"
    return {"subject": subject, "title": title, "lines": lines, "link": link, "link_text": link_text}


def _challenge(record):
    group, authority = record.meeting.group, record.challenged
    title = f"The {group} asks {authority.name} a question"
    lines = [f"“{record.text}”", f"About: {record.action.wording}"]
    return (
        _subject(f"Question for {authority.short_name}", record.action),
        title,
        lines,
        _page("challenge_answer", record, "Answer"),
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
    lines = [action.wording, f"{move.authority.name} requested {asked_for}: {move.reason}"]
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
        _page("action_update", action, "Update"),
    )


def _page(name, row, text):
    return name, [row.pk], text


def _published(row):
    """Of an Edition or a Withdrawal."""
    withdrawn = isinstance(row, Withdrawal)
    edition, what = (row.edition, "withdrawn") if withdrawn else (row, "published")
    title = f"Edition {edition.number} of the {edition.plan.title} is {what}"
    lines = [
        f"Reason: {row.reason}" if withdrawn else f"Fingerprint: {edition.sha256}",
        "A receipt is attached, with the fingerprints of all editions, minutes, packs and history.",
        "Keep it outside the site, to prove later that nothing was changed or removed.",
    ]
    where = "edition_check", [edition.plan.slug, edition.number], "How to check the edition"
    if withdrawn:
        where = "editions", [], "All editions"
    return f"Edition {edition.number} is {what}: your receipt", title, lines, where


def _subject(words, action):
    return Truncator(f"{words}: {action.wording}").chars(SUBJECT_LENGTH)


TEXTS = {
    Kind.CHALLENGE: _challenge,
    Kind.MADE: _made,
    Kind.DATE: _date_decided,
    Kind.DUE: _due,
    Kind.EDITION: _published,
}
