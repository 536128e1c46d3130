"""Kinds of plan part, by their key in addresses."""

from dataclasses import dataclass

from django.db.models import Max, Q
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from plans.models import Plan, Section
from plans.plan_pages import require_open
from priorities.models import Priority, SuccessCriterion

from ..models import Action, Hallmark


@dataclass(frozen=True)
class Kind:
    """A kind of part: its names, model and parent.

    `parent` is the parent's model and `link` the foreign key to it, named like the parent's kind. `of` filters a model
    shared by two kinds. `page` is the URL name of the part's own page, and `edited_by` that of its own form, if any.
    """

    key: str
    name: str
    names: str
    model: type
    parent: type
    link: str
    of: tuple[tuple[str, object], ...] = ()
    page: str = ""
    edited_by: str = ""

    def of_parent(self, parent, *, ever=False):
        """Parts under a parent, in order; `ever` includes retired ones."""
        parts = self.model.all_objects if ever else self.model.objects
        return parts.filter(**{self.link: parent}, **dict(self.of))

    @property
    def path_to_plan(self):
        """The lookup that leads from a part to its plan."""
        return "plan" if self.parent is Plan else f"{self.link}__plan"

    def of_plan(self, plan, *, ever=False):
        """Parts of a plan; `ever` includes retired ones."""
        parts = self.model.all_objects if ever else self.model.objects
        return parts.filter(**{self.path_to_plan: plan}, **dict(self.of))

    def last_place(self, parent):
        """Highest position under a parent, 0 if it has none."""
        return self.of_parent(parent).aggregate(last=Max("position"))["last"] or 0


KINDS_IN_ORDER = [
    Kind("section", _("section"), _("sections"), Section, Plan, "plan"),
    Kind("priority", _("priority"), _("priorities"), Priority, Plan, "plan"),
    Kind("hallmark", _("hallmark"), _("hallmarks"), Hallmark, Plan, "plan"),
    Kind(
        "criterion", _("success criterion"), _("success criteria"), SuccessCriterion, Priority, "priority",
        of=(("kind", SuccessCriterion.Kind.HEADLINE),), page="criterion_detail", edited_by="criterion_edit",
    ),
    Kind(
        "associated", _("associated success criterion"), _("associated success criteria"), SuccessCriterion, Priority,
        "priority", of=(("kind", SuccessCriterion.Kind.ASSOCIATED),), page="criterion_detail",
        edited_by="criterion_edit",
    ),
    Kind("activity", _("activity"), _("activities"), Action, Priority, "priority", (), "action_detail", "action_edit"),
    Kind(
        "hallmark-action", _("hallmark action"), _("hallmark actions"), Action, Hallmark, "hallmark", (),
        "action_detail", "action_edit",
    ),
]  # fmt: skip
PART_KINDS = {kind.key: kind for kind in KINDS_IN_ORDER}


def kind_of(part):
    """The Kind of a part."""
    return next(
        kind
        for kind in KINDS_IN_ORDER
        if isinstance(part, kind.model)
        and getattr(part, f"{kind.link}_id") is not None
        and all(getattr(part, name) == value for name, value in kind.of)
    )


def find_kind(key):
    """The Kind with a key. Raises Http404."""
    if key not in PART_KINDS:
        raise Http404
    return PART_KINDS[key]


def find_parent(access, kind, pk):
    """The parent for a part of this kind. Raises Http404."""
    return get_object_or_404(kind.parent.objects.in_partnership(access.partnership), pk=pk)


def find_part(access, kind, pk):
    """The partnership's part of this kind, retired or not. Raises Http404."""
    parts = kind.model.all_objects.in_partnership(access.partnership)
    linked = Q(**{f"{kind.link}__isnull": False}, **dict(kind.of))
    return get_object_or_404(parts.filter(linked).select_related(kind.link), pk=pk)


def plan_of(part):
    """The plan of a part; a plan itself is returned as is."""
    while not isinstance(part, Plan):
        part = getattr(part, kind_of(part).link)
    return part


def lock_open_plan(plan):
    """Locks the plan, serialising changes to its structure until the transaction ends.

    Raises Closed if the next plan has begun.
    """
    require_open(Plan.objects.select_for_update().get(pk=plan.pk))
