"""django-allauth's own forms, with the labels that our pages use and no placeholders."""

from allauth.account.forms import LoginForm, ReauthenticateForm, ResetPasswordKeyForm
from django.utils.translation import gettext_lazy as _

LABELS = {
    "login": _("E-mail address"),
    "email": _("E-mail address"),
    "oldpassword": _("Current password"),
    "password1": _("New password"),
    "password2": _("New password again"),
    "code": _("Code"),
}

# What django-allauth says below a password, which has no Welsh of its own.
_("Forgot your password?")

HELP = _("At least eight characters. Three or four random words are easy to remember and hard to guess.")


class OurLabels:
    """Form mixin: labels from LABELS. A placeholder would vanish as one types, and repeats the label until then."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = LABELS.get(name, field.label)
            field.widget.attrs.pop("placeholder", None)
        if "password1" in self.fields:
            self.fields["password1"].help_text = HELP


class SignInForm(OurLabels, LoginForm):
    pass


class ConfirmPasswordForm(OurLabels, ReauthenticateForm):
    pass


class ChoosePasswordAgainForm(OurLabels, ResetPasswordKeyForm):
    pass
