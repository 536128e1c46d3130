"""The chair's week: which actions are now overdue, off track or not updated, and which recovered, since last told."""

from datetime import timedelta

from django.utils.translation import gettext

from actions.models.notifications import Kind
from actions.models.outbox import Posted
from partners import clock
from plans.models import Plan
from plans.outline.build import PARTNERSHIP, NotThereYet, outline
from plans.outline.totals import actions_in
from plans.status import EXCEPTIONS, in_words

WEEK = timedelta(days=7)


def monday(day):
    return day - timedelta(days=day.weekday())


def week_about(partnership):
    """The `about` of this week's Notification."""
    return f"{partnership.pk} {monday(clock.today())}"


def turned_since_last(letter):
    """What turned since the user's last letter of a week, or in a week: {"since", "red", "recovered"}.

    `red` and `recovered` are [{"wording", "lead", "status", "before"}] in the plan's order. None if nothing did.
    """
    plan = Plan.objects.running(letter.partnership)
    since = _last_told(letter) or letter.claimed_at - WEEK
    before, now = (_actions_as_at(plan, moment) for moment in (since, letter.claimed_at))
    turned = {"since": since, "red": [], "recovered": []}
    for pk, action in now.items():
        old = before.get(pk)
        was_red, is_red = (each is not None and each["effective_status"] in EXCEPTIONS for each in (old, action))
        if was_red != is_red:
            turned["red" if is_red else "recovered"].append(
                {
                    "wording": action["wording"],
                    "lead": action["lead"]["short_name"] if action["lead"] else gettext("Lead to be agreed"),
                    "status": in_words(action),
                    "before": in_words(old) if old else "",
                }
            )
    return turned if turned["red"] or turned["recovered"] else None


def _last_told(letter):
    """The moment up to which the user's last letter of a week, or the look that found nothing to tell, went."""
    told = type(letter).objects.filter(partnership=letter.partnership, user=letter.user, notifications__kind=Kind.WEEK)
    ended = told.filter(state__in=[Posted.State.SENT, Posted.State.NOTHING]).exclude(pk=letter.pk)
    return ended.order_by("claimed_at").values_list("claimed_at", flat=True).last()


def _actions_as_at(plan, moment):
    """{id: outline's action} of a plan as at a moment, empty before the plan existed."""
    try:
        tree = outline(plan, audience=PARTNERSHIP, as_at=moment)
    except NotThereYet:
        return {}
    return {action["id"]: action for action in actions_in(tree)}
