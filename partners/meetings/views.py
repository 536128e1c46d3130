"""Pages of groups, and of meetings before they begin."""

from django.contrib import messages
from django.db import transaction
from django.db.models import Count, ProtectedError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from partners.forms.pages import form_page, posted

from .. import clock
from ..access import atomic_post, member_page
from ..history import attributed_to
from ..models import AgendaItem, Group, GroupMember, Meeting
from ..permissions import Permission
from .forms import GroupForm, MeetingForm, MemberForm, PointForm
from .scheduling import (
    NOT_BEGUN,
    AlreadyBegun,
    add_point,
    change_state,
    lacks,
    move_point,
    remove_point,
    save_point,
    set_meeting,
)

MAX_SHOWN = 60


@member_page
@require_safe
def meetings(request, access):
    """Coming meetings, soonest first, and past ones, newest first; of one group with ?group=."""
    meetings = Meeting.objects.in_partnership(access.partnership)
    groups = list(Group.objects.in_partnership(access.partnership))
    group = next((g for g in groups if str(g.pk) == request.GET.get("group")), None)
    if group:
        meetings = meetings.filter(group=group)
    meetings = meetings.select_related("group").prefetch_related("attendances__authority")
    now = clock.now()
    return render(
        request,
        "partners/meetings/meetings.html",
        {
            "groups": groups,
            "group": group,
            "running": meetings.filter(state=Meeting.State.IN_PROGRESS),
            "to_come": meetings.to_come(now).filter(state__in=NOT_BEGUN),
            "not_held": meetings.before(now).filter(state__in=NOT_BEGUN).order_by("-starts_at"),
            "held": meetings.filter(state=Meeting.State.CLOSED).order_by("-starts_at")[:MAX_SHOWN],
        },
    )


def _get_meeting(access, pk, *, lock=False):
    meetings = Meeting.objects.in_partnership(access.partnership)
    if lock:
        meetings = meetings.select_for_update(of=["self"])
    return get_object_or_404(meetings.select_related("group"), pk=pk)


def _already_begun(request, meeting):
    return render(request, "partners/meetings/meeting_begun.html", {"meeting": meeting}, status=409)


@form_page
def meeting_new(request, access):
    access.require(Permission.RUN_MEETINGS)
    return _set(request, access, Meeting())


@form_page
def meeting_edit(request, access, pk):
    meeting = _get_meeting(access, pk, lock=request.method == "POST")
    access.require(Permission.RUN_MEETINGS)
    if meeting.state not in NOT_BEGUN:
        return _already_begun(request, meeting)
    return _set(request, access, meeting)


def _set(request, access, meeting):
    data = posted(request)
    form = MeetingForm(data, instance=meeting, partnership=access.partnership)
    is_new = meeting.pk is None
    if request.method == "POST" and form.is_valid():
        if is_new or form.is_different:
            set_meeting(form.instance, by=request.user)
        messages.success(request, "The meeting is set. Look through its agenda." if is_new else "The meeting is saved.")
        return redirect("meeting_agenda" if is_new else "meeting_detail", access.partnership.slug, form.instance.pk)
    return render(request, "partners/meetings/meeting_edit.html", {"form": form, "meeting": meeting})


@member_page
@require_POST
@atomic_post
def meeting_state(request, access, pk):
    """Set a meeting's state to ready or back to draft, or delete a draft."""
    meeting = _get_meeting(access, pk, lock=True)
    access.require(Permission.RUN_MEETINGS)
    slug, new_state = access.partnership.slug, request.POST.get("state")
    try:
        if new_state == "deleted":
            return _delete(request, meeting)
        if new_state == Meeting.State.READY and (missing := lacks(meeting)):
            messages.error(request, f"Before it is ready it needs {' and '.join(missing)}.")
        elif new_state in NOT_BEGUN:
            change_state(meeting, new_state, by=request.user)
    except AlreadyBegun:
        return _already_begun(request, meeting)
    return redirect("meeting_detail", slug, meeting.pk)


