"""django-allauth adapters and forms: no sign-up, sign-in through an organisation, account e-mails."""

import logging

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.account.forms import AddEmailForm, ChangePasswordForm, ResetPasswordForm
from allauth.account.models import EmailAddress
from allauth.core import context, ratelimit
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from partners import read_only
from partners.models.access_events import Kind
from partners.people.invitations import NoLongerOpenError, SignInFirstError, accept, holder
from partners.security.access_log import note

from ..languages import in_english, same_page
from ..mail import Email, plain_text
from ..models import Invitation
from ..security import networks, password_guesses
from . import known_browsers
from .account_labels import OurLabels

METHODS = {"password": "password", "mfa": "passkey", "socialaccount": "organisation"}

logger = logging.getLogger(__name__)


class ClosedAccountAdapter(DefaultAccountAdapter):
    """Account adapter without sign-up (coordinators invite people) that logs access events."""

    error_messages = {**DefaultAccountAdapter.error_messages, "too_many_login_attempts": _(password_guesses.TOO_MANY)}
    confirming = False

    def is_open_for_signup(self, request):
        return False

    def can_delete_email(self, email_address):
        """True for any address but the one used to sign in."""
        return email_address.email.casefold() != email_address.user.email.casefold()

    # The words are django-allauth's, which knows no Welsh.
    @in_english()
    def render_mail(self, template_prefix, email, template_context, headers=None):
        """django-allauth's e-mail as an `Email`, like all of ours."""
        subject = plain_text(f"{template_prefix}_subject.txt", template_context)
        return Email(
            f"{template_prefix}_message",
            template_context,
            subject=self.format_email_subject(subject.strip()),
            address=email,
            headers=headers,
            request=context.request,
        )

    def send_password_reset_mail(self, user, email, context):
        note(Kind.RESET_ASKED, request=self.request, user=user)
        # Who has chosen no language comes to that of the page.
        link = same_page(context["password_reset_url"], user.language or get_language())
        return super().send_password_reset_mail(user, email, context | {"password_reset_url": link})

    def send_mail(self, template_prefix, email, context):
        """Send an account e-mail. An unreachable mail server is no page error: the e-mail can be requested again.

        Visitors who are not signed in get no warning, which would reveal whether the account exists.
        """
        try:
            super().send_mail(template_prefix, email, context)
        except (OSError, ValueError) as error:  # ValueError: an address that cannot go into a header
            logger.warning("An e-mail about an account was not sent: %s", error)
            if self.request.user.is_authenticated:
                messages.warning(
                    self.request,
                    gettext("The e-mail to %(address)s could not be sent. Try again later.") % {"address": email},
                )

    def get_client_ip(self, request):
        """The client's IP address, or `networks.UNKNOWN`; an unknown address keeps nobody out."""
        return networks.address_of(request)

    def authenticate(self, request, **credentials):
        """The user with this address and password, or None. Raises ValidationError after too many wrong attempts."""
        a_try = password_guesses.password_try(request, credentials.get("email", ""))
        if not a_try.allowed:
            raise self.validation_error("too_many_login_attempts")
        user = super().authenticate(request, **credentials)
        if user:
            a_try.was_right()
        else:
            kind = Kind.CONFIRM_FAILED if self.confirming else Kind.SIGN_IN_FAILED
            note(kind, request=request, user=a_try.user, about="password")
            a_try.was_wrong()
        return user

    def reauthenticate(self, user, password):
        self.confirming = True
        return super().reauthenticate(user, password)

    def post_login(self, request, user, **kwargs):
        records = get_authentication_records(request, user)
        method = METHODS.get(records[0]["method"], "") if records else "invitation"
        known_browsers.remember(request, user)
        note(Kind.SIGNED_IN, request=request, user=user, about=method)
        response = super().post_login(request, user, **kwargs)
        if user.language and "Location" in response.headers:
            response.headers["Location"] = same_page(response.headers["Location"], user.language)
        return response

    def logout(self, request):
        if request.user.is_authenticated:
            note(Kind.SIGNED_OUT, request=request, user=request.user)
        super().logout(request)
        request.signed_out = True


