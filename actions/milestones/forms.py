"""Forms of an action's milestones."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from partners import clock
from partners.forms.conflicts import EditForm
from partners.forms.date_fields import DayField
from partners.forms.fields import MEMBERS_READ_IT, PlainText
from partners.forms.reasons import ReasonField

from ..forms import check_due_date
from ..models import Milestone


class MilestoneForm(EditForm):
    """A milestone of `instance.action`."""

    wording = PlainText(
        label=_("Milestone"),
        rows=2,
        max_length=500,
        ask=_("Enter the milestone"),
        help_text=_("A step on the way, such as “Two crews trained”."),
    )
    due_on = DayField(
        period="last",
        bounded=False,
        label=_("Due date"),
        required=False,
        help_text=_("For example 30 9 2009 or 30 September 2009. Leave blank if not agreed."),
    )
    done_on = DayField(label=_("Date reached"), required=False, help_text=_("Leave blank until reached."))
    why = ReasonField(help_text=format_lazy("{} {}", _("Needed if the due date changes."), MEMBERS_READ_IT))

    class Meta:
        model = Milestone
        fields = ["wording", "due_on", "done_on", "public"]
        labels = {"public": _("Show to the public")}
        help_texts = {"public": _("Shown on the public page from the next edition.")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.agreed_on = self.instance.due_on
        if self.is_new:
            del self.fields["why"]

    def clean_due_on(self):
        check_due_date(self.cleaned_data["due_on"], self.instance.action.plan)
        return self.cleaned_data["due_on"]

    def clean_done_on(self):
        done_on = self.cleaned_data["done_on"]
        if done_on and done_on > clock.today():
            raise ValidationError(gettext("Enter a date that is today or in the past"))
        return done_on

    def clean(self):
        data = super().clean()
        moves = "due_on" in data and self.agreed_on not in (None, data["due_on"])
        if moves and not data.get("why") and "why" not in self.errors:
            self.add_error("why", gettext("Enter the reason for the new due date"))
        return data


class RemovalForm(forms.Form):
    why = ReasonField(ask=_("Enter the reason for removing it"), rows=3, help_text=MEMBERS_READ_IT)
