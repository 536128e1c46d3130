"""Reporting rounds: who owes an update, who answered, and automatic creation of the next round."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from operator import itemgetter

from django.db import transaction
from django.db.models import Subquery
from django.utils.translation import gettext

from partners import clock
from partners.history import attributed_to
from partners.models import Authority, Membership, User
from plans.dates import days_in_words, months_after
from plans.history.timetravel import actions_as_at, actions_ever, updates_ever
from plans.models import AFTER_THE_END, Plan, Round
from plans.plan_pages import end_of
from plans.status import CLOSED, answered_on

from ..models import Action, attach_latest
from ..models.lead_officers import attach_officers

QUARTER = 3  # months from one round to the next
TWO_WEEKS = timedelta(days=14)


def owed(a_round):
    """Open actions without an answer to the round, soonest due first: a list, in four or five queries.

    The lead authority owes the answer; while the lead is to be agreed, the coordinator. With their `officers`.
    """
    actions = Action.objects.in_plan(a_round.plan_id).with_latest_update().for_list().soonest_first()
    return attach_officers([action for action in attach_latest(actions) if is_owed(action, a_round)])


def is_owed(action, a_round):
    """Whether an action of the round's plan is open and its newest update is about a day before the round opened."""
    return _is_owed(action.status, action.answered_on, a_round)


def is_owed_in_outline(action, a_round):
    """The same of an outline's action."""
    return _is_owed(action["status"], answered_on(action["update"]), a_round)


def _is_owed(status, answered_on, a_round):
    return status not in CLOSED and not (answered_on and answered_on >= a_round.opens_on)


def running_round(partnership):
    """The latest opened round of the partnership's current plan, or None. It runs until the next one opens."""
    plan = Plan.objects.in_partnership(partnership).running_first().values("pk")[:1]
    return Round.objects.filter(plan=Subquery(plan), opens_on__lte=clock.today()).order_by("opens_on").last()


@dataclass
class Asked:
    """An action that a round asked about. `answer` is the first update recorded in the round or its grace that answers
    it; failing that, `after` is the first one after the grace."""

    action: int
    answer: dict | None = None
    late: bool = False
    after: dict | None = None
    wording: str = ""
    lead: int | None = None


class Ledger:
    """What was asked and answered in each of a plan's rounds, read from history in two queries.

    A round asks about every action that was in the plan when its grace ended (now, if it has not), unless the action
    was complete or withdrawn before the round opened. An update answers if it is about a day from the round's opening
    on, or closes the action.
    """

    def __init__(self, plan):
        self.lifetimes = actions_ever(plan)
        self.updates = defaultdict(list)
        for update in updates_ever(plan).values(
            "id", "action_id", "speaks_of", "recorded_at", "status", "brought_in", "by_id", "authority_id"
        ):  # fmt: skip
            self.updates[update["action_id"]].append(update)

    def asked(self, a_round):
        """[Asked] in order of action id; empty for a round that has not opened."""
        opening, due = end_of(a_round.opens_on - timedelta(days=1)), end_of(a_round.due_on)
        end = end_of(a_round.grace_ends_on)
        moment = min(end, clock.now())
        asked = []
        if moment <= opening:
            return asked
        for action, times in sorted(self.lifetimes.items()):
            if not any(since <= moment and (until is None or moment < until) for since, until in times):
                continue
            updates = self.updates[action]
            # What a file brought in says how the action stands, and answers nothing.
            before = [u for u in updates if u["recorded_at"] <= (end if u["brought_in"] else opening)]
            if before and max(before, key=itemgetter("speaks_of", "id"))["status"] in CLOSED:
                continue
            said = (u for u in updates if not u["brought_in"] and u["recorded_at"] > opening)
            first = next((u for u in said if u["speaks_of"] >= a_round.opens_on or u["status"] in CLOSED), None)
            if first and first["recorded_at"] <= end:
                asked.append(Asked(action, answer=first, late=first["recorded_at"] > due))
            else:
                asked.append(Asked(action, after=first))
        return asked


def account(a_round):
    """Who was asked in a round and who answered, by authority: a list, in a fixed number of queries.

    [{"authority": Authority, or None while the lead is to be agreed, "people": [User], its officers, "asked": [Asked],
    "answered": number}] for the authorities that led something when the round ended, or lead it now.
    """
    asked = Ledger(a_round.plan).asked(a_round)
    moment = min(end_of(a_round.grace_ends_on), clock.now())
    rows = actions_as_at(moment, a_round.plan).order_by("position", "id").values_list("id", "wording", "lead_id")
    details = {pk: (place, wording, lead) for place, (pk, wording, lead) in enumerate(rows)}
    people = User.objects.in_bulk({each.answer["by_id"] for each in asked if each.answer})
    by_lead = defaultdict(list)
    for each in sorted(asked, key=lambda each: details[each.action][0]):
        _, each.wording, each.lead = details[each.action]
        if each.answer:
            each.answer["by"] = people[each.answer["by_id"]]
        by_lead[each.lead].append(each)
    officers = defaultdict(list)
    for member in Membership.objects.in_partnership(a_round.plan.partnership).officers():
        officers[member.authority_id].append(member.user)
    authorities = [*Authority.objects.in_partnership(a_round.plan.partnership), None]
    return [
        {
            "authority": authority,
            "people": officers[authority and authority.pk],
            "asked": by_lead[authority and authority.pk],
            "answered": sum(each.answer is not None for each in by_lead[authority and authority.pk]),
        }
        for authority in authorities
        if by_lead[authority and authority.pk]
    ]


def next_round(plan):
    """The default next round, unsaved: three months after the plan's last one, with its length, grace and reminders.
    The first one opens today, with answers due in two weeks.
    """
    last = plan.rounds.last()
    if last is None:
        today = clock.today()
        grace = plan.partnership.usual_grace_days
        return Round(plan=plan, opens_on=today, due_on=today + TWO_WEEKS, grace_days=grace)
    opens_on, quarters = last.opens_on, 0
    while quarters == 0 or opens_on <= max(clock.today(), last.grace_ends_on):
        quarters += 1
        opens_on = months_after(last.opens_on, QUARTER * quarters)
    due_on = opens_on + (last.due_on - last.opens_on)
    return Round(plan=plan, opens_on=opens_on, due_on=due_on, grace_days=last.grace_days, remind_on=last.remind_on)


@transaction.atomic
def keep_rounds_coming(plan):
    """Create the next round if none lies ahead and the plan has had one and has not ended. Returns it, or None.

    Serialised by a row lock; the second caller is a no-op.
    """
    plan = Plan.objects.select_for_update().get(pk=plan.pk)
    last, today = plan.rounds.last(), clock.today()
    if last is None or last.opens_on > today or plan.ends_on < today:
        return None
    upcoming = next_round(plan)
    if upcoming.opens_on > last_day(plan):
        return None
    with attributed_to(by=None, why="Added automatically, three months after the previous round"):
        upcoming.save()
    return upcoming


def last_day(plan):
    """Last day on which a round of the plan may open."""
    return plan.ends_on + AFTER_THE_END


def reminders_in_words(days):
    """[-7, 0, 7] as "7 days before, on the day, 7 days after"."""
    return ", ".join(days_in_words(day) if day else gettext("on the day") for day in sorted(days))
