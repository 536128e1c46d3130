"""Pages of the plan editor. Each finds the part before it checks permission."""

from functools import wraps

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from partners.fingerprint import fingerprint
from partners.forms.conflicts import outdated_notice
from partners.forms.pages import button_page, confirm_saved, form_page, posted
from partners.permissions import Permission
from plans.plan_pages import page_of, require_open, use_plan
from plans.templatetags.formatting import prose

from ..models import Action
from . import operations
from .forms import TEXT_FORMS, MergeForm, MoveForm, OrderForm, RetireForm, new_form, previews_of, values_of
from .kinds import find_kind, find_parent, find_part, kind_of, plan_of
from .overview import is_large


def _part_url(access, part):
    """Address of a part's own page or, if it has none, of its place in the editor."""
    kind, slug = kind_of(part), access.partnership.slug
    if kind.page and (isinstance(part, Action) or not part.retired_at):
        return reverse(kind.page, args=[slug, part.pk])
    chapter = f"{kind.key}-{part.pk}" if kind.key in ("priority", "hallmark") else ""
    return _editor_url(plan_of(part), f"{kind.key}-{part.pk}", chapter)


def _list_url(kind, parent):
    """Address of the editor's list of a kind."""
    chapter = "" if kind.link == "plan" else f"{kind.link}-{parent.pk}"
    return _editor_url(plan_of(parent), chapter or kind.key, chapter)


def _editor_url(plan, anchor, chapter):
    """Address of a place on the editor's page, and of the chapter that it shows of a large plan."""
    address = page_of("write_plan", plan)
    if chapter and is_large(plan):
        address += f"{'&' if '?' in address else '?'}part={chapter}"
    return f"{address}#{anchor}"


def _editor_page(find):
    """Decorator for a form page: the view receives a kind, and what `find` finds: a part, or the parent of a list.

    A retired part is not edited: its page shows why it was retired, and how to bring it back.
    """

    def decorate(view):
        @form_page
        @wraps(view)
        def page(request, access, kind, pk):
            kind = find_kind(kind)
            part = find(access, kind, pk)
            access.require(Permission.WRITE_PLAN)
            use_plan(request, require_open(plan_of(part)))
            if getattr(part, "retired_at", None):
                messages.warning(request, gettext("“%(part)s” has been removed. Restore it first.") % {"part": part})
                return redirect(_part_url(access, part))
            return view(request, access, kind, part)

        return page

    return decorate


def _form_page(request, template, form, kind, part, **kwargs):
    context = {"form": form, "kind": kind, "part": part, "plan": plan_of(part), **kwargs}
    return render(request, f"actions/plan_editor/{template}.html", context)


def _done(form, operation, *args, **kwargs):
    """Whether the operation was possible; otherwise the form says why not."""
    try:
        operation(*args, **kwargs)
    except operations.Refused as error:
        form.add_error(None, str(error))
    return not form.errors


@_editor_page(find_parent)
def write_new(request, access, kind, parent):
    """Adds a part of a kind at the end of a plan's, priority's or hallmark's list."""
    form = new_form(kind, parent, posted(request), access)
    previewing = "preview" in request.POST
    if request.method == "POST" and form.is_valid() and not previewing:
        try:
            why = form.cleaned_data["why"]
            part = operations.make_part(kind, parent, by=request.user, why=why, **values_of(form))
        except operations.Refused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, gettext("The %(name)s is added to the plan.") % {"name": kind.name})
            return redirect(request.path if "another" in request.POST else _part_url(access, part))
    previews = previews_of(form) if previewing else ()
    back = _list_url(kind, parent)
    return _form_page(request, "write_new", form, kind, parent, back=back, previews=previews)


@_editor_page(find_part)
def write_edit(request, access, kind, part):
    """Edits a section, priority or hallmark; criteria and actions redirect to their own forms."""
    if kind.edited_by:
        return redirect(kind.edited_by, access.partnership.slug, part.pk)
    if request.method == "POST":
        operations.lock_open_plan(plan_of(part))
        part.refresh_from_db()
    heading = str(part)
    form = TEXT_FORMS[kind.key](posted(request), instance=part, plan=plan_of(part))
    previewing = "preview" in request.POST
    if request.method == "POST" and form.is_valid() and not previewing:
        confirm_saved(request, form.save_changes(by=request.user, why=form.cleaned_data["why"]))
        return redirect(_part_url(access, part))
    previews = previews_of(form) if previewing else ()
    return _form_page(request, "write_edit", form, kind, part, heading=heading, previews=previews)


