from datetime import timedelta

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from actions.plan_editor.plan_forms import check_days, day_field
from partners.forms.fields import PlainText
from plans.dates import months_after

from .rollover import Terms

KEEP, ANEW = "keep", "anew"


class TermsForm(forms.Form):
    """Title and dates of the next plan. Once that plan exists, only what happens to due dates."""

    title = PlainText(label=_("Title"), rows=1, max_length=200, ask=_("Enter the plan’s title"))
    starts_on = day_field(_("First day"), period="first")
    ends_on = day_field(_("Last day"), period="last")
    dates = forms.ChoiceField(
        label=_("Due dates"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what to do with the due dates")},
    )

    def __init__(self, data=None, *, plan, into=None):
        self.plan, self.into = plan, into
        starts_on = into.starts_on if into else plan.ends_on + timedelta(days=1)
        initial = {"title": plan.title, "starts_on": starts_on, "dates": KEEP}
        initial["ends_on"] = months_after(starts_on, 36) - timedelta(days=1)
        super().__init__(data, initial=initial)
        day = date_format(starts_on) if into else gettext("its first day")
        self.fields["dates"].choices = [
            (KEEP, gettext("Keep dates from %(day)s on; agree earlier ones again") % {"day": day}),
            (ANEW, gettext("Agree all again")),
        ]
        if into:
            for name in ("title", "starts_on", "ends_on"):
                del self.fields[name]

    def clean(self):
        data = super().clean()
        if self.into:
            return data
        check_days(self, data)
        if data.get("starts_on") and data["starts_on"] <= self.plan.starts_on:
            day = date_format(self.plan.starts_on)
            self.add_error(
                "starts_on", gettext("The next plan must start after this one, which started on %(day)s") % {"day": day}
            )
        return data

    @property
    def terms(self):
        data, into = self.cleaned_data, self.into
        days = (into.starts_on, into.ends_on) if into else (data["starts_on"], data["ends_on"])
        return Terms(*days, keep_dates=data["dates"] == KEEP)
