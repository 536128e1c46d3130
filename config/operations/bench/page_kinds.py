"""An address of every kind of page of a partnership, with who can open it."""

from contextlib import suppress
from datetime import timedelta
from itertools import product

from django.apps import apps
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, get_resolver, reverse

from partners import clock
from partners.models import User
from partners.permissions import Role
from plans.editions.public_pages import BELOW
from plans.models import Edition, Plan

from .members import signed_in
from .serving import HOST

# Whose rows the number in an address is of, by how the name of the URL begins; the longest counts.
NUMBERED = {
    "action": "actions.Action", "agenda_point": "partners.AgendaItem", "assessment": "plans.Assessment",
    "authority": "partners.Authority", "challenge": "actions.Record", "consultation": "plans.Consultation",
    "crime": "priorities.SuccessCriterion", "criterion": "priorities.SuccessCriterion",
    "date_move": "actions.DateMove", "decided_change": "actions.DecidedChange", "duty": "plans.Duty",
    "duty_done_take_back": "plans.DutyDone", "evidence": "actions.Evidence", "group": "partners.Group",
    "group_member": "partners.GroupMember", "group_member_new": "partners.Group", "history": "actions.Action",
    "invitation": "partners.Invitation", "meeting": "partners.Meeting", "milestone": "actions.Milestone",
    "milestone_new": "actions.Action", "notification": "actions.NotificationLetter",
    "person": "partners.Membership", "protocol": "partners.Protocol",
    "public_meeting": "partners.Meeting", "record": "actions.Record", "round": "plans.Round",
    "signature": "partners.ProtocolSignature", "standing_point": "partners.StandingItem", "write": "actions.Action",
}  # fmt: skip
ROLES = (None, Role.OFFICER, Role.COORDINATOR, Role.CHAIR)
# Rows that are tried, the newest first.
ROWS_TRIED = 12
OPEN, BUSY = 200, 503


# Further addresses of a name: a long list far back, a search, a past day.
QUERIES = {
    "search": ["words=burglary", "words=the"],
    "update_list": ["words=grant", "status=off_track"],
    "action_list": ["reading=overdue", "words=alcohol"],
    "decision_list": ["state=open"],
    "log": ["kind=action", "words=zebra"],
    "plan_detail": ["at={then}"],
    "review": ["at={then}", "by=authority"],
    "action_detail": ["at={then}"],
    "history": ["at={then}"],
    "plan_changes": ["from={long_ago}&to={then}"],
    "gaps": ["at={then}"],
    "delivered": ["from={long_ago}&to={then}"],
}


def clients(partnership):
    """{role: client} of a person of each role, and of nobody."""
    people = User.objects.filter(memberships__authority__partnership=partnership).order_by("pk")
    members = {role: signed_in(people.filter(memberships__role=role).first()) for role in ROLES if role}
    return {None: Client(SERVER_NAME=HOST)} | members


def page_kinds(partnership):
    """{label: (role, address)} of what somebody can open, and {URL name: the answers} of what nobody can."""
    opened, closed, of = {}, {}, clients(partnership)
    days = {"then": clock.today() - timedelta(days=200), "long_ago": clock.today() - timedelta(days=400)}
    for pattern in _patterns(get_resolver()):
        answers = _open_all(opened, pattern, partnership, of, days)
        if OPEN not in answers:
            closed[pattern.name] = sorted(answers)
    return opened, closed


def _open_all(opened, pattern, partnership, of, days):
    """Add what somebody can open under a URL pattern to `opened`. Returns the answers, up to a busy one."""
    answers = set()
    for (label, address), role in product(_addresses(pattern, partnership), ROLES):
        if label in opened or BUSY in answers:
            continue
        status = of[role].get(address, secure=True).status_code
        answers.add(status)
        if status == OPEN:
            opened[label] = role, address
            for query in QUERIES.get(pattern.name, ()):
                opened[f"{label} ?{query[:12]}"] = role, f"{address}?{query.format(**days)}"
    return answers


def _patterns(resolver):
    """All URL patterns with a name."""
    for pattern in resolver.url_patterns:
        if not isinstance(pattern, URLPattern):
            yield from _patterns(pattern)
        elif pattern.name:
            yield pattern


def _addresses(pattern, partnership):
    """(label, address) of what may be there under a URL pattern: those with one label are tried in turn."""
    names = get_resolver().reverse_dict.getlist(pattern.name)[0][0][0][1]
    edition = Edition.objects.filter(plan=Plan.objects.running(partnership)).order_by("-number").first()
    kind = "csv" if pattern.name.endswith(("_file", "_template")) else "action"
    values = {"partnership": partnership.slug, "plan": edition.plan.slug, "number": edition.number, "occasion": "late"}
    values |= {"kind": "activity" if pattern.name.startswith("write_") else kind, "file": "actions.csv"}
    pages = [each.address(next(iter(each.ids(edition.outline)))) for each in BELOW] if "page" in names else [""]
    numbers = _numbers(pattern.name, partnership) if "pk" in names else [""]
    for page, pk in product(pages, numbers):
        found = values | {"page": page, "pk": pk}
        if found.keys() >= set(names):
            label = f"{pattern.name} {page.partition('/')[0]}".strip()
            with suppress(NoReverseMatch):
                yield label, reverse(pattern.name, kwargs={name: found[name] for name in names})


def _numbers(name, partnership):
    """Ids of the partnership's rows that a URL of this name may be about, the newest first."""
    label = next((NUMBERED[start] for start in sorted(NUMBERED, key=len, reverse=True) if name.startswith(start)), None)
    if label is None:
        return []
    rows = apps.get_model(label).objects.in_partnership(partnership)
    return rows.order_by("-pk").values_list("pk", flat=True)[:ROWS_TRIED]
