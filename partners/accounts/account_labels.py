"""django-allauth's own forms, with the labels that our pages use and no placeholders."""

from allauth.account.forms import LoginForm, ReauthenticateForm, ResetPasswordKeyForm

LABELS = {
    "login": "E-mail address",
    "email": "E-mail address",
    "oldpassword": "Current password",
    "password1": "New password",
    "password2": "New password again",
    "code": "Code",
}

HELP = "At least eight characters. Three or four random words are easy to remember and hard to guess."


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
