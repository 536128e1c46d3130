import re
from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format

from partners import clock
from partners.forms.conflicts import EditForm
from partners.forms.date_fields import DayField
from partners.forms.fields import MEMBERS_READ_IT, PlainText
from partners.forms.reasons import ReasonField
from plans.models import Round

from .rounds import last_day, reminders_in_words

DAYS_AND_SIDE = re.compile(r"(\d+)\s*(?:days?)?\s*(before|after)")
SIGNED_DAYS = re.compile(r"([-+\u2212])\s*(\d+)")
MAX_ANSWER_PERIOD = timedelta(days=92)
MAX_REMINDERS = 10


class ReminderDays(PlainText):
    """Days relative to the due date, as people write them: "7 before, on the day, 7 after"; cleaned to [-7, 0, 7]."""

    def prepare_value(self, value):
        return reminders_in_words(value) if isinstance(value, list) else value

    def has_changed(self, initial, data):
        try:
            return sorted(initial or []) != self.clean(data)
        except ValidationError:
            return True

    def clean(self, value):
        pieces = re.split(r",|;|\n|\band\b", super().clean(value))
        days = sorted({_parse_day(piece.strip(" .")) for piece in pieces if piece.strip(" .")})
        if len(days) > MAX_REMINDERS:
            raise ValidationError(f"That is {len(days)} reminders. Choose {MAX_REMINDERS} at most.")
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
        raise ValidationError(f"Say whether “{typed}” is before or after the day, such as 7 before")
    else:
        raise ValidationError(f"“{typed}” is no day to remind on. Write for example: 7 before, on the day, 7 after")
    return -number if side == "before" else number


class RoundForm(EditForm):
    """The coordinator's form for a reporting round: opening date, due date, grace, reminders.

    Once a round has opened, people know its dates, and once its grace is over, it decides which actions read "not
    updated". A change then needs a reason, and history keeps the old values.
    """

    remind_on = ReminderDays(
        label="Reminders",
        rows=1,
        max_length=200,
        required=False,
        help_text="Days counted from the one on which answers are due, with commas between: "
        "7 before, on the day, 7 after. Leave it empty to remind nobody.",
    )
    why = ReasonField()

    class Meta:
        model = Round
        fields = ["opens_on", "due_on", "grace_days", "remind_on"]
        labels = {"opens_on": "Opens on", "due_on": "Answers due on", "grace_days": "Days of grace"}
        help_texts = {
            "opens_on": "From this day answers count. For example 1 7 2009 or 1 July 2009.",
            "due_on": "The day by which everybody is asked to have answered.",
            "grace_days": "How long after that an answer still counts, up to 60 days. Then whoever has not answered "
            "has actions that read “not updated”, in public too.",
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
        dates = {"opens_on": "1 7 2009 or 1 July 2009", "due_on": "15 7 2009 or 15 July 2009"}
        for name, example in dates.items():
            label = self.fields[name].label
            self.fields[name].error_messages = {
                "required": f"Write the date: {label.lower()}",
                "invalid": f"Enter “{label}” as a real date, such as {example}",
            }
        self.fields["grace_days"].error_messages |= {
            "required": "Write how many days of grace there are, 0 for none",
            "invalid": "Write the days of grace as a number, such as 14",
        }
        if self.instance._state.adding:
            del self.fields["why"]
        elif self.opened:
            self.fields["why"].required = True
            self.fields["why"].help_text = f"The round has opened, and people were told its dates. {MEMBERS_READ_IT}"
            self.fields["why"].error_messages["required"] = "Say why a round that has opened is changed"

    def clean_grace_days(self):
        days = self.cleaned_data["grace_days"]
        if days > 60:
            raise ValidationError("Sixty days of grace are the most: after two months the next round is near")
        return days

    def clean_opens_on(self):
        day, plan = self.cleaned_data["opens_on"], self.plan
        if not plan.starts_on <= day <= last_day(plan):
            first, last = date_format(plan.starts_on), date_format(last_day(plan))
            raise ValidationError(f"A round of this plan opens between {first} and {last}")
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
            self.add_error("due_on", "Answers must be due after the round opens")
        elif due_on - opens_on > MAX_ANSWER_PERIOD:
            self.add_error("due_on", "Answers must be due within three months of the round’s opening")
        elif self.instance._state.adding and grace_ends_on < clock.today():
            self.add_error(
                "due_on", "This round would be over already. Nobody could answer it, so answers must be due later"
            )
        for other in self.others():
            if opens_on <= other.grace_ends_on and other.opens_on <= grace_ends_on:
                theirs = f"{date_format(other.opens_on)} to {date_format(other.grace_ends_on)}"
                self.add_error("opens_on", f"It overlaps with another round, {theirs} with its grace")

    def _check_reminders(self, data):
        first = (data["opens_on"] - data["due_on"]).days
        last = data.get("grace_days", 0)
        for day in data["remind_on"]:
            if not first <= day <= last:
                when = "before the round opens" if day < first else "when the grace is over"
                self.add_error("remind_on", f"“{reminders_in_words([day])}” is {when}. Leave it out or change it")

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
