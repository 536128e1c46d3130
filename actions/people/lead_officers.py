"""Lead officers: the form in which an authority says which of its officers answers for which action, and who is deputy.

A coordinator does it for any authority.
"""

from collections import defaultdict

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from partners.forms.conflicts import CONFLICT, RowForm
from partners.forms.keys import key_in
from partners.forms.pages import confirm_saved, form_page, to_edit
from partners.models import Membership
from partners.permissions import Permission
from plans.plan_pages import plan_query, plan_shown, require_open, with_parameter
from plans.status import CLOSED

from ..models import Action, attach_latest

ROWS_PER_PAGE = 60
WITHOUT, LOST = "without", "lost"
FILTERS = {"": _("All actions"), WITHOUT: _("Without a lead officer"), LOST: _("Lead officer left")}
NAMES = ("lead_officer", "deputy")


def may_name_officers(access, action, as_outlined):
    """Whether this person may name the officers of an action: a coordinator, or an officer of its lead authority.

    `as_outlined` is the action in the outline.
    """
    is_open = action.lead and not action.retired_at and as_outlined["effective_status"] not in CLOSED
    return bool(is_open) and (access.may(Permission.WRITE_PLAN) or action.lead in access.reporting_for)


def actions_led(plan, authorities):
    """The plan's actions that these authorities lead, in plan order, with their `officers`."""
    actions = Action.objects.in_plan(plan).led_by(authorities).with_officers()
    actions = actions.select_related("lead", "priority__plan", "hallmark__plan").with_latest_update()
    return actions.order_by("hallmark__position", "priority__position", "priority_id", "position", "pk")


def passing(actions, by):
    """Those of the actions that are not closed and pass one of FILTERS, as a list."""
    if by == LOST:
        actions = [action for action in actions.exclude(lead_officer=None) if action.lost_officer]
    elif by == WITHOUT:
        actions = [action for action in actions if not action.officers]
    return [action for action in attach_latest(actions) if not action.closed]


class OfficersRow(RowForm):
    """Lead officer and deputy of one action."""

    empty_text = _("nobody")

    lead_officer = forms.TypedChoiceField(label=_("Lead officer"), required=False, empty_value=None)
    deputy = forms.TypedChoiceField(label=_("Deputy"), required=False, empty_value=None)
    ticked = forms.BooleanField(label=_("Change this one"), required=False)

    def __init__(self, *args, action, officers, **kwargs):
        initial = {"lead_officer": action.lead_officer_id, "deputy": action.deputy_id}
        super().__init__(*args, initial=initial, prefix=f"a{action.pk}", **kwargs)
        self.part, self.conflict_message = action, f"“{action}”: {CONFLICT}"
        for name in NAMES:
            # Also whoever is named and is an officer no longer: what is saved can stay as it is.
            named = getattr(action, name)
            gone = [named] if named and not named.is_officer_of(action.lead_id) else []
            choices = {str(m.pk): m for m in (*officers, *gone)}
            labels = [
                (key, gettext("%(name)s, no longer") % {"name": m.user.name} if m in gone else m.user.name)
                for key, m in choices.items()
            ]
            self.fields[name].choices = [("", gettext("Nobody")), *labels]
            self.fields[name].coerce = choices.get
            self.fields[name].error_messages["invalid_choice"] = gettext("Choose an officer of %(name)s") % {
                "name": action.lead.name
            }

    def current_values(self):
        return [self.current_value(name) for name in NAMES]

    def histories(self):
        return [self.part.history.all()]

    @property
    def typed(self):
        chosen = {name: self.cleaned_data.get(name) for name in NAMES}
        return {name: membership and membership.pk for name, membership in chosen.items()}

    def clean(self):
        if self.errors:
            return self.cleaned_data
        data = super().clean()
        if data["deputy"] and data["deputy"] == data["lead_officer"]:
            self.add_error(
                "deputy",
                gettext("%(name)s is the lead officer. Choose somebody else as deputy")
                % {"name": data["deputy"].user.name},
            )
        return data


class FillForm(forms.Form):
    """Officers to fill into the selected rows."""

    fill_lead_officer = forms.ChoiceField(label=_("Lead officer"), required=False)
    fill_deputy = forms.ChoiceField(label=_("Deputy"), required=False)

    def __init__(self, *args, officers, **kwargs):
        super().__init__(*args, **kwargs)
        several = len({membership.authority_id for membership in officers}) > 1
        labels = [(str(m.pk), f"{m.user.name}, {m.authority}" if several else m.user.name) for m in officers]
        for field in self.fields.values():
            field.asked = True  # both are optional, so no label says so
            field.choices = [("", gettext("Do not change")), *labels]


