"""Handover: a leaver's roles, seats, contact duties and actions go to a successor in one step."""

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from partners.fingerprint import fingerprint
from partners.forms.conflicts import outdated_notice
from partners.forms.fields import PlainText
from partners.forms.pages import form_page, posted
from partners.forms.reasons import ReasonField
from partners.history import attributed_to
from partners.models import Authority, GroupMember, Invitation, Membership, User
from partners.people.forms import InvitedAddress
from partners.people.invitations import invite
from partners.people.memberships import LastCoordinatorError, admit, end
from partners.permissions import Permission, Role, further
from plans.models import FormatRequest

from ..models import Action


class Handover:
    """What a person holds personally in a partnership: roles, seats on groups, actions of which they are lead officer
    or deputy, requests for another format that they see to, and places where they are the contact of an authority or
    of the public page. What they wrote is not included.
    """

    def __init__(self, user, partnership):
        self.user, self.partnership = user, partnership
        memberships = user.memberships.in_partnership(partnership).select_related("authority__partnership")
        self.memberships = list(memberships.order_by("authority__position", "authority_id"))
        seats = GroupMember.objects.in_partnership(partnership).select_related("group", "authority", "user")
        self.seats = list(seats.filter(Q(user=user) | Q(email__iexact=user.email)).order_by("group_id", "pk"))
        named = Q(lead_officer__in=self.memberships) | Q(deputy__in=self.memberships)
        actions = Action.objects.in_partnership(partnership).in_open_plans().filter(named)
        self.actions = [a for a in actions.with_officers().select_related("lead").order_by("pk") if a.part_of(user)]
        authorities = Authority.objects.in_partnership(partnership)
        self.contacts = list(authorities.filter(contact_email__iexact=user.email))
        self.requests = list(FormatRequest.objects.in_partnership(partnership).open().filter(handled_by=user))
        self.public = partnership.contact_email.lower() == user.email.lower()

    def lines(self, successor=None, *, actions_too=True):
        """[(heading, [line])]: what will go to the successor, for the preview, and the actions that will not."""
        roles = [_role_line(*role, successor) for role in self.roles(successor)]
        seats = [
            (
                gettext("%(group)s, for %(authority)s, as %(post)s")
                if s.post
                else gettext("%(group)s, for %(authority)s")
            )
            % {"group": s.group, "authority": s.authority, "post": s.post}
            for s in self.seats
        ]
        public = [gettext("The address on the public page")] * self.public
        actions = [
            (gettext("%(part)s of “%(action)s”") % {"part": PARTS[a.part_of(self.user)], "action": a})
            for a in self.actions
        ]
        stay = actions and not (actions_too and (successor is None or successor.user))
        return [
            (gettext("Roles"), roles),
            (gettext("Seats on groups"), seats),
            (gettext("Actions that are not transferred") if stay else gettext("Actions"), actions),
            (gettext("Requests for another format"), [str(request) for request in self.requests]),
            (
                gettext("Contact for"),
                [(gettext("Contact for %(name)s") % {"name": authority.name}) for authority in self.contacts] + public,
            ),
        ]

    def roles(self, successor=None):
        """[(membership, the successor's present role for its authority or None, their new role there)]."""
        member = successor and successor.user
        held = dict(member.memberships.values_list("authority_id", "role")) if member else {}
        pairs = [(m, held.get(m.authority_id)) for m in self.memberships]
        return [(m, role, further(m.role, role or m.role)) for m, role in pairs]

    def fingerprint(self, successor, **kwargs):
        """Fingerprint of the preview."""
        return fingerprint((successor.email, self.lines(successor, **kwargs)))


# What somebody is to an action, by `Action.part_of`.
PARTS = {"lead": _("Lead officer"), "deputy": _("Deputy")}


def _role_line(membership, present, new, successor):
    line = gettext("%(role)s for %(authority)s") % {
        "role": membership.get_role_display(),
        "authority": membership.authority.name,
    }
    if present is None:
        return line
    if new == present:
        text = gettext("%(text)s: %(name)s stays %(role)s")
    else:
        text = gettext("%(text)s: %(name)s is %(present)s there and becomes %(role)s")
    return text % {"text": line, "name": successor.name, "present": Role(present).label, "role": Role(new).label}


