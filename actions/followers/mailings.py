"""Sending news to followers: one e-mail for each edition and follower, with what they follow and what changed of it
since the last that they were written to about; and one when a public meeting is announced, moved or cancelled.

A job goes through the followers in the order of their ids, some hundreds at a time. Each e-mail has a row that is
claimed before it is sent, so a job that was killed is done again and sends none twice. What may have been sent is not
sent again: its changes are in the next e-mail. docs/decisions/0093-one-e-mail-an-edition.md
"""

import logging
import time
from functools import partial

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from actions.delivery import Post
from actions.models.followers import Follower, FollowerLetter, Mailing
from partners import clock
from partners.mail import in_language_of
from partners.models import Meeting
from partners.site_address import site_address
from plans.changes.subjects import MEETINGS, Subject, What, searched
from plans.editions.on_show import newest_edition
from plans.editions.parts import names_in
from plans.editions.publishing import EMAILS_OF_EDITION
from plans.jobs.worker import job
from plans.models import Edition, Job

from .following import name_of
from .line import open_line, return_address
from .news import EditionNews
from .requests import NO_SITE
from .succession import follow_successors, follow_what_continues

logger = logging.getLogger(__name__)

AT_ONCE = 500
# A job has five minutes; after these seconds it leaves the rest to another.
SECONDS = 150
# Kind of the job that sends the rest of a mailing, from a follower on.
REST = "followers_rest"


@job(EMAILS_OF_EDITION)
def send_edition(sha256):
    """Send an edition to those who follow something that changed in it, unless it was withdrawn."""
    edition = Edition.objects.select_related("plan__partnership").get(sha256=sha256)
    partnership = edition.plan.partnership
    if hasattr(edition, "withdrawal") or not partnership.followers.exists():
        return
    if not site_address():
        logger.error(NO_SITE)
        return
    mailing, _made = Mailing.objects.get_or_create(partnership=partnership, news=Mailing.News.EDITION, edition=edition)
    follow_what_continues(edition)
    follow_successors(edition)
    _send_from(mailing, 0)


@job(REST)
def send_rest(about):
    """Go on with a mailing: `about` is its id, and that of the follower after whom to begin."""
    number, after = map(int, about.split())
    mailing = Mailing.objects.select_related("partnership", "edition__plan__partnership", "meeting__group").get(
        pk=number
    )
    _send_from(mailing, after)


def _send_from(mailing, after):
    """Send a mailing to the followers after an id, for some time; then note a job for the rest."""
    FollowerLetter.objects.filter(mailing=mailing).give_up()
    writer = EditionWriter(mailing) if mailing.edition_id else MeetingWriter(mailing)
    end = time.monotonic() + SECONDS
    with open_line() as line:
        while chunk := _chunk(mailing, after):
            if _is_over(mailing):
                mailing.letters.filter(state__in=FollowerLetter.TO_SEND).update(state=FollowerLetter.State.OVERTAKEN)
                break
            if time.monotonic() > end:
                Job.objects.note(REST, f"{mailing.pk} {after}")
                return
            _send_chunk(mailing, chunk, writer, line)
            after = chunk[-1].pk
        line.settle()
        _end_refused(line)
    if mailing.letters.filter(state__in=FollowerLetter.TO_SEND).exists():
        raise OSError("Not all e-mails were sent")
    Mailing.objects.filter(pk=mailing.pk, ended_at=None).update(ended_at=clock.now())


def _chunk(mailing, after):
    """The next followers of the partnership who have not got this mailing yet, with what they follow."""
    written_to = FollowerLetter.objects.filter(mailing=mailing, follower=OuterRef("pk"))
    written_to = written_to.exclude(state__in=FollowerLetter.TO_SEND)
    followers = mailing.partnership.followers.filter(~Exists(written_to), pk__gt=after, since__lt=mailing.noted_at)
    if mailing.meeting_id:
        followers = followers.filter(followings__what=What.MEETINGS)
    return list(followers.order_by("pk").prefetch_related("followings")[:AT_ONCE])


