import re
from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from partners import clock
from partners.forms.conflicts import EditForm
from partners.forms.date_fields import DayField
from partners.forms.fields import MEMBERS_READ_IT, PlainText
from partners.forms.reasons import ReasonField
from partners.languages import is_english
from plans.models import Round

from .rounds import last_day, reminders_in_words

DAYS_AND_SIDE = re.compile(r"(\d+)\s*(?:days?)?\s*(before|after)")
SIGNED_DAYS = re.compile(r"([-+\u2212])\s*(\d+)")
MAX_ANSWER_PERIOD = timedelta(days=92)
MAX_REMINDERS = 10


class ReminderDays(PlainText):
    """Days relative to the due date, as people write them: "7 before, on the day, 7 after"; cleaned to [-7, 0, 7]."""

    def prepare_value(self, value):
        if not isinstance(value, list):
            return value
        # Other languages than English have the signs, which `_parse_day` reads as well.
        return reminders_in_words(value) if is_english() else ", ".join(f"{day:+d}" if day else "0" for day in value)

    def has_changed(self, initial, data):
        try:
            return sorted(initial or []) != self.clean(data)
        except ValidationError:
            return True

    def clean(self, value):
        pieces = re.split(r",|;|\n|\band\b", super().clean(value))
        days = sorted({_parse_day(piece.strip(" .")) for piece in pieces if piece.strip(" .")})
        if len(days) > MAX_REMINDERS:
            too_many = gettext("Enter %(most)s reminders at most: you entered %(n)s.")
            raise ValidationError(too_many % {"most": MAX_REMINDERS, "n": len(days)})
        return days


def _parse_day(typed):
    typed = typed[:40]
    text = typed.lower()
    if text in ("on the day", "the day", "day", "0", "on the due date"):
        return 0
    if match := DAYS_AND_SIDE.fullmatch(text):
        number, side = int(match[1]), match[2]
    elif match := SIGNED_DAYS.fullmatch(text):
        number, side = int(match[2]), "after" if match[1] == "+" else "before"
    elif text.isdecimal():
        which = gettext("Enter whether “%(typed)s” is before or after the due date, such as 7 before")
        raise ValidationError(which % {"typed": typed})
    else:
        unknown = gettext("“%(typed)s” is not a reminder day. Enter, for example: 7 before, on the day, 7 after")
        raise ValidationError(unknown % {"typed": typed})
    return -number if side == "before" else number


class RoundForm(EditForm):
    """The coordinator's form for a reporting round: opening date, due date, grace, reminders.

    Once a round has opened, people know its dates, and once its grace is over, it decides which actions read "not
    updated". A change then needs a reason, and history keeps the old values.
    """

    remind_on = ReminderDays(
        label=_("Reminders"),
        rows=1,
        max_length=200,
        required=False,
        help_text=_("Days before or after the due date, such as 7 before, on the day, 7 after. Leave blank for none."),
    )
    why = ReasonField()

    class Meta:
        model = Round
        fields = ["opens_on", "due_on", "grace_days", "remind_on"]
        labels = {"opens_on": _("Opens on"), "due_on": _("Updates due on"), "grace_days": _("Grace period in days")}
        help_texts = {
            "opens_on": _("For example 1 7 2009 or 1 July 2009."),
            "grace_days": _(
                "How many days late an update still counts, up to 60. "
                "After that, actions without one are shown as not updated, in public too."
            ),
        }
        widgets = {
            "grace_days": forms.TextInput(attrs={"inputmode": "numeric"}),
        }
        field_classes = {"opens_on": DayField, "due_on": DayField}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.plan = self.instance.plan
        self.fields["opens_on"].period, self.fields["due_on"].period = "first", "last"
        self.opened = not self.instance._state.adding and self.instance.opens_on <= clock.today()
        dates = {"opens_on": gettext("1 7 2009 or 1 July 2009"), "due_on": gettext("15 7 2009 or 15 July 2009")}
        for name, example in dates.items():
            label = self.fields[name].label
            self.fields[name].error_messages = {
                "required": gettext("Enter a date for “%(label)s”") % {"label": label},
                "invalid": gettext("Enter “%(label)s” as a real date, such as %(example)s")
                % {"label": label, "example": example},
            }
        self.fields["grace_days"].error_messages |= {
            "required": gettext("Enter the grace period in days, 0 for none"),
            "invalid": gettext("Enter the grace period as a number of days, such as 14"),
        }
        if self.instance._state.adding:
            del self.fields["why"]
        elif self.opened:
            self.fields["why"].required = True
            known = gettext("This round has opened and people know its dates.")
            self.fields["why"].help_text = f"{known} {MEMBERS_READ_IT}"
            self.fields["why"].error_messages["required"] = gettext("Enter why a round that has opened is changed")

    def clean_grace_days(self):
        days = self.cleaned_data["grace_days"]
        if days > 60:
            raise ValidationError(gettext("The grace period must be 60 days or fewer"))
        return days

    def clean_opens_on(self):
        day, plan = self.cleaned_data["opens_on"], self.plan
        if not plan.starts_on <= day <= last_day(plan):
            first, last = date_format(plan.starts_on), date_format(last_day(plan))
            between = gettext("Enter an opening date between %(first)s and %(last)s")
            raise ValidationError(between % {"first": first, "last": last})
        return day

    def clean(self):
        data = super().clean()
        if {"opens_on", "due_on", "grace_days"} <= data.keys() and not self.already_saved():
            self._check_days(data)
        if data.get("remind_on") and {"opens_on", "due_on"} <= data.keys():
            self._check_reminders(data)
        return data

    def _check_days(self, data):
        opens_on, due_on = data["opens_on"], data["due_on"]
        grace_ends_on = due_on + timedelta(days=data["grace_days"])
        if due_on <= opens_on:
            self.add_error("due_on", gettext("The due date must be after the opening date"))
        elif due_on - opens_on > MAX_ANSWER_PERIOD:
            self.add_error("due_on", gettext("The due date must be within three months of the opening date"))
        elif self.instance._state.adding and grace_ends_on < clock.today():
            self.add_error("due_on", gettext("Enter a later due date: this round would be over already"))
        for other in self.others():
            if opens_on <= other.grace_ends_on and other.opens_on <= grace_ends_on:
                overlaps = gettext("It overlaps with another round: %(first)s to %(last)s, including its grace period")
                days = {"first": date_format(other.opens_on), "last": date_format(other.grace_ends_on)}
                self.add_error("opens_on", overlaps % days)

    def _check_reminders(self, data):
        first = (data["opens_on"] - data["due_on"]).days
        last = data.get("grace_days", 0)
        for day in data["remind_on"]:
            if not first <= day <= last:
                when = gettext("“%(day)s” is after the grace period ends. Remove or change it")
                if day < first:
                    when = gettext("“%(day)s” is before the round opens. Remove or change it")
                self.add_error("remind_on", when % {"day": reminders_in_words([day])})

    def others(self):
        return self.plan.rounds.exclude(pk=self.instance.pk)

    def already_saved(self):
        """The round that this form would create, if it exists: the button was pressed twice. Otherwise None."""
        if not self.instance._state.adding:
            return None
        return self.others().filter(**{n: self.cleaned_data.get(n) for n in self._meta.fields}).first()

    def save_once(self, *, by):
        """Save the form, unless it is saved already. Returns the Round and whether there was anything to save."""
        if twin := self.already_saved():
            return twin, True
        changed = self.save_changes(by=by, why=self.cleaned_data.get("why", ""))
        return self.instance, changed
