"""The sources of search: for each model its rows, searched fields, date and result."""

from collections.abc import Callable
from dataclasses import dataclass

from django.apps import apps
from django.db.models import DateTimeField, F, Model, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from partners import clock
from partners.models import Meeting, Partnership
from plans.due_dates import in_one_line
from plans.models import Assessment, Consultation, Duty, Plan, Section
from plans.plan_pages import page_of
from priorities.models import Priority, SuccessCriterion

from ..models import (
    Action,
    ActionPartner,
    Answer,
    Correction,
    DecidedChange,
    FollowUp,
    Hallmark,
    Milestone,
    Minutes,
    Passage,
    Record,
    Undoing,
    Update,
)

# The choices of the "Where" filter.
RESULT_KINDS = {
    "plan": _("Plan: sections, priorities, criteria, hallmarks"),
    "assessed": _("Strategic assessments and consultations"),
    "action": _("Actions"),
    "duty": _("Duties"),
    "update": _("Updates"),
    "decision": _("Decisions, challenges and notes of meetings"),
    "minutes": _("Minutes of closed meetings"),
}


@dataclass(frozen=True)
class Source:
    """One model that search looks through, in its `search_fields`.

    `result` returns a row's (title, other text, context, who, address). `authority` and `status` return a Q for one
    value, or are None for models without. `rows` is the manager's method for the rows that are searched, all of them
    by default. `whole` completes "No longer ..." for retired rows. `touches` are the models on which a document depends
    beside its own, whose ids are (their column, that of the source), and the columns of theirs that matter.
    `confidential` are its rows that not every member may read (see `meetings.confidential`).
    """

    kind: str
    model: type[Model]
    result: Callable
    related: tuple = ()
    moment: str = ""
    called: str = ""
    rows: Callable[[], QuerySet] | None = None
    authority: Callable | None = None
    status: Callable | None = None
    whole: str = _("in the plan")
    touches: tuple = ()
    confidential: Q | None = None

    @property
    def key(self):
        return self.model._meta.model_name

    @property
    def name(self):
        return str(self.called) or gettext(str(self.model._meta.verbose_name)).capitalize()

    def all_rows(self):
        return self.rows() if self.rows else getattr(self.model, "all_objects", self.model.objects).all()

    def dated_rows(self):
        """The rows that are searched, each with its `moment`: its own date, or that of its last change."""
        rows = self.all_rows().order_by()
        if self.moment:
            return rows.annotate(moment=F(self.moment))
        changes = self.model.history.filter(id=OuterRef("pk")).order_by("-history_date").values("history_date")
        return rows.annotate(moment=Subquery(changes[:1], output_field=DateTimeField()))


def _url(name, slug, *args):
    return reverse(name, args=[slug, *args])


def _plan_url(row, kind, anchor=""):
    """The address of a row's plan, or of its history if no page shows it: retired, or of an older plan."""
    has_page = row.plan_id == row.running_plan or row.plan.phase != Plan.Phase.RUNNING
    if row.retired_at or not has_page:
        return _url("history", row.plan.partnership.slug, kind, row.pk)
    return page_of("plan_detail", row.plan) + anchor


def _section_result(section):
    text = _texts_of(section, ("body", "body_after"))
    return str(section), text, section.plan.title, "", _plan_url(section, "section", f"#words-{section.key}")


def _priority_result(priority):
    texts = [priority.heading, priority.consultation_name]
    text = "\n".join(text for text in texts if text and text.lower() != priority.name.lower())
    return priority.name, text, priority.plan.title, "", _plan_url(priority, "priority", f"#{priority.key}")


def _hallmark_result(hallmark):
    return hallmark.name, hallmark.body, hallmark.plan.title, "", _plan_url(hallmark, "hallmark", "#hallmarks")


def _criterion_result(criterion):
    slug, who = criterion.priority.plan.partnership.slug, criterion.reporter and criterion.reporter.name
    page = ("history", slug, "criterion") if criterion.retired_at else ("criterion_detail", slug)
    return criterion.wording, criterion.measure, criterion.priority.name, who, _url(*page, criterion.pk)