def _is_over(mailing):
    """Whether its edition was withdrawn, or newer news of the same go to the same followers."""
    if mailing.meeting_id:
        return Mailing.objects.filter(meeting=mailing.meeting_id, pk__gt=mailing.pk).exists()
    active, edition = Edition.objects.active(), mailing.edition
    newer = active.filter(plan=edition.plan_id, number__gt=edition.number, is_correction=False)
    return newer.exists() or not active.filter(pk=edition.pk).exists()


def _send_chunk(mailing, chunk, writer, line):
    """Send the e-mails of some followers; who gets none, since nothing of theirs changed, is up to date as well."""
    texts = {}
    for follower in chunk:
        with in_language_of(follower):
            if text := writer.text(follower):
                texts[follower] = text
    writer.up_to_date([follower.pk for follower in chunk if follower not in texts])
    FollowerLetter.objects.bulk_create(
        [FollowerLetter(mailing=mailing, follower=follower) for follower in texts], ignore_conflicts=True
    )
    letters = mailing.letters.filter(follower__in=texts, state__in=FollowerLetter.TO_SEND)
    by_follower = {letter.follower_id: letter for letter in letters}
    for follower, text in texts.items():
        if letter := by_follower.get(follower.pk):
            with in_language_of(follower):
                line.send(letter, partial(writer.message, letter, follower, text))
            if letter.state == letter.State.SENT:
                writer.has_sent(follower)
    _end_refused(line)


def _end_refused(line):
    """Delete the followers whose addresses the mail server does not know."""
    refused = [row.follower_id for row in line.take_refused() if not row.is_about_us]
    Follower.objects.filter(pk__in=refused).delete()


class Writer:
    """The e-mails of a mailing, each made in its follower's language: `text` says what is in one, "" if nothing is for
    them.
    """

    def __init__(self, mailing):
        self.mailing, self.partnership, self.site = mailing, mailing.partnership, site_address()
        self.names = names_in(newest_edition(self.partnership))

    def up_to_date(self, followers):
        """Note that these followers need not be written to about what is in this mailing."""

    def has_sent(self, follower):
        """Note that a follower has got this mailing."""
        self.up_to_date([follower.pk])

    def post(self, letter, follower, template, context, subject):
        slug = self.partnership.slug
        stop = f"{self.site}{reverse('follow_stop', args=[slug, follower.token])}"
        followed = [name_of(each.subject, self.names) for each in follower.followings.all()]
        context |= {"partnership": self.partnership, "choices": stop, "followed": followed}
        message = Post(
            template,
            context,
            name="",
            address=follower.address,
            subject=subject,
            partnership=self.partnership,
            site=self.site,
            stamp=letter.stamp,
        )
        message.extra_headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        if returned := return_address(follower.return_token):
            message.extra_headers["From"] = message.from_email
            message.from_email = returned
        return message


class EditionWriter(Writer):
    """The e-mails about an edition."""

    def __init__(self, mailing):
        super().__init__(mailing)
        self.edition, self.news = mailing.edition, EditionNews(mailing.edition, self.site)
        self.names = self.news.names
        self.bases = bases_of(mailing.edition)

    @property
    def link(self):
        place = [self.partnership.slug, self.edition.plan.slug, self.edition.number]
        page = "edition_changes" if self.edition.number > 1 else "edition"
        return f"{self.site}{reverse(page, args=place)}"

    def text(self, follower):
        subjects = [each.subject for each in follower.followings.all()]
        return self.news.text(self.bases.get(follower.edition_id), subjects)

    def up_to_date(self, followers):
        if followers:
            Follower.objects.filter(pk__in=followers).update(edition=self.edition)

    def has_sent(self, follower):
        super().has_sent(follower)
        if any(each.instead_of for each in follower.followings.all()):
            follower.followings.update(instead_of="")

    def _taken_over(self, follower):
        """Sentences on what a follower follows instead of an authority that another took over from."""
        sentences = []
        for each in follower.followings.all():
            if each.instead_of:
                which = searched(each.subject)["authority"] if each.what == What.SEARCH else each.which
                new = name_of(Subject(What.AUTHORITY, which), self.names)
                text = _("%(new)s has taken over from %(old)s. You follow %(new)s from now on.")
                sentences.append(text % {"new": new, "old": each.instead_of})
        return dict.fromkeys(sentences)

    def message(self, letter, follower, text):
        subject = _("%(partnership)s: edition %(number)s of the plan") % {
            "partnership": self.partnership,
            "number": self.edition.number,
        }
        context = {"edition": self.edition, "taken_over": self._taken_over(follower), "parts": text, "link": self.link}
        return self.post(letter, follower, "actions/mail/followed_edition", context, subject)


