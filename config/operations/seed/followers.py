"""Events of an illustrative year's file for followers. fixtures/README.md describes them."""

from functools import partial

from plans.models import Edition


def events(year, moment):
    """Pairs of a datetime and a function that writes the event; `moment` turns a date of the file into a datetime."""
    for data in year.data.get("followers", []):
        yield moment(data["since"]), partial(_follow, year, data)


def _follow(year, data):
    """Somebody confirms that they follow the plan, a priority or public meetings."""
    partnership = year.plan.partnership
    edition = Edition.objects.current(year.plan)
    for number in range(1, data["number"] + 1):
        address = data["address"].format(number)
        follower, _ = partnership.followers.get_or_create(address=address, defaults={"edition": edition})
        follower.followings.get_or_create(what=data["what"], which=data.get("which", ""))
