"""Pages that show, edit, close and correct the minutes, and list a group's matters arising."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from partners.access import member_page
from partners.forms.pages import confirm_saved, form_page, posted
from partners.models import Group, Meeting
from partners.permissions import Permission
from plans.jobs.turns import one_at_a_time
from plans.plan_pages import actions_url

from ..models import Minutes, Sending
from .closing import MinutesHaveChanged, added_since, close, correct, minutes_fingerprint, unrecorded
from .comments import comment, comments_of, may_comment, with_comments
from .confidential import matters_for, minutes_for, open_only
from .forms_minutes import CommentForm, CorrectionForm, MinutesForm, changed_texts
from .matters_arising import matters_of
from .minutes import minutes_of, omissions
from .minutes_docx import minutes_as_docx
from .minutes_pdf import minutes_as_pdf
from .public_record import public_points
from .sending import papers_sent
from .views import docx_response, find_meeting, not_in_progress_page, pdf_response

CHANGED = _("Something was recorded since you opened this page. Check the minutes again, then close the meeting.")


def minutes_shown(access, meeting):
    """(closed Minutes or None, their contents or the current ones, what was added since), as this person may read them.

    Before the meeting has begun, the contents are None.
    """
    if closed := Minutes.objects.select_related("by", "agreement__meeting").filter(meeting=meeting).first():
        added = added_since(closed)
        return (
            closed,
            minutes_for(access, closed.contents),
            added if access.may_read_confidential else open_only(added),
        )
    running = meeting.state == Meeting.State.IN_PROGRESS
    return None, minutes_for(access, minutes_of(meeting)) if running else None, []


def _comments(access, meeting, minutes):
    """The comments on draft minutes that this person may read; of `minutes_for` them."""
    comments = comments_of(meeting, minutes)
    return [each for each in comments if access.may_read_confidential or each.about or not each.place]


@member_page
def meeting_minutes(request, access, pk):
    meeting = find_meeting(access, pk)
    closed, minutes, added = minutes_shown(access, meeting)
    return render(
        request,
        "actions/meetings/meeting_minutes.html",
        {
            "meeting": meeting,
            "closed": closed,
            "minutes": minutes,
            "added": added,
            "drafts": meeting.drafts.filter(by=request.user) if closed else [],
            "comments": _comments(access, meeting, minutes) if minutes else [],
            "sendings": papers_sent(meeting, Sending.What.DRAFT, Sending.What.MINUTES),
            "may_edit": access.may_run_meetings,
            "may_comment": may_comment(request.user, access, meeting),
            "actions_url": actions_url(access),
        },
    )


@one_at_a_time
@member_page
def meeting_minutes_pdf(request, access, pk):
    """The minutes as a PDF, with later additions; a draft is marked as one."""
    closed, minutes, added = minutes_shown(access, find_meeting(access, pk))
    if minutes is None:
        return redirect("meeting_minutes", access.partnership.slug, pk)
    name = _file_name(access.partnership, minutes, closed, "pdf")
    return pdf_response(request, lambda: minutes_as_pdf(minutes, closed=closed, added=added), name)


@one_at_a_time
@member_page
def meeting_minutes_docx(request, access, pk):
    """The minutes as a Word document, with later additions; a draft is marked as one."""
    closed, minutes, added = minutes_shown(access, find_meeting(access, pk))
    if minutes is None:
        return redirect("meeting_minutes", access.partnership.slug, pk)
    name = _file_name(access.partnership, minutes, closed, "docx")
    return docx_response(request, lambda: minutes_as_docx(minutes, closed=closed, added=added), name)


def _file_name(partnership, minutes, closed, kind):
    state = "minutes" if closed else "draft-minutes"
    return f"{partnership.slug}-{state}-{minutes['meeting']['starts_at']:%Y-%m-%d}.{kind}"


@member_page
def meeting_minutes_json(request, access, pk):
    """The JSON of closed minutes, whole, from which their SHA-256 is computed."""
    minutes = get_object_or_404(Minutes, meeting=find_meeting(access, pk))
    access.require(Permission.READ_CONFIDENTIAL)
    return HttpResponse(minutes.payload, content_type="application/json")


@form_page
def meeting_minutes_edit(request, access, pk):
    """Edit every text of the minutes in place: records and the minute-taker's passages."""
    meeting = find_meeting(access, pk, lock=request.method == "POST")
    access.require(Permission.RUN_MEETINGS)
    if meeting.state != Meeting.State.IN_PROGRESS:
        return not_in_progress_page(request, meeting, changed_texts(request.POST))
    minutes = minutes_of(meeting)
    form = MinutesForm(posted(request), meeting=meeting, minutes=minutes)
    if request.method == "POST" and form.is_valid():
        count = form.save(by=request.user)
        confirm_saved(request, count, gettext("The minutes are saved."))
        return redirect("meeting_minutes", access.partnership.slug, pk)
    return render(
        request,
        "actions/meetings/meeting_minutes_edit.html",
        {
            "meeting": meeting,
            "minutes": with_comments(form.with_fields(minutes), meeting),
            "form": form,
        },
    )


