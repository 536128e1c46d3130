"""Forms of the plan editor: text of sections, priorities and hallmarks, and operations on parts."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from partners.forms.conflicts import EditForm
from partners.forms.fields import PlainText
from partners.forms.reasons import ReasonField
from plans.change_reason import ask_why, asks_why
from plans.models import Section
from priorities.criteria.forms import CriterionForm
from priorities.models import Priority, SuccessCriterion

from ..forms import ActionForm
from ..models import Action, Hallmark
from .kinds import PART_KINDS, kind_of

# Sections with a generated list in the middle: see templates/plans/_between.html.
SECTIONS_WITH_LIST = {"executive-summary", "vision", "mission", "objectives", "key-priorities", "community-engagement"}
MARKDOWN = _("Markdown: an empty line between paragraphs, - before each item of a list, **bold**.")


class WrittenForm(EditForm):
    """Text of a section, a priority or a hallmark of `plan`. A new one has no saved instance."""

    why = ReasonField()
    # Markdown fields, which can be previewed.
    prose: tuple[str, ...] = ()

    def __init__(self, *args, plan, **kwargs):
        self.plan = plan
        super().__init__(*args, **kwargs)
        asks_why(self, plan)

    def clean(self):
        data = super().clean()
        ask_why(self, self.plan, different=self.is_different)
        return data


class SectionForm(WrittenForm):
    heading = PlainText(label=_("Heading"), rows=1, max_length=200, ask=_("Enter the section’s heading"))
    body = PlainText(label=_("Text"), rows=12, max_length=50_000, required=False, help_text=MARKDOWN)
    body_after = PlainText(
        label=_("Text after the list"), rows=6, max_length=50_000, required=False, help_text=MARKDOWN
    )
    prose = ("body", "body_after")

    class Meta:
        model = Section
        fields = ["heading", "body", "body_after"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.instance.heading and self.instance.pk:
            self.fields["heading"].required = False
        if self.instance.key not in SECTIONS_WITH_LIST and not self.instance.body_after:
            del self.fields["body_after"]


class PriorityForm(WrittenForm):
    name = PlainText(
        rows=1, max_length=300, label=_("Priority"), ask=_("Enter the priority"),
        help_text=_("As in the strategic assessment, such as “Burglary of homes”."),
    )  # fmt: skip
    heading = PlainText(
        rows=2, one_line=True, max_length=500, required=False, label=_("Heading of its action plan"),
        help_text=_("The result you want, such as “Fewer homes burgled”."),
    )  # fmt: skip
    consultation_name = PlainText(
        rows=1, max_length=300, required=False, label=_("Name in the consultation"),
        help_text=_("Only if it was different."),
    )  # fmt: skip

    class Meta:
        model = Priority
        fields = ["name", "heading", "consultation_name"]


class HallmarkForm(WrittenForm):
    name = PlainText(rows=1, max_length=200, label=_("Hallmark"), ask=_("Enter the hallmark"))
    body = PlainText(label=_("What it requires"), rows=8, max_length=20_000, required=False, help_text=MARKDOWN)
    prose = ("body",)

    class Meta:
        model = Hallmark
        fields = ["name", "body"]


TEXT_FORMS = {"section": SectionForm, "priority": PriorityForm, "hallmark": HallmarkForm}


class NewCriterionForm(CriterionForm):
    """A new criterion. Its kind is that of the list it is added to."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["kind"]


def new_form(kind, parent, data, access):
    """Form for a new part of a kind under a parent."""
    if kind.key in TEXT_FORMS:
        return TEXT_FORMS[kind.key](data, plan=parent)
    instance = kind.model(**{kind.link: parent}, **dict(kind.of))
    authorities = access.partnership.authorities.acting()
    if kind.model is SuccessCriterion:
        instance.hide_below = access.partnership.usual_hide_below
        return NewCriterionForm(data, instance=instance, authorities=authorities)
    instance.supporting = []
    return ActionForm(data, instance=instance, authorities=authorities)


