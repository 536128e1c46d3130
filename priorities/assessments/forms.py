"""Forms for a strategic assessment and a consultation, each with a rank for every priority."""

from django import forms
from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from partners.files.uploads import validate_upload
from partners.forms.conflicts import EditForm
from partners.forms.evidence_fields import DocumentAddress, PastDay
from partners.forms.fields import PlainText
from partners.forms.reasons import ReasonField
from plans.change_reason import ask_why, asks_why
from plans.models import Assessment, Consultation
from plans.templatetags.formatting import place as place_in_words

MARKDOWN = _("Markdown: an empty line between paragraphs, - before each item of a list, **bold**.")
LAST_PLACE = 99
NOT_GIVEN = _("not given")


class NumberField(forms.IntegerField):
    """A whole number, with or without thousands separators: 1,100 or 1100."""

    def __init__(self, **kwargs):
        super().__init__(
            required=False,
            widget=forms.TextInput(attrs={"inputmode": "numeric"}),
            error_messages={
                "invalid": _("Enter a whole number, such as 502, or leave it empty"),
                "min_value": format_lazy(_("Enter a number from {least} up"), least=kwargs["min_value"]),
                "max_value": format_lazy(_("Enter a number up to {most}"), most=f"{kwargs['max_value']:,}"),
            },
            **kwargs,
        )

    def to_python(self, value):
        return super().to_python(value.replace(",", "") if isinstance(value, str) else value)


class DocumentField(forms.FileField):
    """A PDF, as an uploads.Upload."""

    def clean(self, data, initial=None):
        file = super().clean(data, initial)
        return validate_upload(file, only=("pdf",)) if file else None


class PlacesForm(EditForm):
    """Fields common to both forms: a rank beside each priority, the reason, and the conflict check.

    `priorities` are the plan's, with retired ones that were ranked earlier.
    """

    why = ReasonField()
    empty_text = NOT_GIVEN
    prose: tuple[str, ...] = ()
    place_fields: tuple[str, ...] = ("place",)

    def __init__(self, *args, instance, **kwargs):
        places = list(instance.places.select_related("priority")) if instance.pk else []
        self.current_places = {place.priority_id: place for place in places}
        active = list(instance.plan.priorities.all())
        self.priorities = [*active, *(place.priority for place in places if place.priority not in active)]
        super().__init__(*args, instance=instance, **kwargs)
        for priority in self.priorities:
            self._add_fields(priority, self.current_places.get(priority.pk))
        self.order_fields([*(name for name in self.fields if name != "why"), "why"])
        asks_why(self, instance.plan)

    def _add_fields(self, priority, place):
        self.fields[f"place-{priority.pk}"] = NumberField(
            label=gettext("Place of “%(priority)s”") % {"priority": priority},
            min_value=1,
            max_value=LAST_PLACE,
            initial=place and place.place,
        )
        if "wording" in self.place_fields:
            self.fields[f"wording-{priority.pk}"] = PlainText(
                label=gettext("Wording in the consultation for “%(priority)s”") % {"priority": priority},
                rows=1,
                max_length=300,
                required=False,
                initial=place.wording if place else "",
            )

    @property
    def plain_fields(self):
        """Bound fields other than the ranks and the reason."""
        return [field for field in self if field.name in self._meta.fields or field.name in ("document", "no_document")]

    @property
    def rows(self):
        """[(priority, rank field, wording field or None)]"""
        with_wording = "wording" in self.place_fields
        return [
            (each, self[f"place-{each.pk}"], self[f"wording-{each.pk}"] if with_wording else None)
            for each in self.priorities
        ]

    def current_values(self):
        """Current values, as [(field name, label, text)]."""
        fields = [self.current_value(name) for name in self._meta.fields]
        order = sorted(self.current_places.values(), key=lambda place: (place.place, place.priority_id))
        ranks = [f"{place_in_words(place.place)} {getattr(place, 'wording', '') or place.priority}" for place in order]
        return [*fields, ("places", gettext("Order of the priorities"), "; ".join(ranks) or NOT_GIVEN)]

    def histories(self):
        places = self.instance.places.model.history
        return [*super().histories(), places.filter(**{self.instance.places.field.attname: self.instance.pk})]

    def clean(self):
        data = super().clean()
        begins, ends = data.get("starts_on"), data.get("ends_on")
        if begins and ends and ends < begins:
            self.add_error("ends_on", gettext("The last day must not be before the first"))
        for priority in self.priorities:
            name = f"place-{priority.pk}"
            if data.get(f"wording-{priority.pk}") and not data.get(name) and name not in self.errors:
                self.add_error(
                    name, gettext("Enter the place of “%(priority)s”, or remove its wording") % {"priority": priority}
                )
        ask_why(self, self.instance.plan, different=self.is_different)
        return data

    @property
    def places(self):
        """{priority id: {"place", ("wording")}}, as `operations.save` takes them."""
        data = self.cleaned_data
        ranked = [priority.pk for priority in self.priorities if data[f"place-{priority.pk}"]]
        return {pk: {name: data[f"{name}-{pk}"] for name in self.place_fields} for pk in ranked}

    def saved_twin(self):
        """An identical one already saved, for a new form (a double submission); otherwise None."""
        if self.instance.pk is not None:
            return None
        fields = {name: self.cleaned_data[name] for name in self._meta.fields}
        same = self._meta.model.objects.filter(plan=self.instance.plan, **fields).prefetch_related("places")
        return next((each for each in same if self._places_of(each) == self.places), None)

    def _places_of(self, source):
        return {
            place.priority_id: {name: getattr(place, name) for name in self.place_fields}
            for place in source.places.all()
        }

    def previews(self):
        """[(label, Markdown)] of the prose fields, as typed."""
        typed = [(self.fields[name].label, self[name].value() or "") for name in self.prose]
        return [(label, text) for label, text in typed if text.strip()]


