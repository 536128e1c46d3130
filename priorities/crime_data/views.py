from django.conf import settings
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext, ngettext

from partners.access import member_page
from partners.forms.pages import button_page, confirm_saved, form_page, posted, posted_with_files
from partners.permissions import Permission
from plans.jobs.turns import one_at_a_time
from plans.plan_pages import current_plan
from priorities.criteria.periods import FinancialYear
from priorities.criteria.views import find_criterion
from priorities.models.crime_data import BEGAN, CrimeFile

from ..models import SuccessCriterion
from .forms import LinkForm, LoadForm, RecordForm
from .loader import load_all
from .measurements import Changed, State, figures, fingerprint_of_figures, record_figures, what_is_missing
from .parser import Malformed
from .queries import crime_table, own_place, places
from .sources import MEGABYTE, in_upload
from .strength import suggested, worth_of

# Unpacked megabytes allowed per megabyte of upload.
UNPACKS_TO = 5


@member_page
def crimes(request, access):
    """Police figures for a district, and the criteria they feed."""
    partnership, plan = access.partnership, current_plan(access.partnership)
    files = list(CrimeFile.objects.in_partnership(partnership).counting())
    available = places(partnership)
    years = sorted({FinancialYear.of(file.month) for file in files}, reverse=True)
    place = requested_option(request.GET.get("place"), {p.key: p for p in available}, own_place(partnership, available))
    year = requested_option(request.GET.get("year"), {str(y.april): y for y in years}, years[0] if years else None)
    criteria = list(_criteria_with_links(plan))
    return render(
        request,
        "priorities/crime_data/crimes.html",
        {
            "plan": plan,
            "before": plan.starts_on < BEGAN,
            "places": available,
            "place": place,
            "years": years,
            "year": year,
            "table": crime_table(partnership, place, year) if place and year else None,
            "rows": sum(file.rows for file in files),
            "without_district": sum(file.without_district for file in files),
            "made_up": any(file.made_up for file in files),
            "fed": [criterion for criterion in criteria if criterion.crime_links.all()],
            "others": [criterion for criterion in criteria if not criterion.crime_links.all()],
            "may_measure": access.may(Permission.MEASURE_FOR_ANY),
        },
    )


def requested_option(requested, options, default):
    """The option requested, of {key: value}; `default` if none was. Raises Http404 for an unknown key."""
    if requested is None:
        return default
    try:
        return options[requested]
    except KeyError as error:
        raise Http404 from error


def _criteria_with_links(plan):
    """The plan's criteria, each with its crime links."""
    criteria = SuccessCriterion.objects.filter(priority__plan=plan, placeholder=False).select_related("priority")
    in_order = criteria.order_by("priority__assessment_order", "priority", "-kind", "position")
    return in_order.prefetch_related("crime_links")


@member_page
def crime_files(request, access):
    """All files loaded, including superseded ones."""
    files = CrimeFile.objects.in_partnership(access.partnership).select_related("by")
    context = {"files": files, "may_measure": access.may(Permission.MEASURE_FOR_ANY)}
    return render(request, "priorities/crime_data/crime_files.html", context)


@one_at_a_time(methods=["POST"])
@form_page(atomic=False)
def crimes_load(request, access):
    """Upload of street-level files. Each loads completely or not at all; the page reports the outcome of each."""
    access.require(Permission.MEASURE_FOR_ANY)
    form = LoadForm(*posted_with_files(request))
    rejected, loaded = [], []
    if request.method == "POST" and form.is_valid():
        for name, outcome in _loaded(access.partnership, form.cleaned_data["files"], request.user):
            (rejected if isinstance(outcome, Malformed) else loaded).append((name, outcome))
        if not rejected:
            messages.success(request, _loading_summary(loaded))
            if not any(outcome.unknown_types for _, outcome in loaded):
                return redirect("crimes", access.partnership.slug)
    return render(
        request,
        "priorities/crime_data/crimes_load.html",
        {"form": form, "rejected": rejected, "loaded": loaded, "unpacked": settings.CRIMES_MAX_MB * UNPACKS_TO},
    )


