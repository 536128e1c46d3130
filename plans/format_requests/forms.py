"""Forms of requests for another format: those of the public page and of members."""

from django import forms
from django.utils.translation import gettext_lazy as _

from partners import clock
from partners.forms.conflicts import EditForm
from partners.forms.date_fields import DayField
from partners.forms.evidence_fields import PastDay
from partners.forms.fields import PlainText
from partners.forms.reasons import ReasonField
from partners.public_forms import PublicForm

from ..models import FormatRequest
from .languages import LANGUAGES

ASKED = ("format", "language", "part")
LANGUAGES_TO_CHOOSE = [("", _("Choose a language")), *LANGUAGES.items()]
CONTACT = ("name", "email", "telephone", "address", "words")


def part_choices(parts):
    return [("", _("The whole plan")), *((name, name) for name in parts)]


def _with_language(form, data):
    """A form's cleaned data, with a language if one is asked for, and without otherwise."""
    if data.get("format") != FormatRequest.Format.LANGUAGE:
        return data | {"language": ""}
    if not data.get("language") and "language" not in form.errors:
        form.add_error("language", _("Choose the language"))
    return data


class AskForm(forms.Form):
    """What is asked for, and how to reach whoever asks. `parts` are the names of the plan's priorities."""

    format = forms.ChoiceField(
        label=_("What do you need?"),
        choices=FormatRequest.Format,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you need")},
    )
    language = forms.ChoiceField(
        label=_("Which language?"),
        choices=LANGUAGES_TO_CHOOSE,
        required=False,
        help_text=_("Only if you need another language."),
    )
    part = forms.ChoiceField(label=_("Which part of the plan?"), required=False)
    email = forms.EmailField(
        label=_("E-mail address"),
        required=False,
        error_messages={"invalid": _("Enter an e-mail address in the format name@example.org")},
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    telephone = PlainText(
        rows=1,
        max_length=40,
        label=_("Telephone number"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    address = PlainText(
        rows=4,
        max_length=500,
        label=_("Postal address"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "street-address"}),
    )
    name = PlainText(
        rows=1, max_length=200, label=_("Name"), required=False, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    words = PlainText(
        rows=3,
        max_length=1000,
        label=_("Anything else we should know"),
        required=False,
        help_text=_("For example the size of print, the page that does not work for you, or how you read a screen."),
    )

    def __init__(self, *args, parts, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["part"].choices = part_choices(parts)

    def clean(self):
        data = _with_language(self, super().clean())
        if not any(data.get(name) or name in self.errors for name in ("email", "telephone", "address")):
            self.add_error("email", _("Enter an e-mail address, a telephone number or a postal address"))
        return data

    @property
    def asked(self):
        return {name: self.cleaned_data[name] for name in ASKED}

    @property
    def contact(self):
        return {name: self.cleaned_data[name] for name in CONTACT}


class PublicAskForm(PublicForm, AskForm):
    purpose = "format requests"


class RecordForm(AskForm):
    """A request that somebody made by telephone, by e-mail, by post or in person."""

    asked_by = forms.ChoiceField(
        label=_("How did they ask?"),
        choices=[each for each in FormatRequest.AskedBy.choices if each[0] != FormatRequest.AskedBy.WEBSITE],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how they asked")},
    )
    asked_on = PastDay(label=_("Asked on"))

    field_order = ["asked_by", "asked_on"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["format"].label = _("What do they need?")
        self.fields["language"].help_text = ""
        self.fields["words"].label = _("Anything else they said")
        self.fields["asked_on"].initial = clock.today()
        for name in CONTACT:  # they are not the reader's own
            self.fields[name].widget.attrs["autocomplete"] = "off"


class PersonChoice(forms.ModelChoiceField):
    def label_from_instance(self, user):
        return user.name


class HandlingForm(EditForm):
    """Who sees to a request, by when, and what is asked for, where that was recorded wrongly."""

    due_on = DayField(label=_("To be answered by"), period="last", error_messages={"required": _("Enter the date")})
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES_TO_CHOOSE, required=False)
    part = forms.ChoiceField(label=_("Which part of the plan?"), required=False)
    why = ReasonField()

    class Meta:
        model = FormatRequest
        fields = ["handled_by", "due_on", "format", "language", "part"]

    def __init__(self, *args, people, parts, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["handled_by"] = PersonChoice(
            people, label=_("Who sees to it"), required=False, empty_label=_("Nobody yet")
        )
        self.fields["part"].choices = part_choices(dict.fromkeys([*parts, *filter(None, [self.instance.part])]))

    def clean(self):
        data = super().clean()
        if data.get("due_on") and data["due_on"] < self.instance.asked_on:
            self.add_error("due_on", _("Enter the day on which it was asked, or a later one"))
        return _with_language(self, data)


class AnswerForm(EditForm):
    """That it was sent, and how, or that it is not provided, and why."""

    outcome = forms.ChoiceField(
        label=_("What came of it?"),
        choices=[(o.value, o.label) for o in (FormatRequest.Outcome.SENT, FormatRequest.Outcome.REFUSED)],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whether it was provided")},
    )
    answered_on = PastDay(label=_("On"))
    answer = PlainText(
        rows=3,
        max_length=1000,
        label=_("How it was provided, or why it was not"),
        help_text=_("All members can read it. Do not name who asked."),
        ask=_("Enter how it was provided, or why it was not"),
    )

    class Meta:
        model = FormatRequest
        fields = ["outcome", "answered_on", "answer"]

    def clean_answered_on(self):
        day = self.cleaned_data["answered_on"]
        if day < self.instance.asked_on:
            raise forms.ValidationError(_("Enter the day on which it was asked, or a later one"))
        return day
