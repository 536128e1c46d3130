"""Sending a meeting's paper: one e-mail to each recipient, despite double clicks, crashes and two timers at once.

See docs/decisions/0019-a-pack-is-sent-once-and-stays.md.
"""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext

from actions.delivery import Post, deliver, in_time
from partners import clock
from partners.fingerprint import fingerprint
from partners.history import attributed_to, revise
from partners.mail import in_language_of
from partners.meetings.scheduling import change_state
from partners.models import Meeting
from plans.exports.unavailable import FileUnavailable
from plans.jobs.turns import Busy, turn
from plans.serialization import freeze

from ..models import PaperLetter, Sending
from .pack_schedule import (
    notice_is_due,
    notice_of,
    notice_token,
    pack_day,
    pack_is_due,
    pack_token,
    schedule_in_words,
    to_be_sent,
)
from .papers import DraftPaper, MinutesPaper, NoticePaper, PackPaper

RETRY_LETTERS_FOR = timedelta(days=7)
PACK, DRAFT, MINUTES, NOTICE = PackPaper(), DraftPaper(), MinutesPaper(), NoticePaper()
PAPERS = {paper.what: paper for paper in (PACK, DRAFT, MINUTES, NOTICE)}


class CannotBeSent(Exception):
    """The meeting is incomplete, or nobody has an address. The message is a sentence that says why."""


class TooLate(Exception):
    """The meeting has come too far, or not far enough, for this paper. The message is a sentence that says why."""


class PaperHasChanged(Exception):
    """The preview is out of date: the contents, the recipients or the meeting changed, or another one was sent."""


def letter_of(paper, recipient, contents, *, meeting, number, site, stamp="", **texts):
    """The e-mail of a paper, built from its frozen contents, so that a later attempt has the same text.

    `texts` are `by`, the sender, and `introduction` and `because` of the Sending.
    """
    with in_language_of(recipient.user):
        partnership = meeting.group.partnership
        context = {
            "name": recipient.name,
            "signs_in": recipient.user is not None,
            "attached": paper.is_attached_for(recipient),
            "contents": contents,
            "meeting": contents["meeting"],
            "number": number,
            "partnership": partnership,
            "closed": paper is MINUTES,
            **paper.links(meeting, number, site),
            **texts,
        }
        return Post(
            paper.template,
            context,
            name=recipient.name,
            address=recipient.address,
            subject=paper.subject(meeting, number),
            partnership=partnership,
            site=site,
            stamp=stamp,
        )


def previews(paper, meeting, contents, *, site, **texts):
    """([(Recipient, Post)], [Unreachable]): what sending now would do."""
    recipients, unreachable = paper.recipients(meeting)
    fixed = {"meeting": meeting, "number": paper.number(meeting), "site": site}
    return [(each, letter_of(paper, each, contents, **fixed, **texts)) for each in recipients], unreachable


def paper_fingerprint(paper, meeting, contents):
    """Fingerprint of a preview: recipients, number and contents of the paper."""
    recipients, _ = paper.recipients(meeting)
    addresses = [[each.name, each.address] for each in recipients]
    return fingerprint(freeze([paper.number(meeting), addresses, paper.timeless(contents)]))


@transaction.atomic
def send_paper(paper, meeting, *, by, token, seen=None, introduction="", because="", why=""):
    """Freeze the meeting's paper as sent and queue a letter to each recipient, atomically. Returns the Sending.

    A token used before returns its Sending. A draft meeting whose pack is sent becomes ready. `because` says why it
    replaces the one before; `why` is the reason in the history, by default that. Raises TooLate, CannotBeSent and, if
    `seen` is not the current `paper_fingerprint`, PaperHasChanged.
    """
    locked = Meeting.objects.select_for_update(of=["self"]).select_related("group__partnership")
    meeting = locked.get(pk=meeting.pk)
    if existing := Sending.objects.filter(token=token, meeting=meeting).first():
        return existing
    if too_late := paper.too_late(meeting):
        raise TooLate(too_late)
    if why_not := paper.why_not(meeting):
        raise CannotBeSent(why_not)
    reason = because or why or paper.reason
    with attributed_to(by=by, why=reason, what=paper.deed):
        revise(meeting.group.partnership_id)
        contents = paper.contents(meeting)
        if seen is not None and seen != paper_fingerprint(paper, meeting, contents):
            raise PaperHasChanged
        recipients, unreachable = paper.recipients(meeting)
        sending = Sending.objects.create(
            meeting=meeting,
            what=paper.what,
            introduction=introduction,
            because=because,
            unreachable="\n".join(each.recorded for each in unreachable),
            by=by,
            token=token,
            **paper.freeze(meeting, contents, by=by, because=reason),
        )
        PaperLetter.objects.bulk_create(
            PaperLetter(sending=sending, user=each.user, name=each.name, address=each.address) for each in recipients
        )
    if paper is PACK:
        change_state(meeting, Meeting.State.READY, by=by)
    return sending


def send_letters(letters, *, site):
    """Send as many as possible in a few seconds, while a page waits; send_reminders sends the rest."""
    for _ in _deliver_all(in_time(letters), site, wait=False):
        pass


