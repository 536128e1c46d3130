"""Filter forms of the lists, filled from the address. An invalid filter shows an error; the others still apply."""

from urllib.parse import urlencode

from django import forms
from django.utils.formats import date_format

from partners.forms.date_fields import DayField
from partners.models import Authority, Group, Meeting, Membership
from plans.models import Plan
from plans.status import EffectiveStatus, Status
from priorities.models import Priority

from ..models import Action, Hallmark, Record
from .query import QueryField

GAP_LABELS = {"lead": "lead", "date": "due date", "sides": "side of the crime triangle"}
AUTHORITY_PARTS = {"": "leads or supports", "lead": "leads", "supporting": "supports"}
# (verb, status) of each effective status, in a sentence that begins "actions that".
STATUS_PHRASES = {
    EffectiveStatus.OFF_TRACK: ("are", "off track"),
    EffectiveStatus.OVERDUE: ("are", "overdue"),
    EffectiveStatus.NOT_UPDATED: ("are", "not updated"),
    EffectiveStatus.AT_RISK: ("are", "at risk"),
    EffectiveStatus.NOT_STARTED: ("are", "not started"),
    EffectiveStatus.NO_REPORT: ("have", "no update yet"),
    EffectiveStatus.ON_TRACK: ("are", "on track"),
    EffectiveStatus.COMPLETE: ("are", "complete"),
    EffectiveStatus.WITHDRAWN: ("are", "withdrawn"),
}
# Verbs for a list of one row.
SINGULAR_VERBS = {"are": "is", "have": "has", "were": "was", "serve": "serves", "address": "addresses", "say": "says"}
STATES = {"open": "Open", "answered": "Answered", "settled": "Settled"}


def choice(label, choices, empty="Any"):
    """An optional choice field, with a first choice for no filter."""
    message = f"There is no such {label.lower()} here. The list is not narrowed by it"
    return forms.ChoiceField(
        label=label,
        choices=[("", empty), *choices],
        required=False,
        error_messages={"invalid_choice": message},
    )


def day(label):
    """An optional date field."""
    return DayField(
        label=label,
        required=False,
        widget=forms.DateInput(attrs={"class": "govuk-input--width-10"}),
        error_messages={"invalid": "Write the date as a real date, such as 1 4 2009 or 1 April 2009"},
    )


def choices_of(rows, name="name"):
    """Choices from rows: [(id as text, label)]."""
    return [(str(row.pk), getattr(row, name)) for row in rows]


class FilterForm(forms.Form):
    """A form of optional filters that can describe itself in words."""

    PERIODS = (("from", "to"),)
    # Whether the list has one row: the sentence then uses the singular.
    is_single = False

    words = QueryField()

    def __init__(self, data, *, partnership):
        super().__init__(data)
        self.partnership = partnership
        self.authorities = {str(a.pk): a for a in Authority.objects.in_partnership(partnership)}

    def __getitem__(self, name):
        # Mark the field so that it is not labelled "optional": all of them are.
        self.fields[name].asked = True
        return super().__getitem__(name)

    def clean(self):
        data = super().clean()
        for first, last in self.PERIODS:
            if data.get(first) and data.get(last) and data[first] > data[last]:
                self.add_error(last, "The period ends before it begins. Give a later day")
        return data

    @property
    def filters(self):
        """The valid filters: {field: value}."""
        self.is_valid()
        return {name: self.cleaned_data[name] for name in self.fields if self.cleaned_data.get(name)}

    def query(self, **changes):
        """The query string of the filters, with changes; None removes a filter."""
        values = {name: self.data[name] for name in self.filters} | changes
        values = {name: value for name, value in values.items() if value not in (None, "")}
        return "?" + urlencode(values)

    @property
    def clauses(self):
        """[(filter as text, query string without it)]"""
        clauses = []
        for name, value in self.filters.items():
            if text := self.clause(name, value):
                without = {name: None} | ({"part": None} if name == "authority" else {})
                clauses.append((text, self.query(**without)))
        return clauses

    @property
    def chips(self):
        """The filters that have a link to remove them, as `clauses`."""
        return self.clauses

    def clause(self, name, value):
        """A filter as text, or None if it needs none."""
        if name == "words":
            return f"with the words {value}"
        if name.endswith("from"):
            return f"{self.DATED} {date_format(value)} or later"
        if name.endswith("to"):
            return f"{self.DATED} {date_format(value)} or earlier"
        return None

    @property
    def sentence(self):
        """The clauses joined: "that The Fire Service leads and that are overdue"."""
        *first, last = [text for text, _ in self.clauses] or [""]
        return f"{', '.join(first)} and {last}" if first else last

    def verb(self, many):
        return SINGULAR_VERBS[many] if self.is_single else many

    def choice_label(self, name, value):
        """The label of a field's choice."""
        return dict(self.fields[name].choices)[value]