class OfficersTable:
    """An OfficersRow for each action, and a FillForm above them."""

    def __init__(self, actions, *, partnership, data=None):
        self.data, officers = data, defaultdict(list)
        for membership in Membership.objects.in_partnership(partnership).officers().select_related("authority"):
            officers[membership.authority_id].append(membership)
        self.rows = [OfficersRow(data, action=action, officers=officers[action.lead_id]) for action in actions]
        leads = dict.fromkeys(action.lead_id for action in actions)
        self.fill = FillForm(data, officers=[m for lead in leads for m in officers[lead]])

    def is_valid(self):
        return all(row.is_valid() for row in self.rows)

    @property
    def errors(self):
        return any(row.errors for row in self.rows)

    def filled(self):
        """The submitted data with the selected rows filled."""
        data = self.data.copy()
        for row in self.rows:
            for name in NAMES:
                if data.get(f"{row.prefix}-ticked") and (value := data.get(f"fill_{name}")):
                    data[f"{row.prefix}-{name}"] = value
        return data

    @transaction.atomic
    def save(self, *, by):
        """Saves the changed rows. Returns how many."""
        different = [row for row in self.rows if row.is_different]
        for row in different:
            row.part.name_officers(by=by, **{name: row.cleaned_data[name] for name in NAMES})
        return len(different)


@form_page(permission=Permission.READ_OWN)
def lead_officers(request, access):
    """The actions of one's authorities or, for a coordinator, of one or all, with their officers; ?action= for one."""
    plan = plan_shown(request, access.partnership)
    authorities, query = _authorities(request, access, plan)
    require_open(plan)
    by = request.GET.get("by") if request.GET.get("by") in FILTERS else ""
    only = key_in(request.GET.get("action", ""))
    actions = actions_led(plan, authorities)
    page = Paginator(passing(actions.filter(pk=only) if only else actions, by), ROWS_PER_PAGE).get_page(
        request.GET.get("page")
    )
    shown = _submitted(request, actions) if request.method == "POST" else list(page)
    table = OfficersTable(shown, partnership=access.partnership, data=request.POST or None)
    if request.method == "POST" and "fill" in request.POST:
        table = OfficersTable(shown, partnership=access.partnership, data=table.filled())
        table.is_valid()
    elif request.method == "POST" and table.is_valid():
        changed = table.save(by=request.user)
        confirm_saved(
            request, changed, ngettext("%(n)s action saved.", "%(n)s actions saved.", changed) % {"n": changed}
        )
        if only:
            return redirect("action_detail", access.partnership.slug, only)
        return redirect(f"{request.path}{with_parameter(query, f'by={by}&page={page.number}')}")
    context = {"table": table, "page": page, "filters": FILTERS.items(), "by": by, "only": only, "query": query}
    context |= {"back": reverse("action_detail", args=[access.partnership.slug, only]) if only else ""}
    context |= {"authorities": authorities, "authority_choices": _choices(access)}
    return render(request, "actions/people/lead_officers.html", context)


def _authorities(request, access, plan):
    """(authorities, query string): those whose actions this person may give to officers, of which one may be asked."""
    chosen, query = request.GET.get("authority", ""), plan_query(plan)
    if chosen:
        authority = get_object_or_404(access.partnership.authorities.acting(), pk=key_in(chosen))
        if not access.may(Permission.WRITE_PLAN) and authority not in access.reporting_for:
            raise PermissionDenied
        return [authority], with_parameter(query, f"authority={authority.pk}")
    if access.may(Permission.WRITE_PLAN):
        return list(access.partnership.authorities.acting()), query
    if not access.reporting_for:
        raise PermissionDenied
    return access.reporting_for, query


def _choices(access):
    """The authorities of which one may be asked."""
    if access.may(Permission.WRITE_PLAN):
        return access.partnership.authorities.acting()
    return access.reporting_for if len(access.reporting_for) > 1 else []


def _submitted(request, actions):
    """The actions of a submitted table, locked."""
    keys = [key for text in request.POST.getlist("action") if (key := key_in(text))][:ROWS_PER_PAGE]
    by_key = to_edit(request, actions.filter(pk__in=keys)).in_bulk()
    return [by_key[key] for key in keys if key in by_key]
