from django import forms
from django.utils.translation import gettext_lazy as _

from partners.public_forms import PublicForm


class FollowForm(PublicForm, forms.Form):
    purpose = "following"

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={
            "required": _("Enter an e-mail address"),
            "invalid": _("Enter an e-mail address in the correct format, such as name@example.org"),
        },
    )