def values_of(form):
    """The form's values for `operations.make_part`."""
    values = {
        name: form.cleaned_data[name] for name in (*form._meta.fields, "supporting", "aims") if name in form.fields
    }
    return values | dict.fromkeys(form.cleaned_data.get("sides", ()), True)


def previews_of(form):
    """[(label, Markdown)] of the form's prose fields, as typed."""
    fields = [form[name] for name in getattr(form, "prose", ()) if name in form.fields]
    return [(field.label, field.value()) for field in fields if (field.value() or "").strip()]


class MoveForm(forms.Form):
    """Choice of another priority or hallmark for a criterion or action: `to`, such as "priority-3"."""

    to = forms.ChoiceField(label=_("Where to"), error_messages={"required": _("Choose where to move it")})
    why = ReasonField()

    def __init__(self, *args, part, plan, **kwargs):
        super().__init__(*args, **kwargs)
        self.plan, current = plan, getattr(part, kind_of(part).link)
        self.places, choices = {}, [("", gettext("Choose one"))]
        for key in ("priority", "hallmark") if isinstance(part, Action) else ("priority",):
            places = {f"{key}-{place.pk}": place for place in PART_KINDS[key].of_plan(plan) if place != current}
            choices.append((PART_KINDS[key].names.capitalize(), [(value, str(p)) for value, p in places.items()]))
            self.places |= places
        self.fields["to"].choices = choices
        asks_why(self, plan)

    def clean_to(self):
        return self.places[self.cleaned_data["to"]]

    def clean(self):
        data = super().clean()
        ask_why(self, self.plan)
        return data


class RetireForm(forms.Form):
    why = ReasonField(
        ask=_("Enter a reason"),
        rows=3,
        help_text=_("All members can read it."),
    )


class MergeForm(RetireForm):
    """Choice of the part of the same kind to merge into."""

    into = forms.ModelChoiceField(
        None, empty_label=_("Choose one"), error_messages={"required": _("Choose what to merge it with")}
    )
    field_order = ["into", "why"]

    def __init__(self, *args, part, plan, **kwargs):
        super().__init__(*args, **kwargs)
        kind = kind_of(part)
        self.fields["into"].queryset = kind.of_plan(plan).exclude(pk=part.pk)
        self.fields["into"].label = gettext("The %(name)s that takes it in") % {"name": kind.name}
        self.fields["why"].error_messages["required"] = gettext("Enter a reason")


class OrderForm(forms.Form):
    """Numbers beside parts, which give their new order. `order` is the list of their ids.

    `seen`, posted with it, is the arrangement the page showed. If two have the same number, the one whose number was
    changed comes first: a 1 written beside the fifth means first.
    """

    why = ReasonField()

    def __init__(self, *args, parts, plan, **kwargs):
        super().__init__(*args, **kwargs)
        self.plan, self.parts = plan, parts
        asks_why(self, plan)
        for number, part in enumerate(parts, 1):
            self.fields[f"place-{part.pk}"] = forms.IntegerField(
                label=str(part),
                initial=number,
                min_value=1,
                max_value=9999,
                error_messages={
                    "required": gettext("Enter a number beside “%(part)s”") % {"part": part},
                    "invalid": gettext("Enter a whole number beside “%(part)s”, such as %(number)s")
                    % {"part": part, "number": number},
                },
                widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-3"}),
            )

    @property
    def rows(self):
        """[(part, bound field)], in their current order."""
        return [(part, self[f"place-{part.pk}"]) for part in self.parts]

    @property
    def order(self):
        def sort_key(pair):
            position, part = pair
            number = self.cleaned_data[f"place-{part.pk}"]
            return number, number == position, position

        return [part.pk for _, part in sorted(enumerate(self.parts, 1), key=sort_key)]

    def clean(self):
        data = super().clean()
        if not self.errors:
            ask_why(self, self.plan, different=self.order != [part.pk for part in self.parts])
        return data