@form_page
def meeting_comment(request, access, pk):
    """Comment on the draft minutes; members of the group may, and whoever runs meetings."""
    meeting = find_meeting(access, pk, lock=request.method == "POST")
    if not may_comment(request.user, access, meeting):
        raise PermissionDenied
    if meeting.state != Meeting.State.IN_PROGRESS:
        return not_in_progress_page(request, meeting)
    minutes = minutes_of(meeting)
    initial = {"place": request.GET.get("place", "")}
    form = CommentForm(posted(request), minutes=minutes, may_run=access.may_run_meetings, initial=initial)
    if form.is_valid():
        comment(meeting, by=request.user, **form.cleaned_data)
        messages.success(request, gettext("Your comment is saved."))
        return redirect("meeting_minutes", access.partnership.slug, pk)
    context = {"meeting": meeting, "minutes": minutes, "form": form, "actions_url": actions_url(access)}
    return render(request, "actions/meetings/meeting_comment.html", context)


@form_page
def meeting_close(request, access, pk):
    """A preview of the minutes with their omissions, and the button that closes them for good."""
    meeting = find_meeting(access, pk, lock=request.method == "POST")
    access.require(Permission.RUN_MEETINGS)
    problem = ""
    if request.method == "POST" and meeting.is_closed:
        messages.success(request, gettext("The meeting was closed already."))
        return redirect("meeting_minutes", access.partnership.slug, pk)
    if meeting.state != Meeting.State.IN_PROGRESS:
        return not_in_progress_page(request, meeting)
    if request.method == "POST":
        try:
            close(meeting, by=request.user, seen=request.POST.get("seen", ""))
        except MinutesHaveChanged:
            problem = CHANGED
        else:
            messages.success(request, gettext("The meeting is closed. Its minutes are final."))
            return redirect("meeting_minutes", access.partnership.slug, pk)
    minutes = minutes_of(meeting)
    return render(
        request,
        "actions/meetings/meeting_close.html",
        {
            "meeting": meeting,
            "minutes": minutes,
            "omissions": [*omissions(minutes), *unrecorded(meeting)],
            "comments": _comments(access, meeting, minutes),
            "public": public_points(minutes) if meeting.in_public else None,
            "seen": minutes_fingerprint(minutes),
            "problem": problem,
            "actions_url": actions_url(access),
        },
    )


@form_page
def meeting_correct(request, access, pk):
    """Add a correction below closed minutes, which stay unchanged."""
    meeting = find_meeting(access, pk)
    access.require(Permission.RUN_MEETINGS)
    minutes = get_object_or_404(Minutes, meeting=meeting)
    form = CorrectionForm(posted(request))
    if request.method == "POST" and form.is_valid():
        correct(minutes, by=request.user, text=form.cleaned_data["text"])
        messages.success(request, gettext("The correction is added."))
        return redirect("meeting_minutes", access.partnership.slug, pk)
    return render(request, "actions/meetings/meeting_correct.html", {"meeting": meeting, "form": form})


@member_page
def group_matters(request, access, pk):
    """A group's open matters arising with later meetings, and below them the ended ones."""
    group = get_object_or_404(Group.objects.in_partnership(access.partnership), pk=pk)
    matters = matters_for(access, matters_of(group))
    return render(
        request,
        "actions/meetings/group_matters.html",
        {
            "group": group,
            "open": [matter for matter in matters if matter.is_open],
            "done": sorted((m for m in matters if not m.is_open), key=lambda m: m.ended_at, reverse=True),
        },
    )
