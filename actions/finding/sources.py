"""Where search looks: for each kind of thing its rows, its words, its moment, and how it is told of."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import DateTimeField, F, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse

from partners import clock
from plans.models import Assessment, Consultation, Plan, Section
from plans.pages import page_of
from priorities.models import Priority, SuccessCriterion

from ..models import Action, ActionPartner, Correction, Duty, Hallmark, Passage, Record, Update

# What one chooses among, and what each result is called.
KINDS = {
    "plan": "The plan: sections, priorities, criteria, hallmarks",
    "assessed": "Strategic assessments and consultations",
    "action": "Actions",
    "duty": "Duties",
    "update": "Updates",
    "decision": "Decisions, challenges and notes of meetings",
    "minutes": "Minutes of closed meetings",
}


@dataclass(frozen=True)
class Source:
    """`fields` are what is searched. `authority` and `status` say which rows are of one; None: such things have none.

    `tell` makes of a row (title, the rest of its words, where it stands, who, address). `whole` is what a retired one
    is no longer part of.
    """

    kind: str
    name: str
    rows: Callable[[], QuerySet]
    fields: tuple
    tell: Callable
    related: tuple = ()
    moment: str = ""
    authority: Callable | None = None
    status: Callable | None = None
    whole: str = "in the plan"

    def of(self, partnership):
        """The partnership's, each with its `moment`: its own, or that of its last change in the plan."""
        rows = self.rows().in_partnership(partnership).order_by()
        if self.moment:
            return rows.annotate(moment=F(self.moment))
        changes = rows.model.history.filter(id=OuterRef("pk")).order_by("-history_date").values("history_date")
        return rows.annotate(moment=Subquery(changes[:1], output_field=DateTimeField()))


def _page(name, slug, *args):
    return reverse(name, args=[slug, *args])


def _in_the_plan(thing, kind, anchor=""):
    """The page of its plan, or its history where no page shows it: retired, or of an older plan that none continues."""
    shown = thing.plan_id == thing.running_plan or thing.plan.phase != Plan.Phase.RUNNING
    if thing.retired_at or not shown:
        return _page("history", thing.plan.partnership.slug, kind, thing.pk)
    return page_of("plan_detail", thing.plan) + anchor


def _section(section):
    text = "\n".join(filter(None, [section.body, section.body_after]))
    return str(section), text, section.plan.title, "", _in_the_plan(section, "section", f"#words-{section.key}")


def _priority(priority):
    others = [priority.heading, priority.consultation_name]
    text = "\n".join(words for words in others if words and words.lower() != priority.name.lower())
    address = _in_the_plan(priority, "priority", f"#{priority.key}")
    return priority.name, text, priority.plan.title, "", address


def _hallmark(hallmark):
    address = _in_the_plan(hallmark, "hallmark", "#hallmarks")
    return hallmark.name, hallmark.body, hallmark.plan.title, "", address


def _criterion(criterion):
    slug, who = criterion.priority.plan.partnership.slug, criterion.reporter and criterion.reporter.name
    page = (
        ("history", slug, "criterion", criterion.pk)
        if criterion.retired_at
        else ("criterion_detail", slug, criterion.pk)
    )
    return criterion.wording, criterion.measure, criterion.priority.name, who, _page(*page)


def _action(action):
    slug = action.plan.partnership.slug
    who = action.lead.name if action.lead else "Lead to be agreed"
    return action.wording, action.note, action.serves.name, who, _page("action_detail", slug, action.pk)


def _duty(duty):
    who = duty.done_by or "To be agreed by whom"
    return duty.words, duty.source, "The register of duties", who, _page("duty_detail", duty.partnership.slug, duty.pk)


def _update(update):
    text = "\n".join(filter(None, [update.happened, update.achieved, update.next, update.public]))
    address = _page("action_detail", update.authority.partnership.slug, update.action_id)
    where = f"{update.action.serves.name} · said to be {update.get_status_display().lower()}"
    return update.action.wording, text, where, update.authority.name, address


def _meeting_page(meeting):
    name = "meeting_minutes" if meeting.is_closed else "meeting_detail"
    return _page(name, meeting.group.partnership.slug, meeting.pk)


def _record(record):
    ended = [getattr(record, name).words for name in ("answer", "settlement") if hasattr(record, name)]
    about = record.action or record.priority or record.hallmark or record.item or ""
    who = record.challenged.name if record.challenged else ""
    return _met(record.meeting), "\n".join([record.words, *ended]), str(about), who, _meeting_page(record.meeting)


