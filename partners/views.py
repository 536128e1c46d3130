from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from .accounts.form_recovery import page_before
from .languages import same_page
from .models import Membership, Partnership
from .permissions import LANDING
from .replica import from_replica


@login_not_required
@require_safe
@from_replica
def home(request):
    """Home page: redirects people with one role to its first page; others choose a partnership."""
    context = {"partnerships": Partnership.objects.with_plans()}
    if request.user.is_authenticated:
        memberships = Membership.objects.filter(user=request.user).select_related("authority__partnership")
        if len(memberships) == 1:
            landing = reverse(LANDING[memberships[0].role], args=[memberships[0].authority.partnership.slug])
            return redirect(same_page(landing, request.user.language) if request.user.language else landing)
        context["doors"] = [(m, LANDING[m.role]) for m in memberships]
    else:
        context["nothing_yet"] = not Partnership.objects.exists()
    return render(request, "partners/home.html", context)


@cache_control(private=True, no_store=True)
def hide_notice(request):
    """Hide the notice above the pages until this person signs out, or the notice changes. GET only leads away."""
    if request.method == "POST":
        request.session["hidden_notice"] = request.POST.get("notice", "")[:16]
    return redirect(page_before(request) or "home")
