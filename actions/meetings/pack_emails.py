"""E-mails of a pack to the members of its group: one each, despite double clicks and crashes.

See docs/decisions/0019-a-pack-is-sent-once-and-stays.md.
"""

from dataclasses import dataclass, field
from datetime import timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime

from actions.rounds.emails import Post
from actions.rounds.reminders import deliver, in_time
from partners import clock
from partners.fingerprint import fingerprint
from partners.history import attributed_to, revise
from partners.meetings.scheduling import NOT_BEGUN, AlreadyBegun, change_state, lacks
from partners.models import Authority, Meeting, Membership, User
from partners.permissions import MAY, Permission
from plans.exports.unavailable import FileUnavailable
from plans.jobs.turns import Busy, turn
from plans.serialization import freeze

from ..models import Pack, PackLetter, Sending
from .pack import REASONS, freeze_pack, next_number, pack_of
from .pack_pdf import pack_as_pdf

RETRY_LETTERS_FOR = timedelta(days=7)


class CannotBeSent(Exception):
    """The meeting is incomplete, or no member has an address. The message is a sentence that says why."""


class PackHasChanged(Exception):
    """The preview is out of date: the plan, the members or the meeting changed, or another pack was sent."""


@dataclass
class Recipient:
    """The recipient of one letter: a user or a person without an account, with all authorities they sit for."""

    name: str
    address: str
    user: User | None
    authorities: list[Authority] = field(default_factory=list)


def recipients(meeting):
    """([Recipient], [GroupMember without a usable address]) of a meeting's group today.

    A member with a user's address gets that user's letter. A user without a role here that may read packs gets none.
    """
    partnership = meeting.group.partnership
    roles = Membership.objects.in_partnership(partnership).filter(user__is_active=True).select_related("user")
    members = {role.user.email.lower() for role in roles}
    users = {role.user.email.lower(): role.user for role in roles if role.role in MAY[Permission.READ]}
    by_address, left_out = {}, []
    for member in meeting.group.members.select_related("authority", "user"):
        key = member.address.lower()
        if not key or ((member.user or key in members) and key not in users):
            left_out.append(member)
            continue
        user = users.get(key)
        name, address = (user.name, user.email) if user else (member.called, member.address)
        by_address.setdefault(key, Recipient(name, address, user)).authorities.append(member.authority)
    return list(by_address.values()), left_out


def pack_message(recipient, contents, *, number, partnership, site, stamp="", **texts):
    """The e-mail of a pack, built from the frozen pack, so that a later attempt has the same text.

    `texts` are `by`, the sender, and `introduction` and `because` of the Sending.
    """
    meeting = contents["meeting"]
    page, pdf = (
        f"{site}{reverse(name, args=[partnership.slug, meeting['id']])}?number={number}"
        for name in ("meeting_pack", "meeting_pack_pdf")
    )
    day = date_format(localtime(meeting["starts_at"]), "l j F Y")
    return Post(
        "actions/mail/pack",
        {
            "name": recipient.name,
            "signs_in": recipient.user is not None,
            "pack": contents,
            "meeting": meeting,
            "number": number,
            "partnership": partnership,
            "page": page,
            "pdf": pdf,
            **texts,
        },
        name=recipient.name,
        address=recipient.address,
        subject=f"Pack{f' {number}' if number > 1 else ''} for {meeting['group']}, {day}",
        partnership=partnership,
        site=site,
        stamp=stamp,
    )


def previews(meeting, contents, *, site, **texts):
    """([(Recipient, Post)], [GroupMember without a usable address]): what sending now would do."""
    all_recipients, left_out = recipients(meeting)
    numbered = {"number": next_number(meeting), "partnership": meeting.group.partnership, "site": site}
    return [(each, pack_message(each, contents, **numbered, **texts)) for each in all_recipients], left_out


def pack_fingerprint(meeting, contents):
    """Fingerprint of the preview: recipients, number and contents of the pack."""
    all_recipients, _ = recipients(meeting)
    timeless = contents | {"made_at": None, "outline": contents["outline"] | {"made_at": None}}
    parts = [next_number(meeting), [[each.name, each.address] for each in all_recipients], timeless]
    return fingerprint(freeze(parts))


