"""The screens of a meeting in progress, and the pages that record its proceedings."""

import uuid

from django.contrib import messages
from django.db.models import Subquery
from django.http import HttpResponse
from django.shortcuts import redirect, render

from actions.review.review import by_part
from partners.access import member_page
from partners.forms.pages import button_page, form_page, posted
from partners.models import Attendance, Attendee, Meeting
from partners.permissions import Permission
from plans.plan_pages import current_plan

from ..models import Record, Update
from . import proceedings
from .confidential import agenda_for, minutes_without, open_only, records_for
from .earlier_minutes import minutes_to_agree
from .forms import AttendanceForm, RecordForm, token_of
from .forms_minutes import AgreementForm
from .matters_arising import open_matters
from .pack import since_then
from .proceedings import NotInProgress
from .screens import MAX_PLACE_LENGTH, find_screen, parts_of, place_of, screens_of, target_of
from .views import find_meeting, may_take_back, not_in_progress_page, run_url

STATES = {Meeting.State.DRAFT: "a draft", Meeting.State.READY: "ready"}


@form_page(atomic=False)
def meeting_begin(request, access, pk):
    """Begin a meeting: by one press on its day once it is ready, otherwise after a page that asks."""
    meeting = find_meeting(access, pk)
    access.require(Permission.RUN_MEETINGS)
    if meeting.is_closed or meeting.is_cancelled:
        return not_in_progress_page(request, meeting)
    unusual = proceedings.unusual(meeting)
    is_sure = request.method == "POST" and ("sure" in request.POST or not unusual)
    if not meeting.is_begun and not is_sure:
        return render(request, "actions/meetings/meeting_begin.html", {"meeting": meeting, "unusual": unusual})
    proceedings.begin(meeting, by=request.user)
    return redirect(run_url(meeting))


@button_page(atomic=False)
def meeting_take_back(request, access, pk):
    """Take back that a meeting was begun, while nothing is recorded at it."""
    meeting = find_meeting(access, pk)
    access.require(Permission.RUN_MEETINGS)
    try:
        proceedings.take_back(meeting, by=request.user)
    except NotInProgress:
        return not_in_progress_page(request, meeting)
    except proceedings.IsRecorded:
        context = {"meeting": meeting, "recorded": proceedings.recorded_at(meeting)}
        return render(request, "actions/meetings/not_taken_back.html", context, status=409)
    meeting.refresh_from_db()
    messages.success(request, f"The meeting is {STATES[meeting.state]} again, as before it was begun.")
    return redirect("meeting_detail", access.partnership.slug, meeting.pk)


@member_page
def meeting_run(request, access, pk):
    """The projected screen; any member may follow it, and those who run meetings record at it."""
    meeting = find_meeting(access, pk)
    if meeting.state != Meeting.State.IN_PROGRESS:
        return redirect("meeting_detail", access.partnership.slug, meeting.pk)
    return _screen(request, access, meeting, request.GET.get("at", ""))


def _screen(request, access, meeting, key, form=None):
    contents = meeting.packs.last().contents
    outline, agenda = contents["outline"], agenda_for(access, meeting)
    screens = screens_of(agenda, outline)
    screen, before, after = find_screen(screens, outline, key)
    if form is None and access.may(Permission.RUN_MEETINGS):
        draft = meeting.drafts.filter(by=request.user, place=place_of(screen.key)).first()
        form = _record_form(access, meeting, agenda, screen.key, initial={"text": draft.text if draft else ""})
    related = ("challenged", "by", "item", "action", "priority", "hallmark", "edition")
    records = meeting.records.with_changes().select_related(*related).defer("edition__payload")
    records = list(records_for(access, records))
    context = {
        "meeting": meeting,
        "pack": contents,
        "outline": outline,
        "places": screens,
        "place": screen,
        "number": next((n for n, each in enumerate(screens, 1) if each.key in (screen.key, screen.within)), 1),
        "before": before,
        "came_from": f"?from={meeting.pk}&at={screen.key}",
        "after": after,
        "form": form,
        "token": token_of(request) if request.method == "POST" else uuid.uuid4(),
        "records": [r for r in records if _is_at(r, screen)],
        "pulse": pulse(meeting),
        "may_take_back": screen.kind in ("welcome", "closing") and may_take_back(access, meeting),
        **_extra_context(screen, meeting, access, records, contents),
    }
    return render(request, "actions/meetings/run.html", context)


def _record_form(access, meeting, agenda, key, *args, **kwargs):
    """The form for a record at the screen with that key."""
    plan = current_plan(access.partnership)
    parts = parts_of(plan)
    target = target_of(key, partnership=access.partnership, agenda=agenda, parts=parts)
    return RecordForm(*args, meeting=meeting, plan=plan, parts=parts, target=target, **kwargs)


def _extra_context(screen, meeting, access, records, contents):
    """Template context that only some screens need."""
    if screen.kind == "welcome":
        return _attendance_context(meeting)
    if screen.kind == "review":
        return {
            "since_then": since_then(contents["changes"]),
            "moved_on": _reported_since(access, contents),
            "exceptions": [part for part in by_part(contents["outline"]) if part["exceptions"]],
        }
    if screen.kind == "action":
        moved_on = _reported_since(access, contents)
        return {"moved_on": [update for update in moved_on if update.action_id == screen.subject["id"]]}
    if screen.kind == "minutes":
        return {"earlier": earlier_with_forms(meeting)}
    if screen.kind == "matters":
        matters = open_matters(meeting.group, before=meeting)
        for matter in matters:
            matter["shown"] = "At a confidential point" if matter["confidential"] else matter["words"]
        return {"matters": matters if access.may_read_confidential else open_only(matters)}
    if screen.kind == "closing":
        return {"everything": records, **_attendance_context(meeting)}
    return {}


