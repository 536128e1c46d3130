"""Filter forms of the lists, filled from the address. An invalid filter shows an error; the others still apply."""

from datetime import date
from functools import wraps
from urllib.parse import urlencode

from django import forms
from django.shortcuts import redirect
from django.utils.formats import date_format
from django.utils.text import format_lazy
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from partners.forms.date_fields import DayField
from partners.forms.evidence_fields import lower
from partners.languages import choices_in_words
from partners.models import Authority, Group, Meeting, Membership, User
from plans.models import Plan
from plans.status import EffectiveStatus, Status
from priorities.models import Priority

from ..forms import sides_to_choose
from ..models import Hallmark, Record
from .query import QueryField

GAP_LABELS = {"lead": _("Lead"), "date": _("Due date"), "sides": _("Side of the crime triangle")}
AUTHORITY_PARTS = {"": _("leads or supports"), "lead": _("leads"), "supporting": _("supports")}
# Verbs for a list of one row.
# {field: its parameter in addresses}, where that is an older name: addresses that people kept go on working.
PARAMETERS = {"terms": "words", "effective_status": "reading"}
ONLY = {"decision": _("decisions only"), "challenge": _("challenges only"), "note": _("notes only")}
STATES = {"open": pgettext_lazy("not done yet", "Open"), "answered": _("Answered"), "settled": _("Done")}


def without_blanks(view):
    """Decorator: redirects to the address without its empty filters, so that it is short to share."""

    @wraps(view)
    def page(request, *args, **kwargs):
        if all(request.GET.values()):
            return view(request, *args, **kwargs)
        query = request.GET.copy()
        for name in [name for name, value in query.items() if not value]:
            del query[name]
        return redirect(f"{request.path}?{query.urlencode()}" if query else request.path)

    return page


def choice(label, choices, empty=""):
    """An optional choice field, with a first choice for no filter; some belong to a class."""
    message = format_lazy(_("Choose a {label} from the list"), label=lower(label))
    return forms.ChoiceField(
        label=label,
        choices=[("", empty or _("Any")), *choices],
        required=False,
        error_messages={"invalid_choice": message},
    )


def day(label, period):
    """An optional date field."""
    return DayField(
        period=period,
        label=label,
        required=False,
        widget=forms.DateInput(attrs={"class": "govuk-input--width-10"}),
        example=date(2009, 4, 1),
    )


def choices_of(rows):
    """Choices from rows: [(id as text, name)]."""
    return [(str(row.pk), row.name) for row in rows]


def people_ever(partnership):
    """Choices of the partnership's members, former ones included: what they did remains."""
    members = Membership.all_objects.in_partnership(partnership).values("user")
    return choices_of(User.objects.filter(pk__in=members).order_by("name", "pk"))


class FilterForm(forms.Form):
    """A form of optional filters that can describe itself as a sentence.

    `CLAUSES` has a clause for each filter that needs one, with its `{label}`, the same in `{lower}` case; a pair
    has one for a single row and one for several. `DATED` says what the days of PERIODS are compared with.
    """

    CLAUSES = {}
    PERIODS = (("from", "to"),)
    # Whether the list has one row: the sentence then uses the singular.
    is_single = False

    terms = QueryField()

    def __init__(self, data, *, partnership):
        super().__init__(data)
        self.partnership = partnership
        self.authorities = Authority.objects.in_partnership(partnership)
        self.fields |= self.filter_fields()
        self.order_fields(self.field_order)

    def filter_fields(self):
        """{name: field} of the filters besides the search terms."""
        return {"from": day(gettext("From"), "first"), "to": day(gettext("To"), "last")}

    def add_prefix(self, name):
        """The parameter of a field in addresses."""
        return PARAMETERS.get(name, name)

    def __getitem__(self, name):
        # Mark the field so that it is not labelled "optional": all of them are.
        self.fields[name].asked = True
        return super().__getitem__(name)

    @property
    def narrower(self):
        """The fields besides the search terms."""
        return [self[name] for name in self.fields if name != "terms"]

    def clean(self):
        data = super().clean()
        for first, last in self.PERIODS:
            if data.get(first) and data.get(last) and data[first] > data[last]:
                self.add_error(last, gettext("The end date must be after the start date"))
        return data

    @property
    def filters(self):
        """The valid filters: {field: value}."""
        self.is_valid()
        return {name: self.cleaned_data[name] for name in self.fields if self.cleaned_data.get(name)}

    def query(self, **changes):
        """The query string of the filters, with changes; None removes a filter."""
        values = {name: self.data[self.add_prefix(name)] for name in self.filters} | changes
        values = {self.add_prefix(name): value for name, value in values.items() if value not in (None, "")}
        return "?" + urlencode(values)

    @property
    def turn(self):
        """What the address of another page of the list begins with."""
        return f"{self.query()}&" if self.filters else "?"

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
        """A filter as text, or "" if it needs none."""
        if isinstance(value, date):
            text = (
                gettext("%(dated)s %(day)s or later")
                if name.endswith("from")
                else gettext("%(dated)s %(day)s or earlier")
            )
            return text % {"dated": self.DATED, "day": date_format(value)}
        pattern = gettext("with “{label}”") if name == "terms" else ""
        label = self.choice_label(name, value)
        clause = self.CLAUSES.get(name, pattern)
        if isinstance(clause, tuple):
            clause = clause[0 if self.is_single else 1]
        return clause.format(label=label, lower=label.lower())

    @property
    def sentence(self):
        """The clauses joined: "that The Fire Service leads and that are overdue"."""
        *first, last = [text for text, _without in self.clauses] or [""]
        return gettext("%(clauses)s and %(last)s") % {"clauses": ", ".join(first), "last": last} if first else last

    def choice_label(self, name, value):
        """The label of a field's choice; of a field without choices, the value."""
        return dict(getattr(self.fields[name], "choices", ())).get(value, value)


