"""Pages of groups, and of meetings before they begin."""

from functools import partial

from django.contrib import messages
from django.db import transaction
from django.db.models import Count, ProtectedError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext

from partners.forms.keys import key_in
from partners.forms.pages import button_page, form_page, posted, to_edit

from .. import clock
from ..access import member_page
from ..history import attributed_to
from ..models import AgendaItem, Group, GroupMember, Meeting
from ..permissions import Permission
from .forms import CancelForm, GroupForm, MeetingForm, MemberForm, MoveForm, PointForm
from .scheduling import (
    NOT_BEGUN,
    AlreadyBegun,
    CannotBePutBack,
    add_point,
    cancel_meeting,
    change_state,
    lacks,
    move_meeting,
    move_point,
    needed_in_words,
    put_back,
    remove_point,
    save_point,
    set_meeting,
)

MAX_SHOWN = 60
# What the buttons beside a point of the agenda do.
AGENDA_BUTTONS = {"up": partial(move_point, steps=-1), "down": partial(move_point, steps=1), "remove": remove_point}


@member_page
def meetings(request, access):
    """Coming meetings, soonest first, and past ones, newest first; of one group with ?group=."""
    meetings = Meeting.objects.in_partnership(access.partnership)
    groups = list(Group.objects.in_partnership(access.partnership))
    group = next((g for g in groups if str(g.pk) == request.GET.get("group")), None)
    if group:
        meetings = meetings.filter(group=group)
    meetings = meetings.select_related("group").prefetch_related("attendances__authority", "attendances__people")
    now = clock.now()
    return render(
        request,
        "partners/meetings/meetings.html",
        {
            "groups": groups,
            "group": group,
            "running": meetings.running(),
            "to_come": meetings.still_to_come(now),
            "not_held": meetings.not_held(now),
            "held": meetings.held().filter(state=Meeting.State.CLOSED).reverse()[:MAX_SHOWN],
            "cancelled": meetings.cancelled().order_by("-starts_at", "-pk")[:MAX_SHOWN],
        },
    )


def _find_meeting(request, access, pk):
    meetings = Meeting.objects.in_partnership(access.partnership).select_related("group")
    return get_object_or_404(to_edit(request, meetings), pk=pk)


def _already_begun(request, meeting):
    return render(request, "partners/meetings/meeting_begun.html", {"meeting": meeting}, status=409)


@form_page
def meeting_edit(request, access, pk=None):
    """Set a meeting, or edit one that has not begun."""
    meeting = _find_meeting(request, access, pk) if pk else Meeting()
    access.require(Permission.RUN_MEETINGS)
    if meeting.state not in NOT_BEGUN:
        return _already_begun(request, meeting)
    form = MeetingForm(posted(request), instance=meeting, partnership=access.partnership)
    if form.is_valid():
        if form.is_new or form.is_different:
            set_meeting(form.instance, by=request.user)
        messages.success(
            request, gettext("The meeting is saved.") if pk else gettext("The meeting is added. Check its agenda.")
        )
        return redirect("meeting_detail" if pk else "meeting_agenda", access.partnership.slug, meeting.pk)
    return render(request, "partners/meetings/meeting_edit.html", {"form": form, "meeting": meeting})


@form_page
def meeting_move(request, access, pk):
    """Move a meeting that has not begun to another day, time or place, with a reason."""
    meeting = _find_meeting(request, access, pk)
    access.require(Permission.RUN_MEETINGS)
    if meeting.state not in NOT_BEGUN:
        return _already_begun(request, meeting)
    form = MoveForm(posted(request), instance=meeting, partnership=access.partnership)
    if form.is_valid():
        to = {name: getattr(form.instance, name) for name in ("starts_at", "ends_at", "place", "link")}
        move_meeting(meeting, by=request.user, why=form.cleaned_data["why"], **to)
        messages.success(request, gettext("The meeting is moved."))
        return redirect("meeting_detail", access.partnership.slug, meeting.pk)
    return render(request, "partners/meetings/meeting_move.html", {"form": form, "meeting": meeting})


@form_page
def meeting_cancel(request, access, pk):
    """Cancel a meeting that has not begun, with a reason."""
    meeting = _find_meeting(request, access, pk)
    access.require(Permission.RUN_MEETINGS)
    if meeting.state not in NOT_BEGUN:
        return _already_begun(request, meeting)
    form = CancelForm(posted(request))
    if form.is_valid():
        cancel_meeting(meeting, by=request.user, **form.cleaned_data)
        messages.success(request, gettext("The meeting is cancelled."))
        return redirect("meeting_detail", access.partnership.slug, meeting.pk)
    return render(request, "partners/meetings/meeting_cancel.html", {"form": form, "meeting": meeting})


@button_page
def meeting_put_back(request, access, pk):
    """Let a cancelled meeting take place after all."""
    meeting = _find_meeting(request, access, pk)
    access.require(Permission.RUN_MEETINGS)
    try:
        put_back(meeting, by=request.user)
        messages.success(request, gettext("The meeting is reinstated."))
    except CannotBePutBack as error:
        messages.error(request, str(error))
    return redirect("meeting_detail", access.partnership.slug, meeting.pk)


