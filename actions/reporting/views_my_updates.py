from collections import Counter

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.template.defaultfilters import truncatewords
from django.urls import reverse
from django.utils.translation import ngettext

from actions.rounds.rounds import owed, running_round
from partners import clock
from partners.forms.keys import key_in
from partners.forms.pages import form_page
from partners.permissions import Permission
from plans.plan_pages import actions_url, current_plan

from ..models import Action
from ..models.lead_officers import PARTS
from .my_updates import UpdateBatch, reports_for, sent_ids


@form_page(permission=Permission.READ_OWN)
def my_updates(request, access):
    """Every update that a person owes in this round, on one page; what is filled in is saved at once."""
    plan = current_plan(access.partnership)
    if not access.may_report:
        raise PermissionDenied
    whose, query = _whose(request, access)
    if request.method == "POST":
        _lock_actions(request.POST, plan)
    a_round = running_round(access.partnership)
    sheet = UpdateBatch(access, plan, a_round, by=request.user, data=request.POST or None, **whose)
    if request.method == "POST":
        sheet.take()
        if sheet.saved and not sheet.wrong:
            messages.success(request, _thanks(sheet))
            return redirect(f"{reverse('my_updates', args=[access.partnership.slug])}{query}")
    else:
        sheet.fill()
    nothing = request.method == "POST" and not sheet.saved and not sheet.wrong
    return render(request, "actions/reporting/my_updates.html", {**_context(access, sheet), "nothing": nothing})


def _context(access, sheet):
    return {
        "sheet": sheet,
        "thanks": _thanks(sheet) if sheet.saved else "",
        "round": sheet.round,
        "today": clock.today(),
        "on_behalf": not set(sheet.authorities) & set(access.authorities),
        "wanted": sum(action.ours for action in sheet.outstanding),
        "leads": any(action.ours for action in sheet.actions),
        "led": (led := [entry for entry in sheet.entries if entry.action.ours]),
        "by_part": _by_part(led),
        "wanted_of_me": sum(action.ours and action.asks(sheet.by) for action in sheet.outstanding),
        "supported": (supported := [entry for entry in sheet.entries if not entry.action.ours]),
        "supported_open": any(entry.form.is_bound for entry in supported),
        "owing": _owing(access, sheet) if access.may(Permission.REPORT_FOR_ANY) else [],
        "actions_url": actions_url(access),
    }


def _by_part(entries):
    """[(heading, entries)]: the officer's own, those as deputy, the authority's others."""
    groups = [(heading, [e for e in entries if e.action.part == part]) for part, heading in PARTS.items()]
    return [(heading, group) for heading, group in groups if group]


def _whose(request, access):
    """Whose updates: (keyword arguments of the batch, query string). A coordinator may ask for any authority's."""
    chosen = request.GET.get("authority", "")
    if chosen and access.may(Permission.REPORT_FOR_ANY):
        authorities = access.partnership.authorities.acting()
        authority = get_object_or_404(authorities, pk=key_in(chosen))
        return {"authorities": [authority]}, f"?authority={authority.pk}"
    return {"authorities": reports_for(access), "unled": access.may(Permission.REPORT_FOR_ANY)}, ""


def _owing(access, sheet):
    """For the coordinator: [(authority, number of answers owed)] of the authorities that owe any."""
    if not sheet.round:
        return []
    counts = Counter(action.lead for action in owed(sheet.round) if action.lead)
    return sorted(counts.items(), key=lambda pair: pair[0].position)


def _lock_actions(data, plan):
    """Hold row locks on the submitted actions of the plan until this transaction ends."""
    list(Action.objects.in_plan(plan).select_for_update(of=["self"]).filter(pk__in=sent_ids(data)).order_by("pk"))


def _thanks(sheet):
    number = len(sheet.saved)
    names = ", ".join(f"“{truncatewords(action.wording, 12)}”" for action in sheet.saved)
    saved = ngettext("%(n)s answer saved: %(names)s", "%(n)s answers saved: %(names)s", number)
    return ". ".join(filter(None, [saved % {"n": number, "names": names}, sheet.note]))
