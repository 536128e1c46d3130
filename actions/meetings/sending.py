"""A pack goes to the members of its group: each gets one letter, whoever presses twice and whatever crashes in between.

docs/decisions/0019-a-pack-is-sent-once-and-stays.md has the reasons.
"""

from dataclasses import dataclass, field
from datetime import timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime

from partners import clock
from partners.history import recording
from partners.meetings import NOT_BEGUN, AlreadyBegun, change_state, lacks
from partners.models import Authority, Meeting, Membership, User
from plans.freezing import freeze, sha256_of
from plans.pdf import PdfUnavailable
from plans.turns import Busy, turn

from ..letters import Post
from ..models import Pack, PackLetter, Sending
from ..reminders import deliver, in_time
from .pack import freeze_pack, pack_of
from .pack_pdf import as_pdf

LETTERS_ARE_TRIED_FOR = timedelta(days=7)


class CannotBeSent(Exception):
    """The meeting lacks something, or nobody can be written to. The message says what, in a sentence."""


class PackHasChanged(Exception):
    """What would go is not what the sender was shown: the plan, the members or the meeting changed, or a pack went."""


@dataclass
class Recipient:
    """Who gets one letter, for however many authorities they sit there: a user, or somebody without a sign-in."""

    name: str
    address: str
    user: User | None
    authorities: list[Authority] = field(default_factory=list)


def recipients(meeting):
    """([Recipient], [GroupMember who cannot be written to]) of a meeting's group as it is now.

    A member with a user's address gets that user's letter. A user who has no role here any more gets none.
    """
    partnership = meeting.group.partnership
    roles = Membership.objects.in_partnership(partnership).filter(user__is_active=True).select_related("user")
    users = {role.user.email.lower(): role.user for role in roles}
    found, left_out = {}, []
    for member in meeting.group.members.select_related("authority", "user"):
        key = member.address.lower()
        if not key or (member.user and key not in users):
            left_out.append(member)
            continue
        user = users.get(key)
        name, address = (user.name, user.email) if user else (member.called, member.address)
        found.setdefault(key, Recipient(name, address, user)).authorities.append(member.authority)
    return list(found.values()), left_out


class PackMessage(Post):
    """The letter of a pack. Its words are the pack's own, so that what is tried again later says the same."""

    def __init__(self, recipient, contents, *, number, partnership, site, stamp="", by=None, words="", because=""):
        meeting = contents["meeting"]
        page = f"{site}{reverse('meeting_pack', args=[partnership.slug, meeting['id']])}?number={number}"
        pdf = f"{site}{reverse('meeting_pack_pdf', args=[partnership.slug, meeting['id']])}?number={number}"
        day = date_format(localtime(meeting["starts_at"]), "l j F Y")
        super().__init__(
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
                "by": by,
                "words": words,
                "because": because,
            },
            name=recipient.name,
            address=recipient.address,
            subject=f"Pack{f' {number}' if number > 1 else ''} for {meeting['group']}, {day}",
            partnership=partnership,
            site=site,
            stamp=stamp,
        )


def next_number(meeting):
    last = meeting.packs.order_by("number").last()
    return last.number + 1 if last else 1


def previews(meeting, contents, *, site, **said):
    """[(Recipient, the PackMessage that would go)] and [GroupMember who gets none]."""
    found, left_out = recipients(meeting)
    numbered = {"number": next_number(meeting), "partnership": meeting.group.partnership, "site": site}
    return [(each, PackMessage(each, contents, **numbered, **said)) for each in found], left_out


def state_of(meeting, contents):
    """A fingerprint of all that a sender was shown: who gets it, which number it has, and what the pack says."""
    found, _ = recipients(meeting)
    pack = contents | {"made_at": None, "outline": contents["outline"] | {"made_at": None}}
    whole = [next_number(meeting), [[each.name, each.address] for each in found], pack]
    return sha256_of(freeze(whole))[:16]