@dataclass(frozen=True)
class Successor:
    """A member, or somebody new (`user` is None) who gets an invitation."""

    user: User | None
    name: str
    email: str


class MemberChoice(forms.ModelChoiceField):
    def label_from_instance(self, user):
        return f"{user.name} ({user.email})"


class HandOverForm(forms.Form):
    """The successor and the reason."""

    successor = MemberChoice(
        User.objects.none(),
        required=False,
        empty_label=_("A new person, named below"),
        label=_("Successor"),
        error_messages={"invalid_choice": _("Choose a person with a role in this partnership")},
    )
    name = PlainText(rows=1, max_length=200, required=False, label=_("Name of the new person"))
    email = InvitedAddress(
        label=_("Their e-mail address"),
        required=False,
        help_text=_("They will get an invitation, and can sign in once they accept it."),
    )
    actions_too = forms.BooleanField(
        label=_("Transfer the actions too"),
        required=False,
        initial=True,
        help_text=_("Otherwise, or if the successor is new, the authority must name other officers."),
    )
    why = ReasonField(ask=_("Enter a reason"))

    def __init__(self, *args, work, **kwargs):
        super().__init__(*args, **kwargs)
        self.work = work
        if not work.actions:
            del self.fields["actions_too"]
        members = Membership.objects.in_partnership(work.partnership).exclude(user=work.user)
        people = User.objects.filter(is_active=True, pk__in=members.values("user")).order_by("name", "pk")
        self.fields["successor"].queryset = people

    def clean(self):
        data = super().clean()
        name, email = data.get("name"), data.get("email")
        if data.get("successor") and (name or email):
            self.add_error("successor", gettext("Choose a person or name a new one, not both"))
        elif not data.get("successor") and not {"successor", "email"} & set(self.errors):
            self._check_new(name, email)
        return data

    def _check_new(self, name, email):
        if not name and not email:
            self.add_error(
                "successor", gettext("Choose a successor, or enter the name and e-mail address of a new person")
            )
            return
        if not name:
            self.add_error("name", gettext("Enter the successor’s name"))
        if not email:
            self.add_error("email", gettext("Enter the e-mail address for the invitation"))
            return
        members = Membership.objects.in_partnership(self.work.partnership).filter(user__email__iexact=email)
        authorities = [membership.authority_id for membership in self.work.memberships]
        invited = Invitation.objects.pending().filter(authority__in=authorities, email__iexact=email)
        if email.lower() == self.work.user.email.lower():
            self.add_error("email", gettext("Enter the successor’s address: this is the leaver’s"))
        elif members.exists():
            self.add_error(
                "email",
                gettext("%(address)s has a role here already. Choose them in the list above") % {"address": email},
            )
        elif invited.exists():
            self.add_error(
                "email",
                gettext("%(address)s has been invited already. Revoke the invitation on the People page first")
                % {"address": email},
            )

    @property
    def hands_over_actions(self):
        return bool(self.cleaned_data.get("actions_too"))

    @property
    def chosen(self):
        data = self.cleaned_data
        if user := data["successor"]:
            return Successor(user, user.name, user.email)
        return Successor(None, data["name"], data["email"])


