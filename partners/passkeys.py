"""The forms of passkeys: django-allauth's own, but for what a form of it does not survive."""

from allauth.core import context
from allauth.mfa.webauthn import forms as theirs
from allauth.mfa.webauthn.internal.auth import parse_authentication_response, parse_registration_response
from django import forms
from django.core.exceptions import ValidationError
from django.forms.fields import InvalidJSONInput

from .access_events import note
from .models.access import Kind
from .words import WordsField


class Answer(forms.JSONField):
    """What a browser says of a passkey, which `parse` must be able to read: anybody may send anything in its place."""

    def __init__(self, parse):
        super().__init__(widget=forms.HiddenInput)
        self.parse = parse

    def to_python(self, value):
        try:
            answer = super().to_python(value)
            if answer is not None:
                self.parse(answer)
        except Exception as error:
            # Beside what is no JSON: numbers and brackets without end, and whatever fido2 raises.
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error
        return answer

    def bound_data(self, data, initial):
        return InvalidJSONInput(data or "")


class AddPasskeyForm(theirs.AddWebAuthnForm):
    name = WordsField(rows=1, max_length=100, required=False)
    credential = Answer(parse_registration_response)


class NamePasskeyForm(theirs.EditWebAuthnForm):
    name = WordsField(rows=1, max_length=100, error_messages={"required": "Write what you call it"})


class Noted:
    """A passkey's answer, of which a wrong one is noted: django-allauth sends no signal of it."""

    def clean(self):
        if "credential" in self.errors:
            note(Kind.FACTOR_FAILED, request=context.request, user=self.user, about="passkey")
        return super().clean()


class SignInByPasskeyForm(Noted, theirs.LoginWebAuthnForm):
    credential = Answer(parse_authentication_response)


class SecondByPasskeyForm(Noted, theirs.AuthenticateWebAuthnForm):
    credential = Answer(parse_authentication_response)


class AgainByPasskeyForm(Noted, theirs.ReauthenticateWebAuthnForm):
    credential = Answer(parse_authentication_response)