@transaction.atomic
def send_pack(meeting, *, by, token, seen=None, words="", because=""):
    """Freeze the meeting's pack as sent, with a letter to each member, to go now. Returns the Sending.

    All of it or nothing; the same token twice is the same Sending. A draft is ready then. Raises AlreadyBegun,
    CannotBeSent and, if `seen` is not the `state_of` what would go, PackHasChanged.
    """
    locked = Meeting.objects.select_for_update(of=["self"]).select_related("group__partnership")
    meeting = locked.get(pk=meeting.pk)
    if sent := Sending.objects.filter(token=token, pack__meeting=meeting).first():
        return sent
    if meeting.state not in NOT_BEGUN:
        raise AlreadyBegun
    if why_not := cannot_be_sent(meeting):
        raise CannotBeSent(why_not)
    contents = pack_of(meeting)
    if seen is not None and seen != state_of(meeting, contents):
        raise PackHasChanged
    change_state(meeting, Meeting.State.READY, by=by)
    pack = freeze_pack(meeting, by=by, why=Pack.Why.SENT, contents=contents)
    with recording(by=by, why=because or "The pack was sent to the members"):
        sending = Sending.objects.create(pack=pack, words=words, because=because, token=token)
    found, _ = recipients(meeting)
    PackLetter.objects.bulk_create(
        PackLetter(sending=sending, user=each.user, name=each.name, address=each.address) for each in found
    )
    return sending


def cannot_be_sent(meeting):
    """Why the pack of a meeting that has not begun cannot go, in a sentence; "" if it can."""
    if missing := lacks(meeting):
        return f"The meeting needs {' and '.join(missing)} first."
    return "" if recipients(meeting)[0] else "No member of the group can be written to."


def send_letters(letters, *, site):
    """Send as many as go in a few seconds, for somebody who waits at a page; send_reminders takes the rest."""
    for _ in _deliver_all(in_time(letters), site, wait=False):
        pass


def send_unfinished(*, site):
    """Send what is left of packs that were sent lately. Yields each PackLetter that was tried, and first those whose
    sender died on the way.
    """
    yield from PackLetter.objects.all().give_up()
    yield from _deliver_all(PackLetter.objects.unfinished(since=clock.now() - LETTERS_ARE_TRIED_FOR), site, wait=True)


def send_letter_again(letter, *, by, site):
    """Send a letter of which it is not known whether it went, once more. Returns whether this call did so."""
    if not letter.send_again(by=by):
        return False
    send_letters([letter], site=site)
    return True


def may_go_again(pack):
    """Whether a pack's letters are wanted still: its meeting has not begun, and there is no newer pack."""
    meeting = pack.meeting
    return meeting.state in NOT_BEGUN and not meeting.packs.filter(number__gt=pack.number).exists()


def _deliver_all(letters, site, *, wait):
    """Those with nothing to attach go first: the PDF takes a while, and is made once for each pack.

    `wait` says whether to wait for the turn to make it; else those letters wait.
    """
    files = {}
    for letter in letters:
        if letter.claim():
            yield _send(letter, site, files, wait)


def _send(letter, site, files, wait):
    """Send a claimed letter, if its pack is still the newest, its meeting has not begun, and its reader still sits on
    the group. Returns it.
    """
    sending = letter.sending
    pack, meeting = sending.pack, sending.pack.meeting
    meeting.refresh_from_db(fields=["state"])
    now = {each.address.lower(): each for each in recipients(meeting)[0]}
    recipient = now.get(letter.address.lower())
    if recipient is None or not may_go_again(pack):
        letter.end(PackLetter.State.OVERTAKEN)
        return letter
    message = PackMessage(
        recipient,
        pack.contents,
        number=pack.number,
        partnership=meeting.group.partnership,
        site=site,
        stamp=letter.stamp,
        by=pack.by,
        words=sending.words,
        because=sending.because,
    )
    if recipient.user is None:
        try:
            if pack.pk not in files:
                with turn("costly", wait=wait):
                    files[pack.pk] = as_pdf(pack.contents, pack)
        except Busy:
            letter.end(PackLetter.State.WAITING)
            return letter
        except PdfUnavailable as error:
            letter.holds(message)
            letter.end(PackLetter.State.FAILED, str(error))
            return letter
        message.attach(file_name(pack.meeting), files[pack.pk], "application/pdf")
    return deliver(letter, message)


def file_name(meeting):
    day = localtime(meeting.starts_at)
    return f"{meeting.group.partnership.slug}-pack-{day:%Y-%m-%d}.pdf"
