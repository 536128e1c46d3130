"""The pages that record the proceedings of a meeting."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from partners.forms.pages import button_page, form_page, posted
from partners.models import Meeting
from partners.permissions import Permission

from . import proceedings
from .forms import AttendanceForm, token_of
from .proceedings import NotInProgress
from .screens import MAX_PLACE_LENGTH, place_of
from .views import find_meeting, not_in_progress_page, run_url
from .views_run import attendance_context, record_form, render_screen

TAKEN_BACK = {
    Meeting.State.DRAFT: _("The meeting is a draft again, as before it was begun."),
    Meeting.State.READY: _("The meeting is ready again, as before it was begun."),
}


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
    messages.success(request, TAKEN_BACK[meeting.state])
    return redirect("meeting_detail", access.partnership.slug, meeting.pk)


@form_page
def meeting_record(request, access, pk):
    """Create a record at the screen `at`, and return to the screen `on` where it was pressed, by default the same.

    The pack is not read: a record belongs to what is in the database.
    """
    meeting = find_meeting(access, pk)
    access.require(Permission.RUN_MEETINGS)
    key = request.POST.get("at", request.GET.get("at", ""))[:MAX_PLACE_LENGTH]
    if request.method != "POST":
        return redirect(run_url(meeting, key))
    if meeting.state != Meeting.State.IN_PROGRESS:
        return not_in_progress_page(request, meeting)
    screen_key = request.POST.get("on", key)[:MAX_PLACE_LENGTH]
    form = record_form(access, meeting, meeting.agenda.all(), key, request.POST)
    if not form.is_valid():
        return render_screen(request, access, meeting, screen_key, form)
    try:
        proceedings.record(meeting, by=request.user, token=token_of(request), **form.record_arguments())
    except NotInProgress:
        return not_in_progress_page(request, meeting)
    messages.success(request, gettext("Recorded."))
    return redirect(run_url(meeting, screen_key, "#records"))


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
            messages.success(request, gettext("Attendance saved."))
            return redirect(run_url(meeting, "welcome"))
    return render(
        request,
        "actions/meetings/attendance.html",
        {"meeting": meeting, "seats": forms, **attendance_context(meeting)},
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
