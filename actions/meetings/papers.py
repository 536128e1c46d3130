"""The papers of a meeting that are sent to people: packs, draft minutes, minutes, and the notice before a pack.

Each kind says who gets it, what it contains, when it may be sent, and its e-mail; `sending` does the rest for all.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext, gettext_noop, ngettext
from django.utils.translation import gettext_lazy as _

from partners.languages import in_english
from partners.meetings.scheduling import NOT_BEGUN, lacks, needed_in_words
from partners.models import Attendance, Authority, GroupMember, Meeting, Membership, User
from partners.permissions import MAY, Permission
from plans.serialization import freeze

from ..models import EmailOptOut, Minutes, Pack, Sending
from ..models.notifications import Kind
from .closing import added_since
from .minutes import minutes_of
from .minutes_pdf import minutes_as_pdf
from .pack import REASONS, freeze_pack, next_number, pack_of
from .pack_pdf import pack_as_pdf
from .pack_schedule import pack_day


@dataclass
class Recipient:
    """The recipient of one letter: a user or a person without an account, with all authorities they sit for."""

    name: str
    address: str
    user: User | None
    authorities: list[Authority] = field(default_factory=list)


@dataclass(frozen=True)
class Unreachable:
    """A seat whose holder gets no letter, and why."""

    seat: GroupMember
    why: str

    def __str__(self):
        return f"{self.seat.called}, {self.seat.authority.name}: {self.why}"

    @property
    def recorded(self):
        """The sentence for the record, which never changes: without the name of a user, since that may be removed."""
        with in_english():
            return f"{self.seat.name or self.seat.post or 'A member'}, {self.seat.authority.name}: {self.why}"


def recipients_among(partnership, seats):
    """([Recipient], [Unreachable]) of GroupMembers, as of now.

    A seat with a user's address gets that user's letter. A user without a role here that may read it gets none.
    """
    roles = Membership.objects.in_partnership(partnership).filter(user__is_active=True).select_related("user")
    members = {role.user.email.lower() for role in roles}
    users = {role.user.email.lower(): role.user for role in roles if role.role in MAY[Permission.READ]}
    by_address, unreachable = {}, []
    for seat in seats:
        key = seat.address.lower()
        if not key or ((seat.user or key in members) and key not in users):
            why = _("may not read it here") if key else _("has no e-mail address")
            unreachable.append(Unreachable(seat, why))
            continue
        user = users.get(key)
        name, address = (user.name, user.email) if user else (seat.called, seat.address)
        by_address.setdefault(key, Recipient(name, address, user)).authorities.append(seat.authority)
    return list(by_address.values()), unreachable


class Paper(ABC):
    """A kind of paper. `deed` names its sending in the log.

    Sentences about it: `changed` since it was shown, `nobody` to get it, `overtaken` by another; and for one that
    replaces another, `asks_why`: the question, and what is said if it is not answered.

    `template` is that of its e-mail, `page` the name of its address.
    """

    what: Sending.What
    changed: str
    nobody: str
    overtaken: str
    asks_why = (_("Why it replaces the one before"), _("Enter why it replaces the one before"))
    template: str
    page: str
    file: str
    deed: str
    reason: str
    # Whether the PDF is attached for those who sign in, too.
    attached_for_all = False

    def seats(self, meeting):
        """The GroupMembers to whom it is sent."""
        return meeting.group.members.select_related("authority", "user")

    def recipients(self, meeting):
        """([Recipient], [Unreachable])."""
        return recipients_among(meeting.group.partnership, self.seats(meeting))

    @abstractmethod
    def too_late(self, meeting):
        """Why it cannot be sent in this state of the meeting, as a sentence; "" if it can."""

    def lacks(self, meeting):
        """[text]: what the meeting still needs before it is sent."""
        return []

    def why_not(self, meeting):
        """Why it cannot be sent now, as a sentence; "" if it can."""
        if missing := self.lacks(meeting):
            return gettext("The meeting needs %(missing)s first.") % {"missing": needed_in_words(missing)}
        return "" if self.recipients(meeting)[0] else str(self.nobody)

    @abstractmethod
    def contents(self, meeting):
        """What would be sent now, as plain data."""

    def timeless(self, contents):
        """The contents without the moments at which they were put together, for the fingerprint of a preview."""
        return contents

    def freeze(self, meeting, contents, *, by, because):
        """Freeze what is sent. Returns fields of its Sending."""
        return {}

    @abstractmethod
    def sent_contents(self, sending):
        """What was sent, as plain data."""

    def still_wanted(self, sending):
        """Whether letters of this sending that have not gone may still go."""
        newer = Sending.objects.filter(meeting=sending.meeting_id, what=self.what, pk__gt=sending.pk)
        return not self.too_late(sending.meeting) and not newer.exists()

    @abstractmethod
    def pdf(self, sending):
        """Its PDF, as bytes; None if there is none. Raises FileUnavailable."""

    def is_attached_for(self, recipient):
        """Whether this recipient's e-mail has the PDF, beside a link or instead of it."""
        return self.attached_for_all or recipient.user is None

    def number(self, meeting):
        """The number of the next paper of this kind that the meeting sends."""
        return meeting.sendings.filter(what=self.what).count() + 1

    def number_of(self, sending):
        """The number of a paper that was sent."""
        earlier = Sending.objects.filter(meeting=sending.meeting_id, what=self.what, pk__lt=sending.pk)
        return earlier.count() + 1

    @abstractmethod
    def subject(self, meeting, number):
        """The subject of its e-mail."""

    def links(self, meeting, number, site):
        """The addresses in its e-mail: {name: address}."""
        slug = meeting.group.partnership.slug
        return {
            name: f"{site}{reverse(view, args=[slug, meeting.pk])}"
            for name, view in {"page": self.page, "pdf": f"{self.page}_pdf"}.items()
        }

    def file_name(self, meeting, kind="pdf"):
        return f"{meeting.group.partnership.slug}-{self.file}-{localtime(meeting.starts_at):%Y-%m-%d}.{kind}"

    def day(self, meeting):
        return f"{meeting.group}, {date_format(localtime(meeting.starts_at), 'l j F Y')}"