def _action_result(action):
    slug = action.plan.partnership.slug
    who = action.lead.name if action.lead else in_one_line(action.lead_words) or gettext("Lead to be agreed")
    text = _texts_of(action, action.search_fields[1:])
    return action.wording, text, action.serves.name, who, _url("action_detail", slug, action.pk)


def _milestone_result(milestone):
    _text, _where, _plan, who, address = _action_result(milestone.action)
    return milestone.wording, "", milestone.action.wording, who, f"{address}#milestones"


def _duty_result(duty):
    who, address = (
        duty.done_by or gettext("Not agreed who does it"),
        _url("duty_detail", duty.partnership.slug, duty.pk),
    )
    return duty.obligation, duty.source, gettext("Register of duties"), who, address


def _update_result(update):
    text = _texts_of(update, update.search_fields)
    address = _url("action_detail", update.authority.partnership.slug, update.action_id)
    where = gettext("%(name)s · said to be %(value)s") % {
        "name": update.action.serves.name,
        "value": gettext(update.get_status_display()).lower(),
    }
    return update.action.wording, text, where, update.authority.name, address


def _meeting_url(meeting):
    name = "meeting_minutes" if meeting.is_closed else "meeting_detail"
    return _url(name, meeting.group.partnership.slug, meeting.pk)


def _record_result(record):
    responses = [record.answer.text] if hasattr(record, "answer") else []
    changed = [record.change.wording] if hasattr(record, "change") else []
    text = "\n".join(filter(None, [record.text, *responses, *changed]))
    about = record.action or record.priority or record.hallmark or record.item or ""
    who = record.challenged and record.challenged.name
    address = _url("record_detail", record.meeting.group.partnership.slug, record.pk)
    return _meeting_title(record.meeting), text, str(about), who, address


def _follow_up_result(follow_up):
    title, _text, *rest = _record_result(follow_up.record)
    return title, follow_up.text, *rest


def _passage_result(passage):
    return _meeting_title(passage.meeting), passage.text, "", "", _meeting_url(passage.meeting)


def _correction_result(correction):
    meeting, address = correction.minutes.meeting, _meeting_url(correction.minutes.meeting)
    if correction.record_id:
        address = _url("record_detail", meeting.group.partnership.slug, correction.record_id)
    return _meeting_title(meeting), correction.text, "", "", address


def _meeting_title(meeting):
    return f"{meeting.group}, {clock.date_of(meeting.starts_at):%-d %B %Y}"


def _supported_by(authority):
    return Q(pk__in=ActionPartner.objects.filter(authority=authority).values("action"))


def _with_status(status):
    newest = Subquery(Update.objects.newest_of("pk").values("status"))
    return Q(pk__in=Action.all_objects.annotate(latest_status=newest).filter(latest_status=status).values("pk"))


# The minute-taker's words are of a point by its key: those of the whole meeting are left out.
OF_A_CONFIDENTIAL_MEETING = Q(meeting__agenda__confidential=True)
PLAN_RELATED = ("plan__partnership", "plan__continued_as")
MEETING_RELATED = ("meeting__group__partnership",)
RECORD_RELATED = (*MEETING_RELATED, "challenged", "action", "priority", "hallmark", "item", "answer", "change")


def _texts_of(row, fields):
    return "\n".join(filter(None, (getattr(row, field) for field in fields)))


def _plan_source(model, result):
    """The Source for a part of the plan; its rows have `running_plan`, the running plan's id."""

    def rows():
        running = Plan.objects.filter(partnership=OuterRef("plan__partnership")).running_first().values("pk")
        return model.all_objects.annotate(running_plan=Subquery(running[:1]))

    return Source("plan", model, result, PLAN_RELATED, rows=rows)


def _assessment_source(model, whole):
    """The Source for assessments or consultations."""

    def result(row):
        text = _texts_of(row, model.search_fields[1:])
        address = _url(f"{model._meta.model_name}_detail", row.plan.partnership.slug, row.pk)
        return str(row), text, row.plan.title, "", address

    return Source("assessed", model, result, PLAN_RELATED, whole=whole)


