"""Forms of the partnership's settings and its authorities."""

import re
from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from partners.forms.conflicts import EditForm
from partners.forms.date_fields import DayField
from partners.forms.fields import PlainText
from partners.forms.reasons import ReasonField

from ..languages import NATIVE_NAMES
from ..models import Authority, Partnership
from .contrast import MIN_CONTRAST, legibility


class LanguagesField(forms.MultipleChoiceField):
    """Codes of languages, kept as text with spaces between them."""

    def prepare_value(self, value):
        return value.split() if isinstance(value, str) else value

    def has_changed(self, initial, data):
        return super().has_changed((initial or "").split(), data)

    def clean(self, value):
        return " ".join(super().clean(value))


class SettingsForm(EditForm):
    name = PlainText(
        rows=1,
        max_length=200,
        label=_("What the partnership is called"),
        help_text=_("Without the place, such as “Community Safety Partnership”."),
        ask=_("Enter what the partnership is called"),
    )
    area = PlainText(
        label=_("Area"), rows=1, max_length=200, help_text=_("The place, such as North Herts."), ask=_("Enter the area")
    )
    contact = PlainText(
        rows=4, max_length=2000, required=False, label=_("Contact, other formats and languages"),
        help_text=_(
            "How to reach you, and how to ask for the plan in large print, in Braille, or in another language."
        ),
    )  # fmt: skip
    contact_phone = PlainText(rows=1, max_length=40, required=False, label=_("Telephone"))
    colour = PlainText(
        label=_("Colour"),
        rows=1,
        max_length=7,
        help_text=_("A dark colour, as # and six digits: white text must be readable on it."),
        ask=_("Choose a colour"),
        widget=forms.TextInput(attrs={"data-colour": "", "class": "govuk-input--width-10", "spellcheck": "false"}),
    )
    notice = PlainText(
        label=_("Notice"),
        rows=2, max_length=500, required=False, help_text=_("Shown at the top of every page."),
    )  # fmt: skip
    languages = LanguagesField(
        label=_("Languages for the public"), required=False, choices=NATIVE_NAMES, widget=forms.CheckboxSelectMultiple,
        help_text=_("Besides English. Each public page links to itself in these, and says what is still in English."),
    )  # fmt: skip
    usual_grace_days = forms.IntegerField(
        label=_("Days of grace after a reporting round"), min_value=0, max_value=60,
        help_text=_("For new rounds."),
        error_messages={
            "invalid": _("Enter a whole number of days, such as 14"), "required": _("Enter a number of days"),
        },
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-3"}),
    )  # fmt: skip
    usual_hide_below = forms.IntegerField(
        label=_("Hide public figures below"), min_value=2, max_value=100, required=False,
        help_text=_("For new success criteria; usually 5. Leave blank to show every figure."),
        error_messages={"invalid": _("Enter a whole number, such as 5, or leave it blank")},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-3"}),
    )  # fmt: skip
    request_days = forms.IntegerField(
        label=_("Working days to answer a request for another format"), min_value=1, max_value=60,
        help_text=_("Large print, Braille, another language and so on. Those who ask see it."),
        error_messages={
            "invalid": _("Enter a whole number of days, such as 10"), "required": _("Enter a number of days")
        },
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-3"}),
    )  # fmt: skip
    answer_within_days = forms.IntegerField(
        label=_("Working days to answer a question of the public"), min_value=1, max_value=60,
        help_text=_("The public form says so; questions not answered by then are shown as late."),
        error_messages={
            "invalid": _("Enter a whole number of days, such as 10"), "required": _("Enter a number of days"),
        },
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-3"}),
    )  # fmt: skip
    why = ReasonField()

    class Meta:
        model = Partnership
        fields = [
            "name", "area", "contact", "contact_phone", "contact_email", "colour", "notice", "languages",
            "usual_grace_days", "usual_hide_below", "request_days", "answer_within_days",
        ]  # fmt: skip
        labels = {"contact_email": _("E-mail address")}
        error_messages = {"contact_email": {"invalid": _("Enter an e-mail address, such as name@example.gov.uk")}}

    def clean_colour(self):
        colour = self.cleaned_data["colour"].strip().lower()
        if re.fullmatch("[0-9a-f]{6}", colour):
            colour = f"#{colour}"
        if not re.fullmatch("#[0-9a-f]{6}", colour):
            raise ValidationError(gettext("Enter the colour as # and six digits, such as #1d4f5c"))
        if (contrast := legibility(colour)) < MIN_CONTRAST:
            raise ValidationError(
                gettext(
                    "The contrast of this colour is %(contrast)s to 1. It must be at least %(min_contrast)s "
                    "to 1. Choose a darker colour"
                )
                % {"contrast": f"{contrast:.2f}", "min_contrast": MIN_CONTRAST}
            )
        return colour


def _optional_day(label, help_text, period):
    called = f"“{label}”"
    return DayField(
        label=label, required=False, help_text=help_text, called=called, example=date(2009, 4, 1), period=period
    )


class AuthorityForm(EditForm):
    """Name and dates of an authority."""

    name = PlainText(label=_("Name"), rows=1, max_length=200, ask=_("Enter the authority’s name"))
    short_name = PlainText(
        label=_("Short name"),
        rows=1,
        max_length=60,
        help_text=_("For tables and lists, such as Fire Service."),
        ask=_("Enter a short name"),
    )
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=Authority.Kind, widget=forms.RadioSelect, error_messages={"required": _("Choose what it is")},
        initial=Authority.Kind.RESPONSIBLE,
    )  # fmt: skip
    starts_on = _optional_day(
        _("First day"), _("Only if it joined after the partnership began. For example, 1 4 2009"), "first"
    )
    ends_on = _optional_day(_("Last day"), _("Only if it has ended or will end. For example, 31 3 2011"), "last")
    why = ReasonField()

    class Meta:
        model = Authority
        fields = ["name", "short_name", "kind", "starts_on", "ends_on"]

    def clean_name(self):
        name = self.cleaned_data["name"]
        others = self.instance.partnership.authorities.filter(name__iexact=name).exclude(pk=self.instance.pk)
        if others.exists():
            raise ValidationError(gettext("There is already an authority with this name"))
        return name

    def clean(self):
        data = super().clean()
        starts_on, ends_on = data.get("starts_on"), data.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", gettext("The last day is before the first"))
        renamed = self.instance.pk and "name" in self.changed_data
        if renamed and not data.get("why") and "why" not in self.errors:
            message = gettext(
                "Enter which mistake this corrects. If another body took over, name it as successor instead"
            )
            self.add_error("why", message)
        return data
