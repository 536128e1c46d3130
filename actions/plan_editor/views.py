"""Pages of the plan editor. Each finds the part before it checks permission."""

from functools import wraps

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from partners.access import atomic_post, member_page
from partners.forms.conflicts import outdated_notice
from partners.forms.pages import form_page, posted
from partners.permissions import Permission
from plans.plan_pages import page_of, plan_shown, require_open, use_plan
from plans.templatetags.formatting import prose

from ..models import Action
from . import operations
from .forms import TEXT_FORMS, MergeForm, MoveForm, OrderForm, RetireForm, new_form
from .kinds import PART_KINDS, find_kind, find_parent, find_part, kind_of, plan_of
from .overview import contents, retired_parts


def _part_url(access, part):
    """Address of a part's own page or, if it has none, of its place in the editor."""
    kind, slug = kind_of(part), access.partnership.slug
    if kind.page and (isinstance(part, Action) or not part.retired_at):
        return reverse(kind.page, args=[slug, part.pk])
    return f"{page_of('write_plan', plan_of(part))}#{kind.word}-{part.pk}"


def _list_url(kind, parent):
    """Address of the editor's list of a kind."""
    parent_key = next(
        (key for key, kind_of_parent in PART_KINDS.items() if isinstance(parent, kind_of_parent.model)), ""
    )
    anchor = f"{parent_key}-{parent.pk}" if parent_key else kind.word
    return f"{page_of('write_plan', plan_of(parent))}#{anchor}"


@member_page
@require_safe
def write_plan(request, access):
    """All parts of the plan, with the operations on each."""
    plan = plan_shown(request, access.partnership)
    access.require(Permission.WRITE_PLAN)
    require_open(plan)
    return render(
        request,
        "actions/plan_editor/write_plan.html",
        {"plan": plan, **contents(plan), "retired": retired_parts(plan)},
    )


def _part_page(view):
    """Decorator for a form page about one part: the view receives its kind and the part."""

    @form_page
    @wraps(view)
    def page(request, access, kind, pk):
        kind = find_kind(kind)
        part = find_part(access, kind, pk)
        access.require(Permission.WRITE_PLAN)
        use_plan(request, require_open(plan_of(part)))
        return view(request, access, kind, part)

    return page


def _form_page(request, template, form, kind, part, **kwargs):
    context = {"form": form, "kind": kind, "thing": part, "plan": plan_of(part), **kwargs}
    return render(request, f"actions/plan_editor/{template}.html", context)


def _redirect_retired(request, access, kind, part):
    """Redirect for a retired part, which cannot be edited: its page shows why, and how to bring it back."""
    messages.warning(request, f"“{part}” is retired, so nothing was changed. Bring it back first.")
    return redirect(_part_url(access, part))


@form_page
def write_new(request, access, kind, parent):
    """Adds a part of a kind at the end of a plan's, priority's or hallmark's list."""
    kind = find_kind(kind)
    parent = find_parent(access, kind, parent)
    access.require(Permission.WRITE_PLAN)
    use_plan(request, require_open(plan_of(parent)))
    form = new_form(kind, parent, posted(request), access)
    previewing = "preview" in request.POST
    if request.method == "POST" and form.is_valid() and not previewing:
        try:
            part = _make_from_form(kind, parent, form, by=request.user)
        except operations.Refused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"The {kind.name} is in the plan.")
            if "another" in request.POST:
                return redirect("write_new", access.partnership.slug, kind.word, parent.pk)
            return redirect(_part_url(access, part))
    return render(
        request,
        "actions/plan_editor/write_new.html",
        {
            "form": form,
            "kind": kind,
            "parent": parent,
            "plan": plan_of(parent),
            "back": _list_url(kind, parent),
            "previews": form.previews() if previewing else (),
        },
    )


def _make_from_form(kind, parent, form, *, by):
    """The form's new part, saved. Raises making.Refused."""
    why, supporting = form.cleaned_data["why"], form.cleaned_data.get("supporting")
    part = operations.make_part(kind, parent, by=by, why=why, **form.field_values)
    if supporting:
        part.revise(by=by, why=why, supporting=supporting)
    return part