class MeetingWriter(Writer):
    """The e-mails about a public meeting."""

    def text(self, follower):
        return self.mailing.news if MEETINGS in [each.subject for each in follower.followings.all()] else ""

    def message(self, letter, follower, text):
        mailing, meeting = self.mailing, self.mailing.meeting
        subject, why = in_words(mailing)
        link = f"{self.site}{reverse('public_meeting', args=[self.partnership.slug, meeting.pk])}"
        context = {"sentence": subject, "meeting": meeting, "mailing": mailing, "why": why, "link": link}
        return self.post(letter, follower, "actions/mail/followed_meeting", context, subject)


def in_words(mailing):
    """(what happened to the public meeting, why or "") of a mailing."""
    meeting, day = mailing.meeting, date_format(mailing.starts_at)
    if mailing.news == Mailing.News.CANCELLED:
        return _("The public meeting on %(day)s is cancelled") % {"day": day}, meeting.cancelled_why
    if mailing.news == Mailing.News.MOVED:
        return _("A public meeting was moved: it is now on %(day)s") % {"day": day}, meeting.moved_why
    return _("Public meeting on %(day)s") % {"day": day}, meeting.about


def bases_of(edition):
    """{id of the edition that a follower was last written to about: that of the one to compare with}.

    What was withdrawn since is compared by the edition before it: nothing of a withdrawn one is read again. Editions
    of a plan that this one does not continue are not there.
    """
    bases, newest = {}, None
    plans = [edition.plan.continues_id, edition.plan_id]
    rows = Edition.objects.filter(plan__in=filter(None, plans)).values_list("pk", "plan", "number", "withdrawal")
    for pk, plan, number, withdrawal in sorted(rows, key=lambda row: (plans.index(row[1]), row[2])):
        if plan == edition.plan_id and number > edition.number:
            break
        newest = newest if withdrawal else pk
        bases[pk] = newest
    return bases


def note_meetings():
    """Note the mailings of public meetings that were announced, moved or cancelled since the last time."""
    now = clock.now()
    meetings = Meeting.objects.all().announced(now).filter(starts_at__gt=now)
    for meeting in meetings.select_related("group__partnership").prefetch_related("mailings"):
        if _news_of(meeting, meeting.mailings.all()):
            _note_meeting(meeting)


@transaction.atomic
def _note_meeting(meeting):
    partnership = meeting.group.partnership
    partnership.lock()  # two timers at once note it once
    news = _news_of(meeting, meeting.mailings.order_by("pk"))
    if not news:
        return
    mailing = Mailing.objects.create(
        partnership=partnership, news=news, meeting=meeting, starts_at=meeting.starts_at, place=meeting.place
    )
    Job.objects.note(REST, f"{mailing.pk} 0")


def _news_of(meeting, mailings):
    """What followers do not know of an announced meeting yet: a Mailing.News, or "" if they know all."""
    last = list(mailings)[-1:]
    if meeting.is_cancelled:
        return Mailing.News.CANCELLED if last and last[0].news != Mailing.News.CANCELLED else ""
    if not last or last[0].news == Mailing.News.CANCELLED:
        return Mailing.News.ANNOUNCED
    known = last[0].starts_at, last[0].place
    return Mailing.News.MOVED if known != (meeting.starts_at, meeting.place) else ""