def send_unfinished(*, site):
    """Send the unsent letters of recent papers. Yields those a dead process left in doubt, then each one tried."""
    yield from PaperLetter.objects.all().give_up()
    yield from _deliver_all(PaperLetter.objects.unfinished(since=clock.now() - RETRY_LETTERS_FOR), site, wait=True)


def send_scheduled():
    """Send the packs that are due by now, and the notices before others. Yields (Meeting, why its pack is not sent).

    Two timers at once send each once: the meeting is locked, and looked at again.
    """
    now = clock.now()
    for paper, is_due, token in ((PACK, pack_is_due, pack_token), (NOTICE, notice_is_due, notice_token)):
        for meeting in to_be_sent(now):
            try:
                _send_if_due(paper, meeting, is_due, token, now)
            except (TooLate, CannotBeSent) as error:
                yield meeting, str(error)


@transaction.atomic
def _send_if_due(paper, meeting, is_due, token, now):
    if not is_due(meeting, now):
        return
    locked = Meeting.objects.select_for_update(of=["self"]).get(pk=meeting.pk)
    unsent = to_be_sent(now).filter(pk=locked.pk).first()
    if unsent and is_due(unsent, now):
        send_paper(paper, unsent, by=None, token=token(unsent), why=schedule_in_words(unsent))


def _deliver_all(letters, site, *, wait):
    """Claim and send the letters in their order (see `to_send`), making the PDF once per sending. Yields each.

    With `wait`, wait for a turn to make the PDF; otherwise letters that need it stay queued while there is none.
    """
    pdf_by_sending = {}
    for letter in letters:
        if letter.claim():
            yield _send(letter, site, pdf_by_sending, wait)


def _send(letter, site, pdf_by_sending, wait):
    """Send a claimed letter if its paper may still be sent to its recipient. Returns it."""
    sending = letter.sending
    paper, meeting = PAPERS[sending.what], sending.meeting
    meeting.refresh_from_db(fields=["state"])
    current_recipients = {each.address.lower(): each for each in paper.recipients(meeting)[0]}
    recipient = current_recipients.get(letter.address.lower())
    if recipient is None or not paper.still_wanted(sending):
        letter.end(PaperLetter.State.OVERTAKEN)
        return letter
    message = letter_of(
        paper,
        recipient,
        paper.sent_contents(sending),
        meeting=meeting,
        number=paper.number_of(sending),
        site=site,
        stamp=letter.stamp,
        by=sending.by,
        introduction=sending.introduction,
        because=sending.because,
    )
    if paper.is_attached_for(recipient):
        try:
            if sending.pk not in pdf_by_sending:
                with turn("costly", wait=wait):
                    pdf_by_sending[sending.pk] = paper.pdf(sending)
        except Busy:
            letter.end(PaperLetter.State.WAITING)
            return letter
        except FileUnavailable as error:
            letter.holds(message)
            letter.end(PaperLetter.State.FAILED, str(error))
            return letter
        message.attach(paper.file_name(meeting), pdf_by_sending[sending.pk], "application/pdf")
    return deliver(letter, message)


def papers_sent(meeting, *kinds):
    """The meeting's Sendings of these kinds, newest first, with sender and letters."""
    sendings = meeting.sendings.filter(what__in=kinds).defer("payload").select_related("by", "pack")
    return sendings.prefetch_related("letters__again_by")


def pack_state(meeting):
    """What the meeting's page says of its pack, as plain data:

    sent      [{number, made_at, by: name or "", reached, waiting, unreachable: [text]}], newest first
    may_send  whether a pack may still be sent
    waits     whether none was sent and one may be
    goes_on   the day on which it is sent by itself, or None; told: when the coordinators were told, or None
    why_not   why it cannot be sent then, as a sentence; "" if it can
    """
    may_send = not PACK.too_late(meeting)
    sent = [_sent_to(sending) for sending in papers_sent(meeting, Sending.What.PACK)]
    waits = may_send and not sent
    goes_on = pack_day(meeting) if waits else None
    notice = notice_of(meeting) if goes_on else None
    why_not = ""
    if goes_on:
        draft = gettext("The meeting is still a draft.") if meeting.state == Meeting.State.DRAFT else ""
        why_not = draft or PACK.why_not(meeting)
    state = {"sent": sent, "may_send": may_send, "waits": waits, "goes_on": goes_on}
    return state | {"told": notice and notice.made_at, "why_not": why_not}


def _sent_to(sending):
    letters = list(sending.letters.all())
    lost = [each for each in letters if each.state == PaperLetter.State.REFUSED or each.in_doubt]
    return {
        "number": PAPERS[sending.what].number_of(sending),
        "made_at": sending.made_at,
        "by": sending.by.name if sending.by else "",
        "reached": [each.name for each in letters if each.state == PaperLetter.State.SENT],
        "waiting": [each.name for each in letters if each.state in PaperLetter.UNFINISHED and not each.in_doubt],
        "unreachable": [f"{each.name}: {each.outcome.lower()}" for each in lost] + sending.unreachable.splitlines(),
    }
