from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from partners.access import member_page
from partners.languages import in_english
from plans.exports.list_download import MOST_IN_A_WORKBOOK, check_kind, list_file
from plans.jobs.turns import one_at_a_time
from plans.plan_pages import actions_url

from .downloads import table_of
from .forms import ActionsForm, DecisionsForm, UpdatesForm, without_blanks
from .keyset import ON_A_PAGE, row_id
from .lists import Actions, Decisions, Updates
from .search import MAX_RESULTS, Results, SearchForm

RESULTS_ON_A_PAGE = 25
LISTS = {"action": (ActionsForm, Actions), "update": (UpdatesForm, Updates), "decision": (DecisionsForm, Decisions)}


def list_of(request, access, noun):
    """(form, rows, summary) of one of LISTS: "17 actions that The Fire Service leads and that are overdue"."""
    make_form, make_list = LISTS[noun]
    form = make_form(request.GET, partnership=access.partnership)
    form.access = access
    rows = make_list(form)
    form.is_single = len(rows) == 1
    if noun == "decision":
        noun = form.filters.get("kind")
    text = _counted(noun, len(rows)) % {"n": f"{len(rows):,}", "filters": form.sentence}
    return form, rows, text.strip()


def _counted(noun, number):
    """The number of rows of a list, or of one kind of a meeting's records, with the filters."""
    texts = {
        "action": ngettext("%(n)s action %(filters)s", "%(n)s actions %(filters)s", number),
        "update": ngettext("%(n)s update %(filters)s", "%(n)s updates %(filters)s", number),
        "decision": ngettext("%(n)s decision %(filters)s", "%(n)s decisions %(filters)s", number),
        "challenge": ngettext("%(n)s challenge %(filters)s", "%(n)s challenges %(filters)s", number),
        "note": ngettext("%(n)s note %(filters)s", "%(n)s notes %(filters)s", number),
    }
    return texts.get(noun) or gettext("%(n)s decisions and challenges %(filters)s")


@member_page
@without_blanks
def filtered_list(request, access, noun):
    """One of LISTS as a page, with its filters in the address."""
    form, rows, summary = list_of(request, access, noun)
    try:
        page = page_of(rows, request.GET)
    except ValueError:
        return redirect(f"{request.path}{form.query()}")
    file_address = reverse(f"{noun}_list_file", args=[access.partnership.slug, "csv"]).removesuffix("csv")
    return render(
        request,
        f"actions/search/{noun}_list.html",
        {
            "form": form,
            "summary": summary,
            "tally": rows.tally,
            "tally_links": [(status, form.query(effective_status=status), n) for status, n in rows.tally.items()],
            "page": page,
            "total": len(rows),
            "file": file_address,
            "workbook": len(rows) <= MOST_IN_A_WORKBOOK,
            "actions_url": actions_url(access),
        },
    )


def page_of(rows, asked):
    """The page of a list that the address asks for. Raises ValueError for one that cannot be."""
    if isinstance(rows, Updates):
        return rows.page(row_id(asked.get("after", "")))
    return Paginator(rows, ON_A_PAGE).get_page(asked.get("page"))


@one_at_a_time
@member_page
@in_english()
def filtered_list_file(request, access, noun, kind):
    """One of LISTS as a file of a kind that `check_kind` allows, with all its pages."""
    form, rows, summary = list_of(request, access, noun)
    check_kind(kind, len(rows))  # before the rows are built
    columns, file_rows = table_of(noun, rows)
    page, query = f"{noun}_list", form.query()
    return list_file(request, kind, page, columns, file_rows, name=f"{noun}s", summary=summary, query=query)


@member_page
@without_blanks
def search(request, access):
    """Search through everything members may read."""
    form = SearchForm(request.GET, partnership=access.partnership)
    results = Results(form, access)
    return render(
        request,
        "actions/search/search.html",
        {
            "form": form,
            "page": Paginator(results, RESULTS_ON_A_PAGE).get_page(request.GET.get("page")),
            "more": results.more,
            "most": MAX_RESULTS,
        },
    )
