from functools import partial

from django.apps import apps
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils.formats import date_format
from django.utils.translation import gettext

from partners.access import member_page
from partners.permissions import Permission

from .cached_pages import cached_by_revision
from .changes.diff import flatten
from .editions.moved_on import moved_on
from .history.registry import history_pages
from .history.restore import mark_earlier_wordings
from .history.timetravel import row_as_at, story
from .models import Edition
from .outline.build import PARTNERSHIP, outline
from .outline.decided import all_decided
from .plan_pages import actions_url, as_at, criteria_url, render_plan_page

# Kinds shown on the plan's page, to which their history links back.
OF_PLAN = {"plan", "authority", "section", "objective", "priority", "criterion", "measurement", "hallmark"}


@member_page
@cached_by_revision
@as_at
def plan_detail(request, access, plan, day):
    def context(plan_outline):
        edition = Edition.objects.defer("payload").current(plan) if day is None else None
        urls = {"actions_url": actions_url(access), "criterion_url": criteria_url(access)}
        decided = all_decided(plan_outline) if day is None else []
        return {**urls, "decided": decided, "edition": edition, "moved_on": moved_on(access, plan, edition)}

    return render_plan_page(request, "plans/plan_detail.html", context)


def find_tracked(access, kind, pk):
    """An object of the partnership, by its kind in `history_pages`. Raises Http404."""
    pages = history_pages()
    if kind not in pages:
        raise Http404
    model = apps.get_model(pages[kind])
    # `all_objects`, where it exists, includes retired objects: their history stays readable.
    instances = getattr(model, "all_objects", model.objects).in_partnership(access.partnership)
    return get_object_or_404(instances, pk=pk)


# Kinds whose history has the words of confidential points among others.
OF_MEETINGS = {"meeting", "record"}


@member_page
@cached_by_revision
def history(request, access, kind, pk):
    """History of an object: who changed what, when and why, up to now or the end of a day."""
    if kind in OF_MEETINGS:
        access.require(Permission.READ_CONFIDENTIAL)
    page = as_at(_history) if request.GET.get("at") else partial(_history, plan=None, day=None)
    return page(request, access, kind=kind, pk=pk)


def _history(request, access, plan, day, kind, pk):
    if day:
        return _past_history(request, access, plan, day, kind, pk)
    instance = find_tracked(access, kind, pk)
    changes = mark_earlier_wordings(instance, story(instance, of_people=access.may(Permission.MANAGE_PEOPLE)))
    return _story(request, instance, kind, changes)


def _past_history(request, access, plan, day, kind, pk):
    """History as at a past day, also for an object removed since."""
    try:
        find_tracked(access, kind, pk)
    except Http404:
        if (kind, pk) not in flatten(outline(plan, audience=PARTNERSHIP, as_at=day.moment)):
            raise
    model = apps.get_model(history_pages()[kind])
    row = row_as_at(day.moment, model._meta.label, pk)
    if row is None:
        why = gettext("This %(kind)s was not there on %(day)s.") % {
            "kind": gettext(str(model._meta.verbose_name)),
            "day": date_format(day.day),
        }
        return render(request, "plans/history/no_such_day.html", {"why": why}, status=404)
    changes = story(model(pk=pk), until=day.moment, of_people=access.may(Permission.MANAGE_PEOPLE))
    return _story(request, row.instance, kind, changes, day.query)


def _title(instance):
    try:
        return str(instance)
    except ObjectDoesNotExist:  # a past object whose parent was removed since
        return gettext(str(instance._meta.verbose_name)).capitalize()


def _story(request, instance, kind, changes, at=""):
    return render(
        request,
        "plans/history/history.html",
        {
            "instance": instance,
            "title": _title(instance),
            "kind": kind,
            "kind_name": gettext(str(instance._meta.verbose_name)),
            "of_plan": kind in OF_PLAN,
            "changes": changes,
            "at": at,
        },
    )
