from collections import Counter

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.template.defaultfilters import truncatewords
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from partners import clock
from partners.roles import Deed
from partners.standing import atomic_post, member_page
from plans.pages import actions_url, current_plan

from .models import Action
from .my_updates import SENT, Sheet, reports_for
from .rounds import owed, running_round


@member_page
@require_http_methods(["GET", "HEAD", "POST"])
@atomic_post
def my_updates(request, standing):
    """Everything that a person is asked to say in this round, on one page; all or any of it is saved."""
    plan = current_plan(standing.partnership)
    if not standing.may_report:
        raise PermissionDenied
    whose, for_whom = _whose(request, standing)
    if request.method == "POST":
        _hold(request.POST, plan)
    a_round = running_round(standing.partnership)
    sheet = Sheet(standing, plan, a_round, by=request.user, data=request.POST or None, **whose)
    if request.method == "POST":
        sheet.take(request.POST.get("save", "all"))
        if sheet.saved and not sheet.unsaved:
            messages.success(request, _thanks(sheet.saved))
            return redirect(f"{reverse('my_updates', args=[standing.partnership.slug])}{for_whom}")
    else:
        sheet.fill()
    nothing = request.method == "POST" and not sheet.saved and not sheet.unsaved
    return render(request, "actions/my_updates.html", {**_context(standing, sheet), "nothing": nothing})


def _context(standing, sheet):
    return {
        "sheet": sheet,
        "thanks": _thanks(sheet.saved) if sheet.saved else "",
        "round": sheet.round,
        "today": clock.today(),
        "on_behalf": not set(sheet.authorities) & set(standing.authorities),
        "wanted": sum(entry.leads for entry in sheet.entries) + sum(action.ours for action in sheet.more),
        "led": [entry for entry in sheet.entries if entry.leads],
        "supported": (supported := [entry for entry in sheet.entries if not entry.leads]),
        "supported_open": any(entry.open for entry in supported),
        "doors": _doors(standing, sheet) if standing.may(Deed.REPORT_FOR_ANY) else [],
        "actions_url": actions_url(standing),
    }


def _whose(request, standing):
    """Whose updates: (what the Sheet is told, the address's query). The coordinator may ask for any authority's."""
    chosen = request.GET.get("authority", "")
    if chosen and standing.may(Deed.REPORT_FOR_ANY):
        authorities = standing.partnership.authorities.acting()
        authority = get_object_or_404(authorities, pk=int(chosen) if chosen.isdecimal() and len(chosen) < 19 else 0)
        return {"authorities": [authority]}, f"?authority={authority.pk}"
    return {"authorities": reports_for(standing), "unled": standing.may(Deed.REPORT_FOR_ANY)}, ""


def _doors(standing, sheet):
    """For the coordinator: [(authority, how many answers it owes)] of those that owe any."""
    if not sheet.round:
        return []
    owing = Counter(action.lead for action in owed(sheet.round) if action.lead)
    return sorted(owing.items(), key=lambda pair: pair[0].position)


def _hold(data, plan):
    """Nobody else writes to the plan's actions that were sent until this transaction ends."""
    ids = [int(found[1]) for name in data if (found := SENT.fullmatch(name))]
    list(Action.objects.in_plan(plan).select_for_update(of=["self"]).filter(pk__in=ids).order_by("pk"))


def _thanks(saved):
    names = ", ".join(f"“{truncatewords(action.wording, 12)}”" for action in saved)
    return f"Saved: {names}"
