"""What django-allauth asks of us: nobody signs up, who gets in from elsewhere, how its letters are made."""

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
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render

from . import guesses, known_browsers, networks
from .access_events import note
from .invitations import NoLongerOpenError, SignInFirstError, accept, holder
from .mail import Email, plain_text
from .models import Invitation
from .models.access import Kind

WAYS = {"password": "password", "mfa": "passkey", "socialaccount": "organisation"}

logger = logging.getLogger(__name__)


class ClosedAccountAdapter(DefaultAccountAdapter):
    """Nobody signs up: people are invited by their partnership's coordinator. What happens at the door is noted."""

    error_messages = {**DefaultAccountAdapter.error_messages, "too_many_login_attempts": guesses.TOO_MANY}
    confirming = False

    def is_open_for_signup(self, request):
        return False

    def can_delete_email(self, email_address):
        """Anything but the address with which one signs in."""
        return email_address.email.casefold() != email_address.user.email.casefold()

    def render_mail(self, template_prefix, email, told, headers=None):
        """django-allauth's letters, made where all of ours are."""
        subject = plain_text(f"{template_prefix}_subject.txt", told)
        return Email(
            f"{template_prefix}_message",
            told,
            subject=self.format_email_subject(subject.strip()),
            address=email,
            headers=headers,
            request=context.request,
        )

    def send_mail(self, template_prefix, email, context):
        """A mail server that is away is no error of the page: what it was about is saved, or can be asked for again.

        Who is not signed in is told nothing: the answer must not say whether there is an account to write to.
        """
        try:
            super().send_mail(template_prefix, email, context)
        except (OSError, ValueError) as error:  # the latter: an address that cannot be written
            logger.warning("A letter about an account was not sent: %s", error)
            if self.request.user.is_authenticated:
                messages.warning(
                    self.request, f"The mail server did not take the letter to {email}. Ask for it again later."
                )

    def get_client_ip(self, request):
        """The client's address, or one word for all whose address is not known: nobody is kept out for that."""
        return networks.address_of(request)

    def authenticate(self, request, **credentials):
        """The user with this address and password, or None. Too many wrong tries raise a ValidationError."""
        a_try = guesses.password_try(request, credentials.get("email", ""))
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
        way = WAYS.get(records[0]["method"], "") if records else "invitation"
        known_browsers.remember(request, user)
        note(Kind.SIGNED_IN, request=request, user=user, about=way)
        return super().post_login(request, user, **kwargs)

    def logout(self, request):
        if request.user.is_authenticated:
            note(Kind.SIGNED_OUT, request=request, user=request.user)
        super().logout(request)

    def send_password_reset_mail(self, user, email, context):
        note(Kind.RESET_ASKED, request=self.request, user=user)
        return super().send_password_reset_mail(user, email, context)


class CountedCode:
    """A second factor's code, of which so many wrong ones are taken and no more."""

    def clean_code(self):
        a_try = guesses.own_try(context.request, self.user, "code")
        if not a_try.allowed:
            raise ValidationError(guesses.TOO_MANY)
        try:
            code = super().clean_code()
        except ValidationError:
            a_try.was_wrong()
            raise
        a_try.was_right()
        return code


class CodeForm(CountedCode, AuthenticateForm):
    pass


class ConfirmCodeForm(CountedCode, ReauthenticateForm):
    pass


class ChangeOwnPasswordForm(ChangePasswordForm):
    """One's own password, to be changed by whoever knows it: guessing it here is counted as anywhere."""

    def clean_oldpassword(self):
        a_try = guesses.own_try(context.request, self.user)
        if not a_try.allowed:
            raise ValidationError(guesses.TOO_MANY)
        try:
            password = super().clean_oldpassword()
        except ValidationError:
            note(Kind.CONFIRM_FAILED, request=context.request, user=self.user, about="password")
            a_try.was_wrong()
            raise
        a_try.was_right()
        return password


class ChangeAddressForm(AddEmailForm):
    """One's own address, to be changed once the new one is confirmed."""

    def save(self, request):
        # The old one was vouched for by whoever invited its owner. django-allauth would take away one that is not
        # marked so, and leave the account without any until the new one is confirmed.
        EmailAddress.objects.filter(user=self.user, email__iexact=self.user.email).update(verified=True)
        return super().save(request)


class ForgottenPasswordForm(ResetPasswordForm):
    """Sends a letter to the address, if it is a member's: three in an hour, however often that is asked.

    The answer is the same in any case, so that it tells nobody who is a member or that others have asked.
    """

    def save(self, request, **kwargs):
        email = self.cleaned_data["email"]
        if ratelimit.consume(request, action="reset_letter", key=email.lower()):
            return super().save(request, **kwargs)
        return email


class InvitedOnlyAdapter(DefaultSocialAccountAdapter):
    """Sign-in with an account of one's organisation, for members and those who are invited: it makes nobody a user."""

    def is_open_for_signup(self, request, sociallogin):
        return False

    def pre_social_login(self, request, sociallogin):
        """Finds whose sign-in this is. Once found, their account there is tied to the one here by its `sub`."""
        if sociallogin.state.get("process") not in (None, "login"):
            raise ImmediateHttpResponse(redirect("home"))
        if sociallogin.is_existing and sociallogin.user.is_active:
            return
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


def vouched_address(told):
    """The e-mail address that the provider vouches for, or None.

    `told` has the claims of the ID token and those of the userinfo endpoint. At some providers anybody may put somebody
    else's address into their profile, so an address counts only if it is said to be verified: `email_verified`, or
    Entra ID's `xms_edov`. Where the operator says that the provider gives out all its addresses itself
    (OIDC_TRUST_ADDRESSES), any will do, also the name with which one signs in there.
    """
    token, userinfo = told.get("id_token") or {}, told.get("userinfo") or {}
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
    """The active user with this address, or whom their open invitations make one; else None."""
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