def _passage(passage):
    return _met(passage.meeting), passage.words, "", "", _meeting_page(passage.meeting)


def _correction(correction):
    meeting = correction.minutes.meeting
    return _met(meeting), correction.words, "", "", _meeting_page(meeting)


def _met(meeting):
    return f"{meeting.group}, {clock.date_of(meeting.starts_at):%-d %B %Y}"


def _supports(authority):
    return Q(pk__in=ActionPartner.objects.filter(authority=authority).values("action"))


def _said(status):
    newest = Update.objects.standing().filter(action=OuterRef("pk")).order_by("-pk").values("status")
    return Q(pk__in=Action.ever.annotate(said=Subquery(newest[:1])).filter(said=status).values("pk"))


def _of_plan(model):
    """Those of any plan, each with which is the one that runs."""
    running = Plan.objects.filter(partnership=OuterRef("plan__partnership")).running_first().values("pk")
    return lambda: model.ever.annotate(running_plan=Subquery(running[:1]))


PLAN = ("plan__partnership", "plan__continued_as")
MET = ("meeting__group__partnership",)


def _assessed(model, name, whole, *fields):
    """The Source of assessments or of consultations, whose words are in `fields`."""

    def tell(one):
        text = "\n".join(filter(None, (getattr(one, field) for field in fields)))
        address = _page(f"{model._meta.model_name}_detail", one.plan.partnership.slug, one.pk)
        return str(one), text, one.plan.title, "", address

    return Source("assessed", name, model.ever.all, ("title", *fields), tell, PLAN, whole=f"among the {whole}")


SOURCES = {
    "section": Source("plan", "Section", _of_plan(Section), ("heading", "body", "body_after"), _section, PLAN),
    "priority": Source(
        "plan", "Priority", _of_plan(Priority), ("name", "heading", "consultation_name"), _priority, PLAN
    ),
    "hallmark": Source("plan", "Hallmark", _of_plan(Hallmark), ("name", "body"), _hallmark, PLAN),
    "assessment": _assessed(
        Assessment, "Strategic assessment", "assessments", "summary", "value_for_money", "value_for_money_public"
    ),
    "consultation": _assessed(Consultation, "Consultation", "consultations", "asked_whom", "summary", "changed"),
    "criterion": Source(
        "plan",
        "Success criterion",
        lambda: SuccessCriterion.ever.all(),
        ("wording", "measure"),
        _criterion,
        ("priority__plan__partnership", "reporter"),
        authority=lambda authority: Q(reporter=authority),
    ),
    "action": Source(
        "action",
        "Action",
        lambda: Action.ever.all(),
        ("wording", "note"),
        _action,
        ("priority__plan__partnership", "hallmark__plan__partnership", "lead"),
        authority=lambda authority: Q(lead=authority) | _supports(authority),
        status=_said,
    ),
    "duty": Source(
        "duty",
        "Duty",
        lambda: Duty.objects.all(),
        ("words", "source"),
        _duty,
        ("partnership", "authority", "group"),
        authority=lambda authority: Q(authority=authority),
        whole="among the duties",
    ),
    "update": Source(
        "update",
        "Update",
        lambda: Update.objects.standing(),
        ("happened", "achieved", "next", "public"),
        _update,
        ("authority__partnership", "action__priority", "action__hallmark"),
        "recorded_at",
        authority=lambda authority: Q(authority=authority),
        status=lambda status: Q(status=status),
    ),
    "record": Source(
        "decision",
        "Decision",
        lambda: Record.objects.all(),
        ("words", "answer__words", "settlement__words"),
        _record,
        (*MET, "challenged", "action", "priority", "hallmark", "item", "answer", "settlement"),
        "meeting__starts_at",
        authority=lambda authority: Q(challenged=authority) | Q(made__lead=authority),
    ),
    "passage": Source(
        "minutes",
        "Minutes",
        lambda: Passage.objects.filter(meeting__minutes__isnull=False),
        ("words",),
        _passage,
        MET,
        "meeting__starts_at",
    ),
    "correction": Source(
        "minutes",
        "Correction of minutes",
        lambda: Correction.objects.all(),
        ("words",),
        _correction,
        ("minutes__meeting__group__partnership",),
        "corrected_at",
    ),
}
