"""The meeting's own screen, and what is recorded at it."""

import uuid
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from partners import clock
from partners.models import Attendance, Meeting
from partners.quorum import quorum_of, seniors_of
from partners.roles import Deed
from partners.standing import atomic_post, member_page
from plans.pages import current_plan
from plans.timetravel import newest_row

from ..models import Action, Record, Update
from . import running
from .forms import MendForm, RecordForm, SeatForm, WordsForm, token_of
from .matters import open_matters
from .pack import since_then
from .places import find_place, places_of
from .running import NotInProgress, place_key
from .views import find_meeting, not_now

# The key of a place, such as "action-12", is shorter: whatever is longer leads nowhere.
LONGEST_KEY = 40


def run_url(meeting, key="", anchor=""):
    path = reverse("meeting_run", args=[meeting.group.partnership.slug, meeting.pk])
    return path + (f"?{urlencode({'at': key})}" if key else "") + anchor


def _too_late(request, meeting):
    return not_now(request, meeting, [words for words in [request.POST.get("words", "").strip()] if words])


@member_page
@require_POST
def meeting_begin(request, standing, pk):
    meeting = find_meeting(standing, pk)
    standing.require(Deed.RUN_MEETINGS)
    if meeting.is_closed:
        return _too_late(request, meeting)
    running.begin(meeting, by=request.user)
    return redirect(run_url(meeting))


@member_page
@require_safe
def meeting_run(request, standing, pk):
    """What is on the projector; every member may follow it, who runs meetings records at it."""
    meeting = find_meeting(standing, pk)
    if meeting.state != Meeting.State.IN_PROGRESS:
        return redirect("meeting_detail", standing.partnership.slug, meeting.pk)
    return _screen(request, standing, meeting, request.GET.get("at", ""))


def _screen(request, standing, meeting, key, form=None, status=200):
    contents = meeting.packs.last().contents
    whole = contents["outline"]
    places = places_of(meeting.agenda.all(), whole)
    place, before, after = find_place(places, whole, key)
    may_record = standing.may(Deed.RUN_MEETINGS)
    if form is None and may_record:
        plan = current_plan(standing.partnership)
        draft = meeting.drafts.filter(by=request.user, place=place_key(place.target)).first()
        form = RecordForm(
            meeting=meeting, plan=plan, place=place, outline=whole, initial={"words": draft.words if draft else ""}
        )
    records = list(Record.objects.filter(meeting=meeting).select_related("made__lead", "challenged", "by", "action"))
    context = {
        "meeting": meeting,
        "pack": contents,
        "outline": whole,
        "places": places,
        "place": place,
        "number": next((n for n, each in enumerate(places, 1) if each.key in (place.key, place.within)), 1),
        "before": before,
        "after": after,
        "form": form if may_record else None,
        "token": token_of(request) if request.method == "POST" else uuid.uuid4(),
        "records": [r for r in records if _is_at(r, place)],
        "pulse": pulse(meeting),
        **_of_the_place(place, meeting, standing, records, contents),
    }
    return render(request, "actions/meetings/run.html", context, status=status)


def _of_the_place(place, meeting, standing, records, contents):
    """What only some places show."""
    if place.kind == "welcome":
        return _who_is_here(meeting, standing)
    if place.kind == "review":
        changed = contents["changes"]
        return {"since_then": since_then(changed) if changed else [], "moved_on": _reported_since(standing, contents)}
    if place.kind == "action":
        moved_on = _reported_since(standing, contents)
        return {"moved_on": [update for update in moved_on if update.action_id == place.target["action"]]}
    if place.kind == "matters":
        return {"matters": open_matters(meeting.group, before=meeting)}
    if place.kind == "closing":
        return {"everything": records, **_who_is_here(meeting, standing)}
    return {}


def _reported_since(standing, contents):
    """What was reported since the plan was frozen for the meeting, the newest first: the screen does not show it."""
    updates = Update.objects.in_partnership(standing.partnership).standing().filter(recorded_at__gt=contents["made_at"])
    return list(updates.select_related("authority", "by").order_by("-pk"))


def _is_at(record, place):
    """Whether it was recorded at this place, or at an action of this part of the plan."""
    ids = {"item": record.item_id, "priority": record.priority_id, "hallmark": record.hallmark_id}
    ids["action"] = record.action_id
    where = {name: pk for name, pk in ids.items() if pk}
    if place.kind == "part" and record.action_id:
        inside = [*place.thing["exceptions"], *place.thing["at_risk"], *place.thing["rest"]]
        return any(action["id"] == record.action_id for action in inside)
    return place.kind != "closing" and where == place.target and (place.target or place.kind == "welcome")


