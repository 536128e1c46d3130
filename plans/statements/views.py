"""The accessibility statement and the page about privacy and cookies: the public pages, and the coordinator's forms."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from partners.access import greeted
from partners.forms.pages import confirm_saved, form_page, posted, to_edit
from partners.held_data import held_data
from partners.permissions import Permission
from partners.replica import from_replica
from partners.site_address import site_of
from plans.editions.live_pages import render_live

from ..models import AccessibilityStatement, PrivacyNotice
from .cookies import cookies
from .forms import AccessibilityForm, PrivacyForm
from .tested import KNOWN_PROBLEMS, TESTED


def words_of(model, partnership, rows=None):
    """The partnership's words, or an unsaved row without any."""
    rows = model.objects if rows is None else rows
    return rows.filter(partnership=partnership).first() or model(partnership=partnership)


@login_not_required
@require_safe
@from_replica
def accessibility(request, partnership):
    partnership = greeted(request, partnership)
    statement = words_of(AccessibilityStatement, partnership)
    known = {"tested": TESTED, "known_problems": KNOWN_PROBLEMS, "site": site_of(request)}
    return render_live(
        request,
        "plans/statements/accessibility.html",
        {"statement": statement, **known},
        partnership=partnership,
        title=_("Accessibility statement"),
        description=_("How accessible this site is, how it is tested, and how to report a problem."),
    )


@login_not_required
@require_safe
@from_replica
def privacy(request, partnership):
    partnership = greeted(request, partnership)
    return render_live(
        request,
        "plans/statements/privacy.html",
        {"notice": words_of(PrivacyNotice, partnership), "held": held_data(), "cookies": cookies()},
        partnership=partnership,
        title=_("Privacy and cookies"),
        description=_("Which personal details this site holds, for how long, and which cookies it sets."),
    )


@form_page(permission=Permission.SET_UP)
def accessibility_edit(request, access):
    return _edit(request, access, AccessibilityStatement, AccessibilityForm, "accessibility")


@form_page(permission=Permission.SET_UP)
def privacy_edit(request, access):
    return _edit(request, access, PrivacyNotice, PrivacyForm, "privacy")


def _edit(request, access, model, form_class, name):
    if request.method == "POST":
        access.partnership.lock()  # two first saves at once
    words = words_of(model, access.partnership, to_edit(request, model.objects))
    missing = words.missing
    form = form_class(posted(request), instance=words)
    if form.is_valid():
        confirm_saved(request, form.save_changes(by=request.user, why=form.cleaned_data["why"]))
        return redirect(f"{name}_edit", access.partnership.slug)
    context = {"form": form, "words": words, "missing": missing}
    return render(request, f"plans/statements/{name}_edit.html", context)
