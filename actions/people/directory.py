"""The people page: everyone by authority, when they last signed in, and what their authority owes."""

from collections import Counter, defaultdict
from datetime import timedelta

from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from actions.rounds.rounds import is_owed, running_round
from partners import clock
from partners.access import member_page
from partners.languages import in_english
from partners.models import Invitation, Membership
from partners.permissions import Permission, Role
from plans.exports.list_download import list_file
from plans.models import Plan
from priorities.criteria.measurements import figures_due

from ..models import Action, Record, attach_latest

UNSEEN_AFTER = timedelta(days=90)

SHOWN = {
    "": _("Everyone"),
    "owing": _("Authorities with updates outstanding"),
    "unseen": _("Not signed in for 90 days"),
    "invited": _("Invited"),
    "left": _("Former members"),
}


def owed_by(partnership):
    """{authority pk: [(number, noun, address)]}, in a fixed number of queries.

    Owed are answers in the running round, overdue actions, figures, and answers to challenges.
    """
    slug, owing = partnership.slug, defaultdict(list)
    plan = Plan.objects.running(partnership)
    if plan is None:
        return owing
    a_round = running_round(partnership)
    actions = list(attach_latest(Action.objects.in_plan(plan).exclude(lead=None).with_latest_update().for_list()))
    if a_round and a_round.plan_id == plan.pk:
        day = date_format(a_round.due_on)
        silent = [action.lead_id for action in actions if is_owed(action, a_round)]
        address = reverse("round_chase", args=[slug, a_round.pk])
        _count(
            owing, silent, lambda n: ngettext("update due %(day)s", "updates due %(day)s", n) % {"day": day}, address
        )
    late = [action.lead_id for action in actions if action.overdue]
    address = f"{reverse('review', args=[slug])}?by=authority"
    _count(owing, late, lambda n: ngettext("action overdue", "actions overdue", n), address)
    figures = [criterion.reporter_id for criterion, _ in figures_due(plan, partnership.authorities.all())]
    address = f"{reverse('criteria', args=[slug])}?by=due"
    _count(owing, figures, lambda n: ngettext("figure", "figures", n), address)
    asked = Record.objects.unanswered().filter(challenged__partnership=partnership)
    after = dict(partnership.authorities.exclude(succeeds=None).values_list("succeeds", "pk"))
    asked = [_acting_successor(after, pk) for pk in asked.values_list("challenged", flat=True)]
    meetings = reverse("meetings", args=[slug])
    _count(owing, asked, lambda n: ngettext("challenge to answer", "challenges to answer", n), meetings)
    return owing


def _acting_successor(after, pk):
    """The authority that answers for `pk` now; `after` is {authority pk: successor pk}."""
    while pk in after:
        pk = after[pk]
    return pk


def _count(owing, authorities, noun, address):
    for pk, number in Counter(authorities).items():
        owing[pk].append((number, noun(number), address))


class PeopleFilter:
    """Filters in the page's query: ?authority= a pk, ?role= and ?show= (see SHOWN). Invalid values are ignored."""

    def __init__(self, query, authorities):
        self.authority = next((a for a in authorities if str(a.pk) == query.get("authority")), None)
        self.role = query.get("role") if query.get("role") in Role.values else ""
        self.show = query.get("show") if query.get("show") in SHOWN else ""

    def has(self, row, owing):
        """Whether a membership or invitation passes the filters, of `show` only "owing" and "unseen"."""
        if (self.authority and row.authority != self.authority) or (self.role and row.role != self.role):
            return False
        if self.show == "owing":
            return row.authority_id in owing
        if self.show == "unseen":
            seen = row.user.last_login
            return seen is None or clock.now() - seen > UNSEEN_AFTER
        return True

    @property
    def any(self):
        return bool(self.authority or self.role or self.show)

    @property
    def summary(self):
        parts = [SHOWN[self.show], self.role and Role(self.role).label, self.authority and self.authority.name]
        return ", ".join(map(str, filter(None, parts)))


def _people_context(request, access):
    """Template context of the people page, with the query's filters applied."""
    partnership = access.partnership
    authorities = list(partnership.authorities.all())
    chosen, owing = PeopleFilter(request.GET, authorities), owed_by(partnership)
    members = list(
        Membership.all_objects.in_partnership(partnership)
        .select_related("user", "authority")
        .order_by("authority__position", "authority_id", "user__name", "pk")
    )
    invitations = Invitation.objects.in_partnership(partnership).select_related("authority", "invited_by")
    here = [m for m in members if not m.ended_at and chosen.has(m, owing)]
    left = [m for m in members if m.ended_at and chosen.show in ("", "left") and chosen.has(m, owing)]
    asked = [i for i in invitations if chosen.show in ("", "invited") and chosen.has(i, owing)]
    for authority in authorities:
        authority.owes = owing.get(authority.pk, [])
    by_key = {authority.pk: authority for authority in authorities}
    for member in here:
        member.authority = by_key[member.authority_id]
    peopled = {member.authority_id for member in members if not member.ended_at}
    return {
        "members": here if chosen.show in ("", "owing", "unseen") else [],
        "left": left,
        "waiting": [i for i in asked if i.pending],
        "settled": [i for i in asked if not i.pending],
        "chosen": chosen,
        "authorities": [a for a in authorities if any(m.authority_id == a.pk for m in members)],
        # Those that owe something and have no member who could be asked for it.
        "without": [a for a in authorities if a.owes and a.pk not in peopled]
        if not chosen.role and not chosen.authority
        else [],
    }


@member_page(permission=Permission.MANAGE_PEOPLE)
def people(request, access):
    query = request.GET.urlencode()
    context = {"roles": Role.choices, "shown": list(SHOWN.items()), "query": f"?{query}" if query else ""}
    return render(request, "actions/people/people.html", context | _people_context(request, access))


@member_page(permission=Permission.MANAGE_PEOPLE)
@in_english()
def people_list_file(request, access, kind):
    """Members, invitations and former members as a file, with the page's filters applied."""
    context = _people_context(request, access)
    rows = [(*_row_of_member(m), None, _owes(m.authority)) for m in context["members"]]
    rows += [(*_identity(i, i), i.state.label.lower(), None, None, None) for i in context["waiting"]]
    rows += [(*_row_of_member(m), clock.date_of(m.ended_at), None) for m in context["left"]]
    columns = ("name", "email", "role", "authority", "state", "last_here", "left_on", "authority_owes")
    summary = f"People: {context['chosen'].summary}"
    return list_file(request, kind, "people", columns, rows, name="people", summary=summary)


def _identity(person, row):
    """(name, e-mail, role, authority) for a membership or invitation; no e-mail if contact details were removed."""
    email = None if getattr(row, "details_removed_at", None) else person.email
    return person.name, email, row.get_role_display(), row.authority.name


def _row_of_member(member):
    seen = member.user.last_login
    return *_identity(member.user, member), "left" if member.ended_at else "member", seen and clock.date_of(seen)


def _owes(authority):
    return "; ".join(f"{number} {noun}" for number, noun, _ in authority.owes)
