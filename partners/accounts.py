"""What django-allauth asks of us: nobody signs up, who gets in from elsewhere, how a second factor looks."""

import logging

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import AddEmailForm
from allauth.account.models import EmailAddress
from allauth.core import context as current
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect, render

from .invitations import NoLongerOpenError, SignInFirstError, accept, holder
from .models import Invitation

logger = logging.getLogger(__name__)


class ClosedAccountAdapter(DefaultAccountAdapter):
    """Nobody signs up: people are invited by their partnership's coordinator."""

    def is_open_for_signup(self, request):
        return False

    def can_delete_email(self, email_address):
        """Anything but the address with which one signs in."""
        return email_address.email.casefold() != email_address.user.email.casefold()

    def send_mail(self, template_prefix, email, context):
        """A mail server that is away is no error of the page: what it was about is saved, or can be asked for again.

        Who is not signed in is told nothing: the answer must not say whether there is an account to write to.
        """
        try:
            super().send_mail(template_prefix, email, context)
        except (OSError, ValueError) as error:  # the latter: an address that cannot be written
            logger.warning("A letter about an account was not sent: %s", error)
            if current.request.user.is_authenticated:
                messages.warning(
                    current.request, f"The mail server did not take the letter to {email}. Ask for it again later."
                )


class ChangeAddressForm(AddEmailForm):
    """One's own address, to be changed once the new one is confirmed."""

    def save(self, request):
        # The old one was vouched for by whoever invited its owner. django-allauth would take away one that is not
        # marked so, and leave the account without any until the new one is confirmed.
        EmailAddress.objects.filter(user=self.user, email__iexact=self.user.email).update(verified=True)
        return super().save(request)


class SecondFactorAdapter(DefaultMFAAdapter):
    def build_totp_svg(self, url):
        """The code to scan, as an element of the page: the content security policy allows no data: images."""
        import qrcode
        from qrcode.image.svg import SvgPathImage

        return qrcode.make(url, image_factory=SvgPathImage).to_string(encoding="unicode")


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