def _who_is_here(meeting, standing):
    authorities = list(standing.partnership.authorities.all())
    attendances = list(meeting.attendances.select_related("authority"))
    day = clock.date_of(meeting.starts_at)
    return {
        "attendances": attendances,
        "quorum": quorum_of(meeting.group.quorum, attendances, authorities, day),
        "seniors": seniors_of(attendances, authorities, day),
    }


@member_page
@require_http_methods(["GET", "HEAD", "POST"])
@atomic_post
def meeting_record(request, standing, pk):
    """Put something on record at the place `at`."""
    meeting = find_meeting(standing, pk, lock=request.method == "POST")
    standing.require(Deed.RUN_MEETINGS)
    key = request.POST.get("at", "")
    if request.method != "POST":
        return redirect(run_url(meeting, request.GET.get("at", "")[:LONGEST_KEY]))
    if meeting.state != Meeting.State.IN_PROGRESS:
        return _too_late(request, meeting)
    whole = meeting.packs.last().contents["outline"]
    place, _, _ = find_place(places_of(meeting.agenda.all(), whole), whole, key)
    plan = current_plan(standing.partnership)
    form = RecordForm(request.POST, meeting=meeting, plan=plan, place=place, outline=whole)
    if form.is_valid():
        if _is_gone(place, standing):
            form.add_error(None, "This is not in the plan any more. Record your words at another place.")
        else:
            running.record(meeting, by=request.user, token=token_of(request), target=place.target, **form.words_of())
            messages.success(request, "Recorded.")
            return redirect(run_url(meeting, place.key, "#records"))
    return _screen(request, standing, meeting, place.key, form)


def _is_gone(place, standing):
    """Whether the action was removed from the plan since the pack was made."""
    pk = place.target.get("action")
    return pk is not None and not Action.objects.in_partnership(standing.partnership).filter(pk=pk).exists()


def find_record(standing, pk, *, lock=False):
    """The partnership's record. Raises Http404."""
    records = Record.objects.in_partnership(standing.partnership)
    if lock:
        records = records.select_for_update(of=["self"])
    return get_object_or_404(records.select_related("meeting__group__partnership", "challenged"), pk=pk)


def key_of(record):
    """The key of the place at which it was recorded."""
    if record.item_id:
        return f"point-{record.item_id}"
    if record.action_id:
        return f"action-{record.action_id}"
    part = record.priority or record.hallmark
    return f"{'priority' if record.priority_id else 'hallmark'}-{part.key}" if part else "welcome"


@member_page
@require_http_methods(["GET", "HEAD", "POST"])
@atomic_post
def record_edit(request, standing, pk):
    """Mend the words of a record, or strike it out."""
    record = find_record(standing, pk, lock=request.method == "POST")
    standing.require(Deed.RUN_MEETINGS)
    if record.meeting.state != Meeting.State.IN_PROGRESS:
        return _too_late(request, record.meeting)
    back = run_url(record.meeting, key_of(record), "#records")
    if request.method == "POST" and "strike" in request.POST:
        running.strike(record, by=request.user)
        messages.success(request, "Struck out.")
        return redirect(back)
    form = MendForm(request.POST if request.method == "POST" else None, instance=record)
    if request.method == "POST" and form.is_valid():
        if form.has_changed():
            running.mend(record, by=request.user, **form.cleaned_data)
        messages.success(request, "Saved.")
        return redirect(back)
    return render(request, "actions/meetings/record_edit.html", {"record": record, "form": form, "back": back})


@member_page
@require_http_methods(["GET", "HEAD", "POST"])
@atomic_post
def record_settle(request, standing, pk):
    """Say how a decision ended, so that it comes up no longer."""
    record = find_record(standing, pk)
    standing.require(Deed.RUN_MEETINGS)
    label, missing = "How did it end?", "Say how it ended"
    form = WordsForm(request.POST if request.method == "POST" else None, label=label, missing=missing)
    is_open = record.kind == Record.Kind.DECISION and not hasattr(record, "settlement")
    if request.method == "POST" and is_open and form.is_valid():
        running.settle(record, by=request.user, **form.cleaned_data)
        messages.success(request, "It will not come up again.")
        return redirect("meeting_detail", standing.partnership.slug, record.meeting_id)
    return render(
        request,
        "actions/meetings/record_settle.html",
        {"record": record, "form": form, "is_open": is_open},
        status=409 if request.method == "POST" and not is_open else 200,
    )