def _delete(request, meeting):
    slug = meeting.group.partnership.slug
    if meeting.state != Meeting.State.DRAFT:
        messages.error(request, "Only a draft can be deleted.")
        return redirect("meeting_detail", slug, meeting.pk)
    try:
        with transaction.atomic(), attributed_to(by=request.user):
            for point in meeting.agenda.all():
                point.delete()
            meeting.delete()
    except ProtectedError:
        messages.error(request, "Something was sent or recorded of this meeting, so it stays.")
        return redirect("meeting_detail", slug, meeting.pk)
    messages.success(request, "The draft is deleted.")
    return redirect("meetings", slug)


@form_page
def meeting_agenda(request, access, pk):
    """Agenda: add, move and remove points."""
    meeting = _get_meeting(access, pk, lock=request.method == "POST")
    access.require(Permission.RUN_MEETINGS)
    if meeting.state not in NOT_BEGUN:
        return _already_begun(request, meeting)
    form = PointForm(request.POST if "add" in request.POST else None)
    if request.method == "POST" and _changed(request, meeting, form):
        return redirect("meeting_agenda", access.partnership.slug, meeting.pk)
    return render(
        request,
        "partners/meetings/meeting_agenda.html",
        {"meeting": meeting, "points": meeting.agenda.all(), "form": form},
    )


def _changed(request, meeting, form):
    """Carry out the pressed button. Returns False if the form for a new point has errors."""
    if "add" in request.POST:
        if form.is_valid():
            add_point(meeting, by=request.user, **form.cleaned_data)
        return form.is_valid()
    for button in ("up", "down", "remove"):
        pk = request.POST.get(button, "")
        point = meeting.agenda.filter(pk=pk).first() if pk.isdecimal() and len(pk) < 19 else None
        if point and button == "remove":
            remove_point(point, by=request.user)
        elif point:
            move_point(point, by=request.user, steps=-1 if button == "up" else 1)
    return True


@form_page
def agenda_point(request, access, pk):
    """Edit a point's title and text."""
    point = get_object_or_404(
        AgendaItem.objects.in_partnership(access.partnership).select_related("meeting__group"), pk=pk
    )
    access.require(Permission.RUN_MEETINGS)
    if point.meeting.state not in NOT_BEGUN:
        return _already_begun(request, point.meeting)
    form = PointForm(posted(request), instance=point)
    if request.method == "POST" and form.is_valid():
        save_point(form.instance, by=request.user)
        messages.success(request, "The point is saved.")
        return redirect("meeting_agenda", access.partnership.slug, point.meeting_id)
    return render(request, "partners/meetings/agenda_point.html", {"point": point, "form": form})


@member_page
@require_safe
def groups(request, access):
    groups = Group.objects.in_partnership(access.partnership).annotate(people=Count("members"))
    return render(request, "partners/meetings/groups.html", {"groups": groups})


@member_page
@require_safe
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
def group_new(request, access):
    access.require(Permission.SET_UP_GROUPS)
    return _set_up(request, access, Group(partnership=access.partnership))


@form_page
def group_edit(request, access, pk):
    groups = Group.objects.in_partnership(access.partnership)
    if request.method == "POST":
        groups = groups.select_for_update(of=["self"])
    group = get_object_or_404(groups, pk=pk)
    access.require(Permission.SET_UP_GROUPS)
    return _set_up(request, access, group)


def _set_up(request, access, group):
    form = GroupForm(posted(request), instance=group)
    if request.method == "POST" and form.is_valid():
        if form.is_different:
            with attributed_to(by=request.user):
                form.save()
        messages.success(request, "The group is saved.")
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
    members = GroupMember.objects.in_partnership(access.partnership)
    if request.method == "POST":
        members = members.select_for_update(of=["self"])
    member = get_object_or_404(members.select_related("group__partnership", "authority", "user"), pk=pk)
    access.require(Permission.SET_UP_GROUPS)
    if request.method == "POST" and "leave" in request.POST:
        with attributed_to(by=request.user):
            member.delete()
        messages.success(request, f"{member.called} has left the group.")
        return redirect("group_detail", access.partnership.slug, member.group_id)
    return _seat(request, access, member)


def _seat(request, access, member):
    form = MemberForm(posted(request), instance=member)
    if request.method == "POST" and form.is_valid():
        if form.is_different:
            with attributed_to(by=request.user):
                form.save()
        messages.success(request, f"{member.called} sits on the group.")
        return redirect("group_detail", access.partnership.slug, member.group_id)
    return render(request, "partners/meetings/group_member.html", {"form": form, "member": member})
