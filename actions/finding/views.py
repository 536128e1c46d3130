from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.template.defaultfilters import pluralize
from django.urls import reverse
from django.views.decorators.http import require_safe

from partners.standing import member_page
from plans.listing import MOST_IN_A_WORKBOOK, check_kind, list_file
from plans.pages import actions_url
from plans.turns import one_at_a_time

from .files import table_of
from .forms import ActionsForm, DecisionsForm, UpdatesForm
from .lists import Actions, Decisions, Updates
from .search import MOST, Results, SearchForm

ON_A_PAGE, RESULTS_ON_A_PAGE = 50, 25
LISTS = {
    "action_list": (ActionsForm, Actions, "actions"),
    "update_list": (UpdatesForm, Updates, "updates"),
    "decision_list": (DecisionsForm, Decisions, "decisions"),
}


def without_blanks(request):
    """A redirect to the same address without what was left empty in the form, or None: it is there to be mailed."""
    if all(request.GET.values()):
        return None
    query = request.GET.copy()
    for name in [name for name, value in query.items() if not value]:
        del query[name]
    return redirect(f"{request.path}?{query.urlencode()}" if query else request.path)


def told(form, found):
    """What a list shows, in words: "17 actions that The Fire Service leads and that are overdue"."""
    form.one, noun = len(found) == 1, found.noun
    if noun == "record":
        kind = form.said.get("kind")
        noun = {"decision": "decision", "challenge": "challenge", "note": "note"}.get(kind)
    counted = f"{noun}{pluralize(len(found))}" if noun else "decisions and challenges"
    return f"{len(found):,} {counted} {form.sentence}".strip()


def a_list(request, access, name):
    """One of LISTS as a page. Its whole state is its address."""
    if clean := without_blanks(request):
        return clean
    make_form, make_list, noun = LISTS[name]
    form = make_form(request.GET, partnership=access.partnership)
    found = make_list(form)
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    file = reverse(f"{name}_file", args=[access.partnership.slug, "csv"]).removesuffix("csv")
    return render(
        request,
        f"actions/finding/{name}.html",
        {
            "form": form,
            "narrower": [form[field] for field in form.fields if field != "words"],
            "told": told(form, found),
            "tally": found.tally,
            "readings": [(reading, form.query(reading=reading), n) for reading, n in found.tally.items()],
            "page": page,
            "query": form.query(),
            "turn": f"{form.query()}&" if form.said else "?",
            "file": file,
            "workbook": len(found) <= MOST_IN_A_WORKBOOK,
            "actions_url": actions_url(access),
            "noun": noun,
        },
    )


def a_file(request, access, name, kind):
    make_form, make_list, noun = LISTS[name]
    form = make_form(request.GET, partnership=access.partnership)
    found = make_list(form)
    check_kind(kind, len(found))  # before so many rows are made
    columns, rows = table_of(found)
    return list_file(request, kind, name, columns, rows, name=noun, told=told(form, found), query=form.query())


@member_page
@require_safe
def search(request, access):
    """Everything that members may read, by its words."""
    if clean := without_blanks(request):
        return clean
    form = SearchForm(request.GET, partnership=access.partnership)
    found = Results(form)
    return render(
        request,
        "actions/finding/search.html",
        {
            "form": form,
            "narrower": [form[field] for field in form.fields if field != "words"],
            "page": Paginator(found, RESULTS_ON_A_PAGE).get_page(request.GET.get("page")),
            "turn": f"{form.query()}&",
            "more": found.more,
            "most": MOST,
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