@member_page
@require_http_methods(["GET", "HEAD", "POST"])
@atomic_post
def challenge_answer(request, standing, pk):
    """The challenged authority answers; the coordinator may on its behalf."""
    record = find_record(standing, pk)
    if record.kind != Record.Kind.CHALLENGE:
        raise PermissionDenied
    mine = record.challenged in standing.answering_for
    if not mine and not standing.may(Deed.REPORT_FOR_ANY):
        raise PermissionDenied
    form = WordsForm(
        request.POST if request.method == "POST" else None, label="Your answer", missing="Write your answer"
    )
    is_open = not hasattr(record, "answer")
    if request.method == "POST" and is_open and form.is_valid():
        words = form.cleaned_data["words"]
        running.answer(record, by=request.user, authority=record.challenged, words=words, on_behalf=not mine)
        messages.success(request, "Your answer is saved.")
        return redirect("action_detail", standing.partnership.slug, record.action_id)
    return render(
        request,
        "actions/meetings/challenge_answer.html",
        {"record": record, "form": form, "is_open": is_open, "on_behalf": not mine},
        status=409 if request.method == "POST" and not is_open else 200,
    )


@member_page
@require_http_methods(["GET", "HEAD", "POST"])
@atomic_post
def meeting_attendance(request, standing, pk):
    """Who is here, by authority. Each row is saved by itself, so that two people can fill it in at once."""
    meeting = find_meeting(standing, pk, lock=request.method == "POST")
    standing.require(Deed.RUN_MEETINGS)
    if meeting.state != Meeting.State.IN_PROGRESS:
        return _too_late(request, meeting)
    forms = _seats(request, standing, meeting)
    if request.method == "POST":
        good = [form for form in forms if form.is_valid()]
        for form in good:
            if form.changed and form.typed != form.now:
                state, by, senior = form.typed
                running.attend(meeting, form.authority, by=request.user, state=state, represented_by=by, senior=senior)
        if len(good) == len(forms):
            if request.headers.get("X-Requested-With") == "fetch":
                return HttpResponse(status=204)
            messages.success(request, "Attendance saved.")
            return redirect(run_url(meeting, "welcome"))
    return render(
        request,
        "actions/meetings/attendance.html",
        {"meeting": meeting, "seats": forms, **_who_is_here(meeting, standing)},
        status=200,
    )


def _seats(request, standing, meeting):
    day = clock.date_of(meeting.starts_at)
    known = {one.authority_id: one for one in Attendance.objects.filter(meeting=meeting)}
    members = list(meeting.group.members.select_related("user"))
    data = request.POST if request.method == "POST" else None
    found = []
    for authority in standing.partnership.authorities.acting().existing(day):
        called = [f"{m.called}, {m.post}" if m.post else m.called for m in members if m.authority_id == authority.pk]
        found.append(SeatForm(data, authority=authority, attendance=known.get(authority.pk), suggestions=called))
    return found


@member_page
@require_POST
def meeting_draft(request, standing, pk):
    """Keep what is being typed at a place: called by the page itself."""
    meeting = find_meeting(standing, pk)
    standing.require(Deed.RUN_MEETINGS)
    words = request.POST.get("words", "").replace("\r\n", "\n")[:20_000]
    whole = meeting.packs.last()
    if whole is None:
        return _too_late(request, meeting)
    whole = whole.contents["outline"]
    place, _, _ = find_place(places_of(meeting.agenda.all(), whole), whole, request.POST.get("at", ""))
    try:
        running.keep_draft(meeting, by=request.user, place=place_key(place.target), words=words)
    except NotInProgress:
        return _too_late(request, meeting)
    return HttpResponse(status=204)


def pulse(meeting):
    """A word that changes whenever something is recorded of the meeting."""
    return "-".join(str(newest_row(each, meeting_id=meeting.pk)) for each in ("actions.Record", "partners.Attendance"))


@member_page
@require_safe
def meeting_pulse(request, standing, pk):
    """The meeting's pulse, asked for by its screens every few seconds."""
    return HttpResponse(pulse(find_meeting(standing, pk)), content_type="text/plain")
