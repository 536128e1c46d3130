"""The texts of notifications; templates/actions/mail/notification and week."""

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext, pgettext

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
    subject = gettext("%(first)s (and %(n)s more)") % {"first": first, "n": more} if more else first
    post = _post("notification", letter, subject, {"items": items}, site)
    if any(event.kind == Kind.EDITION for event in events):
        with snapshot():
            post.attach(file_name(letter.partnership), make_receipt(letter.partnership).text, "text/plain")
    return post


def week_message(letter, turned, *, site):
    """The e-mail of a chair's week: what `turned` (see `actions.notifications.week`)."""
    red, recovered = (len(turned[side]) for side in ("red", "recovered"))
    subject = gettext("This week: %(red)s now overdue, off track or not updated, %(recovered)s recovered")
    subject %= {"red": red, "recovered": recovered}
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
    title = gettext("The %(group)s asks %(authority)s a question") % {"group": group, "authority": authority.name}
    lines = [f"“{record.text}”", gettext("About: %(action)s") % {"action": record.action.wording}]
    return (
        _subject(gettext("Question for %(authority)s") % {"authority": authority.short_name}, record.action),
        title,
        lines,
        _page("challenge_answer", record, pgettext("verb", "Answer")),
    )


def _question(question):
    """Without what was asked, and by whom: docs/decisions/0095-e-mails-to-askers-quote-nothing.md."""
    authority = question.assigned_to
    about = question.about or gettext("the plan as a whole")
    title = gettext("A question from the public is assigned to %(authority)s") % {"authority": authority.name}
    lines = [gettext("It is urgent.")] * question.urgent
    lines += [gettext("About: %(action)s") % {"action": about}]
    lines += [gettext("To be answered by %(due_on)s.") % {"due_on": date_format(question.answer_by)}]
    subject = gettext("Question from the public for %(authority)s") % {"authority": authority.short_name}
    subject = Truncator(f"{subject}: {about}").chars(SUBJECT_LENGTH)
    return subject, title, lines, _page("question_detail", question, gettext("Read it, and draft the answer"))


def _made(change):
    action = change.action
    decided = {"group": change.record.meeting.group, "date": date_format(change.decided_on)}
    lines = [action.wording, gettext("Due: %(due)s") % {"due": due(action)}]
    lines += [gettext("Decided by the %(group)s on %(date)s.") % decided]
    if change.made:
        title, subject = gettext("A new action for %(authority)s"), gettext("New action for %(authority)s")
    else:
        title, subject = gettext("%(authority)s now leads an action"), gettext("Action for %(authority)s")
    title, subject = title % {"authority": action.lead.name}, subject % {"authority": action.lead.short_name}
    return _subject(subject, action), title, lines, _page("action_detail", action, gettext("See the action"))


def _date_decided(move):
    action, asked_for = move.action, date_format(move.to_on)
    asked = {"authority": move.authority.name, "date": asked_for, "reason": move.reason}
    lines = [action.wording, gettext("%(authority)s requested %(date)s: %(reason)s") % asked]
    if move.outcome == move.Outcome.APPROVED:
        title, words = gettext("The due date is now %(date)s") % {"date": asked_for}, gettext("Date approved")
    else:
        title, words = gettext("The due date was not changed"), gettext("Date not changed")
        lines += [gettext("Still due: %(due)s") % {"due": due(action)}]
    if move.why:
        lines += [gettext("%(name)s wrote: %(text)s") % {"name": move.decided_by.name, "text": move.why}]
    return _subject(words, action), title, lines, _page("action_detail", action, gettext("See the action"))


def _due(action):
    day = date_format(action.due_on, "l j F Y")
    days = (action.due_on - clock.today()).days
    last, said = action.latest_update, gettext("No update yet.")
    if last:
        reported = {"status": gettext(last.get_status_display()), "date": date_format(last.speaks_of)}
        said = gettext("Last update: %(status)s, %(date)s.") % reported
    if days == 0:
        title, subject = gettext("Due today, %(day)s, and not complete"), gettext("Due today")
    elif days == 1:
        title, subject = gettext("Due tomorrow, %(day)s, and not complete"), gettext("Due tomorrow")
    else:
        title, subject = gettext("Due on %(day)s, and not complete"), gettext("Due on %(day)s") % {"day": day}
    page = _page("action_update", action, pgettext("verb", "Update"))
    return _subject(subject, action), title % {"day": day}, [action.wording, said], page


def _page(name, row, text):
    return name, [row.pk], text


def _published(row):
    """Of an Edition or a Withdrawal."""
    withdrawn = isinstance(row, Withdrawal)
    if withdrawn:
        edition, first = row.edition, gettext("Reason: %(reason)s") % {"reason": row.reason}
        title = gettext("Edition %(number)s of the %(plan)s is withdrawn")
        subject = gettext("Edition %(number)s is withdrawn: your receipt")
        where = "editions", [], gettext("All editions")
    else:
        edition, first = row, gettext("Fingerprint: %(sha256)s") % {"sha256": row.sha256}
        title = gettext("Edition %(number)s of the %(plan)s is published")
        subject = gettext("Edition %(number)s is published: your receipt")
        where = "edition_check", [edition.plan.slug, edition.number], gettext("How to check the edition")
    lines = [
        first,
        gettext("A receipt is attached, with the fingerprints of all editions, minutes, packs and history."),
        gettext("Keep it outside the site, to prove later that nothing was changed or removed."),
    ]
    values = {"number": edition.number, "plan": edition.plan.title}
    return subject % values, title % values, lines, where


def _subject(words, action):
    return Truncator(f"{words}: {action.wording}").chars(SUBJECT_LENGTH)


TEXTS = {
    Kind.CHALLENGE: _challenge,
    Kind.QUESTION: _question,
    Kind.MADE: _made,
    Kind.DATE: _date_decided,
    Kind.DUE: _due,
    Kind.EDITION: _published,
}