SPECIAL_SOURCES = (
    _plan_source(Section, _section_result),
    _plan_source(Priority, _priority_result),
    _plan_source(Hallmark, _hallmark_result),
    _assessment_source(Assessment, _("among the assessments")),
    _assessment_source(Consultation, _("among the consultations")),
    Source(
        "plan",
        SuccessCriterion,
        _criterion_result,
        ("priority__plan__partnership", "reporter"),
        authority=lambda authority: Q(reporter=authority),
    ),
    Source(
        "action",
        Action,
        _action_result,
        ("priority__plan__partnership", "hallmark__plan__partnership", "lead"),
        authority=lambda authority: Q(lead=authority) | _supported_by(authority),
        status=_with_status,
    ),
    Source(
        "action",
        Milestone,
        _milestone_result,
        ("action__priority__plan__partnership", "action__hallmark__plan__partnership", "action__lead"),
        authority=lambda authority: Q(action__lead=authority) | Q(action__partners__authority=authority),
    ),
    Source(
        "duty",
        Duty,
        _duty_result,
        ("partnership", "authority", "group"),
        authority=lambda authority: Q(authority=authority),
        whole=_("among the duties"),
    ),
    Source(
        "update",
        Update,
        _update_result,
        ("authority__partnership", "action__priority", "action__hallmark"),
        "recorded_at",
        rows=Update.objects.active,
        authority=lambda authority: Q(authority=authority),
        status=lambda status: Q(status=status),
        touches=((Undoing, "update_id", "id", ("update_id",)),),
    ),
    Source(
        "decision",
        Record,
        _record_result,
        RECORD_RELATED,
        "meeting__starts_at",
        authority=lambda authority: Q(challenged=authority) | Q(change__lead=authority),
        touches=(
            (Answer, "record_id", "id", ("record_id", "text")),
            (DecidedChange, "record_id", "id", ("record_id", "wording")),
            (Meeting, "id", "meeting_id", ("starts_at",)),
        ),
        confidential=Q(item__confidential=True),
    ),
    Source(
        "decision",
        FollowUp,
        _follow_up_result,
        tuple(
            f"record__{each}"
            for each in (*MEETING_RELATED, "challenged", "action", "priority", "hallmark", "item", "answer", "change")
        ),
        "said_at",
        authority=lambda authority: Q(record__challenged=authority) | Q(record__change__lead=authority),
        confidential=Q(record__item__confidential=True),
    ),
    Source(
        "minutes",
        Passage,
        _passage_result,
        MEETING_RELATED,
        "meeting__starts_at",
        _("Minutes"),
        rows=Passage.objects.filter(meeting__minutes__isnull=False).all,
        touches=((Minutes, "meeting_id", "meeting_id", ("meeting_id",)), (Meeting, "id", "meeting_id", ("starts_at",))),
        confidential=OF_A_CONFIDENTIAL_MEETING,
    ),
    Source(
        "minutes",
        Correction,
        _correction_result,
        ("minutes__meeting__group__partnership",),
        "corrected_at",
        _("Correction of minutes"),
        confidential=Q(record__item__confidential=True),
    ),
)


def _plain_source(model):
    """The Source for a model without one above: found everywhere, with its page of history."""

    def result(row):
        address = _url("history", _partnership_of(row).slug, model.history_options.page, row.pk)
        return str(row), _texts_of(row, model.search_fields), "", "", address

    return Source("", model, result)


def _partnership_of(row):
    while not isinstance(row, Partnership):
        parents = (getattr(row, lookup.split("__")[0]) for lookup in row.history_options.belongs_to)
        row = next(filter(None, parents))
    return row


def search_sources():
    """{key: Source} of every model with `search_fields`."""
    special = [source.model for source in SPECIAL_SOURCES]
    plain = (model for model in apps.get_models() if hasattr(model, "search_fields") and model not in special)
    return {source.key: source for source in (*SPECIAL_SOURCES, *map(_plain_source, plain))}
