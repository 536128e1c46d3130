"""A person's choice of e-mails, and the coordinator's log of what members were told."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from actions.models.outbox import Posted
from actions.rounds.views_reminders import send_again
from partners import clock
from partners.access import atomic_post, member_page
from partners.forms.pages import button_page, posted
from partners.permissions import Permission
from partners.site_address import site_of

from ..models import NotificationLetter
from .events import TOLD_FOR
from .forms import EmailChoicesForm
from .sending import send_now

ON_A_PAGE = 50


@cache_control(private=True, no_store=True)
@require_http_methods(["GET", "HEAD", "POST"])
@atomic_post
def email_choices(request):
    form = EmailChoicesForm(posted(request), user=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, gettext("Your choice is saved."))
        return redirect("email_choices")
    return render(request, "actions/notifications/email_choices.html", {"form": form})


email_choices.keeps_form = True


@member_page(permission=Permission.RUN_ROUNDS)
def notifications(request, access):
    """The log of what members were told by e-mail, newest first; those in doubt that may still go are listed above."""
    letters = NotificationLetter.objects.in_partnership(access.partnership).select_related("again_by")
    doubtful = letters.filter(state__in=[Posted.State.UNKNOWN, Posted.State.SENDING], noted_at__gte=_since())
    return render(
        request,
        "actions/notifications/notifications.html",
        {
            "page": Paginator(letters, ON_A_PAGE).get_page(request.GET.get("page")),
            "in_doubt": [letter for letter in doubtful if letter.in_doubt],
        },
    )


def _since():
    """What was noted before is not told any more."""
    return clock.now() - TOLD_FOR


@button_page(atomic=False)
def notification_again(request, access, pk):
    """The coordinator resends a notification in doubt."""
    access.require(Permission.RUN_ROUNDS)
    letters = NotificationLetter.objects.in_partnership(access.partnership).select_related("user", "partnership")
    letter = get_object_or_404(letters, pk=pk)
    why_not = "" if letter.noted_at >= _since() else gettext("that was more than a week ago.")
    send_again(request, letter, why_not=why_not, send=lambda: send_now([letter], site=site_of(request)))
    return redirect("notifications", access.partnership.slug)
