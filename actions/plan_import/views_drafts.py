"""Pages of an import that is not saved yet: how its file is read, its preview, and each part of that."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from actions.plan_editor.kinds import lock_open_plan
from actions.plan_editor.operations import Refused
from partners.forms.conflicts import outdated_notice
from partners.forms.pages import button_page, form_page, posted
from partners.permissions import Permission
from partners.settings.new_authorities import add_authority
from plans.jobs.turns import one_at_a_time
from plans.plan_pages import page_of, require_open, use_plan

from ..models import ImportDraft
from .columns_form import ColumnsForm
from .comparing.apply import apply_import
from .drafts import Reading, answers_as_json, remember
from .part_pages import PartPage
from .preview import Preview
from .row_form import RowForm


def _find_reading(request, access, pk):
    """The Reading of a draft of this partnership, locked if something is posted. Raises Http404."""
    drafts = ImportDraft.objects.filter(plan__partnership=access.partnership)
    drafts = drafts.select_related("plan__partnership", "plan__continued_as", "by")
    if request.method == "POST":
        drafts = drafts.select_for_update(of=["self"])
    draft = get_object_or_404(drafts, pk=pk)
    access.require(Permission.WRITE_PLAN)
    use_plan(request, require_open(draft.plan))
    return Reading(draft)


def address_of(draft, page="plan_import_preview", *rest, anchor=""):
    """Address of a page of a draft."""
    address = reverse(page, args=[draft.plan.partnership.slug, draft.pk, *rest])
    return f"{address}#{anchor}" if anchor else address


@one_at_a_time(methods=["POST"])
@form_page
def plan_import_preview(request, access, pk):
    """Everything that saving would do, and everything that is left out; POST saves it.

    A file that does not say what it holds leads to how it is read, once.
    """
    reading = _find_reading(request, access, pk)
    if request.method == "POST":
        lock_open_plan(reading.plan)
    elif reading.must_ask:
        return redirect(address_of(reading.draft, "plan_import_columns"))
    preview = Preview(reading, page=request.GET.get("page"), lists_all=request.GET.get("left") == "all")
    outdated = refused = ""
    if request.method == "POST":
        outdated = outdated_notice(request.POST.get("seal"), preview.fingerprint)
        if not outdated and preview.faulty and "leave" not in request.POST:
            refused = gettext("Some parts have errors. Correct them, or tick the box to skip them")
        if not outdated and not refused:
            try:
                return _save(request, access, reading, preview)
            except Refused as error:
                messages.warning(request, str(error))
                return redirect(address_of(reading.draft))
    context = {"preview": preview, "draft": reading.draft, "plan": reading.plan, "entries": reading.entries}
    context |= {"outdated": outdated, "refused": refused}
    return render(request, "actions/plan_import/preview.html", context, status=409 if outdated else 200)


def _save(request, access, reading, preview):
    draft = reading.draft
    saved = apply_import(
        reading.plan,
        preview.saveable(),
        by=request.user,
        name=draft.name,
        kind=draft.kind,
        left_out=preview.left_out_of_file,
    )
    corrected = draft.answers.get("corrected", {})
    remember(access.partnership, by=request.user, headings=corrected, names=reading.answers.names)
    draft.delete()
    text, number = gettext("Import saved: %(in_words)s.") % {"in_words": preview.in_words}, len(saved.left_out)
    if number:
        left = ngettext(
            "%(n)s texts were not imported: see Imports.", "%(n)s texts were not imported: see Imports.", number
        )
        text = f"{text} {left % {'n': number}}"
    messages.success(request, text)
    return redirect(page_of("write_plan", reading.plan))


@one_at_a_time(methods=["POST"])
@form_page
def plan_import_columns(request, access, pk):
    """How the file is read: headings, columns, priorities, hidden parts, and who the names are."""
    reading = _find_reading(request, access, pk)
    form = ColumnsForm(posted(request), reading=reading, may_add=reading.may_add_authorities(access))
    if request.method == "POST" and form.is_valid():
        try:
            answers, corrected = form.new_answers(_adder(request, access, reading.draft.name))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            for key, name in form.hallmarks().items():
                edit = reading.draft.edits.setdefault(key, {})
                edit["fields"] = {**edit.get("fields", {}), "hallmark": name}
            return _read_again(reading.draft, answers, corrected)
    context = {"form": form, "draft": reading.draft, "plan": reading.plan, "reading": reading}
    return render(request, "actions/plan_import/columns.html", context)


def _adder(request, access, name):
    """Function that makes an authority of a name in the file and returns its pk."""

    def add(words):
        access.require(Permission.SET_UP)
        why = f"Named in “{name}”"
        return add_authority(access.partnership, words, by=request.user, why=why).pk

    return add


def _read_again(draft, answers, corrected):
    """Keep the answers; go on to the preview, or stay while they show names, or columns, that are asked about."""
    before = set(Reading(draft).unknown_names)
    rows_before = draft.answers.get("headings", {})
    corrected = {**draft.answers.get("corrected", {}), **corrected}
    draft.answers = answers_as_json(answers) | {"corrected": corrected, "is_answered": True}
    draft.save(update_fields=["answers", "edits"])
    after = Reading(draft)
    if answers.headings != rows_before:
        return redirect(address_of(draft, "plan_import_columns"))
    if set(after.unknown_names) - before:
        return redirect(address_of(draft, "plan_import_columns", anchor="names"))
    return redirect(address_of(draft))


@form_page
def plan_import_part(request, access, pk, key):
    """One part of the preview: change it, split it, join it to the one above, leave it out, or take that back."""
    reading = _find_reading(request, access, pk)
    page = PartPage(reading, key, posted(request))
    if request.method == "POST":
        if do := request.POST.get("do"):
            page.do(do)
            return redirect(address_of(reading.draft, anchor=page.anchor))
        if page.is_valid():
            page.save()
            return redirect(address_of(reading.draft, anchor=page.anchor))
    if page.entry is None:
        raise Http404
    context = {"page": page, "form": page.form, "draft": reading.draft, "plan": reading.plan}
    return render(request, "actions/plan_import/part.html", context)


@form_page
def plan_import_row(request, access, pk, sheet, number):
    """What a row of the file is: an activity, a priority, headings, or nothing for the plan."""
    reading = _find_reading(request, access, pk)
    form = RowForm(posted(request), reading=reading, sheet=sheet, number=number)
    if request.method == "POST" and form.is_valid():
        form.save()
        return redirect(address_of(reading.draft))
    context = {"form": form, "draft": reading.draft, "plan": reading.plan}
    return render(request, "actions/plan_import/row.html", context)


@button_page
def plan_import_discard(request, access, pk):
    """Button that gives an import up; nothing of it was saved."""
    reading = _find_reading(request, access, pk)
    reading.draft.delete()
    messages.success(request, gettext("“%(name)s” was not imported.") % {"name": reading.draft.name})
    return redirect(page_of("plan_import", reading.plan))
