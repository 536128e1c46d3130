"""The page of how many follow what, and what became of the last e-mails."""

from django.shortcuts import render

from partners.access import member_page
from partners.permissions import Permission
from plans.changes.subjects import Subject, What
from plans.editions.on_show import newest_edition
from plans.editions.parts import names_in

from .counts import COUNTED_FOR, FEWEST, at_least, followed, mailings
from .following import name_of


@member_page(permission=Permission.PUBLISH)
def followers(request, access):
    names = names_in(newest_edition(access.partnership))
    shown, kinds = followed(access.partnership)
    return render(
        request,
        "actions/followers/followers.html",
        {
            "total": at_least(access.partnership.followers.count()),
            "kinds": [(What(what).label, at_least(number)) for what, number in kinds.items()],
            "followed": [(name_of(Subject(what, which), names), number) for what, which, number in shown],
            "mailings": mailings(access.partnership),
            "fewest": FEWEST,
            "days": COUNTED_FOR.days,
        },
    )
