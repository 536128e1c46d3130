"""Rows of the update spreadsheet for some authorities."""

from actions.models import Action, attach_latest
from plans.models import Plan


def entries(partnership, authorities):
    """[(action, authority)] of open actions: those they lead, then those they support, each soonest due first.

    The authority is the one of these that leads the action or, if none does, supports it.
    """
    actions = Action.objects.in_plan(Plan.objects.running(partnership)).with_latest_update().for_list()
    led = attach_latest(actions.led_by(authorities).soonest_first())
    supported = actions.supported_by(authorities).soonest_first().prefetch_related("partners__authority")
    rows = [(action, action.lead) for action in led]
    for action in attach_latest(supported):
        taking_part = {partner.authority for partner in action.partners.all()}
        rows.append((action, next(authority for authority in authorities if authority in taking_part)))
    return [(action, authority) for action, authority in rows if not action.closed]
