from functools import partial

from django.apps import apps
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils.formats import date_format
from django.views.decorators.http import require_safe

from partners.roles import Deed
from partners.standing import member_page

from ..flattening import flatten
from ..models import Edition
from ..outline import PARTNERSHIP, outline
from ..pages import actions_url, as_at, criteria_url, show
from ..publishing import moved_on
from ..restoring import mark_earlier_wordings
from ..timetravel import TRACKED, row_as_at, story

# What the plan's own page shows, and so leads back to.
OF_PLAN = {"plan", "authority", "section", "objective", "priority", "criterion", "measurement", "hallmark"}


@member_page
@require_safe
@as_at
def plan_detail(request, standing, plan, day):
    def context(whole):
        edition = Edition.objects.current(plan) if day is None else None
        urls = {"actions_url": actions_url(standing), "criterion_url": criteria_url(standing)}
        return {**urls, "edition": edition, "moved_on": moved_on(plan, edition)}

    return show(request, "plans/plan_detail.html", "plans/_plan.html", plan, day, context)


def find_thing(standing, kind, pk):
    """A tracked thing of the partnership, by the word for its kind. Raises Http404."""
    if kind not in TRACKED:
        raise Http404
    model = apps.get_model(TRACKED[kind])
    # `ever`, where there is one, also has what was ended: its past is still there to be read.
    things = getattr(model, "ever", model.objects).in_partnership(standing.partnership)
    return get_object_or_404(things, pk=pk)


@member_page
@require_safe
def history(request, standing, kind, pk):
    """Who changed a tracked thing, when, from what to what, and why: until now, or until a day had ended."""
    page = as_at(_history) if request.GET.get("at") else partial(_history, plan=None, day=None)
    return page(request, standing, kind=kind, pk=pk)


def _history(request, standing, plan, day, kind, pk):
    if day:
        return _past_history(request, standing, plan, day, kind, pk)
    thing = find_thing(standing, kind, pk)
    changes = mark_earlier_wordings(thing, story(thing, of_people=standing.may(Deed.MANAGE_PEOPLE)))
    return _story(request, thing, kind, changes)


def _past_history(request, standing, plan, day, kind, pk):
    """The same as at a past day, also of what was removed since."""
    try:
        find_thing(standing, kind, pk)
    except Http404:
        if (kind, pk) not in flatten(outline(plan, audience=PARTNERSHIP, as_at=day.moment)):
            raise
    model = apps.get_model(TRACKED[kind])
    row = row_as_at(day.moment, TRACKED[kind], pk)
    if row is None:
        why = f"This {model._meta.verbose_name} was not there on {date_format(day.day)}."
        return render(request, "plans/no_such_day.html", {"why": why}, status=404)
    changes = story(model(pk=pk), until=day.moment, of_people=standing.may(Deed.MANAGE_PEOPLE))
    return _story(request, row.instance, kind, changes, day.query)


def _title(thing):
    try:
        return str(thing)
    except ObjectDoesNotExist:  # it is of the past, and what it belonged to was removed since
        return thing._meta.verbose_name.capitalize()


def _story(request, thing, kind, changes, at=""):
    return render(
        request,
        "plans/history.html",
        {
            "thing": thing,
            "title": _title(thing),
            "kind": kind,
            "kind_name": thing._meta.verbose_name,
            "of_plan": kind in OF_PLAN,
            "changes": changes,
            "at": at,
        },
    )
