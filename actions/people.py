"""The page of people: everyone by authority, when they were last here, and what their authority owes."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta

from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.views.decorators.http import require_safe

from partners import clock
from partners.models import Invitation, Membership
from partners.people import people_page
from partners.roles import Role
from plans.listing import list_file
from plans.models import Plan
from priorities.measuring import figures_due

from .models import Action, Record, attach_latest
from .rounds import is_owed, running_round

LONG = timedelta(days=90)

SHOWN = {
    "": "Everyone",
    "owing": "Those whose authority owes something",
    "unseen": "Not here for 90 days",
    "invited": "Invited",
    "left": "Those who left",
}


@dataclass
class Owed:
    """What an authority owes: answers of the running round, actions that are overdue, figures, answers to challenges.

    `parts` is [(how many, of what, address)].
    """

    parts: list = field(default_factory=list)

    def add(self, number, one, many, address):
        if number:
            self.parts.append((number, one if number == 1 else many, address))


def owed_by(partnership):
    """{an authority's key: Owed}, in a number of queries that is always the same."""
    slug, owing = partnership.slug, defaultdict(Owed)
    plan = Plan.objects.running(partnership)
    if plan is None:
        return owing
    a_round = running_round(partnership)
    actions = list(attach_latest(Action.objects.in_plan(plan).exclude(lead=None).with_latest_update().for_list()))
    if a_round and a_round.plan_id == plan.pk:
        words = (f"answer of the round that {_due(a_round)}", f"answers of the round that {_due(a_round)}")
        silent = [action.lead_id for action in actions if is_owed(action, a_round)]
        _count(owing, silent, *words, reverse("round_chase", args=[slug, a_round.pk]))
    late = [action.lead_id for action in actions if action.overdue]
    _count(owing, late, "action overdue", "actions overdue", f"{reverse('review', args=[slug])}?by=authority")
    figures = [criterion.reporter_id for criterion, _ in figures_due(plan, partnership.authorities.all())]
    _count(owing, figures, "figure", "figures", f"{reverse('criteria', args=[slug])}?by=due")
    asked = Record.objects.unanswered().filter(challenged__partnership=partnership)
    after = dict(partnership.authorities.exclude(succeeds=None).values_list("succeeds", "pk"))
    asked = [_last(after, pk) for pk in asked.values_list("challenged", flat=True)]
    meetings = reverse("meetings", args=[slug])
    _count(owing, asked, "answer to a challenge", "answers to challenges", meetings)
    return owing


def _last(after, pk):
    """Who answers now for an authority, by the authorities that came `after` others."""
    while pk in after:
        pk = after[pk]
    return pk


def _due(a_round):
    return f"{'was' if a_round.due_on < clock.today() else 'is'} due on {date_format(a_round.due_on)}"


def _count(owing, authorities, one, many, address):
    for pk in dict.fromkeys(authorities):
        owing[pk].add(authorities.count(pk), one, many, address)


class Chosen:
    """What the address chooses of the page: ?authority= a key, ?role= and ?show= (see SHOWN). What is none of its
    kind is as if it were not there.
    """

    def __init__(self, query, authorities):
        self.authority = next((a for a in authorities if str(a.pk) == query.get("authority")), None)
        self.role = query.get("role") if query.get("role") in Role.values else ""
        self.show = query.get("show") if query.get("show") in SHOWN else ""

    def has(self, one, owing):
        """Whether a membership or an invitation is among what is chosen, whatever it is of `show`."""
        if (self.authority and one.authority != self.authority) or (self.role and one.role != self.role):
            return False
        if self.show == "owing":
            return one.authority_id in owing
        if self.show == "unseen":
            seen = one.user.last_login
            return seen is None or clock.now() - seen > LONG
        return True

    @property
    def any(self):
        return bool(self.authority or self.role or self.show)

    @property
    def words(self):
        said = [SHOWN[self.show], self.role and Role(self.role).label, self.authority and self.authority.name]
        return ", ".join(filter(None, said))


def _with_nobody(authorities, members):
    """Those who owe something and have nobody here who could be asked for it."""
    peopled = {member.authority_id for member in members if not member.ended_at}
    return [authority for authority in authorities if authority.owes and authority.pk not in peopled]


def _found(request, standing):
    """What the page of people shows, as the address narrows it."""
    partnership = standing.partnership
    authorities = list(partnership.authorities.all())
    chosen, owing = Chosen(request.GET, authorities), owed_by(partnership)
    members = list(
        Membership.ever.in_partnership(partnership)
        .select_related("user", "authority")
        .order_by("authority__position", "authority_id", "user__name", "pk")
    )
    invitations = Invitation.objects.in_partnership(partnership).select_related("authority", "invited_by")
    here = [m for m in members if not m.ended_at and chosen.has(m, owing)]
    left = [m for m in members if m.ended_at and chosen.show in ("", "left") and chosen.has(m, owing)]
    asked = [i for i in invitations if chosen.show in ("", "invited") and chosen.has(i, owing)]
    for authority in authorities:
        authority.owes = owing[authority.pk].parts if authority.pk in owing else []
    by_key = {authority.pk: authority for authority in authorities}
    for member in here:
        member.authority = by_key[member.authority_id]
    return {
        "members": here if chosen.show in ("", "owing", "unseen") else [],
        "left": left,
        "waiting": [i for i in asked if i.pending],
        "settled": [i for i in asked if not i.pending],
        "chosen": chosen,
        "authorities": [a for a in authorities if any(m.authority_id == a.pk for m in members)],
        "without": _with_nobody(authorities, members) if not chosen.role and not chosen.authority else [],
    }


@people_page
@require_safe
def people(request, standing):
    query = request.GET.urlencode()
    shown = {"roles": Role.choices, "shown": list(SHOWN.items()), "query": f"?{query}" if query else ""}
    return render(request, "actions/people.html", shown | _found(request, standing))


@people_page
@require_safe
def people_list_file(request, standing, kind):
    """Who is here, is invited and has left, as the page is narrowed, as a file."""
    found = _found(request, standing)
    rows = [(*_who(m.user, m), "member", _day(m.user.last_login), None, _owes(m.authority)) for m in found["members"]]
    rows += [(*_who(i, i), i.state.label.lower(), None, None, None) for i in found["waiting"]]
    rows += [(*_who(m.user, m), "left", _day(m.user.last_login), _day(m.ended_at), None) for m in found["left"]]
    columns = ("name", "email", "role", "authority", "state", "last_here", "left_on", "authority_owes")
    told = f"People: {found['chosen'].words}"
    return list_file(request, kind, "people", columns, rows, name="people", told=told)


def _who(person, one):
    """Of somebody whose contact details were removed, there is no address to tell."""
    address = None if getattr(one, "details_removed_at", None) else person.email
    return person.name, address, one.get_role_display(), one.authority.name


def _day(moment):
    return moment and clock.date_of(moment)


def _owes(authority):
    return "; ".join(f"{number} {what}" for number, what, _ in authority.owes)
