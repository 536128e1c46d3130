from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext

from partners import clock
from partners.access import member_page
from partners.forms.pages import button_page, confirm_saved, form_page, posted, to_edit
from partners.forms.reasons import OptionalReasonForm, RequiredReasonForm
from partners.languages import in_english
from partners.permissions import Permission
from plans.exports.list_download import list_file
from plans.outline.kept import member_outline

from .. import soft_delete
from ..models import Duty, DutyDone, Plan
from ..plan_pages import actions_url, current_plan, days_to_compare
from .catalogue import known_in
from .forms import DoneForm, DutyForm
from .operations import start_with_known
from .register import line_of, register


def find_duty(request, access, pk):
    """The partnership's duty, also a retired one, locked if a form about it was submitted. Raises Http404."""
    duties = to_edit(request, Duty.objects.in_partnership(access.partnership))
    return get_object_or_404(duties.select_related("partnership", "authority", "group"), pk=pk)


def duty_to_edit(request, access, pk):
    """The same, for those who keep the duties."""
    duty = find_duty(request, access, pk)
    access.require(Permission.KEEP_DUTIES)
    return duty


def hallmarks_of(access):
    """[{key, name}] of the current plan's hallmarks; [] without a plan."""
    plan = Plan.objects.running(access.partnership)
    return list(plan.hallmarks.values("key", "name")) if plan else []


@member_page
def duties(request, access):
    """The register by hallmark: each duty, when it was last done, the evidence, and when it is due."""
    plan = current_plan(access.partnership)
    contents = register(access.partnership, member_outline(access, plan)["hallmarks"])
    retired = Duty.objects.in_partnership(access.partnership).filter(retired_at__isnull=False)
    return render(
        request,
        "plans/duties/duties.html",
        {
            **contents,
            "plan": plan,
            "today": clock.today(),
            "total": sum(contents["tally"].values()),
            "retired": retired,
            "known": len(known_in(clock.today().year)),
            "actions_url": actions_url(access),
        },
    )


@member_page
@in_english()
def duties_list_file(request, access, kind):
    """The register as a file: a row for each duty, in the page's order."""
    hallmarks = current_plan(access.partnership).hallmarks.values("key", "name")
    rows = [
        (
            line.duty.pk, line.duty.obligation, line.duty.source, group["hallmark"] and group["hallmark"]["name"],
            line.duty.done_by, line.duty.how_often, line.state.value, line.last and line.last.done_on,
            line.last and line.last.description, line.due, line.note,
        )
        for group in register(access.partnership, hallmarks)["groups"]
        for line in group["lines"]
    ]  # fmt: skip
    columns = (
        "id", "words", "source", "hallmark", "by", "often", "state", "done_on", "what_was_done", "due_on", "note"
    )  # fmt: skip
    return list_file(request, kind, "duties", columns, rows, name="duties", summary="Duties")


@button_page
def duties_start(request, access):
    """Create the known statutory duties for a partnership that has none yet."""
    access.require(Permission.KEEP_DUTIES)
    number = start_with_known(access.partnership, by=request.user)
    if number:
        message = gettext("%(number)s duties added. Check each against its source.") % {"number": number}
        messages.success(request, message)
    return redirect("duties", access.partnership.slug)


@member_page
def duty_detail(request, access, pk):
    duty = find_duty(request, access, pk)
    line = line_of(duty)
    revised = line.known.plan and days_to_compare(line.known.plan, line.known.done_on)
    return render(
        request,
        "plans/duties/duty_detail.html",
        {
            "duty": duty,
            "line": line,
            "hallmark": next((each["name"] for each in hallmarks_of(access) if each["key"] == duty.hallmark), ""),
            "evidence": duty.done.for_list(),
            "since_revised": revised,
        },
    )


@form_page
def duty_new(request, access):
    access.require(Permission.KEEP_DUTIES)
    if request.method == "POST":
        access.partnership.lock()
    return _duty_form_page(request, access, Duty(partnership=access.partnership))


@form_page
def duty_edit(request, access, pk):
    return _duty_form_page(request, access, duty_to_edit(request, access, pk))


def _duty_form_page(request, access, duty):
    heading = str(duty) if duty.pk else gettext("A new duty")
    form = DutyForm(posted(request), instance=duty, hallmarks=hallmarks_of(access))
    if request.method == "POST" and form.is_valid():
        saved, changed = form.save(by=request.user)
        confirm_saved(request, changed, gettext("Saved."))
        return redirect("duty_detail", access.partnership.slug, saved.pk)
    return render(request, "plans/duties/duty_edit.html", {"form": form, "duty": duty, "heading": heading})


@form_page
def duty_done(request, access, pk):
    """The coordinator records that a duty was done, with the evidence."""
    duty = duty_to_edit(request, access, pk)
    if duty.retired_at:
        raise Http404("It was removed: restore it first")
    form = DoneForm(posted(request), duty=duty)
    if request.method == "POST" and form.is_valid():
        form.save(by=request.user)
        messages.success(request, gettext("Evidence saved."))
        return redirect("duty_detail", access.partnership.slug, duty.pk)
    return render(request, "plans/duties/duty_done.html", {"form": form, "duty": duty})


@form_page(atomic=False)
def duty_done_take_back(request, access, pk):
    """Take back evidence recorded by mistake, with a reason; a second click changes nothing."""
    done = get_object_or_404(DutyDone.objects.in_partnership(access.partnership).select_related("duty"), pk=pk)
    access.require(Permission.KEEP_DUTIES)
    form = RequiredReasonForm(posted(request))
    if request.method != "POST" and done.taken_back_at:
        raise Http404("It is withdrawn already")
    if request.method == "POST" and form.is_valid():
        done.take_back(by=request.user, why=form.cleaned_data["why"])
        messages.success(request, gettext("Evidence withdrawn."))
        return redirect("duty_detail", access.partnership.slug, done.duty_id)
    return render(request, "plans/duties/duty_done_take_back.html", {"form": form, "done": done, "duty": done.duty})


@form_page
def duty_retire(request, access, pk):
    """Retire a duty, with a reason; it is listed below the register with its evidence."""
    duty = duty_to_edit(request, access, pk)
    form = RequiredReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        soft_delete.retire([duty], by=request.user, why=form.cleaned_data["why"])
        messages.success(request, gettext("Duty removed."))
        return redirect("duty_detail", access.partnership.slug, duty.pk)
    return render(request, "plans/duties/duty_retire.html", {"form": form, "duty": duty})


@form_page
def duty_return(request, access, pk):
    """Bring back a retired duty, with all its evidence."""
    duty = duty_to_edit(request, access, pk)
    if request.method == "POST":
        access.partnership.lock()
    form = OptionalReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            soft_delete.bring_back([duty], by=request.user, why=form.cleaned_data["why"])
        except ValidationError:
            duty.refresh_from_db()
            form.add_error(None, gettext("Another duty has this wording. Change or remove that one first."))
        else:
            messages.success(request, gettext("Duty restored."))
            return redirect("duty_detail", access.partnership.slug, duty.pk)
    return render(request, "plans/duties/duty_return.html", {"form": form, "duty": duty})
