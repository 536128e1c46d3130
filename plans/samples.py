"""Samples: every component of the pages on one page, for who designs and tests them. Only the demonstration has it."""

from datetime import date
from decimal import Decimal

from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from partners.forms.date_fields import DayField, DayInput
from partners.forms.fields import PlainText

from .rating import Word
from .status import EffectiveStatus

WAYS = [("phone", "By phone"), ("email", "By e-mail"), ("meeting", "At a meeting")]


BEGINS_ON = date(2008, 4, 1)
FIGURES = [
    (date(2008, 4, 1), date(2008, 6, 30), 84),
    (date(2008, 7, 1), date(2008, 9, 30), 79),
    (date(2008, 10, 1), date(2008, 12, 31), 76),
    (date(2009, 1, 1), date(2009, 3, 31), 70),
]


class SampleForm(forms.Form):
    """A field of each kind."""

    wording = PlainText(label="Wording", rows=1, ask="Enter the wording")
    happened = PlainText(label="What happened", help_text="Since the last update.", ask="Enter what happened")
    due_on = DayField(
        period="last",
        label="Due date",
        help_text="For example, 30 9 2009 or 30 September 2009",
        widget=DayInput(attrs={"class": "govuk-input--width-10"}),
        error_messages={"required": "Enter the due date"},
    )
    lead = forms.ChoiceField(label="Lead authority", choices=[("", "Choose"), ("1", "Constabulary")], required=False)
    status = forms.ChoiceField(
        label="Status",
        choices=[("on_track", "On track"), ("off_track", "Off track")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a status"},
    )
    ways = forms.MultipleChoiceField(
        label="How you informed them", choices=WAYS, widget=forms.CheckboxSelectMultiple, required=False
    )
    public = forms.BooleanField(label="Show this to the public", help_text="On the public page.", required=False)
    file = forms.FileField(label="File", help_text="PDF, up to 10 MB", required=False, widget=forms.FileInput())


def sample_criterion():
    """A success criterion as the outline has it, with four quarters' figures, the last provisional."""
    measurements = [
        {
            "id": number,
            "starts_on": first,
            "ends_on": last,
            "value": Decimal(value),
            "provisional": number == len(FIGURES) - 1,
            "hidden": "",
            "source": "Recorded crime",
        }
        for number, (first, last, value) in enumerate(FIGURES)
    ]
    target = {"target": Decimal(74), "target_kind": "value", "target_value": Decimal(74), "due_on": date(2011, 3, 31)}
    figures = {"measurements": measurements, "latest": measurements[-1], "baseline": Decimal(88), "baseline_hidden": ""}
    kind = {"scale": "count", "unit": "burglaries", "direction": "down", "frequency": "quarter", "hide_below": None}
    return {"id": 1, "placeholder": False, **kind, **target, **figures}


@login_not_required
@require_safe
@cache_control(no_store=True)
def samples(request):
    if not settings.DEMO_MAIL_FOLDER:
        raise Http404
    statuses = {state.value: 9 - number for number, state in enumerate(EffectiveStatus)}
    refused = SampleForm({"due_on": "soon"}, prefix="refused")
    for field in refused.fields.values():
        field.label += ", with an error"
    context = {
        "form": SampleForm(initial={"wording": "Introduce a Rural Watch scheme", "ways": ["phone"]}),
        "refused": refused,
        "tally": statuses,
        "statuses": EffectiveStatus.choices,
        "plan": {"starts_on": BEGINS_ON},
        "criterion": sample_criterion(),
        "ratings": [{"word": word.value, "label": word.label} for word in Word],
    }
    return render(request, "plans/samples.html", context)