@_part_page
def write_edit(request, access, kind, part):
    """Edits a section, priority or hallmark; criteria and actions redirect to their own forms."""
    if kind.edited_by:
        return redirect(kind.edited_by, access.partnership.slug, part.pk)
    if part.retired_at:
        return _redirect_retired(request, access, kind, part)
    if request.method == "POST":
        operations.lock_open_plan(plan_of(part))
        part.refresh_from_db()
    heading = str(part)
    form = TEXT_FORMS[kind.word](posted(request), instance=part, plan=plan_of(part))
    previewing = "preview" in request.POST
    if request.method == "POST" and form.is_valid() and not previewing:
        if form.is_different:
            operations.reword(form.save(commit=False), by=request.user, why=form.cleaned_data["why"])
        messages.success(
            request, "Your changes are saved." if form.is_different else "Nothing was different, so nothing changed."
        )
        return redirect(_part_url(access, part))
    previews = form.previews() if previewing else ()
    return _form_page(request, "write_edit", form, kind, part, heading=heading, previews=previews)


@form_page
def write_order(request, access, kind, parent):
    """Reorders the parts under a parent by number; a script adds buttons and dragging."""
    kind = find_kind(kind)
    parent = find_parent(access, kind, parent)
    access.require(Permission.WRITE_PLAN)
    use_plan(request, require_open(plan_of(parent)))
    if request.method == "POST":
        operations.lock_open_plan(plan_of(parent))
    parts = list(kind.of_parent(parent))
    arrangement = operations.arrangement(parts)
    outdated = request.method == "POST" and outdated_notice(request.POST.get("seen"), arrangement)
    form = OrderForm(
        request.POST if request.method == "POST" and not outdated else None,
        parts=parts,
        plan=plan_of(parent),
        initial=request.POST.dict(),
    )
    if request.method == "POST" and not outdated and form.is_valid():
        moved = operations.arrange(kind, parent, form.order, by=request.user, why=form.cleaned_data["why"])
        messages.success(request, "The order is saved." if moved else "Nothing moved, so nothing changed.")
        return redirect(_list_url(kind, parent))
    return render(
        request,
        "actions/plan_editor/write_order.html",
        {
            "form": form,
            "kind": kind,
            "parent": parent,
            "seen": arrangement,
            "outdated": outdated,
            "back": _list_url(kind, parent),
        },
        status=409 if outdated else 200,
    )


@_part_page
def write_move(request, access, kind, part):
    """Moves a criterion or action to another priority or hallmark."""
    if part.retired_at:
        return _redirect_retired(request, access, kind, part)
    plan = plan_of(part)
    form = MoveForm(posted(request), part=part, plan=plan)
    if request.method == "POST" and form.is_valid():
        try:
            operations.move(part, form.cleaned_data["to"], by=request.user, why=form.cleaned_data["why"])
        except operations.Refused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"It belongs to “{form.cleaned_data['to']}” now.")
            return redirect(_part_url(access, part))
    loses_sides = isinstance(part, Action) and part.sides
    return _form_page(request, "write_move", form, kind, part, loses_sides=loses_sides)


@_part_page
def write_merge(request, access, kind, part):
    """Merges a part into another of its kind."""
    if part.retired_at:
        return _redirect_retired(request, access, kind, part)
    form = MergeForm(posted(request), part=part, plan=plan_of(part))
    if request.method == "POST" and form.is_valid():
        into = form.cleaned_data["into"]
        try:
            operations.merge(part, into, by=request.user, why=form.cleaned_data["why"])
        except operations.Refused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"“{part}” became part of “{into}”.")
            return redirect(_part_url(access, into))
    return _form_page(request, "write_merge", form, kind, part, takes=operations.merge_effect(part))


@_part_page
def write_retire(request, access, kind, part):
    """Retires a part with a reason, together with the parts under it."""
    if part.retired_at:
        return _redirect_retired(request, access, kind, part)
    form = RetireForm(posted(request))
    if request.method == "POST" and form.is_valid():
        operations.retire_part(part, by=request.user, why=form.cleaned_data["why"])
        messages.success(request, f"“{part}” is retired. It can be brought back from the end of this page.")
        return redirect(_list_url(kind, getattr(part, kind.link)))
    return _form_page(request, "write_retire", form, kind, part, belongings=operations.children_of(part))


@member_page
@require_POST
@atomic_post
def write_return(request, access, kind, pk):
    """Brings back a retired part with those retired together with it."""
    part = find_part(access, find_kind(kind), pk)
    access.require(Permission.WRITE_PLAN)
    try:
        operations.bring_back_part(part, by=request.user, why="Brought back")
    except operations.Refused as error:
        messages.warning(request, str(error))
        return redirect(page_of("write_plan", plan_of(part)))
    messages.success(request, f"“{part}” is back in the plan.")
    return redirect(_part_url(access, part))


@member_page
@require_POST
def write_preview(request, access):
    """Markdown as HTML, for the preview script; without it, the form's own button does the same."""
    access.require(Permission.WRITE_PLAN)
    return HttpResponse(prose(request.POST.get("words", "")[:50_000]))
