from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.template.defaultfilters import pluralize
from django.urls import reverse
from django.views.decorators.http import require_safe

from partners.access import member_page
from plans.exports.list_download import MOST_IN_A_WORKBOOK, check_kind, list_file
from plans.jobs.turns import one_at_a_time
from plans.plan_pages import actions_url

from .downloads import table_of
from .forms import ActionsForm, DecisionsForm, UpdatesForm
from .lists import Actions, Decisions, Updates
from .search import MAX_RESULTS, Results, SearchForm

ON_A_PAGE, RESULTS_ON_A_PAGE = 50, 25
LISTS = {
    "action_list": (ActionsForm, Actions, "actions"),
    "update_list": (UpdatesForm, Updates, "updates"),
    "decision_list": (DecisionsForm, Decisions, "decisions"),
}


def without_blanks(request):
    """A redirect to the address without its empty filters, so that it is short to share; None if it has none."""
    if all(request.GET.values()):
        return None
    query = request.GET.copy()
    for name in [name for name, value in query.items() if not value]:
        del query[name]
    return redirect(f"{request.path}?{query.urlencode()}" if query else request.path)


def list_summary(form, rows):
    """A description of a list: "17 actions that The Fire Service leads and that are overdue"."""
    form.is_single, noun = len(rows) == 1, rows.noun
    if noun == "record":
        kind = form.filters.get("kind")
        noun = {"decision": "decision", "challenge": "challenge", "note": "note"}.get(kind)
    noun_phrase = f"{noun}{pluralize(len(rows))}" if noun else "decisions and challenges"
    return f"{len(rows):,} {noun_phrase} {form.sentence}".strip()


def a_list(request, access, name):
    """One of LISTS as a page, with its filters in the address."""
    if redirection := without_blanks(request):
        return redirection
    make_form, make_list, noun = LISTS[name]
    form = make_form(request.GET, partnership=access.partnership)
    rows = make_list(form)
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    file_address = reverse(f"{name}_file", args=[access.partnership.slug, "csv"]).removesuffix("csv")
    return render(
        request,
        f"actions/search/{name}.html",
        {
            "form": form,
            "narrower": [form[field] for field in form.fields if field != "words"],
            "summary": list_summary(form, rows),
            "tally": rows.tally,
            "statuses": [(status, form.query(reading=status), n) for status, n in rows.tally.items()],
            "page": page,
            "query": form.query(),
            "turn": f"{form.query()}&" if form.filters else "?",
            "file": file_address,
            "workbook": len(rows) <= MOST_IN_A_WORKBOOK,
            "actions_url": actions_url(access),
            "noun": noun,
        },
    )


def a_file(request, access, name, kind):
    """One of LISTS as a file of a kind that `check_kind` allows, with all its pages."""
    make_form, make_list, noun = LISTS[name]
    form = make_form(request.GET, partnership=access.partnership)
    rows = make_list(form)
    check_kind(kind, len(rows))  # before the rows are built
    columns, file_rows = table_of(rows)
    return list_file(
        request, kind, name, columns, file_rows, name=noun, told=list_summary(form, rows), query=form.query()
    )


@member_page
@require_safe
def search(request, access):
    """Search through everything members may read."""
    if redirection := without_blanks(request):
        return redirection
    form = SearchForm(request.GET, partnership=access.partnership)
    results = Results(form)
    return render(
        request,
        "actions/search/search.html",
        {
            "form": form,
            "narrower": [form[field] for field in form.fields if field != "words"],
            "page": Paginator(results, RESULTS_ON_A_PAGE).get_page(request.GET.get("page")),
            "turn": f"{form.query()}&",
            "more": results.more,
            "most": MAX_RESULTS,
        },
    )


@member_page
@require_safe
def action_list(request, access):
    return a_list(request, access, "action_list")


@one_at_a_time
@member_page
@require_safe
def action_list_file(request, access, kind):
    return a_file(request, access, "action_list", kind)


@member_page
@require_safe
def update_list(request, access):
    return a_list(request, access, "update_list")


@one_at_a_time
@member_page
@require_safe
def update_list_file(request, access, kind):
    return a_file(request, access, "update_list", kind)


@member_page
@require_safe
def decision_list(request, access):
    return a_list(request, access, "decision_list")


@one_at_a_time
@member_page
@require_safe
def decision_list_file(request, access, kind):
    return a_file(request, access, "decision_list", kind)
