"""Public pages on which anybody asks for the plan in another format."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from partners.access import greeted
from partners.public_forms import public_form_page
from plans.editions.live_pages import render_live

from ..models import FormatRequest
from ..models.format_requests import KEPT_AFTER_ANSWER, KEPT_AT_MOST
from .figures import public_figures
from .forms import PublicAskForm
from .operations import receive
from .parts import parts_of


@public_form_page
def another_format(request, partnership):
    chosen = {"format": request.GET.get("format")}
    form = PublicAskForm(request=request, partnership=partnership, parts=parts_of(partnership), initial=chosen)
    if request.method == "POST" and form.is_valid():
        receive(
            partnership, by=None, key=form.key, asked_by=FormatRequest.AskedBy.WEBSITE, contact=form.contact,
            **form.asked,
        )  # fmt: skip
        return redirect("another_format_sent", partnership.slug)
    kept = {"kept_days": KEPT_AFTER_ANSWER.days, "kept_at_most": KEPT_AT_MOST.days}
    return render_live(
        request,
        "plans/format_requests/another_format.html",
        {"form": form, "figures": public_figures(partnership), **kept},
        partnership=partnership,
        title=_("Ask for the plan in another format"),
        description=_("Large print, Braille, audio, easy read, British Sign Language, or another language."),
        status=form.status,
    )


@login_not_required
@require_safe
def another_format_sent(request, partnership):
    partnership = greeted(request, partnership)
    return render_live(
        request,
        "plans/format_requests/another_format_sent.html",
        {},
        partnership=partnership,
        title=_("We have your request"),
        description=_("The partnership has your request for the plan in another format."),
    )
