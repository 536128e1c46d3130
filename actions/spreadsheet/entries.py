"""What stands on the sheet of some authorities."""

from plans.models import Plan

from ..models import Action, attach_latest


def entries(partnership, authorities):
    """[(action, authority)] of what is open: what they lead first, then what they support, soonest due first.

    The authority is the one of these that leads or, if none does, supports the action.
    """
    actions = Action.objects.in_plan(Plan.objects.running(partnership)).with_latest_update().for_list()
    led = attach_latest(actions.led_by(authorities).soonest_first())
    supported = actions.supported_by(authorities).soonest_first().prefetch_related("partners__authority")
    found = [(action, action.lead) for action in led]
    for action in attach_latest(supported):
        taking_part = {partner.authority for partner in action.partners.all()}
        found.append((action, next(authority for authority in authorities if authority in taking_part)))
    return [(action, authority) for action, authority in found if not action.closed]
