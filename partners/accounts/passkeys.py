"""Passkey forms: django-allauth's, hardened against malformed input."""

from allauth.core import context
from allauth.mfa.webauthn import forms as theirs
from allauth.mfa.webauthn.internal.auth import parse_authentication_response, parse_registration_response
from django import forms
from django.core.exceptions import ValidationError
from django.forms.fields import InvalidJSONInput
from django.utils.translation import gettext_lazy as _

from partners.forms.fields import PlainText
from partners.models.access_events import Kind
from partners.security.access_log import note


class PasskeyResponse(forms.JSONField):
    """The browser's response about a passkey, as JSON that `parse` accepts; anybody may send anything instead."""

    def __init__(self, parse):
        super().__init__(widget=forms.HiddenInput)
        self.parse = parse

    def to_python(self, value):
        try:
            response = super().to_python(value)
            if response is not None:
                self.parse(response)
        except Exception as error:
            # Besides invalid JSON: huge numbers, deep nesting, and anything fido2 raises.
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error
        return response

    def bound_data(self, data, initial):
        return InvalidJSONInput(data or "")


class AddPasskeyForm(theirs.AddWebAuthnForm):
    name = PlainText(label=_("Name"), rows=1, max_length=100, required=False)
    credential = PasskeyResponse(parse_registration_response)


class NamePasskeyForm(theirs.EditWebAuthnForm):
    name = PlainText(label=_("Name"), rows=1, max_length=100, ask=_("Enter what you call it"))


class Noted:
    """Form mixin that logs a wrong passkey response, for which django-allauth has no signal."""

    def clean(self):
        if "credential" in self.errors:
            note(Kind.FACTOR_FAILED, request=context.request, user=self.user, about="passkey")
        return super().clean()


class SignInByPasskeyForm(Noted, theirs.LoginWebAuthnForm):
    credential = PasskeyResponse(parse_authentication_response)


class SecondByPasskeyForm(Noted, theirs.AuthenticateWebAuthnForm):
    credential = PasskeyResponse(parse_authentication_response)


class AgainByPasskeyForm(Noted, theirs.ReauthenticateWebAuthnForm):
    credential = PasskeyResponse(parse_authentication_response)
