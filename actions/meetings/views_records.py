"""The page of one record, and the forms by which it is changed, corrected, followed up, marked as done and answered."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from partners.access import member_page
from partners.forms.keys import key_in
from partners.forms.pages import form_page, posted
from partners.models import Meeting
from partners.permissions import Permission
from plans.plan_pages import current_plan

from ..models import Minutes, Record
from . import proceedings
from .closing import correct
from .confidential import records_for
from .forms import FollowUpForm, RecordEditForm, ResponseForm
from .forms_minutes import CorrectionForm
from .matters_arising import matter_of
from .outcomes import OPEN
from .proceedings import InThePlan
from .screens import parts_of
from .views import not_in_progress_page, run_url


def find_record(access, pk, *, lock=False):
    """The partnership's record. Raises Http404."""
    records = records_for(access, Record.objects.in_partnership(access.partnership))
    if lock:
        records = records.select_for_update(of=["self"])
    return get_object_or_404(records.select_related("meeting__group__partnership", "challenged", "item"), pk=pk)


@member_page
def record_detail(request, access, pk):
    """A decision, note or challenge: where it was recorded, what it is about, and what became of it."""
    record = find_record(access, pk)
    matter = matter_of(record)
    return render(
        request,
        "actions/meetings/record_detail.html",
        {
            "matter": matter,
            "record": matter.record,
            "meeting": record.meeting,
            "has_minutes": Minutes.objects.filter(meeting=record.meeting_id).exists(),
            "may_answer": matter.state == OPEN and _may_answer(access, record) and not hasattr(matter.record, "answer"),
        },
    )


def _back(request, access, record):
    """Where to go once a record was dealt with: the screen of the meeting `from` which one came, or its own page."""
    meetings = Meeting.objects.in_partnership(access.partnership).filter(state=Meeting.State.IN_PROGRESS)
    if meeting := meetings.filter(pk=key_in(request.GET.get("from", ""))).select_related("group__partnership").first():
        return run_url(meeting, request.GET.get("at", ""))
    return reverse("record_detail", args=[access.partnership.slug, record.pk])


@form_page
def record_edit(request, access, pk):
    """Edit a record, or delete it."""
    record = find_record(access, pk, lock=request.method == "POST")
    access.require(Permission.RUN_MEETINGS)
    if record.meeting.state != Meeting.State.IN_PROGRESS:
        return not_in_progress_page(request, record.meeting)
    back = run_url(record.meeting, record.place, "#records")
    plan = current_plan(access.partnership)
    form = RecordEditForm(posted(request), instance=record, plan=plan, parts=parts_of(plan))
    try:
        if request.method == "POST" and "strike" in request.POST:
            proceedings.strike(record, by=request.user)
            messages.success(request, gettext("Removed."))
            return redirect(back)
        if form.is_valid():
            if form.has_changed():
                proceedings.amend(record, by=request.user, **form.record_arguments())
            messages.success(request, gettext("Saved."))
            return redirect(back)
    except InThePlan:
        form.full_clean()
        form.add_error(None, gettext("What it decides was put into the plan, or dropped, so that it stays on record."))
    return render(request, "actions/meetings/record_edit.html", {"record": record, "form": form, "back": back})


@form_page
def record_settle(request, access, pk):
    """Mark an open record as done, which ends it as a matter arising."""
    record = find_record(access, pk)
    access.require(Permission.RUN_MEETINGS)
    back = _back(request, access, record)
    form = ResponseForm(posted(request), label=gettext("How did it end?"), missing=gettext("Enter how it ended"))
    if form.is_valid() and proceedings.settle(record, by=request.user, **form.cleaned_data):
        messages.success(request, gettext("Marked as done."))
        return redirect(back)
    matter = matter_of(record)
    context = {"matter": matter, "back": back}
    return _response_page(request, "record_settle", record, form, is_open=not matter.became, **context)


@form_page
def record_follow_up(request, access, pk):
    """Have a record come up again, at the group's next meeting or from a day on."""
    record = find_record(access, pk)
    access.require(Permission.RUN_MEETINGS)
    back = _back(request, access, record)
    form = FollowUpForm(posted(request))
    if form.is_valid():
        proceedings.follow_up(record, by=request.user, **form.cleaned_data)
        messages.success(request, gettext("It will be raised again."))
        return redirect(back)
    return render(request, "actions/meetings/record_follow_up.html", {"record": record, "form": form, "back": back})


@form_page
def record_correct(request, access, pk):
    """Add a correction to a record of a closed meeting, which stays unchanged; before, the record itself is changed."""
    record = find_record(access, pk)
    access.require(Permission.RUN_MEETINGS)
    minutes = Minutes.objects.filter(meeting=record.meeting_id).first()
    if minutes is None:
        return redirect("record_edit", access.partnership.slug, record.pk)
    back = _back(request, access, record)
    form = CorrectionForm(posted(request))
    if form.is_valid():
        correct(minutes, by=request.user, record=record, text=form.cleaned_data["text"])
        messages.success(request, gettext("The correction is added."))
        return redirect(back)
    return render(request, "actions/meetings/record_correct.html", {"record": record, "form": form, "back": back})


def _may_answer(access, record):
    if record.kind != Record.Kind.CHALLENGE:
        return False
    return record.challenged in access.answering_for or access.may(Permission.REPORT_FOR_ANY)


@form_page(permission=Permission.READ_OWN)
def challenge_answer(request, access, pk):
    """Answer a challenge, as the challenged authority or, for the coordinator, on its behalf."""
    record = find_record(access, pk)
    if not _may_answer(access, record):
        raise PermissionDenied
    mine = record.challenged in access.answering_for
    may_be_public = record.public and record.may_be_public
    texts = {"label": gettext("Your answer"), "missing": gettext("Enter your answer")}
    form = ResponseForm(posted(request), may_be_public=may_be_public, **texts)
    is_open = not hasattr(record, "answer")
    if is_open and form.is_valid():
        fields = {"authority": record.challenged, "on_behalf": not mine}
        proceedings.answer(record, by=request.user, **fields, **form.cleaned_data)
        messages.success(request, gettext("Your answer is saved."))
        return redirect("action_detail", access.partnership.slug, record.action_id)
    return _response_page(request, "challenge_answer", record, form, is_open=is_open, on_behalf=not mine)


def _response_page(request, name, record, form, *, is_open, **context):
    """The page to settle or answer a record; with 409, what was sent came too late."""
    status = 409 if form.is_bound and not is_open else 200
    context |= {"record": record, "form": form, "is_open": is_open}
    return render(request, f"actions/meetings/{name}.html", context, status=status)
