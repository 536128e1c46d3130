"""Erasure of the contact details of people who left. History keeps their actions and, unless asked otherwise, names."""

from django.apps import apps
from django.db import transaction
from django.db.models import EmailField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from partners import clock
from partners.history import EVERY, PLAN, attributed_to, revise
from partners.models import Authority, GroupMember, Invitation, Membership, User
from partners.models.people import NOWHERE
from partners.rewritings import rewriting
from plans.format_requests.operations import delete_contact
from plans.models import FormatRequest

from ..models import QuestionDetails
from ..models.outbox import Posted
from ..people.handover import Handover


class NotYetError(Exception):
    """The details are still needed; the message says for what."""


ELSEWHERE = _("They are still needed outside this partnership.")


def why_not(user, partnership=None):
    """The reasons why a person's details are still needed: sentences, or [] if there are none.

    With a `partnership`, its own reasons in full, and ELSEWHERE for any others.
    """
    memberships = Membership.all_objects.filter(user=user).select_related("authority__partnership")
    partnerships = sorted({m.authority.partnership for m in memberships}, key=lambda each: each.pk)
    needs = {each: _needs(user, each) for each in partnerships}
    others = [need for each in partnerships if each != partnership for need in needs[each]]
    others += [gettext("They are an administrator of the site.")] * user.is_superuser
    return others if partnership is None else needs[partnership] + [ELSEWHERE] * bool(others)


def _needs(user, partnership):
    work = Handover(user, partnership)
    needs = [
        (
            gettext("They act for %(authority)s in %(partnership)s.")
            % {"authority": m.authority, "partnership": partnership}
        )
        for m in work.memberships
    ]
    needs += [
        (
            gettext("They sit on “%(group)s” for %(authority)s. Remove them from it first.")
            % {"group": seat.group, "authority": seat.authority}
        )
        for seat in work.seats
    ]
    needs += [
        (gettext("They are the contact of %(contact)s. Name another first.") % {"contact": contact})
        for contact in work.contacts
    ]
    if work.public:
        needs.append(gettext("Their address is on the public page. Enter another in the settings first."))
    return needs


def pseudonym(user):
    """The replacement for a removed name: "Former partner officer 12, Fire Service".

    For somebody who was in several partnerships it omits role and authority, so as not to disclose them to the others.
    """
    memberships = list(Membership.all_objects.filter(user=user).select_related("authority").order_by("-ended_at", "pk"))
    if len({m.authority.partnership_id for m in memberships}) != 1:
        return f"Former member {user.pk}"
    return f"Former {memberships[0].get_role_display().lower()} {user.pk}, {memberships[0].authority.short_name}"


def is_removed(user):
    """Whether a person's contact details are erased."""
    return user.email == NOWHERE.format(user.pk)


@transaction.atomic
def remove(user, *, by, why, name_too=False, partnership=None):
    """Replace a person's e-mail address everywhere, with `name_too` also their name, and remove every way to sign in.

    History rows are changed too, as an address serves no purpose there: through the door of `rewriting`, in a revision
    of each partnership whose rows they are, and one that rewrites the past. Texts they wrote, reasons, minutes and
    published editions stay unchanged. `partnership` is that of the requesting coordinator; see `why_not`. Raises
    NotYetError.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    if reasons := why_not(user, partnership):
        raise NotYetError(" ".join(map(str, reasons)))
    if is_removed(user) and not name_too:
        return
    old, new = user.email, NOWHERE.format(user.pk)
    name = pseudonym(user) if name_too else user.name
    _forget_letters(old, new, (user.name, name))
    QuestionDetails.objects.filter(email__iexact=old).update(name="", email="")
    _end_sign_in(user)
    user.access_events.update(network="", browser="")
    with attributed_to(by=by, why=why, what="removed personal details", rewrites_past=True):
        with rewriting(by=by, why=why, what=f"removed the personal details of user {user.pk}") as door:
            _reword(user, old, new, name, door)
        user.email, user.name, user.is_active = new, name, False
        user.set_unusable_password()
        user.save()
        for asked in FormatRequest.objects.filter(contact__email__iexact=old):
            delete_contact(asked, by=by, why=why)
        for membership in Membership.all_objects.filter(user=user):
            membership.details_removed_at = clock.now()
            membership.save()


def _forget_letters(old, new, names):
    """Replace address and name, `names` (old, new), in letters. Unsent letters are cancelled."""
    for model in (each for each in apps.get_models() if issubclass(each, Posted)):
        for letter in model.objects.filter(address__iexact=old):
            if letter.state in model.UNFINISHED:
                letter.state = model.State.REFUSED
            letter.address = new
            letter.name, letter.subject, letter.text = (
                text.replace(*names) for text in (letter.name, letter.subject, letter.text)
            )
            letter.failure = letter.failure and "What the mail server said is removed."
            letter.save()


def _reword(user, old, new, name, door):
    """Replace address and name in invitations and in the history of accounts, contacts and partnerships."""
    invitations = Invitation.objects.filter(email__iexact=old)
    rewritten = [*_rewritten(user, old, new, name, invitations)]
    partnerships = set(Membership.all_objects.filter(user=user).values_list("authority__partnership", flat=True))
    for rows, _values in rewritten:
        partnerships |= set(rows.exclude(revision=None).values_list("revision__partnership", flat=True))
    for partnership in sorted(partnerships):  # in the same order for everybody, as each is locked
        revise(partnership, holds=[PLAN.format(EVERY)])
    for rows, values in rewritten:
        door.update(rows, **values)
    for invitation in invitations:
        if invitation.accepted_at is None and invitation.revoked_at is None:
            invitation.revoked_at = clock.now()
        invitation.name = invitation.name.replace(user.name, name)
        invitation.email = new
        invitation.save()


def _rewritten(user, old, new, name, invitations):
    """(queryset, values) of the history rows to be changed."""
    seats = set(GroupMember.history.filter(user_id=user.pk).values_list("id", flat=True))
    yield GroupMember.history.filter(id__in=seats, name=user.name), {"name": name}
    yield Invitation.history.filter(id__in=[i.pk for i in invitations], name=user.name), {"name": name}
    yield User.history.filter(id=user.pk), {"name": name}
    yield Authority.history.filter(contact_email__iexact=old, contact_name=user.name), {"contact_name": name}
    for model in apps.get_models():
        if hasattr(model, "history_id"):
            for field in model._meta.concrete_fields:
                if isinstance(field, EmailField):
                    yield model._base_manager.filter(**{f"{field.name}__iexact": old}), {field.name: new}


def _end_sign_in(user):
    for name in ("account.EmailAddress", "mfa.Authenticator", "socialaccount.SocialAccount"):
        apps.get_model(name).objects.filter(user=user).delete()
    user.sessions.all().delete()
    user.email_opt_outs.all().delete()
