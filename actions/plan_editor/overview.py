"""Parts of a plan on the editor's page, in a number of queries that does not grow with the plan."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.core.paginator import Paginator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from plans.models import Section
from priorities.models import Priority, SuccessCriterion

from ..models import Action, Hallmark
from .kinds import PART_KINDS, Kind

# Filters of the page, by their key in the query.
OPEN_LEAD, OPEN_DATE = "no-lead", "no-date"
FILTERS = {"": _("All"), OPEN_LEAD: _("No lead"), OPEN_DATE: _("No date")}
# Rows of a plan that is shown whole; of a larger one a chapter is shown at a time, and of that so many actions.
MOST_ROWS, ROWS_PER_PAGE = 250, 60


@dataclass
class PartList:
    """Parts of one kind under one parent, each with its row of the table, if it has one."""

    kind: Kind
    parent: object
    parts: list
    rows: list = field(default_factory=list)


@dataclass
class Chapter:
    """A priority, a hallmark or the sections, with its lists of parts. `part` is None for the sections."""

    anchor: str
    heading: str
    kind: Kind
    lists: list
    part: object = None

    @property
    def is_empty(self):
        return not any(each.parts for each in self.lists)


def contents(plan):
    """{sections, priorities: [(priority, [headline], [associated], [activity])], hallmarks: [(hallmark, [action])]}"""
    criteria, actions = defaultdict(list), defaultdict(list)
    for row in SuccessCriterion.objects.filter(priority__plan=plan).select_related("reporter"):
        criteria[row.priority_id, row.kind].append(row)
    for row in Action.objects.in_plan(plan).select_related("lead"):
        actions[row.priority_id, row.hallmark_id].append(row)
    headline, associated = SuccessCriterion.Kind
    return {
        "sections": list(Section.objects.filter(plan=plan)),
        "priorities": [
            (p, criteria[p.pk, headline], criteria[p.pk, associated], actions[p.pk, None])
            for p in Priority.objects.filter(plan=plan)
        ],
        "hallmarks": [(h, actions[None, h.pk]) for h in Hallmark.objects.filter(plan=plan)],
    }


def chapter_links(plan):
    """[(anchor, heading)] of all chapters, in order."""
    priorities = [(f"priority-{p.pk}", str(p)) for p in Priority.objects.filter(plan=plan)]
    hallmarks = [(f"hallmark-{h.pk}", str(h)) for h in Hallmark.objects.filter(plan=plan)]
    return [("section", gettext("Sections")), *priorities, *hallmarks]


def actions_with_plan(plan):
    actions = Action.objects.in_plan(plan).select_related("lead", "priority__plan", "hallmark__plan")
    return actions.order_by("hallmark__position", "priority__position", "priority_id", "position", "pk")


def criteria_with_plan(plan):
    criteria = SuccessCriterion.objects.filter(priority__plan=plan, priority__retired_at=None)
    return criteria.select_related("reporter", "priority__plan")


def is_large(plan):
    """Whether the plan has too many rows for one page."""
    return actions_with_plan(plan).order_by().count() + criteria_with_plan(plan).count() > MOST_ROWS


def rows_of(plan, by="", only=None, page=1):
    """The plan's actions, as a Paginator's page, and its criteria: those that a filter keeps, of one chapter or all."""
    actions, criteria = actions_with_plan(plan), criteria_with_plan(plan)
    if by == OPEN_LEAD:
        actions, criteria = actions.filter(lead=None), criteria.filter(reporter=None, placeholder=False)
    elif by == OPEN_DATE:
        actions, criteria = actions.filter(due_on=None), criteria.filter(due_on=None, placeholder=False)
    if only:
        kind, _, pk = only.partition("-")
        pk = pk if pk.isdecimal() else 0
        actions = actions.filter(**{f"{kind}_id": pk}) if kind in ("priority", "hallmark") else actions.none()
        criteria = criteria.filter(priority_id=pk) if kind == "priority" else criteria.none()
    return Paginator(actions, ROWS_PER_PAGE if only else MOST_ROWS).get_page(page), criteria


def chapters(plan, rows, *, only=None, parts_alone=True):
    """[Chapter] of a plan with the table's rows in their places; of one chapter, with its anchor as `only`.

    Without `parts_alone` those without rows are left out, as where a filter is chosen.
    """
    placed = defaultdict(list)
    for row in rows:
        part = row.part
        key = part.kind if isinstance(part, SuccessCriterion) else "action"
        placed[part.priority_id, getattr(part, "hallmark_id", None), key].append(row)
    headline, associated = SuccessCriterion.Kind
    found = [_sections(plan)] if parts_alone and only in (None, "section") else []
    for number, priority in enumerate(Priority.objects.filter(plan=plan), 1):
        lists = {"criterion": headline, "associated": associated, "activity": "action"}
        found.append(
            Chapter(
                f"priority-{priority.pk}", f"{number}. {priority}", PART_KINDS["priority"],
                [_list(key, priority, placed[priority.pk, None, of]) for key, of in lists.items()], priority,
            )
        )  # fmt: skip
    for hallmark in Hallmark.objects.filter(plan=plan):
        lists = [_list("hallmark-action", hallmark, placed[None, hallmark.pk, "action"])]
        found.append(Chapter(f"hallmark-{hallmark.pk}", str(hallmark), PART_KINDS["hallmark"], lists, hallmark))
    found = [chapter for chapter in found if only in (None, chapter.anchor)]
    return [chapter for chapter in found if parts_alone or not chapter.is_empty]


def _sections(plan):
    sections = PartList(PART_KINDS["section"], plan, list(Section.objects.filter(plan=plan)))
    sections.rows = [(section, None) for section in sections.parts]
    return Chapter("section", gettext("Sections"), PART_KINDS["section"], [sections])


def _list(key, parent, rows):
    return PartList(PART_KINDS[key], parent, [row.part for row in rows], [(row.part, row) for row in rows])


def retired_parts(plan):
    """[(Kind, part)] of retired parts, newest first, without those retired together with their parent."""
    retired = [
        (kind, part)
        for kind in PART_KINDS.values()
        for part in kind.of_plan(plan, ever=True).exclude(retired_at=None).select_related(kind.link)
    ]
    moments = {(kind.key, part.pk, part.retired_at) for kind, part in retired}
    shown = [
        (kind, part)
        for kind, part in retired
        if (kind.link, getattr(part, f"{kind.link}_id"), part.retired_at) not in moments
    ]
    return sorted(shown, key=lambda pair: pair[1].retired_at, reverse=True)
