"""How anybody can check an edition, and the receipt of the whole record for members."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from partners.access import greet, member_page
from partners.database import snapshot
from partners.replica import from_replica
from plans.editions.agreed import attach_agreed
from plans.editions.live_pages import render_live
from plans.editions.views import find_edition
from plans.exports.formats import download_name
from plans.jobs.turns import one_at_a_time

from ..models import Edition
from .receipts import file_name, make_receipt


@login_not_required
@require_safe
@from_replica
def edition_check(request, partnership, plan, number):
    """How to check that an edition is as it was published, with its fingerprint and those of its plan's others."""
    edition = find_edition(partnership, plan, number)
    greet(request, edition.plan.partnership)
    attach_agreed([edition], for_public=getattr(request, "access", None) is None)
    editions = Edition.objects.filter(plan=edition.plan).select_related("withdrawal").defer("payload")
    context = {
        "edition": edition,
        "editions": editions.order_by("number"),
        "file": download_name(edition.plan, f"edition-{edition.number}", "plan.json"),
    }
    return render_live(
        request,
        "plans/editions/check.html",
        context,
        partnership=edition.plan.partnership,
        title=gettext("Check edition %(number)s") % {"number": edition.number},
        description=gettext("How to check that edition %(number)s of the plan was not changed since it was published.")
        % {"number": edition.number},
    )


@one_at_a_time
@member_page
def receipt(request, access):
    """Receipt of the partnership's official record as it is now."""
    with snapshot():
        text = make_receipt(access.partnership).text
    response = HttpResponse(text, content_type="text/plain; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{file_name(access.partnership)}"'
    return response
