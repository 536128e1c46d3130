"""What is asked of whom in a reporting round."""

from .models import Action, attach_latest


def owed(a_round):
    """The open actions of which nothing was heard since the round opened, soonest due first: a list, in four queries.

    It is the lead authority that owes the answer, and the coordinator while the lead is to be agreed.
    """
    actions = Action.objects.in_plan(a_round.plan_id).with_latest_update().for_list().soonest_first()
    return [
        action
        for action in attach_latest(actions)
        if not action.closed and not (action.latest_update and action.latest_update.recorded_on >= a_round.opens_on)
    ]
