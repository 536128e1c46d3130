"""Rows of the update spreadsheet for some authorities."""

from actions.reporting.my_updates import actions_of
from plans.models import Plan


def open_actions(partnership, authorities):
    """The open actions that the authorities lead or support, as `actions_of`."""
    return [action for action in actions_of(Plan.objects.running(partnership), authorities) if not action.closed]
