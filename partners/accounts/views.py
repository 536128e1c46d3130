"""Sign-in views: invitation links, and accounts of the person's own organisation."""

import logging
from functools import wraps

from allauth.account.utils import perform_login
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.views import redirect_to_login
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods
from requests import RequestException

from partners.forms.pages import posted
from partners.models.access_events import Kind
from partners.people.invitations import NoLongerOpenError, SignInFirstError, accept, holder
from partners.security.access_log import note

from ..models import Invitation, User
from . import form_recovery
from .account_labels import HELP

logger = logging.getLogger(__name__)

ENDED = {
    Invitation.State.ACCEPTED: _("It has been used. If that was you, sign in."),
    Invitation.State.REVOKED: _("The coordinator withdrew it."),
    Invitation.State.EXPIRED: _("It has expired."),
}


class ChoosePasswordForm(SetPasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        first, again = self.fields["new_password1"], self.fields["new_password2"]
        first.label = gettext("Choose a password")
        first.help_text = HELP
        first.error_messages["required"] = gettext("Choose a password")
        again.label = gettext("Password again")
        again.error_messages["required"] = gettext("Enter the same password again")


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_store=True)
def invitation(request, token):
    """Page of an invitation link. Only its button uses the invitation up, because mail scanners open links too."""
    invitation = Invitation.objects.of_token(token).select_related("authority__partnership").first()
    if invitation is None or invitation.state in ENDED:
        return _ended(request, invitation)
    account = holder(invitation.email)
    if request.user.is_authenticated and request.user != account:
        return render(request, "partners/accounts/invitation_other.html", {"invitation": invitation}, status=409)
    if account is not None and account.is_active:
        return _join_with_account(request, invitation)
    return _join_with_password(request, invitation, account)


def _join_with_account(request, invitation):
    """Accept the invitation with an existing account, signed in."""
    if not request.user.is_authenticated:
        return render(request, "partners/accounts/invitation_sign_in.html", {"invitation": invitation})
    if request.method == "POST":
        try:
            accept(invitation, by=request.user)
        except (NoLongerOpenError, SignInFirstError):
            return redirect(request.path)
        note(Kind.INVITATION_ACCEPTED, request=request, user=request.user, partnership=invitation.authority.partnership)
        messages.success(
            request, gettext("You have joined %(partnership)s.") % {"partnership": invitation.authority.partnership}
        )
        return redirect("home")
    return render(request, "partners/accounts/invitation.html", {"invitation": invitation})


def _join_with_password(request, invitation, account):
    """Choose a password, for people without an account or whose account was closed when they left."""
    user = account or User(email=invitation.email, name=invitation.name)
    form = ChoosePasswordForm(user, posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            user = accept(invitation, password=form.cleaned_data["new_password1"])
        except (NoLongerOpenError, SignInFirstError):
            return redirect(request.path)
        note(Kind.INVITATION_ACCEPTED, request=request, user=user, partnership=invitation.authority.partnership)
        return perform_login(request, user, email_verification="none")
    return render(request, "partners/accounts/invitation.html", {"invitation": invitation, "form": form})


def _ended(request, invitation):
    why = ENDED[invitation.state] if invitation else ""
    return render(request, "partners/accounts/invitation_ended.html", {"why": why}, status=410 if invitation else 404)


def organisation(view):
    """Wraps django-allauth's view of an OpenID Connect provider: an unreachable provider gets an error page (502)."""

    @login_not_required
    @wraps(view)
    def page(request, provider_id):
        try:
            return view(request, provider_id)
        except (RequestException, ValueError, KeyError) as error:
            logger.warning("The OpenID Connect provider could not be used: %r", error)
            return render(request, "socialaccount/authentication_error.html", status=502)

    return page


def form_grown_old(request, reason=""):
    """CSRF failure: the form was opened before its reader signed in again, or comes from another site.

    Nothing is done in either case. If the browser confirms that the page was ours, the text typed is kept for it.
    """
    match = request.resolver_match
    if match and getattr(match.func, "keeps_form", False) and form_recovery.comes_from_here(request):
        page = form_recovery.keep(request)
        request.form_kept = True
        return redirect(page) if request.user.is_authenticated else redirect_to_login(page)
    return render(request, "403_csrf.html", status=403)
