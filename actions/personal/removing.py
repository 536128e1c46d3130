"""Contact details of somebody who has left, removed: history keeps what was done, and by whom as far as is wanted."""

from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import EmailField

from actions.models import PackLetter, Reminder
from partners import clock
from partners.handing_over import Work
from partners.history import recording
from partners.models import Authority, GroupMember, Invitation, Membership, User
from partners.models.people import NOWHERE


class NotYetError(Exception):
    """The details are needed still; its words say for what."""


ELSEWHERE = "Something outside this partnership needs them still."


def why_not(user, partnership=None):
    """What the person's details are needed for, in sentences; [] if for nothing.

    A partnership's coordinator is told what that is there, and of anything else no more than that there is something.
    """
    ever = Membership.ever.filter(user=user).select_related("authority__partnership")
    found = {one: _needs(user, one) for one in sorted({m.authority.partnership for m in ever}, key=lambda one: one.pk)}
    found[None] = ["They are an administrator of the site."] if user.is_superuser else []
    here = found.pop(partnership) if partnership else [words for needs in found.values() for words in needs]
    return [*here, ELSEWHERE] if partnership and any(found.values()) else here


def _needs(user, partnership):
    work = Work(user, partnership)
    found = [f"They act for {m.authority} in {partnership}." for m in work.memberships]
    found += [f"They sit on “{seat.group}” for {seat.authority}. Take them off it first." for seat in work.seats]
    found += [f"They are the contact of {one}. Name another first." for one in work.contacts]
    if work.public:
        found.append("Theirs is the address on the public page. Put another in the settings first.")
    return found


def pseudonym(user):
    """What a person is called whose name is removed too: Former partner officer 12, Fire Service.

    Of somebody who was in several partnerships it says nothing that one of them would tell the others.
    """
    ever = list(Membership.ever.filter(user=user).select_related("authority").order_by("-ended_at", "pk"))
    if len({m.authority.partnership_id for m in ever}) != 1:
        return f"Former member {user.pk}"
    return f"Former {ever[0].get_role_display().lower()} {user.pk}, {ever[0].authority.short_name}"


def is_removed(user):
    return user.email == NOWHERE.format(user.pk)


@transaction.atomic
def remove(user, *, by, why, name_too=False, partnership=None):
    """Replace a person's e-mail address everywhere, and if asked for their name, and end every way to sign in.

    Their rows of history are reworded too: of all that history keeps, an address is what nobody needs. What they
    wrote, minutes and published editions stay as they are. `partnership` is whose coordinator asks; see `why_not`.
    Raises NotYetError.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    if reasons := why_not(user, partnership):
        raise NotYetError(" ".join(reasons))
    if is_removed(user) and not name_too:
        return
    old, new = user.email, NOWHERE.format(user.pk)
    name = pseudonym(user) if name_too else user.name
    _forget_letters(old, new, (user.name, name))
    _end_sign_in(user)
    user.access_events.update(network="", browser="")
    with recording(by=by, why=why):
        _reword(user, old, new, name)
        user.email, user.name, user.is_active = new, name, False
        user.set_unusable_password()
        user.save()
        for membership in Membership.ever.filter(user=user):
            membership.details_removed_at = clock.now()
            membership.save()


def _forget_letters(old, new, names):
    """`names` are what the person was called and is. A letter that has not gone is not sent any more."""
    for model in (Reminder, PackLetter):
        for letter in model.objects.filter(address__iexact=old):
            if letter.state in model.UNFINISHED:
                letter.state = model.State.REFUSED
            letter.address = new
            letter.name, letter.subject, letter.text = (
                words.replace(*names) for words in (letter.name, letter.subject, letter.text)
            )
            letter.failure = letter.failure and "What the mail server said is removed."
            letter.save()


def _reword(user, old, new, name):
    """Their invitations, and the past of whatever had their address: accounts, contacts, a partnership's own."""
    invitations = Invitation.objects.filter(email__iexact=old)
    seats = set(GroupMember.history.filter(user_id=user.pk).values_list("id", flat=True))
    GroupMember.history.filter(id__in=seats, name=user.name).update(name=name)
    Invitation.history.filter(id__in=[i.pk for i in invitations], name=user.name).update(name=name)
    for invitation in invitations:
        if invitation.accepted_at is None and invitation.revoked_at is None:
            invitation.revoked_at = clock.now()
        invitation.name = invitation.name.replace(user.name, name)
        invitation.email = new
        invitation.save()
    User.history.filter(id=user.pk).update(name=name)
    Authority.history.filter(contact_email__iexact=old, contact_name=user.name).update(contact_name=name)
    for model in apps.get_models():
        if hasattr(model, "history_id"):
            for field in model._meta.concrete_fields:
                if isinstance(field, EmailField):
                    model._base_manager.filter(**{f"{field.name}__iexact": old}).update(**{field.name: new})


def _end_sign_in(user):
    for name in ("account.EmailAddress", "mfa.Authenticator", "socialaccount.SocialAccount"):
        apps.get_model(name).objects.filter(user=user).delete()
    for session in Session.objects.iterator():
        if session.get_decoded().get("_auth_user_id") == str(user.pk):
            session.delete()
