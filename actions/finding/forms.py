"""What a list is narrowed by. The form is its address: what is wrong in it is told, and the rest of it holds."""

from urllib.parse import urlencode

from django import forms
from django.utils.formats import date_format

from partners.days import DayField
from partners.models import Authority, Group, Meeting, Membership
from plans.models import Plan
from plans.reading import Reading, Status
from priorities.models import Priority

from ..models import Action, Hallmark, Record
from .words import SoughtField

GAPS = {"lead": "lead", "date": "due date", "sides": "side of the crime triangle"}
PARTS = {"": "leads or supports", "lead": "leads", "supporting": "supports"}
# What an action is, in a sentence that begins "actions that".
READS = {
    Reading.OFF_TRACK: ("are", "off track"),
    Reading.OVERDUE: ("are", "overdue"),
    Reading.NOT_UPDATED: ("are", "not updated"),
    Reading.AT_RISK: ("are", "at risk"),
    Reading.NOT_STARTED: ("are", "not started"),
    Reading.NO_REPORT: ("have", "no update yet"),
    Reading.ON_TRACK: ("are", "on track"),
    Reading.COMPLETE: ("are", "complete"),
    Reading.WITHDRAWN: ("are", "withdrawn"),
}
# Of one thing.
ONE = {"are": "is", "have": "has", "were": "was", "serve": "serves", "address": "addresses", "say": "says"}
STATES = {"open": "Open", "answered": "Answered", "settled": "Settled"}


def choice(label, choices, empty="Any"):
    wrong = f"There is no such {label.lower()} here. The list is not narrowed by it"
    return forms.ChoiceField(
        label=label,
        choices=[("", empty), *choices],
        required=False,
        error_messages={"invalid_choice": wrong},
    )


def day(label):
    return DayField(
        label=label,
        required=False,
        widget=forms.DateInput(attrs={"class": "govuk-input--width-10"}),
        error_messages={"invalid": "Write the date as a real date, such as 1 4 2009 or 1 April 2009"},
    )


def each(things, name="name"):
    return [(str(thing.pk), getattr(thing, name)) for thing in things]


class Narrowing(forms.Form):
    """A form of which every field may be empty, and that says in words what it was asked for."""

    PERIODS = (("from", "to"),)
    # Whether one thing was found: the sentence agrees with it.
    one = False

    words = SoughtField()

    def __init__(self, data, *, partnership):
        super().__init__(data)
        self.partnership = partnership
        self.authorities = {str(a.pk): a for a in Authority.objects.in_partnership(partnership)}

    def __getitem__(self, name):
        # That nothing here has to be filled in goes without saying.
        self.fields[name].asked = True
        return super().__getitem__(name)

    def clean(self):
        data = super().clean()
        for first, last in self.PERIODS:
            if data.get(first) and data.get(last) and data[first] > data[last]:
                self.add_error(last, "The period ends before it begins. Give a later day")
        return data

    @property
    def said(self):
        """What was asked for and is not wrong: {field: value}."""
        self.is_valid()
        return {name: self.cleaned_data[name] for name in self.fields if self.cleaned_data.get(name)}

    def query(self, **changes):
        """The address of what was asked for, with changes; None takes something out of it."""
        kept = {name: self.data[name] for name in self.said} | changes
        kept = {name: value for name, value in kept.items() if value not in (None, "")}
        return "?" + urlencode(kept)

    @property
    def clauses(self):
        """[(what the list is narrowed by, in words, and the address without it)]"""
        found = []
        for name, value in self.said.items():
            if words := self.clause(name, value):
                alone = {name: None} | ({"part": None} if name == "authority" else {})
                found.append((words, self.query(**alone)))
        return found

    @property
    def chips(self):
        """What can be taken out by a link, as `clauses`."""
        return self.clauses

    def clause(self, name, value):
        if name == "words":
            return f"with the words {value}"
        if name.endswith("from"):
            return f"{self.DATED} {date_format(value)} or later"
        if name.endswith("to"):
            return f"{self.DATED} {date_format(value)} or earlier"
        return None

    @property
    def sentence(self):
        """The clauses as one: "that The Fire Service leads and that are overdue"."""
        *first, last = [words for words, _ in self.clauses] or [""]
        return f"{', '.join(first)} and {last}" if first else last

    def verb(self, many):
        return ONE[many] if self.one else many

    def called(self, name, value):
        """The label of a field's choice."""
        return dict(self.fields[name].choices)[value]


