"""The screens of a meeting in progress: each is one page that fits a projector without scrolling."""

import uuid

from django.db.models import Subquery
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from actions.review.review import by_part
from partners.access import member_page
from partners.models import Attendance, Attendee, Meeting
from partners.permissions import Permission
from plans.outline.build import exceptions
from plans.plan_pages import current_plan
from priorities.charts import SCREEN, charts

from ..models import Record, Update
from . import proceedings
from .confidential import agenda_for, minutes_without, open_only, records_for
from .earlier_minutes import agreement_of, minutes_to_agree
from .forms import RecordForm, token_of
from .forms_minutes import AgreementForm
from .matters_arising import open_matters
from .pack import since_then
from .screen_pages import (
    AGENDA_PER_PAGE,
    EXCEPTIONS_PER_PAGE,
    LEFT,
    MATTERS_PER_PAGE,
    MEASURES_PER_PAGE,
    MILESTONES_PER_PAGE,
    RIGHT,
    SEATS_PER_PAGE,
    minutes_blocks,
    page_of,
    pages_by_length,
    prose_blocks,
    said_blocks,
    starting_with,
)
from .screens import action_screen, find_screen, parts_of, place_of, screens_of, target_of
from .views import find_meeting, may_take_back

NEWEST_RECORDS = 2


@member_page
def meeting_run(request, access, pk):
    """The projected screen; any member may follow it, and those who run meetings record at it."""
    meeting = find_meeting(access, pk)
    if meeting.state != Meeting.State.IN_PROGRESS:
        return redirect("meeting_detail", access.partnership.slug, meeting.pk)
    return render_screen(request, access, meeting, request.GET.get("at", ""))


def render_screen(request, access, meeting, key, form=None):
    """The screen with that key. `form` is a record sent with errors, for the screen or for an action listed on it."""
    contents = meeting.packs.last().contents
    outline, agenda = contents["outline"], agenda_for(access, meeting)
    screens = screens_of(agenda, outline)
    screen, before, after = find_screen(screens, outline, key)
    about = _about(request, outline) or screen
    if form is None and access.may(Permission.RUN_MEETINGS):
        draft = meeting.drafts.filter(by=request.user, place=place_of(about.key)).first()
        form = record_form(access, meeting, agenda, about.key, initial={"text": draft.text if draft else ""})
    related = ("challenged", "by", "item", "action", "priority", "hallmark", "edition")
    records = meeting.records.with_changes().select_related(*related).defer("edition__payload")
    records = list(records_for(access, records))
    here = [record for record in records if _is_at(record, screen)]
    context = {
        "meeting": meeting,
        "pack": contents,
        "outline": outline,
        "places": screens,
        "place": screen,
        "about": about,
        "number": next((n for n, each in enumerate(screens, 1) if each.key in (screen.key, screen.within)), 1),
        "before": before,
        "came_from": f"?from={meeting.pk}&at={screen.key}",
        "after": after,
        "form": form,
        "recording": form and _is_recording(request, form, screen, about),
        "token": token_of(request) if request.method == "POST" else uuid.uuid4(),
        "records": here[-NEWEST_RECORDS:],
        "more_records": len(here) - NEWEST_RECORDS,
        "pulse": pulse(meeting),
        "may_take_back": screen.kind in ("welcome", "closing") and may_take_back(access, meeting),
        **_extra_context(request, access, meeting, screens, screen, records, contents),
    }
    return render(request, "actions/meetings/run.html", context)


def _about(request, outline):
    """The Screen of the action that a decision is recorded about while another screen stays in view, or None."""
    key = request.POST.get("at", "") if request.method == "POST" else f"action-{request.GET.get('decide', '')}"
    return action_screen(outline, key)


def _is_recording(request, form, screen, about):
    """Whether the form is open: it was asked for or has something in it, or the screen has nothing else to show."""
    is_blank = screen.kind == "words" and not screen.subject.introduction
    return bool(form.errors or form.initial.get("text") or "record" in request.GET or about != screen or is_blank)


def record_form(access, meeting, agenda, key, *args, **kwargs):
    """The form for a record at the screen with that key."""
    plan = current_plan(access.partnership)
    parts = parts_of(plan)
    target = target_of(key, partnership=access.partnership, agenda=agenda, parts=parts)
    return RecordForm(*args, meeting=meeting, plan=plan, parts=parts, target=target, **kwargs)


def _is_at(record, screen):
    """Whether a record belongs to this screen, or to an action of its part of the plan."""
    if screen.kind == "part" and record.action_id:
        part_actions = [*screen.subject["exceptions"], *screen.subject["at_risk"], *screen.subject["rest"]]
        return any(action["id"] == record.action_id for action in part_actions)
    return record.place == screen.key


