"""Form fields that choose one authority or several."""

from django import forms
from django.core.exceptions import ValidationError

from .keys import key_in


class AuthorityChoice(forms.ModelChoiceField):
    def label_from_instance(self, authority):
        return authority.name


class AuthorityChoices(forms.ModelMultipleChoiceField):
    def clean(self, value):
        # Django looks up all keys in one query, which fails if one is too large for the database.
        for key in value or ():
            if key_in(str(key)) is None:
                message = self.error_messages["invalid_choice"]
                raise ValidationError(message, code="invalid_choice", params={"value": key})
        return super().clean(value)

    def label_from_instance(self, authority):
        return authority.name
