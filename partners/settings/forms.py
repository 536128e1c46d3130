"""Forms of the partnership's settings and its authorities."""

import re
from datetime import date

from django import forms
from django.core.exceptions import ValidationError

from partners.forms.conflicts import EditForm
from partners.forms.date_fields import DayField
from partners.forms.fields import PlainText
from partners.forms.reasons import ReasonField

from ..models import Authority, Partnership
from .contrast import MIN_CONTRAST, legibility


class SettingsForm(EditForm):
    name = PlainText(
        rows=1,
        max_length=200,
        label="What the partnership is called",
        help_text="Without the place, such as “Community Safety Partnership”.",
        ask="Write what the partnership is called",
    )
    area = PlainText(rows=1, max_length=200, help_text="The place, such as North Herts.", ask="Write the area")
    contact = PlainText(
        rows=4, max_length=2000, required=False, label="Contact, other formats and languages",
        help_text="How to reach you, and how to ask for the plan in large print, in Braille, or in another language.",
    )  # fmt: skip
    contact_phone = PlainText(rows=1, max_length=40, required=False, label="Telephone")
    colour = PlainText(
        rows=1,
        max_length=7,
        help_text="As # and six digits. White letters stand on it, and links in it on pale grey: it has to be dark.",
        ask="Choose a colour",
        widget=forms.TextInput(attrs={"data-colour": "", "class": "govuk-input--width-10", "spellcheck": "false"}),
    )
    notice = PlainText(
        rows=2, max_length=500, required=False, help_text="Shown at the head of each of the partnership’s pages.",
    )  # fmt: skip
    usual_grace_days = forms.IntegerField(
        label="Days of grace after a reporting round", min_value=0, max_value=60,
        help_text="For rounds that are made from now on.",
        error_messages={"invalid": "Write a whole number of days, such as 14", "required": "Write a number of days"},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-3"}),
    )  # fmt: skip
    usual_hide_below = forms.IntegerField(
        label="Numbers told to the public as fewer than", min_value=2, max_value=100, required=False,
        help_text="For success criteria that are made from now on; usually 5. Empty: every number is told.",
        error_messages={"invalid": "Write a whole number, such as 5, or leave it empty"},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-3"}),
    )  # fmt: skip
    why = ReasonField()

    class Meta:
        model = Partnership
        fields = [
            "name", "area", "contact", "contact_phone", "contact_email", "colour", "notice", "usual_grace_days",
            "usual_hide_below",
        ]  # fmt: skip
        labels = {"contact_email": "E-mail address"}
        error_messages = {"contact_email": {"invalid": "Write the address like name@example.gov.uk"}}

    def clean_colour(self):
        colour = self.cleaned_data["colour"].strip().lower()
        if re.fullmatch("[0-9a-f]{6}", colour):
            colour = f"#{colour}"
        if not re.fullmatch("#[0-9a-f]{6}", colour):
            raise ValidationError("Write the colour as # and six digits from 0 to f, such as #1d4f5c")
        if (contrast := legibility(colour)) < MIN_CONTRAST:
            raise ValidationError(
                f"This colour cannot be read on pale grey, or white on it: the contrast is {contrast:.2f} to 1, and "
                f"{MIN_CONTRAST} to 1 is needed. Choose a darker one"
            )
        return colour


def _optional_day(label, help_text, period):
    called = f"“{label}”"
    return DayField(
        label=label, required=False, help_text=help_text, called=called, example=date(2009, 4, 1), period=period
    )


class AuthorityForm(EditForm):
    """Name and dates of an authority."""

    name = PlainText(rows=1, max_length=200, ask="Write the authority’s name")
    short_name = PlainText(
        rows=1, max_length=60, help_text="For tables and lists, such as Fire Service.", ask="Write a short name"
    )
    kind = forms.ChoiceField(
        choices=Authority.Kind, widget=forms.RadioSelect, error_messages={"required": "Choose what it is"},
        initial=Authority.Kind.RESPONSIBLE,
    )  # fmt: skip
    starts_on = _optional_day(
        "First day", "Only if it began while the partnership was there. For example 1 4 2009.", "first"
    )
    ends_on = _optional_day("Last day", "Only if it ended, or is to end. For example 31 3 2011.", "last")
    why = ReasonField()

    class Meta:
        model = Authority
        fields = ["name", "short_name", "kind", "starts_on", "ends_on"]

    def clean_name(self):
        name = self.cleaned_data["name"]
        others = self.instance.partnership.authorities.filter(name__iexact=name).exclude(pk=self.instance.pk)
        if others.exists():
            raise ValidationError("There is an authority of this name already")
        return name

    def clean(self):
        data = super().clean()
        starts_on, ends_on = data.get("starts_on"), data.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", "The last day is before the first")
        renamed = self.instance.pk and "name" in self.changed_data
        if renamed and not data.get("why") and "why" not in self.errors:
            message = "Say which mistake in the name this mends. A body that became another one has a successor instead"
            self.add_error("why", message)
        return data
