"""Pages for strategic assessments and consultations: comparison with the effort, detail and editing."""

from collections import Counter

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from partners.access import atomic_post, member_page
from partners.files.uploads import as_download
from partners.forms.pages import confirm_saved, form_page, posted, posted_with_files
from partners.forms.reasons import RequiredReasonForm
from partners.models import FileRemoval
from partners.permissions import Permission
from plans import soft_delete
from plans.cached_pages import cached_by_revision
from plans.models import Assessment, Consultation, Plan
from plans.outline.priority_orders import compared, put
from plans.plan_pages import as_at, plan_shown, render_plan_page, require_open, use_plan

from .forms import AssessmentForm, ConsultationForm
from .operations import delete_documents_on_failure, keep_document, lock_plan, save

FORMS = {Assessment: AssessmentForm, Consultation: ConsultationForm}


@member_page
@cached_by_revision
@as_at
def assessments(request, access, plan, day):
    """Both orders compared with where the effort goes, and all the plan's assessments and consultations."""

    def context(plan_outline):
        retired = [] if day else _retired(plan)
        may_edit = access.may_write_plan and plan.phase != Plan.Phase.CLOSED and day is None
        return {"comparison": compared(plan_outline), "retired": retired, "may_edit": may_edit}

    return render_plan_page(request, "priorities/assessments/assessments.html", context)


def _retired(plan):
    """[(retired assessment or consultation, its address)]"""
    retired = [source for model in FORMS for source in model.all_objects.filter(plan=plan).exclude(retired_at=None)]
    return [(source, reverse(_url_name(source), args=[plan.partnership.slug, source.pk])) for source in retired]


def _find(access, model, pk):
    """The partnership's assessment or consultation, retired or not. Raises Http404."""
    sources = model.all_objects.in_partnership(access.partnership)
    return get_object_or_404(sources.select_related("plan__partnership", "plan__continued_as"), pk=pk)


def _url_name(source, operation="detail"):
    return f"{source._meta.model_name}_{operation}"


def _common_context(source):
    """Context common to these pages: the object, its kind, and the URL names of its pages."""
    pages = {f"{operation}_page": _url_name(source, operation) for operation in ("detail", "edit", "retire")}
    return {"source": source, "kind": source._meta.model_name, **pages}


@member_page
def assessed_detail(request, access, model, pk):
    source = _find(access, model, pk)
    plan = use_plan(request, source.plan)
    may_edit = access.may_write_plan and plan.phase != Plan.Phase.CLOSED
    context = {**_common_context(source), "places": _places_as_text(source), "may_edit": may_edit}
    if stored := getattr(source, "document_stored", ""):
        context["removal"] = FileRemoval.objects.filter(stored=stored).first()
    return render(request, f"priorities/assessments/{_url_name(source)}.html", context)


def _places_as_text(source):
    """[(place, its rank as text)], first rank first."""
    places = list(source.places.select_related("priority"))
    shared = Counter(place.place for place in places)
    return [(place, put({"place": place.place, "joint": shared[place.place] > 1})) for place in places]


@member_page
def assessment_document(request, access, pk):
    """The assessment's PDF, as a download only."""
    assessment = _find(access, Assessment, pk)
    if not assessment.document_stored:
        raise Http404("There is no document")
    return as_download(request, assessment.document_name, assessment.document_stored)


def _file_form_page(view):
    """Decorator for a form page that accepts files, which are deleted unless its transaction succeeds."""
    return form_page(delete_documents_on_failure()(atomic_post(view)), atomic=False)


@_file_form_page
def assessed_new(request, access, model):
    plan = plan_shown(request, access.partnership)
    access.require(Permission.WRITE_PLAN)
    require_open(plan)
    if request.method == "POST":
        lock_plan(plan)
    return _edit_page(request, model(plan=plan))


@_file_form_page
def assessed_edit(request, access, model, pk):
    source = _find(access, model, pk)
    access.require(Permission.WRITE_PLAN)
    use_plan(request, require_open(source.plan))
    if request.method == "POST":
        lock_plan(source.plan)
        source.refresh_from_db()
    if source.retired_at:
        messages.warning(request, gettext("“%(source)s” has been removed. Restore it first.") % {"source": source})
        return redirect(_url_name(source), access.partnership.slug, pk)
    return _edit_page(request, source)


def _edit_page(request, source):
    heading = str(source) if source.pk else ""
    form = FORMS[type(source)](*posted_with_files(request), instance=source)
    previewing = "preview" in request.POST
    if request.method == "POST" and form.is_valid() and not previewing:
        saved = form.saved_twin() or _save_form(form, by=request.user)
        confirm_saved(request, not heading or form.is_different, gettext("Saved: %(source)s.") % {"source": saved})
        return redirect(_url_name(saved), request.partnership.slug, saved.pk)
    previews = form.previews() if previewing else ()
    context = {"form": form, "heading": heading, "previews": previews, **_common_context(source)}
    return render(request, "priorities/assessments/assessed_edit.html", context)


def _save_form(form, *, by):
    source, data = form.save(commit=False), form.cleaned_data
    if data.get("document") or data.get("no_document"):
        keep_document(source, data.get("document"))
    if form.is_different:
        save(source, form.places, by=by, why=data["why"])
    return source


@form_page
def assessed_retire(request, access, model, pk):
    """Retires it, with a reason, or brings it back if already retired."""
    source = _find(access, model, pk)
    access.require(Permission.WRITE_PLAN)
    use_plan(request, require_open(source.plan))
    form = RequiredReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        back = "back" in request.POST
        lock_plan(source.plan)
        operation = soft_delete.bring_back if back else soft_delete.retire
        operation([source], by=request.user, why=form.cleaned_data["why"])
        messages.success(
            request,
            (gettext("“%(source)s” is back.") if back else gettext("“%(source)s” is removed.")) % {"source": source},
        )
        return redirect(_url_name(source), access.partnership.slug, pk)
    return render(request, "priorities/assessments/assessed_retire.html", {"form": form, **_common_context(source)})