class ActionsForm(FilterForm):
    PERIODS = (("due_from", "due_to"),)
    DATED = _("due on")
    SORTS = {
        "": _("Due first"),
        "worst": _("Worst first"),
        "silent": _("Longest not updated first"),
        "plan": _("As in the plan"),
    }
    CLAUSES = {
        "priority": (_("that serves “{label}”"), _("that serve “{label}”")),
        "hallmark": (_("that serves “{label}”"), _("that serve “{label}”")),
        "effective_status": (_("that is {lower}"), _("that are {lower}")),
        "status": _("last reported as {lower}"),
        "side": (_("that addresses the {lower}"), _("that address the {lower}")),
        "gap": _("with no {lower} agreed"),
        "plan": _("of the plan of {label}"),
    }

    def __init__(self, data, *, partnership):
        self.plans = list(Plan.objects.in_partnership(partnership).running_first())
        slug = data.get("plan")
        self.plan = next((p for p in self.plans if p.slug == slug), self.plans[0] if self.plans else None)
        super().__init__(data, partnership=partnership)

    def filter_fields(self):
        acting = self.authorities.exclude(kind=Authority.Kind.OBSERVING)
        fields = {
            "authority": choice(gettext("Authority"), choices_of(acting)),
            "part": choice(gettext("Its role"), list(AUTHORITY_PARTS.items())[1:], AUTHORITY_PARTS[""].capitalize()),
            "priority": choice(gettext("Priority"), choices_of(Priority.objects.filter(plan=self.plan))),
            "hallmark": choice(gettext("Hallmark"), choices_of(Hallmark.objects.filter(plan=self.plan))),
            "effective_status": choice(gettext("Status"), choices_in_words(EffectiveStatus.choices)),
            "status": choice(gettext("Last reported status"), choices_in_words(Status.choices)),
            "due_from": day(gettext("Due from"), "first"),
            "due_to": day(gettext("Due to"), "last"),
            "side": choice(gettext("Side of the crime triangle"), sides_to_choose()),
            "gap": choice(gettext("Not agreed"), GAP_LABELS.items()),
        }
        if len(self.plans) > 1:
            running, *others = self.plans
            fields["plan"] = choice(gettext("Plan"), [(p.slug, p.period) for p in others], running.period)
        return fields | {"sort": choice(gettext("Order"), list(self.SORTS.items())[1:], self.SORTS[""])}

    def clause(self, name, value):
        if name == "authority":
            return gettext("that %(authority)s %(leads)s") % {
                "authority": self.choice_label(name, value),
                "leads": AUTHORITY_PARTS[self.filters.get("part", "")],
            }
        if name == "effective_status" and value == EffectiveStatus.NO_REPORT:
            return gettext("that has no update yet") if self.is_single else gettext("that have no update yet")
        return super().clause(name, value)


class UpdatesForm(FilterForm):
    DATED = _("recorded on")
    CLAUSES = {
        "authority": _("for {label}"),
        "by": _("by {label}"),
        "status": (_("that says {lower}"), _("that say {lower}")),
    }

    def filter_fields(self):
        return {
            "authority": choice(gettext("Authority"), choices_of(self.authorities)),
            "by": choice(gettext("Written by"), people_ever(self.partnership)),
            "status": choice(gettext("Status"), choices_in_words(Status.choices)),
            **super().filter_fields(),
        }


class DecisionsForm(FilterForm):
    DATED = _("of meetings on")
    CLAUSES = {
        "group": _("of the {label}"),
        "meeting": _("of the {label}"),
        "state": (_("that is {lower}"), _("that are {lower}")),
        "authority": (_("that is with {label}"), _("that are with {label}")),
    }

    def filter_fields(self):
        meetings = Meeting.objects.in_partnership(self.partnership).filter(records__isnull=False).distinct()
        meetings = meetings.select_related("group").order_by("-starts_at")
        return {
            "kind": choice(gettext("Kind"), Record.Kind.choices, gettext("Decisions and challenges")),
            "group": choice(gettext("Group"), choices_of(Group.objects.in_partnership(self.partnership))),
            "meeting": choice(gettext("Meeting"), [(str(m.pk), str(m)) for m in meetings]),
            "state": choice(gettext("State"), STATES.items()),
            "authority": choice(gettext("Authority to act"), choices_of(self.authorities)),
            **super().filter_fields(),
        }

    @property
    def chips(self):
        """`clauses` and the kind, which the sentence has as its noun."""
        kind = self.filters.get("kind")
        kind_chip = [(str(ONLY[kind]), self.query(kind=None))] if kind else []
        return kind_chip + self.clauses
