"""The coordinator's views for members, invitations and leavers; actions/people/directory.py lists them."""

from django.contrib import messages
from django.db import IntegrityError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext

from partners.forms.pages import button_page, form_page, posted
from partners.forms.reasons import PersonReasonForm

from ..history import attributed_to
from ..models import Invitation, Membership, Partnership
from ..permissions import Permission, Role
from .forms import InviteForm, InviteSeveralForm, RoleForm
from .invitations import NoLongerOpenError, invite, resend, revoke
from .memberships import LastCoordinatorError, change_role, end, reinstate


@form_page(permission=Permission.MANAGE_PEOPLE, atomic=False)
def person_invite(request, access):
    form = InviteForm(posted(request), partnership=access.partnership)
    if form.is_valid() and _invited(request, form, [form.cleaned_data]):
        return redirect("people", access.partnership.slug)
    return render(request, "partners/people/person_invite.html", {"form": form})


@form_page(permission=Permission.MANAGE_PEOPLE, atomic=False)
def people_invite(request, access):
    """Invite several people: enter the lines, preview, send."""
    form = InviteSeveralForm(posted(request), partnership=access.partnership)
    preview = None
    if form.is_valid():
        if "send" in request.POST and _invited(request, form, form.people):
            return redirect("people", access.partnership.slug)
        preview = None if "change" in request.POST or form.errors else form.people
    return render(
        request,
        "partners/people/people_invite.html",
        {
            "form": form,
            "preview": [{**person, "label": Role(person["role"]).label} for person in preview or ()],
            "authorities": list(dict.fromkeys(a.short_name for a in form.authorities.values())),
            "roles": Role.labels,
        },
    )


def _invited(request, form, people):
    """Invite the people. Returns whether that succeeded; a message or the form shows the result."""
    try:
        invitations = invite(people, by=request.user, address=request.build_absolute_uri)
    except IntegrityError:
        form.add_error(
            None, gettext("One of these people has just been invited by another coordinator. Check the People page.")
        )
        return False
    _show_send_results(request, invitations)
    return True


def _show_send_results(request, invitations):
    unsent = [i for i in invitations if i.sent_at is None]
    sent = len(invitations) - len(unsent)
    if sent:
        single = gettext("Invitation sent to %(address)s.") % {"address": invitations[0].email}
        messages.success(
            request, single if len(invitations) == 1 else gettext("%(sent)s invitations sent.") % {"sent": sent}
        )
    if refused := [i.email for i in unsent if not i.answer_lost]:
        messages.warning(
            request,
            gettext("The invitation to %(addresses)s could not be sent. Send it again from this page later.")
            % {"addresses": ", ".join(refused)},
        )
    if unknown := [i.email for i in unsent if i.answer_lost]:
        messages.warning(
            request,
            gettext(
                "It is not known whether the invitation to %(addresses)s was sent. If it has not arrived, "
                "send it again from this page."
            )
            % {"addresses": ", ".join(unknown)},
        )


def _invitation(access, pk):
    return get_object_or_404(Invitation.objects.in_partnership(access.partnership), pk=pk)


@button_page(permission=Permission.MANAGE_PEOPLE, atomic=False)
def invitation_resend(request, access, pk):
    try:
        invitation = resend(_invitation(access, pk), by=request.user, address=request.build_absolute_uri)
        _show_send_results(request, [invitation])
    except NoLongerOpenError:
        messages.warning(request, gettext("Nothing was sent: the invitation has been accepted or revoked."))
    return redirect("people", access.partnership.slug)


@button_page(permission=Permission.MANAGE_PEOPLE, atomic=False)
def invitation_revoke(request, access, pk):
    invitation = _invitation(access, pk)
    try:
        revoke(invitation, by=request.user)
        messages.success(request, gettext("Invitation to %(address)s revoked.") % {"address": invitation.email})
    except NoLongerOpenError:
        messages.warning(request, gettext("Nothing was changed: the invitation has been accepted or revoked."))
    return redirect("people", access.partnership.slug)


def _membership(access, pk, *, ended=False):
    members = Membership.all_objects.in_partnership(access.partnership).filter(ended_at__isnull=not ended)
    return get_object_or_404(members.select_related("user", "authority__partnership"), pk=pk)


@form_page(permission=Permission.MANAGE_PEOPLE, atomic=False)
def person_role(request, access, pk):
    membership = _membership(access, pk)
    form = RoleForm(posted(request), membership=membership)
    if form.is_valid():
        try:
            change_role(membership, form.cleaned_data["role"], by=request.user, why=form.cleaned_data["why"])
        except LastCoordinatorError as error:
            form.add_error("role", error)
        else:
            messages.success(request, gettext("%(name)s’s role saved.") % {"name": membership.user.name})
            return redirect("people", access.partnership.slug)
    return render(request, "partners/people/person_role.html", {"form": form, "membership": membership})


@form_page(permission=Permission.MANAGE_PEOPLE, atomic=False)
def person_end(request, access, pk):
    membership = _membership(access, pk)
    form = PersonReasonForm(posted(request))
    if form.is_valid():
        try:
            end(membership, by=request.user, why=form.cleaned_data["why"])
        except LastCoordinatorError as error:
            form.add_error(None, error)
        else:
            messages.success(
                request,
                gettext("%(name)s no longer acts for %(authority)s.")
                % {"name": membership.user.name, "authority": membership.authority.name},
            )
            if membership.user == request.user:
                return redirect("home")
            return redirect("people", access.partnership.slug)
    return render(request, "partners/people/person_end.html", {"form": form, "membership": membership})


@button_page(permission=Permission.MANAGE_PEOPLE, atomic=False)
def person_return(request, access, pk):
    membership = _membership(access, pk, ended=True)
    if membership.details_removed_at:
        messages.warning(request, gettext("Their contact details have been removed. Invite them again instead."))
        return redirect("people", access.partnership.slug)
    reinstate(membership, by=request.user)
    messages.success(
        request,
        gettext("%(name)s can act for %(authority)s again.")
        % {"name": membership.user.name, "authority": membership.authority.name},
    )
    return redirect("people", access.partnership.slug)


@button_page(permission=Permission.MANAGE_PEOPLE)
def second_factor(request, access):
    """Set whether this partnership's chairs and coordinators need a second factor."""
    partnership = Partnership.objects.get(pk=access.partnership.pk)
    required = request.POST.get("require_second_factor") == "on"
    if required != partnership.require_second_factor:
        partnership.require_second_factor = required
        with attributed_to(by=request.user):
            partnership.save()
        messages.success(request, gettext("Saved."))
    return redirect("people", access.partnership.slug)