@transaction.atomic
def send_pack(meeting, *, by, token, seen=None, introduction="", because=""):
    """Freeze the meeting's pack as sent and queue a letter to each member, atomically. Returns the Sending.

    A token used before returns its Sending. A draft meeting becomes ready. Raises AlreadyBegun, CannotBeSent and,
    if `seen` is not the current `pack_fingerprint`, PackHasChanged.
    """
    locked = Meeting.objects.select_for_update(of=["self"]).select_related("group__partnership")
    meeting = locked.get(pk=meeting.pk)
    if existing := Sending.objects.filter(token=token, pack__meeting=meeting).first():
        return existing
    if meeting.state not in NOT_BEGUN:
        raise AlreadyBegun
    if why_not := cannot_be_sent(meeting):
        raise CannotBeSent(why_not)
    reason = because or REASONS[Pack.Why.SENT]
    with attributed_to(by=by, why=reason, what="sent a pack"):
        revise(meeting.group.partnership_id)
        contents = pack_of(meeting)
        if seen is not None and seen != pack_fingerprint(meeting, contents):
            raise PackHasChanged
        pack = freeze_pack(meeting, by=by, why=Pack.Why.SENT, because=reason, contents=contents)
        sending = Sending.objects.create(pack=pack, introduction=introduction, because=because, token=token)
        all_recipients, _ = recipients(meeting)
        PackLetter.objects.bulk_create(
            PackLetter(sending=sending, user=each.user, name=each.name, address=each.address) for each in all_recipients
        )
    change_state(meeting, Meeting.State.READY, by=by)
    return sending


def cannot_be_sent(meeting):
    """Why the pack of a meeting that has not begun cannot be sent, as a sentence; "" if it can."""
    if missing := lacks(meeting):
        return f"The meeting needs {' and '.join(missing)} first."
    return "" if recipients(meeting)[0] else "No member of the group can be written to."


def send_letters(letters, *, site):
    """Send as many as possible in a few seconds, while a page waits; send_reminders sends the rest."""
    for _ in _deliver_all(in_time(letters), site, wait=False):
        pass


def send_unfinished(*, site):
    """Send the unsent letters of recent packs. Yields those a dead process left in doubt, then each one tried."""
    yield from PackLetter.objects.all().give_up()
    yield from _deliver_all(PackLetter.objects.unfinished(since=clock.now() - RETRY_LETTERS_FOR), site, wait=True)


def may_go_again(pack):
    """Whether a pack's letters may still be sent: its meeting has not begun and there is no newer pack."""
    meeting = pack.meeting
    return meeting.state in NOT_BEGUN and not meeting.packs.filter(number__gt=pack.number).exists()


def _deliver_all(letters, site, *, wait):
    """Claim and send the letters in their order (see `to_send`), making the PDF once per pack. Yields each.

    With `wait`, wait for a turn to make the PDF; otherwise letters that need it stay queued while there is none.
    """
    pdf_by_pack = {}
    for letter in letters:
        if letter.claim():
            yield _send(letter, site, pdf_by_pack, wait)


def _send(letter, site, pdf_by_pack, wait):
    """Send a claimed letter if its pack may still be sent and its recipient is still in the group. Returns it."""
    sending = letter.sending
    pack, meeting = sending.pack, sending.pack.meeting
    meeting.refresh_from_db(fields=["state"])
    current_recipients = {each.address.lower(): each for each in recipients(meeting)[0]}
    recipient = current_recipients.get(letter.address.lower())
    if recipient is None or not may_go_again(pack):
        letter.end(PackLetter.State.OVERTAKEN)
        return letter
    message = pack_message(
        recipient,
        pack.contents,
        number=pack.number,
        partnership=meeting.group.partnership,
        site=site,
        stamp=letter.stamp,
        by=pack.by,
        introduction=sending.introduction,
        because=sending.because,
    )
    if recipient.user is None:
        try:
            if pack.pk not in pdf_by_pack:
                with turn("costly", wait=wait):
                    pdf_by_pack[pack.pk] = pack_as_pdf(pack.contents, pack)
        except Busy:
            letter.end(PackLetter.State.WAITING)
            return letter
        except FileUnavailable as error:
            letter.holds(message)
            letter.end(PackLetter.State.FAILED, str(error))
            return letter
        message.attach(file_name(pack.meeting), pdf_by_pack[pack.pk], "application/pdf")
    return deliver(letter, message)


def file_name(meeting, kind="pdf"):
    """The file name of a pack, as a PDF or of another kind."""
    day = localtime(meeting.starts_at)
    return f"{meeting.group.partnership.slug}-pack-{day:%Y-%m-%d}.{kind}"