@transaction.atomic
def hand_over(user, partnership, successor, *, by, why, address, actions_too):
    """Transfer a person's work in a partnership to the successor, and end the person's memberships.

    With `actions_too` a member becomes lead officer and deputy of what the person was. A successor without a sign-in
    is invited for the same roles; `address(path)` is the absolute URL of the invitation.
    What the person wrote stays under their name. Raises LastCoordinatorError.
    """
    partnership = partnership.lock()
    work = Handover(user, partnership)
    why = f"{user.name} hands over to {successor.name}: {why}"
    with attributed_to(by=by, why=why):
        if successor.user:
            for membership, _, role in work.roles(successor):
                admit(successor.user, membership.authority, role)
            if actions_too:
                _give_actions(work, successor.user, by=by, why=why)
        for seat in work.seats:
            _give_seat(seat, successor)
        for authority in work.contacts:
            authority.contact_name, authority.contact_email = successor.name, successor.email
            authority.save()
        for request in work.requests:
            request.handled_by = successor.user
            request.save()
        if work.public:
            partnership.contact_email = successor.email
            partnership.save()
    if not successor.user:
        person = {"name": successor.name, "email": successor.email}
        invite([person | {"authority": m.authority, "role": m.role} for m in work.memberships], by=by, address=address)
    for membership in work.memberships:
        end(membership, by=by, why=why)


def _give_actions(work, user, *, by, why):
    """Name the successor where the person was named, but not twice for the same action."""
    successors = {m.authority_id: m for m in user.memberships.in_partnership(work.partnership)}
    for action in Action.objects.select_for_update(of=["self"]).filter(pk__in=[a.pk for a in work.actions]):
        theirs = {m.pk: successors[m.authority_id] for m in work.memberships}
        lead_officer = theirs.get(action.lead_officer_id, action.lead_officer)
        deputy = theirs.get(action.deputy_id, action.deputy)
        deputy = None if deputy == lead_officer else deputy
        action.name_officers(by=by, why=why, lead_officer=lead_officer, deputy=deputy)


def _give_seat(seat, successor):
    """Transfer the seat with its post; delete it if the successor already sits there for the authority."""
    others = seat.group.members.filter(authority=seat.authority).exclude(pk=seat.pk)
    if successor.user and others.filter(user=successor.user).exists():
        seat.delete()
        return
    seat.user = successor.user
    seat.name, seat.email = ("", "") if successor.user else (successor.name, successor.email)
    seat.save()


@form_page(permission=Permission.MANAGE_PEOPLE)
def person_hand_over(request, access, pk):
    """Handover in three steps: choose the successor, preview, confirm."""
    memberships = Membership.all_objects.in_partnership(access.partnership).select_related("user")
    user = get_object_or_404(memberships, pk=pk).user
    if request.method == "POST":
        access.partnership.lock()
    work = Handover(user, access.partnership)
    if not work.memberships:
        messages.warning(
            request, gettext("%(name)s has already left. There is nothing to hand over.") % {"name": user.name}
        )
        return redirect("people", access.partnership.slug)
    form = HandOverForm(posted(request), work=work)
    successor = form.chosen if "change" not in request.POST and form.is_valid() else None
    choice = {"actions_too": form.hands_over_actions} if successor else {}
    confirmed = successor and "hand_over" in request.POST
    outdated = confirmed and outdated_notice(request.POST.get("seen"), work.fingerprint(successor, **choice))
    if confirmed and not outdated and _handed_over(request, form, work, successor):
        is_leaver = user == request.user
        return redirect("home") if is_leaver else redirect("people", access.partnership.slug)
    if form.errors:
        successor = None
    context = {"person": user, "form": form, "lines": work.lines(successor, **choice), "successor": successor}
    context |= {"outdated": outdated, "seen": successor and work.fingerprint(successor, **choice)}
    return render(request, "actions/people/person_hand_over.html", context, status=409 if outdated else 200)


def _handed_over(request, form, work, successor):
    """Hand over. Returns whether that succeeded; otherwise the form has the error."""
    try:
        with transaction.atomic():
            hand_over(
                work.user,
                work.partnership,
                successor,
                by=request.user,
                why=form.cleaned_data["why"],
                address=request.build_absolute_uri,
                actions_too=form.hands_over_actions,
            )
    except LastCoordinatorError as error:
        form.add_error(None, error)
        return False
    except IntegrityError:
        form.add_error(None, gettext("This was changed by another person at the same time. Check it again."))
        return False
    messages.success(
        request,
        gettext("Handed over from %(name)s to %(successor)s.") % {"name": work.user.name, "successor": successor.name},
    )
    return True
