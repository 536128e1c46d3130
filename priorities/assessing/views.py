"""Pages for strategic assessments and consultations: comparison with the effort, detail and editing."""

import logging
from collections import Counter

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from partners.roles import Deed
from partners.standing import atomic_post, member_page
from partners.uploads import as_download, path_of
from plans.comparing import compared, put
from plans.models import Assessment, Consultation, Plan
from plans.pages import as_at, looking_at, plan_shown, show, still_written

from .forms import AssessmentForm, ConsultationForm, RetireForm, with_gone
from .saving import bring_back, keep_document, lock, no_orphans, retire, save

log = logging.getLogger(__name__)

FORMS = {Assessment: AssessmentForm, Consultation: ConsultationForm}


@member_page
@require_safe
@as_at
def assessments(request, access, plan, day):
    """Both orders compared with where the effort goes, and all the plan's assessments and consultations."""

    def context(whole):
        retired = [] if day else _retired(plan)
        may_edit = access.may_write_plan and plan.phase != Plan.Phase.CLOSED and day is None
        return {"comparison": compared(whole), "retired": retired, "may_edit": may_edit}

    page, part = "priorities/assessments.html", "priorities/_assessments.html"
    return show(request, page, part, plan, day, context)


def _retired(plan):
    """[(retired assessment or consultation, its address)]"""
    found = [each for model in FORMS for each in model.ever.filter(plan=plan).exclude(retired_at=None)]
    return [(each, reverse(_page_of(each), args=[plan.partnership.slug, each.pk])) for each in found]


def _find(access, model, pk, *, locked=False):
    """The partnership's assessment or consultation, retired or not; with `locked`, locks its plan. Raises Http404."""
    things = model.ever.in_partnership(access.partnership).select_related("plan__partnership", "plan__continued_as")
    thing = get_object_or_404(things, pk=pk)
    if locked:
        lock(thing.plan)
        thing.refresh_from_db()
    return thing


def _page_of(thing, deed="detail"):
    return f"{thing._meta.model_name}_{deed}"


def _pages(thing):
    """Context common to these pages: the object, its kind, and the URL names of its pages."""
    pages = {f"{deed}_page": _page_of(thing, deed) for deed in ("detail", "edit", "retire")}
    return {"thing": thing, "kind": thing._meta.model_name, **pages}


def _detail(request, access, model, pk):
    thing = _find(access, model, pk)
    plan = looking_at(request, thing.plan)
    return render(
        request,
        f"priorities/{_page_of(thing)}.html",
        {
            **_pages(thing),
            "places": _in_words(thing),
            "may_edit": access.may_write_plan and plan.phase != Plan.Phase.CLOSED,
        },
    )


def _in_words(thing):
    """[(place, its rank as text)], first rank first."""
    places = list(thing.places.select_related("priority"))
    shared = Counter(each.place for each in places)
    return [(each, put({"place": each.place, "joint": shared[each.place] > 1})) for each in places]


@member_page
@require_safe
def assessment_detail(request, access, pk):
    return _detail(request, access, Assessment, pk)


@member_page
@require_safe
def consultation_detail(request, access, pk):
    return _detail(request, access, Consultation, pk)


@member_page
@require_safe
def assessment_document(request, access, pk):
    """The assessment's PDF, as a download only."""
    assessment = _find(access, Assessment, pk)
    if not assessment.document_stored:
        raise Http404("It has no document")
    try:
        return as_download(assessment.document_name, assessment.document_stored)
    except FileNotFoundError as error:
        log.error("The document of assessment %s is not at %s", pk, path_of(assessment.document_stored))
        raise Http404 from error


def _page(view):
    """Decorator for a form page that accepts files."""
    return member_page(require_http_methods(["GET", "HEAD", "POST"])(no_orphans()(atomic_post(view))))


@_page
def assessment_new(request, access):
    return _new(request, access, Assessment)


@_page
def consultation_new(request, access):
    return _new(request, access, Consultation)


@_page
def assessment_edit(request, access, pk):
    return _edit(request, access, Assessment, pk)


@_page
def consultation_edit(request, access, pk):
    return _edit(request, access, Consultation, pk)


def _new(request, access, model):
    plan = plan_shown(request, access.partnership)
    access.require(Deed.WRITE_PLAN)
    still_written(plan)
    if request.method == "POST":
        lock(plan)
    return _write(request, model(plan=plan))


def _edit(request, access, model, pk):
    thing = _find(access, model, pk)
    access.require(Deed.WRITE_PLAN)
    looking_at(request, still_written(thing.plan))
    if request.method == "POST":
        thing = _find(access, model, pk, locked=True)
    if thing.retired_at:
        messages.warning(request, f"“{thing}” is retired, so nothing was changed. Bring it back first.")
        return redirect(_page_of(thing), access.partnership.slug, pk)
    return _write(request, thing)


def _write(request, thing):
    heading = str(thing) if thing.pk else ""
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    priorities = with_gone(thing.plan.priorities.all(), thing)
    form = FORMS[type(thing)](*sent, instance=thing, priorities=priorities)
    previewing = "preview" in request.POST
    if request.method == "POST" and form.is_valid() and not previewing:
        saved = form.twin() or _saved(form, by=request.user)
        nothing = heading and not form.is_different
        messages.success(request, "Nothing was different, so nothing changed." if nothing else f"Saved: {saved}.")
        return redirect(_page_of(saved), request.partnership.slug, saved.pk)
    told = {"form": form, "heading": heading, "previews": form.previews() if previewing else (), **_pages(thing)}
    return render(request, "priorities/assessed_edit.html", told)


def _saved(form, *, by):
    thing, data = form.save(commit=False), form.cleaned_data
    if data.get("document") or data.get("no_document"):
        keep_document(thing, data.get("document"))
    if form.is_different:
        save(thing, form.places, by=by, why=data["why"])
    return thing


@member_page
@require_http_methods(["GET", "HEAD", "POST"])
@atomic_post
def assessment_retire(request, access, pk):
    return _retire(request, access, Assessment, pk)


@member_page
@require_http_methods(["GET", "HEAD", "POST"])
@atomic_post
def consultation_retire(request, access, pk):
    return _retire(request, access, Consultation, pk)


def _retire(request, access, model, pk):
    """Retires it, with a reason, or brings it back if already retired."""
    thing = _find(access, model, pk)
    access.require(Deed.WRITE_PLAN)
    looking_at(request, still_written(thing.plan))
    form = RetireForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        back = "back" in request.POST
        deed = bring_back if back else retire
        deed(thing, by=request.user, why=form.cleaned_data["why"])
        messages.success(request, f"“{thing}” is {'back' if back else 'retired'}.")
        return redirect(_page_of(thing), access.partnership.slug, pk)
    return render(request, "priorities/assessed_retire.html", {"form": form, **_pages(thing)})