def earlier_with_forms(meeting):
    """The minutes that the meeting has to agree, as (Minutes, contents, AgreementForm)."""
    earlier = minutes_to_agree(meeting)
    return [(each, minutes_without(each.contents), AgreementForm(minutes=each)) for each in earlier]


def _reported_since(access, contents):
    """Updates made after the plan was frozen for the meeting, newest first; the frozen plan lacks them."""
    updates = Update.objects.in_partnership(access.partnership).active().filter(recorded_at__gt=contents["made_at"])
    return list(updates.select_related("authority", "by").order_by("-pk"))


def _is_at(record, screen):
    """Whether a record belongs to this screen, or to an action of its part of the plan."""
    if screen.kind == "part" and record.action_id:
        part_actions = [*screen.subject["exceptions"], *screen.subject["at_risk"], *screen.subject["rest"]]
        return any(action["id"] == record.action_id for action in part_actions)
    return record.place == screen.key


def _attendance_context(meeting):
    return dict(zip(("attendances", "quorum", "seniors"), proceedings.attendance_of(meeting), strict=True))


@form_page
def meeting_record(request, access, pk):
    """Create a record at the screen `at`. The pack is not read: a record belongs to what is in the database."""
    meeting = find_meeting(access, pk)
    access.require(Permission.RUN_MEETINGS)
    key = request.POST.get("at", request.GET.get("at", ""))[:MAX_PLACE_LENGTH]
    if request.method != "POST":
        return redirect(run_url(meeting, key))
    if meeting.state != Meeting.State.IN_PROGRESS:
        return not_in_progress_page(request, meeting)
    form = _record_form(access, meeting, meeting.agenda.all(), key, request.POST)
    if not form.is_valid():
        return _screen(request, access, meeting, key, form)
    try:
        proceedings.record(meeting, by=request.user, token=token_of(request), **form.record_arguments())
    except NotInProgress:
        return not_in_progress_page(request, meeting)
    messages.success(request, "Recorded.")
    return redirect(run_url(meeting, key, "#records"))


@form_page
def meeting_attendance(request, access, pk):
    """Attendance by authority. Each row is saved separately, so two people can fill it in at once."""
    meeting = find_meeting(access, pk, lock=request.method == "POST")
    access.require(Permission.RUN_MEETINGS)
    if meeting.state != Meeting.State.IN_PROGRESS:
        return not_in_progress_page(request, meeting)
    forms = _attendance_forms(request, access, meeting)
    if request.method == "POST":
        valid_forms = [form for form in forms if form.is_valid()]
        for form in valid_forms:
            if form.is_different:
                proceedings.attend(meeting, form.authority, by=request.user, **form.typed)
        if len(valid_forms) == len(forms):
            if request.headers.get("X-Requested-With") == "fetch":
                return HttpResponse(status=204)
            messages.success(request, "Attendance saved.")
            return redirect(run_url(meeting, "welcome"))
    return render(
        request,
        "actions/meetings/attendance.html",
        {"meeting": meeting, "seats": forms, **_attendance_context(meeting)},
    )


def _attendance_forms(request, access, meeting):
    day = meeting.day
    attendances = {each.authority_id: each for each in meeting.attendances.prefetch_related("people")}
    members = list(meeting.group.members.select_related("user"))
    data = posted(request)
    forms = []
    for authority in access.partnership.authorities.acting().existing(day):
        suggestions = [
            f"{m.called}, {m.post}" if m.post else m.called for m in members if m.authority_id == authority.pk
        ]
        forms.append(
            AttendanceForm(data, authority=authority, attendance=attendances.get(authority.pk), suggestions=suggestions)
        )
    return forms


@button_page(atomic=False)
def meeting_draft(request, access, pk):
    """Save the unrecorded draft of a screen; called by the page's script."""
    meeting = find_meeting(access, pk)
    access.require(Permission.RUN_MEETINGS)
    text = request.POST.get("text", "").replace("\r\n", "\n")[:20_000]
    place = place_of(request.POST.get("at", ""))
    try:
        proceedings.keep_draft(meeting, by=request.user, place=place, text=text)
    except NotInProgress:
        return not_in_progress_page(request, meeting)
    return HttpResponse(status=204)


def pulse(meeting):
    """A version string that changes whenever something is recorded at the meeting."""
    histories = [model.history.filter(meeting_id=meeting.pk) for model in (Record, Attendance)]
    histories.append(Attendee.history.filter(attendance__meeting_id=meeting.pk))
    newest = [Subquery(rows.order_by("-history_id").values("history_id")[:1]) for rows in histories]
    return "-".join(str(number or 0) for number in Meeting.objects.values_list(*newest).get(pk=meeting.pk))


@member_page
def meeting_pulse(request, access, pk):
    """The meeting's pulse, polled by its screens every few seconds."""
    return HttpResponse(pulse(find_meeting(access, pk)), content_type="text/plain")
