"""The event of an illustrative year's file by which the partnership offers its public other languages than English."""

from functools import partial

from partners.history import attributed_to


def events(year, moment):
    """Pairs of a datetime and a function that writes the event; `moment` turns a date of the file into a datetime."""
    if words := year.data.get("languages"):
        yield moment(words["recorded_on"]), partial(_offer, year, words["offered"])


def _offer(year, codes):
    partnership = year.plan.partnership
    partnership.languages = codes
    partnership.full_clean()
    with attributed_to(by=year.coordinator):
        partnership.save()