@_editor_page(find_parent)
def write_order(request, access, kind, parent):
    """Reorders the parts under a parent by number; a script adds buttons and dragging."""
    if request.method == "POST":
        operations.lock_open_plan(plan_of(parent))
    parts = list(kind.of_parent(parent))
    arrangement = fingerprint([part.pk for part in parts])
    outdated = request.method == "POST" and outdated_notice(request.POST.get("seen"), arrangement)
    data = None if outdated else posted(request)
    form = OrderForm(data, parts=parts, plan=plan_of(parent), initial=request.POST.dict())
    if data and form.is_valid():
        moved = operations.arrange(kind, parent, form.order, by=request.user, why=form.cleaned_data["why"])
        messages.success(request, gettext("Order saved.") if moved else gettext("The order has not changed."))
        return redirect(_list_url(kind, parent))
    context = {"form": form, "kind": kind, "parent": parent, "back": _list_url(kind, parent)}
    context |= {"seen": arrangement, "outdated": outdated}
    return render(request, "actions/plan_editor/write_order.html", context, status=409 if outdated else 200)


@_editor_page(find_part)
def write_move(request, access, kind, part):
    """Moves a criterion or action to another priority or hallmark."""
    form = MoveForm(posted(request), part=part, plan=plan_of(part))
    if request.method == "POST" and form.is_valid():
        parent, why = form.cleaned_data["to"], form.cleaned_data["why"]
        if _done(form, operations.move, part, parent, by=request.user, why=why):
            messages.success(request, gettext("Moved to “%(parent)s”.") % {"parent": parent})
            return redirect(_part_url(access, part))
    loses_sides = isinstance(part, Action) and part.sides
    return _form_page(request, "write_move", form, kind, part, loses_sides=loses_sides)


@_editor_page(find_part)
def write_merge(request, access, kind, part):
    """Merges a part into another of its kind."""
    form = MergeForm(posted(request), part=part, plan=plan_of(part))
    if request.method == "POST" and form.is_valid():
        into, why = form.cleaned_data["into"], form.cleaned_data["why"]
        if _done(form, operations.merge, part, into, by=request.user, why=why):
            messages.success(request, gettext("“%(part)s” is merged into “%(into)s”.") % {"part": part, "into": into})
            return redirect(_part_url(access, into))
    return _form_page(request, "write_merge", form, kind, part, effect=operations.merge_effect(part))


@_editor_page(find_part)
def write_retire(request, access, kind, part):
    """Retires a part with a reason, together with the parts under it."""
    form = RetireForm(posted(request))
    if request.method == "POST" and form.is_valid():
        operations.retire_part(part, by=request.user, why=form.cleaned_data["why"])
        messages.success(
            request,
            gettext("“%(part)s” has been removed. You can restore it at the end of this page.") % {"part": part},
        )
        return redirect(_list_url(kind, getattr(part, kind.link)))
    return _form_page(request, "write_retire", form, kind, part, children=operations.children_of(part))


@button_page
def write_return(request, access, kind, pk):
    """Brings back a retired part with those retired together with it."""
    part = find_part(access, find_kind(kind), pk)
    access.require(Permission.WRITE_PLAN)
    try:
        operations.bring_back_part(part, by=request.user, why="Restored")
    except operations.Refused as error:
        messages.warning(request, str(error))
        return redirect(page_of("write_plan", plan_of(part)))
    messages.success(request, gettext("“%(part)s” is back in the plan.") % {"part": part})
    return redirect(_part_url(access, part))


@button_page(atomic=False)
def write_preview(request, access):
    """Markdown as HTML, for the preview script; without it, the form's own button does the same."""
    access.require(Permission.WRITE_PLAN)
    return HttpResponse(prose(request.POST.get("text", "")[:50_000]))