def _bare_name(name):
    """A name as it is compared: without the post that is written behind it."""
    return name.partition(",")[0].strip().casefold()


class PackPaper(Paper):
    what, template, file = Sending.What.PACK, "actions/mail/pack", "pack"
    changed = _(
        "The pack, the meeting or its members changed while you were reading, or somebody sent the pack. "
        "Look again, then send."
    )
    nobody = _("There is nobody to send the pack to.")
    overtaken = _("it is too late for the pack, or a newer was sent.")
    page, deed, reason = "meeting_pack", "sent a pack", REASONS[Pack.Why.SENT]

    def too_late(self, meeting):
        if meeting.state in NOT_BEGUN:
            return ""
        if meeting.is_cancelled:
            return gettext("The meeting is cancelled, so no other pack is sent.")
        return gettext("The meeting has begun, so no other pack is sent.")

    def lacks(self, meeting):
        return lacks(meeting)

    def contents(self, meeting):
        return pack_of(meeting)

    def timeless(self, contents):
        return contents | {"made_at": None, "outline": contents["outline"] | {"made_at": None}}

    def freeze(self, meeting, contents, *, by, because):
        return {"pack": freeze_pack(meeting, by=by, why=Pack.Why.SENT, because=because, contents=contents)}

    def sent_contents(self, sending):
        return sending.pack.contents

    def still_wanted(self, sending):
        newer = sending.meeting.packs.filter(why=Pack.Why.SENT, number__gt=sending.pack.number)
        return not self.too_late(sending.meeting) and not newer.exists()

    def pdf(self, sending):
        return pack_as_pdf(sending.pack.contents, sending.pack)

    def number(self, meeting):
        return next_number(meeting)

    def number_of(self, sending):
        return sending.pack.number

    def subject(self, meeting, number):
        subject = gettext("Pack %(number)s for %(meeting)s") if number > 1 else gettext("Pack for %(meeting)s")
        return subject % {"number": number, "meeting": self.day(meeting)}

    def was_sent(self, n):
        return ngettext("Pack %(number)s was sent to %(n)s person.", "Pack %(number)s was sent to %(n)s people.", n)

    def links(self, meeting, number, site):
        links = super().links(meeting, number, site)
        return {name: f"{address}?number={number}" for name, address in links.items()}


class DraftPaper(Paper):
    """Draft minutes, for comment by those who attended."""

    what, template = Sending.What.DRAFT, "actions/mail/minutes"
    changed = _(
        "The draft minutes, the meeting or its members changed while you were reading, or somebody sent the "
        "draft minutes. Look again, then send."
    )
    nobody = _("There is nobody to send the draft minutes to.")
    overtaken = _("it is too late for the draft minutes, or a newer was sent.")
    page, file = "meeting_minutes", "draft-minutes"
    deed, reason = "sent draft minutes", "The draft minutes were sent for comment"

    def seats(self, meeting):
        """The seats of those who attended; where none of an authority is named, all of its seats."""
        attendances = meeting.attendances.filter(state=Attendance.State.PRESENT).prefetch_related("people")
        names = {
            each.authority_id: {_bare_name(person.name) for person in each.people.all() if not person.apologies}
            for each in attendances
        }
        seats = super().seats(meeting).filter(authority__in=names)
        named = [seat for seat in seats if _bare_name(seat.called) in names[seat.authority_id]]
        with_names = {seat.authority_id for seat in named}
        return [seat for seat in seats if seat in named or seat.authority_id not in with_names]

    def too_late(self, meeting):
        if meeting.state == Meeting.State.IN_PROGRESS:
            return ""
        if meeting.is_closed:
            return gettext("The meeting is closed, so there is no draft to send.")
        return gettext("The meeting has not begun, so there is no draft to send.")

    def lacks(self, meeting):
        return [] if meeting.attendances.exists() else [gettext_noop("its attendance")]

    def contents(self, meeting):
        return minutes_of(meeting)

    def freeze(self, meeting, contents, *, by, because):
        return {"payload": freeze(contents)}

    def sent_contents(self, sending):
        return sending.contents

    def pdf(self, sending):
        return minutes_as_pdf(sending.contents)

    def subject(self, meeting, number):
        subject = gettext("Draft minutes for comment: %(meeting)s")
        if number > 1:
            subject = gettext("Draft minutes %(number)s for comment: %(meeting)s")
        return subject % {"number": number, "meeting": self.day(meeting)}

    def was_sent(self, n):
        return ngettext(
            "The draft minutes were sent to %(n)s person.", "The draft minutes were sent to %(n)s people.", n
        )

    def links(self, meeting, number, site):
        comment = reverse("meeting_comment", args=[meeting.group.partnership.slug, meeting.pk])
        return super().links(meeting, number, site) | {"comment": f"{site}{comment}"}


