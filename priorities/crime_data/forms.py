from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError

from partners.forms.conflicts import ConflictCheck
from partners.forms.fields import PlainText
from partners.forms.file_fields import FilesField, FilesInput
from partners.forms.reasons import ReasonField
from partners.limits import CRIMES_FILES, MEGABYTE

from ..models import CrimeLink
from .measurements import set_links
from .queries import ForceDistrict, crime_types, places


class CrimeFilesField(FilesField):
    def clean(self, files):
        files = super().clean(files)
        if not files:
            raise ValidationError("Choose the ZIP or the CSV files that you downloaded from data.police.uk")
        if len(files) > CRIMES_FILES:
            raise ValidationError(
                f"These are {len(files)} files. Choose up to {CRIMES_FILES}, or the ZIP that holds them"
            )
        size = sum(file.size for file in files)
        if size > settings.CRIMES_MAX_MB * MEGABYTE:
            raise ValidationError(
                f"These are {size / MEGABYTE:.0f} MB. Choose up to {settings.CRIMES_MAX_MB} MB at a time: fewer "
                "months, or one force"
            )
        return files


class LoadForm(forms.Form):
    files = CrimeFilesField(label="Files from data.police.uk", widget=FilesInput(attrs={"accept": ".zip,.csv"}))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["files"].widget.attrs["data-together-mb"] = settings.CRIMES_MAX_MB
        self.fields["files"].help_text = (
            "The ZIP as you downloaded it, or the street-level CSV files in it, as many months as you like: up to "
            f"{CRIMES_FILES} files and {settings.CRIMES_MAX_MB} MB at a time. Other files in the ZIP are "
            "ignored."
        )


class LinkForm(ConflictCheck, forms.Form):
    """Choice of the crimes that count towards a criterion, from those loaded or chosen before."""

    places = forms.MultipleChoiceField(
        label="Districts",
        widget=forms.CheckboxSelectMultiple,
        help_text="As the files name them, with the police force in whose files they are counted.",
    )
    crime_types = forms.MultipleChoiceField(label="Crime types", widget=forms.CheckboxSelectMultiple)
    why = ReasonField()

    def __init__(self, *args, criterion, **kwargs):
        links = list(criterion.crime_links.all())
        linked = {place.key: place for place in (ForceDistrict(link.force, link.district) for link in links)}
        types = {link.crime_type for link in links}
        super().__init__(*args, initial={"places": sorted(linked), "crime_types": sorted(types)}, **kwargs)
        self.criterion = criterion
        partnership = criterion.priority.plan.partnership
        self.places = {place.key: place for place in places(partnership)} | linked
        self.fields["places"].choices = [(key, str(place)) for key, place in self.places.items()]
        self.fields["crime_types"].choices = [(each, each) for each in sorted({*crime_types(partnership), *types})]
        for name, noun in (("places", "district"), ("crime_types", "crime type")):
            self.fields[name].error_messages |= {
                "required": f"Choose at least one {noun}",
                "invalid_choice": f"“%(value)s” is not a {noun} in the loaded files. Load one that has it first",
            }
        if self.stops:
            self.fields["places"].required = self.fields["crime_types"].required = False

    @property
    def stops(self):
        """Whether the button "Count nothing for it any more" was pressed."""
        return "stop" in self.data

    def histories(self):
        return [CrimeLink.history.filter(criterion_id=self.criterion.pk)]

    @property
    def is_different(self):
        return any(self.initial.values()) if self.stops else super().is_different

    def clean(self):
        data = super().clean()
        return data | {"places": [], "crime_types": []} if self.stops else data

    def save(self, *, by):
        """Saves the choice. Returns whether anything changed."""
        data = self.cleaned_data
        chosen = [self.places[key] for key in data["places"]]
        return set_links(self.criterion, by=by, places=chosen, crime_types=data["crime_types"], why=data["why"])


class RecordForm(forms.Form):
    status = forms.ChoiceField(
        label="Status of these figures",
        choices=[
            ("provisional", "Provisional: the police may release these months again"),
            ("final", "Final: what was provisional before becomes final too"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether the figures are provisional or final"},
    )
    seen = PlainText(rows=1, widget=forms.HiddenInput)