class CountedCode:
    """Form mixin that limits the number of wrong second-factor codes."""

    def clean_code(self):
        with password_guesses.counted(context.request, self.user, "code"):
            return super().clean_code()


class CodeForm(OurLabels, CountedCode, AuthenticateForm):
    pass


class ConfirmCodeForm(OurLabels, CountedCode, ReauthenticateForm):
    pass


class ChangeOwnPasswordForm(OurLabels, ChangePasswordForm):
    """Password change form; wrong guesses of the old password count towards the usual limit."""

    def clean_oldpassword(self):
        with password_guesses.counted(context.request, self.user):
            return super().clean_oldpassword()


class ChangeAddressForm(OurLabels, AddEmailForm):
    """E-mail address change form; the change takes effect once the new address is confirmed."""

    def save(self, request):
        # The invitation vouched for the old address. django-allauth deletes an unverified address at once, which would
        # leave the account with none until the new one is confirmed.
        EmailAddress.objects.filter(user=self.user, email__iexact=self.user.email).update(verified=True)
        return super().save(request)


class ForgottenPasswordForm(OurLabels, ResetPasswordForm):
    """Password reset form: sends a member at most three e-mails an hour, however often they are requested.

    The response is always the same, so that it reveals neither who is a member nor earlier requests.
    """

    def save(self, request, **kwargs):
        email = self.cleaned_data["email"]
        if ratelimit.consume(request, action="reset_letter", key=email.lower()):
            return super().save(request, **kwargs)
        return email


class InvitedOnlyAdapter(DefaultSocialAccountAdapter):
    """Sign-in with an organisation account, for members and invited people only; it never creates other users."""

    def is_open_for_signup(self, request, sociallogin):
        return False

    def pre_social_login(self, request, sociallogin):
        """Match the sign-in to a user, and link the provider's account to that user by its `sub`."""
        if sociallogin.state.get("process") not in (None, "login"):
            raise ImmediateHttpResponse(redirect("home"))
        if sociallogin.is_existing and sociallogin.user.is_active:
            return
        if read_only.current():  # this would let somebody in, or link an account
            raise ImmediateHttpResponse(render(request, "503_read_only.html", status=503))
        address = vouched_address(sociallogin.account.extra_data)
        user = let_in(address) if address else None
        if user is None or (sociallogin.is_existing and user != sociallogin.user):
            note(Kind.ORGANISATION_REFUSED, request=request, user=holder(address) if address else None)
            page = render(request, "socialaccount/not_invited.html", {"address": address}, status=403)
            raise ImmediateHttpResponse(page)
        if not sociallogin.is_existing:
            sociallogin.user = sociallogin.account.user = user
            sociallogin.account.save()
        else:
            sociallogin.user.refresh_from_db()


def vouched_address(extra_data):
    """The e-mail address verified by the provider, or None.

    `extra_data` has the claims of the ID token and of the userinfo endpoint. At some providers people may enter
    anybody's address in their profile, so an address counts only if verified: `email_verified`, or Entra ID's
    `xms_edov`. With OIDC_TRUST_ADDRESSES the operator declares that the provider issues all addresses itself: then any
    address counts, including the provider's user name.
    """
    token, userinfo = extra_data.get("id_token") or {}, extra_data.get("userinfo") or {}
    if token and userinfo and token.get("sub") != userinfo.get("sub"):
        return None
    claims = {**userinfo, **token}
    address = claims.get("email")
    if settings.OIDC_TRUST_ADDRESSES:
        address = address or claims.get("preferred_username")
    elif not any(str(claims.get(name)).lower() in ("true", "1") for name in ("email_verified", "xms_edov")):
        return None
    return address if isinstance(address, str) and "@" in address else None


def let_in(address):
    """The active user with this address, accepting their open invitations if they are not one yet; else None."""
    user = holder(address)
    if user is not None and user.is_active:
        return user
    member = None
    for invitation in Invitation.objects.open().filter(email__iexact=address):
        try:
            member = accept(invitation, by=member)
        except (NoLongerOpenError, SignInFirstError):
            continue
    return member
