"""The kinds of thing that a plan is made of, by the word that stands in their addresses."""

from dataclasses import dataclass

from django.db.models import Max, Q
from django.http import Http404
from django.shortcuts import get_object_or_404

from actions.models import Action, Hallmark
from plans.models import Plan, Section
from plans.pages import still_written
from priorities.models import Priority, SuccessCriterion


@dataclass(frozen=True)
class Kind:
    """A kind of thing: what it is called, its model, and what it belongs to.

    `parent` is the model that it hangs on and `link` the field that says so. `of` narrows the model where two kinds
    share one. `page` is the name of the thing's own page, if it has one; `edited_by` that of its form, if it has one of
    its own.
    """

    word: str
    name: str
    names: str
    model: type
    parent: type
    link: str
    of: tuple[tuple[str, object], ...] = ()
    page: str = ""
    edited_by: str = ""

    def of_parent(self, parent, *, ever=False):
        """Those that belong to a parent, in their order."""
        things = self.model.ever if ever else self.model.objects
        return things.filter(**{self.link: parent}, **dict(self.of))

    def last_place(self, parent):
        return self.of_parent(parent).aggregate(last=Max("position"))["last"] or 0


PARTS = [
    Kind("section", "section", "sections", Section, Plan, "plan"),
    Kind("priority", "priority", "priorities", Priority, Plan, "plan"),
    Kind("hallmark", "hallmark", "hallmarks", Hallmark, Plan, "plan"),
    Kind(
        "criterion", "success criterion", "success criteria", SuccessCriterion, Priority, "priority",
        of=(("kind", SuccessCriterion.Kind.HEADLINE),), page="criterion_detail", edited_by="criterion_edit",
    ),
    Kind(
        "associated", "associated success criterion", "associated success criteria", SuccessCriterion, Priority,
        "priority", of=(("kind", SuccessCriterion.Kind.ASSOCIATED),), page="criterion_detail",
        edited_by="criterion_edit",
    ),
    Kind("activity", "activity", "activities", Action, Priority, "priority", (), "action_detail", "action_edit"),
    Kind(
        "hallmark-action", "hallmark action", "hallmark actions", Action, Hallmark, "hallmark", (), "action_detail",
        "action_edit",
    ),
]  # fmt: skip
KINDS = {kind.word: kind for kind in PARTS}


def kind_of(thing):
    """The Kind of a thing of the plan."""
    return next(
        kind
        for kind in PARTS
        if isinstance(thing, kind.model)
        and getattr(thing, f"{kind.link}_id") is not None
        and all(getattr(thing, name) == value for name, value in kind.of)
    )


def find_kind(word):
    """Raises Http404."""
    try:
        return KINDS[word]
    except KeyError as error:
        raise Http404 from error


def find_parent(standing, kind, pk):
    """What a thing of this kind hangs on. Raises Http404."""
    return get_object_or_404(kind.parent.objects.in_partnership(standing.partnership), pk=pk)


def find_thing(standing, kind, pk):
    """The partnership's thing of this kind, retired or not. Raises Http404."""
    things = kind.model.ever.in_partnership(standing.partnership)
    linked = Q(**{f"{kind.link}__isnull": False}, **dict(kind.of))
    return get_object_or_404(things.filter(linked).select_related(kind.link), pk=pk)


def plan_of(thing):
    """The plan that a thing stands in; of a plan, itself."""
    while not isinstance(thing, Plan):
        thing = getattr(thing, kind_of(thing).link)
    return thing


def lock(plan):
    """Whoever changes what the plan is made of does it one after the other, until the transaction ends.

    Raises Closed if another plan has begun in its place.
    """
    still_written(Plan.objects.select_for_update().get(pk=plan.pk))