def _loaded(partnership, uploads, by):
    for upload in uploads:
        sources = in_upload(upload, most_unpacked=settings.CRIMES_MAX_MB * UNPACKS_TO * MEGABYTE)
        yield from load_all(partnership, sources, by=by)


def _loading_summary(loaded):
    new = [outcome for _name, outcome in loaded if outcome.is_new]
    rows, again = sum(outcome.file.rows for outcome in new), len(loaded) - len(new)
    sentences = []
    if new:
        text = ngettext(
            "%(n)s file loaded: %(crimes)s crimes counted.", "%(n)s files loaded: %(crimes)s crimes counted.", len(new)
        )
        sentences.append(text % {"n": len(new), "crimes": f"{rows:,}"})
    if again:
        text = ngettext("%(n)s was loaded before, with no change.", "%(n)s were loaded before, with no change.", again)
        sentences.append(text % {"n": again})
    return " ".join(sentences)


def _find_criterion(request, pk):
    """As `find_criterion`, but a mere placeholder is a 404."""
    criterion = find_criterion(request, pk)
    if criterion.placeholder:
        raise Http404
    return criterion


@form_page
def crime_criterion(request, access, pk):
    """Crimes that count towards a criterion, and the figures that would be recorded."""
    criterion = _find_criterion(request, pk)
    if request.method == "POST":
        access.require(Permission.MEASURE_FOR_ANY)
    form = LinkForm(posted(request), criterion=criterion)
    if request.method == "POST" and form.is_valid():
        confirm_saved(request, form.save(by=request.user), gettext("Your choice is saved."))
        return redirect("crime_criterion", access.partnership.slug, criterion.pk)
    return _criterion_page(request, access, criterion, form, RecordForm())


@button_page
def crime_record(request, access, pk):
    """Records the figures shown, or shows the page again if they have changed."""
    criterion = _find_criterion(request, pk)
    access.require(Permission.MEASURE_FOR_ANY)
    form = RecordForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        try:
            provisional = data["status"] == "provisional"
            number = record_figures(criterion, by=request.user, provisional=provisional, seen=data["seen"])
        except Changed:
            error = gettext("The figures have changed since you opened this page. Check them again below.")
            form.add_error(None, error)
        else:
            message = ngettext("%(n)s figure recorded.", "%(n)s figures recorded.", number) % {"n": number}
            if not number:
                message = gettext("All of it is recorded.")
            messages.success(request, message)
            return redirect("crime_criterion", access.partnership.slug, criterion.pk)
    return _criterion_page(request, access, criterion, LinkForm(criterion=criterion), form)


def _criterion_page(request, access, criterion, form, record):
    offered = figures(criterion)
    links = criterion.crime_links.all()
    types = {link.crime_type for link in links}
    return render(
        request,
        "priorities/crime_data/crime_criterion.html",
        {
            "criterion": criterion,
            "form": form,
            "record": record,
            "links": links,
            "forces": " ".join(dict.fromkeys(link.force_name for link in links)),
            "figures": [f for f in offered if f.measurement or f.state != State.NOT_YET],
            "not_recordable": [f for f in offered if not f.measurement and f.state == State.NOT_YET],
            "seen": fingerprint_of_figures(offered),
            "missing": what_is_missing(criterion),
            "worth": worth_of(types),
            "suggested": SuccessCriterion.Strength(suggested(types)).label if suggested(types) else "",
            "to_do": any(f.state in (State.NEW, State.CORRECTION) for f in offered),
            "to_finish": any(f.state == State.SAME and f.measurement.provisional for f in offered),
            "may_measure": access.may(Permission.MEASURE_FOR_ANY),
        },
    )