@button_page
def meeting_state(request, access, pk):
    """Set a meeting's state to ready or back to draft, or delete a draft."""
    meeting = _find_meeting(request, access, pk)
    access.require(Permission.RUN_MEETINGS)
    slug, new_state = access.partnership.slug, request.POST.get("state")
    try:
        if new_state == "deleted":
            return _delete(request, meeting)
        if new_state == Meeting.State.READY and (missing := lacks(meeting)):
            needs = gettext("Before you mark it as ready it needs %(missing)s.")
            messages.error(request, needs % {"missing": needed_in_words(missing)})
        elif new_state in NOT_BEGUN:
            change_state(meeting, new_state, by=request.user)
    except AlreadyBegun:
        return _already_begun(request, meeting)
    return redirect("meeting_detail", slug, meeting.pk)


def _delete(request, meeting):
    slug = meeting.group.partnership.slug
    if meeting.state != Meeting.State.DRAFT:
        messages.error(request, gettext("Only a draft can be deleted."))
        return redirect("meeting_detail", slug, meeting.pk)
    try:
        with transaction.atomic(), attributed_to(by=request.user):
            for point in meeting.agenda.all():
                point.delete()
            meeting.delete()
    except ProtectedError:
        messages.error(request, gettext("A pack was sent or something recorded, so this meeting cannot be deleted."))
        return redirect("meeting_detail", slug, meeting.pk)
    messages.success(request, gettext("The draft is deleted."))
    return redirect("meetings", slug)


@form_page
def meeting_agenda(request, access, pk):
    """Agenda: add, move and remove points."""
    meeting = _find_meeting(request, access, pk)
    access.require(Permission.RUN_MEETINGS)
    if meeting.state not in NOT_BEGUN:
        return _already_begun(request, meeting)
    kinds_taken = set(meeting.agenda.values_list("kind", flat=True))
    form = PointForm(request.POST if "add" in request.POST else None, kinds_taken=kinds_taken)
    if form.is_valid():
        add_point(meeting, by=request.user, **form.cleaned_data)
    elif not form.is_bound:
        for button, change in AGENDA_BUTTONS.items():
            if point := meeting.agenda.filter(pk=key_in(request.POST.get(button, ""))).first():
                change(point, by=request.user)
    if request.method == "POST" and not form.errors:
        return redirect("meeting_agenda", access.partnership.slug, meeting.pk)
    context = {"meeting": meeting, "points": meeting.agenda.all(), "form": form}
    return render(request, "partners/meetings/meeting_agenda.html", context)


@form_page
def agenda_point(request, access, pk):
    """Edit a point's title and text."""
    points = AgendaItem.objects.in_partnership(access.partnership).select_related("meeting__group")
    point = get_object_or_404(points, pk=pk)
    access.require(Permission.RUN_MEETINGS)
    if point.meeting.state not in NOT_BEGUN:
        return _already_begun(request, point.meeting)
    form = PointForm(posted(request), instance=point)
    if form.is_valid():
        save_point(form.instance, by=request.user)
        messages.success(request, gettext("The point is saved."))
        return redirect("meeting_agenda", access.partnership.slug, point.meeting_id)
    return render(request, "partners/meetings/agenda_point.html", {"point": point, "form": form})


@member_page
def groups(request, access):
    groups = Group.objects.in_partnership(access.partnership).annotate(people=Count("members"))
    return render(request, "partners/meetings/groups.html", {"groups": groups})


@member_page
def group_detail(request, access, pk):
    group = get_object_or_404(Group.objects.in_partnership(access.partnership), pk=pk)
    return render(
        request,
        "partners/meetings/group_detail.html",
        {
            "group": group,
            "members": group.members.select_related("authority", "user"),
            "meetings": group.meetings.order_by("-starts_at")[:MAX_SHOWN],
            "sees_addresses": access.may_set_up_groups or access.may_run_meetings,
        },
    )


@form_page
def group_edit(request, access, pk=None):
    """Add a group, or edit one."""
    groups = to_edit(request, Group.objects.in_partnership(access.partnership))
    group = get_object_or_404(groups, pk=pk) if pk else Group(partnership=access.partnership)
    access.require(Permission.SET_UP_GROUPS)
    form = GroupForm(posted(request), instance=group)
    if form.is_valid():
        form.save_changes(by=request.user)
        messages.success(request, gettext("The group is saved."))
        return redirect("group_detail", access.partnership.slug, group.pk)
    return render(request, "partners/meetings/group_edit.html", {"form": form, "group": group})


@form_page
def group_member_new(request, access, pk):
    """Add a member to a group."""
    group = get_object_or_404(Group.objects.in_partnership(access.partnership), pk=pk)
    access.require(Permission.SET_UP_GROUPS)
    return _seat(request, access, GroupMember(group=group))


@form_page
def group_member_edit(request, access, pk):
    """Edit a group member's post, address and seniority, or remove them from the group."""
    members = to_edit(request, GroupMember.objects.in_partnership(access.partnership))
    member = get_object_or_404(members.select_related("group__partnership", "authority", "user"), pk=pk)
    access.require(Permission.SET_UP_GROUPS)
    if "leave" in request.POST:
        with attributed_to(by=request.user):
            member.delete()
        messages.success(request, gettext("%(name)s has left the group.") % {"name": member.called})
        return redirect("group_detail", access.partnership.slug, member.group_id)
    return _seat(request, access, member)


def _seat(request, access, member):
    form = MemberForm(posted(request), instance=member)
    if form.is_valid():
        form.save_changes(by=request.user)
        messages.success(request, gettext("%(name)s is now a member of the group.") % {"name": member.called})
        return redirect("group_detail", access.partnership.slug, member.group_id)
    return render(request, "partners/meetings/group_member.html", {"form": form, "member": member})