class MinutesPaper(Paper):
    """Minutes of a closed meeting, for the members of its group."""

    what, template = Sending.What.MINUTES, "actions/mail/minutes"
    changed = _(
        "The minutes, the meeting or its members changed while you were reading, or somebody sent the minutes. "
        "Look again, then send."
    )
    nobody = _("There is nobody to send the minutes to.")
    overtaken = _("it is too late for the minutes, or a newer was sent.")
    asks_why = (_("Why they are sent again"), _("Enter why they are sent again"))
    page, file = "meeting_minutes", "minutes"
    deed, reason = "sent minutes", "The minutes were sent to the members"
    attached_for_all = True

    def recipients(self, meeting):
        """Without those who want no minutes by e-mail."""
        not_wanted = EmailOptOut.objects.user_ids(meeting.group.partnership, Kind.MINUTES)
        seats = list(self.seats(meeting))
        recipients, unreachable = recipients_among(
            meeting.group.partnership, [seat for seat in seats if seat.user_id not in not_wanted]
        )
        return recipients, unreachable + [
            Unreachable(seat, _("wants no minutes by e-mail")) for seat in seats if seat.user_id in not_wanted
        ]

    def too_late(self, meeting):
        has_minutes = Minutes.objects.filter(meeting=meeting).exists()
        return "" if has_minutes else gettext("The meeting has no final minutes.")

    def contents(self, meeting):
        return meeting.minutes.contents

    def sent_contents(self, sending):
        return sending.meeting.minutes.contents

    def pdf(self, sending):
        minutes = sending.meeting.minutes
        return minutes_as_pdf(minutes.contents, closed=minutes, added=added_since(minutes, until=sending.made_at))

    def links(self, meeting, number, site):
        return super().links(meeting, number, site) | {"choices": f"{site}{reverse('email_choices')}"}

    def was_sent(self, n):
        return ngettext("The minutes were sent to %(n)s person.", "The minutes were sent to %(n)s people.", n)

    def subject(self, meeting, number):
        return gettext("Minutes of %(meeting)s") % {"meeting": self.day(meeting)}


class NoticePaper(Paper):
    """The notice to the coordinators, on the working day before, that a pack will be sent by itself."""

    what, template = Sending.What.NOTICE, "actions/mail/pack_notice"
    overtaken = _("it is too late for the notice, or a newer was sent.")
    page, deed = "meeting_detail", "gave notice of a pack"
    reason = "The coordinators are notified a working day before the pack is sent"

    def recipients(self, meeting):
        roles = Membership.objects.in_partnership(meeting.group.partnership).filter(
            user__is_active=True, role__in=MAY[Permission.SET_UP_GROUPS]
        )
        people = {role.user_id: role.user for role in roles.select_related("user").order_by("pk")}
        return [Recipient(user.name, user.email, user) for user in people.values()], []

    def too_late(self, meeting):
        return PackPaper().too_late(meeting)

    def contents(self, meeting):
        names = ("starts_at", "place", "link", "in_public")
        return {"meeting": {"group": meeting.group.name, **{name: getattr(meeting, name) for name in names}}}

    def sent_contents(self, sending):
        """The meeting as it is now, with what it still lacks: a notice is not frozen."""
        meeting = sending.meeting
        missing = PackPaper().lacks(meeting)
        if meeting.state == Meeting.State.DRAFT:
            missing.append(gettext_noop("to be marked as ready"))
        return self.contents(meeting) | {"missing": missing, "goes_on": pack_day(meeting)}

    def pdf(self, sending):
        return None

    def still_wanted(self, sending):
        meeting = sending.meeting
        return not self.too_late(meeting) and not meeting.packs.exists() and pack_day(meeting) is not None

    def subject(self, meeting, number):
        values = {"day": date_format(pack_day(meeting), "l j F"), "meeting": self.day(meeting)}
        return gettext("The pack will be sent on %(day)s: %(meeting)s") % values

    def links(self, meeting, number, site):
        slug = meeting.group.partnership.slug
        views = {"page": self.page, "send": "meeting_pack_send", "change": "meeting_pack_schedule"}
        return {name: f"{site}{reverse(view, args=[slug, meeting.pk])}" for name, view in views.items()}