class AssessmentForm(PlacesForm):
    title = PlainText(
        rows=1, max_length=200, label=_("Title"),
        help_text=_("For example Strategic assessment 2008."), ask=_("Enter the title"),
    )  # fmt: skip
    prepared_on = PastDay(label=_("Prepared on"), required=False)
    starts_on = PastDay(period="first", label=_("Period covered from"), required=False)
    ends_on = PastDay(period="last", label=_("To"), required=False)
    summary = PlainText(
        rows=8, max_length=20_000, required=False, label=_("Summary"),
        help_text=format_lazy("{} {}", _("Shown to the public."), MARKDOWN),
    )  # fmt: skip
    value_for_money = PlainText(
        rows=4, max_length=20_000, required=False, label=_("Value for money, for the partnership"),
        help_text=format_lazy("{} {}", _("Not shown to the public."), MARKDOWN),
    )  # fmt: skip
    value_for_money_public = PlainText(
        rows=2, max_length=1000, required=False, label=_("Value for money, for the public"),
        help_text=_("A sentence or two, shown to the public. Leave blank to publish nothing."),
    )  # fmt: skip
    link = DocumentAddress(label=_("Public address"), help_text=_("Starts with https://. Shown to the public."))
    document = DocumentField(
        label=_("Document (PDF)"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".pdf"}),
        allow_empty_file=True,
    )
    no_document = forms.BooleanField(label=_("Remove the document"), required=False)
    prose = ("summary", "value_for_money")

    class Meta:
        model = Assessment
        fields = [
            "title", "prepared_on", "starts_on", "ends_on", "summary", "value_for_money", "value_for_money_public",
            "link",
        ]  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        current_name = self.instance.document_name
        self.fields["document"].widget.attrs["data-each-mb"] = settings.EVIDENCE_MAX_MB
        help_text = gettext("A PDF of up to %(evidence_max_mb)s MB. Only the partnership can open it.") % {
            "evidence_max_mb": settings.EVIDENCE_MAX_MB
        }
        self.fields["document"].help_text = (
            f"{help_text} " + gettext("Current document: %(name)s. A new file replaces it.") % {"name": current_name}
            if current_name
            else help_text
        )
        if not current_name:
            del self.fields["no_document"]

    def current_values(self):
        *fields, places = super().current_values()
        name, stored = self.instance.document_name, self.instance.document_stored
        # The stored name distinguishes documents with the same file name.
        document = f"{name} ({stored[:6]})" if stored else "none"
        return [*fields, ("document", gettext("The document"), document), places]

    def full_clean(self):
        super().full_clean()
        if self.is_bound and self.errors and self.files.get("document") and "document" not in self.errors:
            self.add_error("document", gettext("Choose the file again"))

    def clean(self):
        data = super().clean()
        if data.get("document") and data.get("no_document"):
            self.add_error("no_document", gettext("Remove the document or choose another, not both"))
        return data


class ConsultationForm(PlacesForm):
    title = PlainText(
        rows=1, max_length=200, label=_("Title"),
        help_text=_("For example Citizens’ panel 2009."), ask=_("Enter the title"),
    )  # fmt: skip
    starts_on = PastDay(period="first", label=_("Consultation from"), required=False)
    ends_on = PastDay(period="last", label=_("To"), required=False)
    asked_whom = PlainText(
        rows=1,
        max_length=500,
        required=False,
        label=_("Who was asked"),
        help_text=_("Groups of people, without names."),
    )
    asked = NumberField(label=_("How many were asked"), min_value=0, max_value=10_000_000)
    answered = NumberField(label=_("How many answered"), min_value=0, max_value=10_000_000)
    summary = PlainText(
        rows=6, max_length=20_000, required=False, label=_("You said"),
        help_text=format_lazy("{} {}", _("Summary of what people said. Shown to the public."), MARKDOWN),
    )  # fmt: skip
    changed = PlainText(
        rows=6, max_length=20_000, required=False, label=_("We did"),
        help_text=format_lazy("{} {}", _("What changed as a result. Shown to the public."), MARKDOWN),
    )  # fmt: skip
    prose = ("summary", "changed")
    place_fields = ("place", "wording")

    class Meta:
        model = Consultation
        fields = ["title", "starts_on", "ends_on", "asked_whom", "asked", "answered", "summary", "changed"]

    def clean(self):
        data = super().clean()
        asked, answered = data.get("asked"), data.get("answered")
        if asked is not None and answered is not None and answered > asked:
            self.add_error(
                "answered",
                gettext("The number of answers cannot be above the %(asked)s who were asked") % {"asked": f"{asked:,}"},
            )
        return data