def _extra_context(request, access, meeting, screens, screen, records, contents):
    """Template context that only some screens need."""
    number = request.GET.get("page")
    if screen.kind == "welcome":
        return _welcome_context(request, meeting, screens)
    if screen.kind == "closing":
        everything = pages_by_length(records, RIGHT, lambda record: f"{record.text}\n")
        return {**attendance_context(meeting), "everything": page_of(everything, number, 1)}
    if screen.kind == "review":
        return _review_context(access, contents, number)
    if screen.kind == "part":
        return _part_context(request, screen.subject, contents["outline"])
    if screen.kind == "action":
        moved_on = _reported_since(access, contents)
        return {
            "moved_on": [update for update in moved_on if update.action_id == screen.subject["id"]][:1],
            "milestones": page_of(screen.subject["milestones"], request.GET.get("milestones"), MILESTONES_PER_PAGE),
            "page": page_of(said_blocks(screen.subject["update"], RIGHT), number, 1),
        }
    if screen.kind == "minutes":
        return _minutes_context(meeting, number)
    if screen.kind == "matters":
        return _matters_context(request, access, meeting, number)
    return {"page": page_of(prose_blocks(screen.subject.introduction, LEFT), number, 1)}


def _welcome_context(request, meeting, screens):
    """The agenda and who is here, each a page at a time."""
    attendance = attendance_context(meeting)
    points = [screen for screen in screens if screen.kind not in ("welcome", "part")]
    return {
        **attendance,
        "points": page_of(points, request.GET.get("page"), AGENDA_PER_PAGE),
        "attendances": page_of(attendance["attendances"], request.GET.get("who"), SEATS_PER_PAGE),
    }


def _part_context(request, part, outline):
    """Exceptions of a part of the plan, a page at a time, and as many charts as fit, from the measure asked for."""
    urgent = [*part["exceptions"], *part["at_risk"]]
    is_rest = "others" in request.GET or not urgent
    drawn = charts(part["criteria"], outline["plan"]["starts_on"], size=SCREEN)
    charted = [criterion for criterion in part["criteria"] if criterion["id"] in drawn]
    measures = starting_with(charted, request.GET.get("measure"))
    return {
        "urgent": urgent,
        "is_rest": is_rest,
        "page": page_of(part["rest"] if is_rest else urgent, request.GET.get("page"), EXCEPTIONS_PER_PAGE),
        "drawn": drawn,
        "measures": measures[:MEASURES_PER_PAGE],
        "measures_after": measures[MEASURES_PER_PAGE:],
        "measures_number": len(measures),
    }


def _review_context(access, contents, number):
    parts = by_part(contents["outline"])
    urgent = exceptions([action for part in parts for action in part["exceptions"]])
    urgent += [action for part in parts for action in part["at_risk"]]
    return {
        "since_then": since_then(contents["changes"]),
        "moved_on": _reported_since(access, contents),
        "urgent": urgent,
        "page": page_of(urgent, number, EXCEPTIONS_PER_PAGE),
    }


def _minutes_context(meeting, number):
    """The earlier minutes to be agreed: all of them, and the text of the first that is not agreed yet."""
    earlier = [(minutes, AgreementForm(minutes=minutes)) for minutes in minutes_to_agree(meeting)]
    [chosen] = [minutes for minutes, _ in earlier if not agreement_of(minutes)][:1] or [None]
    contents = minutes_without(chosen.contents) if chosen else {"points": []}
    return {
        "earlier": earlier,
        "chosen": chosen,
        "is_shortened": chosen and len(chosen.contents["points"]) != len(contents["points"]),
        "page": page_of(minutes_blocks(contents, RIGHT), number, 1),
    }


def _matters_context(request, access, meeting, number):
    """The action log, a page at a time, and one matter of it in full."""
    matters = open_matters(meeting.group, before=meeting)
    for matter in matters:
        matter["shown"] = gettext("At a confidential point") if matter["confidential"] else matter["words"]
    matters = matters if access.may_read_confidential else open_only(matters)
    page = page_of(matters, number, MATTERS_PER_PAGE)
    wanted = request.GET.get("matter", "")
    return {"page": page, "chosen": next((m for m in page if str(m["id"]) == wanted), page[0] if matters else None)}


def _reported_since(access, contents):
    """Updates made after the plan was frozen for the meeting, newest first; the frozen plan lacks them."""
    updates = Update.objects.in_partnership(access.partnership).active().filter(recorded_at__gt=contents["made_at"])
    return list(updates.select_related("authority", "by").order_by("-pk"))


def attendance_context(meeting):
    """Template context of `_who.html`."""
    return dict(zip(("attendances", "quorum", "seniors"), proceedings.attendance_of(meeting), strict=True))


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