class ActionsForm(FilterForm):
    PERIODS = (("due_from", "due_to"),)
    DATED = "due on"
    SORTS = {"": "Due first", "worst": "Worst first", "silent": "Longest silent first", "plan": "As in the plan"}

    def __init__(self, data, *, partnership):
        super().__init__(data, partnership=partnership)
        self.plans = list(Plan.objects.in_partnership(partnership).running_first())
        slug = data.get("plan")
        self.plan = next((p for p in self.plans if p.slug == slug), self.plans[0] if self.plans else None)
        acting = [a for a in self.authorities.values() if a.kind != Authority.Kind.OBSERVING]
        self.fields["authority"] = choice("Authority", choices_of(acting))
        self.fields["part"] = choice("Its part", list(AUTHORITY_PARTS.items())[1:], AUTHORITY_PARTS[""].capitalize())
        self.fields["priority"] = choice("Priority", choices_of(Priority.objects.filter(plan=self.plan)))
        self.fields["hallmark"] = choice("Hallmark", choices_of(Hallmark.objects.filter(plan=self.plan)))
        self.fields["reading"] = choice("How it reads", EffectiveStatus.choices)
        self.fields["status"] = choice("Last said to be", Status.choices)
        self.fields["due_from"], self.fields["due_to"] = day("Due from"), day("Due to")
        self.fields["side"] = choice("Side of the crime triangle", [(side, side.capitalize()) for side in Action.SIDES])
        self.fields["gap"] = choice("To be agreed", [(gap, label.capitalize()) for gap, label in GAP_LABELS.items()])
        if len(self.plans) > 1:
            running, *others = self.plans
            self.fields["plan"] = choice("Plan", [(p.slug, p.period) for p in others], running.period)
        self.fields["sort"] = choice("Order", list(self.SORTS.items())[1:], self.SORTS[""])

    def clause(self, name, value):
        match name:
            case "authority":
                return f"that {self.choice_label(name, value)} {AUTHORITY_PARTS[self.filters.get('part', '')]}"
            case "priority" | "hallmark":
                return f"that {self.verb('serve')} “{self.choice_label(name, value)}”"
            case "reading":
                many, how = STATUS_PHRASES[value]
                return f"that {self.verb(many)} {how}"
            case "status":
                return f"that {self.verb('were')} last said to be {self.choice_label(name, value).lower()}"
            case "side":
                return f"that {self.verb('address')} the {value}"
            case "gap":
                return f"whose {GAP_LABELS[value]} is to be agreed"
            case "plan":
                return f"of the plan of {self.choice_label(name, value)}"
        return super().clause(name, value)


class UpdatesForm(FilterForm):
    DATED = "recorded on"

    def __init__(self, data, *, partnership):
        super().__init__(data, partnership=partnership)
        people = {m.user_id: m.user.name for m in _memberships_ever(partnership)}
        self.fields["authority"] = choice("Authority", choices_of(self.authorities.values()))
        self.fields["by"] = choice("Who wrote it", [(str(pk), name) for pk, name in people.items()])
        self.fields["status"] = choice("Status", Status.choices)
        self.fields["from"], self.fields["to"] = day("From"), day("To")

    def clause(self, name, value):
        match name:
            case "authority":
                return f"for {self.choice_label(name, value)}"
            case "by":
                return f"by {self.choice_label(name, value)}"
            case "status":
                return f"that {self.verb('say')} {self.choice_label(name, value).lower()}"
        return super().clause(name, value)


def _memberships_ever(partnership):
    """Memberships including ended ones, whose updates remain."""
    return Membership.all_objects.in_partnership(partnership).select_related("user").order_by("user__name")


class DecisionsForm(FilterForm):
    DATED = "of meetings on"

    def __init__(self, data, *, partnership):
        super().__init__(data, partnership=partnership)
        meetings = Meeting.objects.in_partnership(partnership).filter(records__isnull=False).distinct()
        meetings = meetings.select_related("group").order_by("-starts_at")
        self.fields["kind"] = choice("Kind", Record.Kind.choices, "Decisions and challenges")
        self.fields["group"] = choice("Group", choices_of(Group.objects.in_partnership(partnership)))
        self.fields["meeting"] = choice("Meeting", [(str(m.pk), str(m)) for m in meetings])
        self.fields["state"] = choice("State", list(STATES.items()))
        self.fields["authority"] = choice("Authority that it is with", choices_of(self.authorities.values()))
        self.fields["from"], self.fields["to"] = day("From"), day("To")

    def clause(self, name, value):
        match name:
            case "group" | "meeting":
                return f"of the {self.choice_label(name, value)}"
            case "state":
                return f"that {self.verb('are')} {value}"
            case "authority":
                return f"that {self.verb('are')} with {self.choice_label(name, value)}"
        return super().clause(name, value)

    @property
    def chips(self):
        """`clauses` and the kind, which the sentence has as its noun."""
        kind = self.filters.get("kind")
        kind_chip = [(f"{self.choice_label('kind', kind).lower()}s only", self.query(kind=None))] if kind else []
        return kind_chip + self.clauses