class ActionsForm(Narrowing):
    PERIODS = (("due_from", "due_to"),)
    DATED = "due on"
    SORTS = {"": "Due first", "worst": "Worst first", "silent": "Longest silent first", "plan": "As in the plan"}

    def __init__(self, data, *, partnership):
        super().__init__(data, partnership=partnership)
        self.plans = list(Plan.objects.in_partnership(partnership).running_first())
        asked = data.get("plan")
        self.plan = next((p for p in self.plans if p.slug == asked), self.plans[0] if self.plans else None)
        acting = [a for a in self.authorities.values() if a.kind != Authority.Kind.OBSERVING]
        self.fields["authority"] = choice("Authority", each(acting))
        self.fields["part"] = choice("Its part", list(PARTS.items())[1:], PARTS[""].capitalize())
        self.fields["priority"] = choice("Priority", each(Priority.objects.filter(plan=self.plan)))
        self.fields["hallmark"] = choice("Hallmark", each(Hallmark.objects.filter(plan=self.plan)))
        self.fields["reading"] = choice("How it reads", Reading.choices)
        self.fields["status"] = choice("Last said to be", Status.choices)
        self.fields["due_from"], self.fields["due_to"] = day("Due from"), day("Due to")
        self.fields["side"] = choice("Side of the crime triangle", [(side, side.capitalize()) for side in Action.SIDES])
        self.fields["gap"] = choice("To be agreed", [(gap, words.capitalize()) for gap, words in GAPS.items()])
        if len(self.plans) > 1:
            running, *others = self.plans
            self.fields["plan"] = choice("Plan", [(p.slug, p.period) for p in others], running.period)
        self.fields["sort"] = choice("Order", list(self.SORTS.items())[1:], self.SORTS[""])

    def clause(self, name, value):
        match name:
            case "authority":
                return f"that {self.called(name, value)} {PARTS[self.said.get('part', '')]}"
            case "priority" | "hallmark":
                return f"that {self.verb('serve')} “{self.called(name, value)}”"
            case "reading":
                many, how = READS[value]
                return f"that {self.verb(many)} {how}"
            case "status":
                return f"that {self.verb('were')} last said to be {self.called(name, value).lower()}"
            case "side":
                return f"that {self.verb('address')} the {value}"
            case "gap":
                return f"whose {GAPS[value]} is to be agreed"
            case "plan":
                return f"of the plan of {self.called(name, value)}"
        return super().clause(name, value)


class UpdatesForm(Narrowing):
    DATED = "recorded on"

    def __init__(self, data, *, partnership):
        super().__init__(data, partnership=partnership)
        people = {m.user_id: m.user.name for m in _memberships(partnership)}
        self.fields["authority"] = choice("Authority", each(self.authorities.values()))
        self.fields["by"] = choice("Who wrote it", [(str(pk), name) for pk, name in people.items()])
        self.fields["status"] = choice("Status", Status.choices)
        self.fields["from"], self.fields["to"] = day("From"), day("To")

    def clause(self, name, value):
        match name:
            case "authority":
                return f"for {self.called(name, value)}"
            case "by":
                return f"by {self.called(name, value)}"
            case "status":
                return f"that {self.verb('say')} {self.called(name, value).lower()}"
        return super().clause(name, value)


def _memberships(partnership):
    """Also those that ended: what somebody wrote outlives them."""
    return Membership.ever.in_partnership(partnership).select_related("user").order_by("user__name")


class DecisionsForm(Narrowing):
    DATED = "of meetings on"

    def __init__(self, data, *, partnership):
        super().__init__(data, partnership=partnership)
        meetings = Meeting.objects.in_partnership(partnership).filter(records__isnull=False).distinct()
        meetings = meetings.select_related("group").order_by("-starts_at")
        self.fields["kind"] = choice("Kind", Record.Kind.choices, "Decisions and challenges")
        self.fields["group"] = choice("Group", each(Group.objects.in_partnership(partnership)))
        self.fields["meeting"] = choice("Meeting", [(str(m.pk), str(m)) for m in meetings])
        self.fields["state"] = choice("State", list(STATES.items()))
        self.fields["authority"] = choice("Authority that it is with", each(self.authorities.values()))
        self.fields["from"], self.fields["to"] = day("From"), day("To")

    def clause(self, name, value):
        match name:
            case "group" | "meeting":
                return f"of the {self.called(name, value)}"
            case "state":
                return f"that {self.verb('are')} {value}"
            case "authority":
                return f"that {self.verb('are')} with {self.called(name, value)}"
        return super().clause(name, value)

    @property
    def chips(self):
        """The kind as well, which the sentence has for its noun."""
        kind = self.said.get("kind")
        its = [(f"{self.called('kind', kind).lower()}s only", self.query(kind=None))] if kind else []
        return its + self.clauses
