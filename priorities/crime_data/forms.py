from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

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
            raise ValidationError(gettext("Choose the ZIP or the CSV files that you downloaded from data.police.uk"))
        if len(files) > CRIMES_FILES:
            raise ValidationError(
                gettext("These are %(files)s files. Choose up to %(crimes_files)s, or the ZIP that holds them")
                % {"files": len(files), "crimes_files": CRIMES_FILES}
            )
        size = sum(file.size for file in files)
        if size > settings.CRIMES_MAX_MB * MEGABYTE:
            raise ValidationError(
                gettext(
                    "These are %(size)s MB. Choose up to %(crimes_max_mb)s MB at a time: fewer months, or one force"
                )
                % {"size": f"{size / MEGABYTE:.0f}", "crimes_max_mb": settings.CRIMES_MAX_MB}
            )
        return files


class LoadForm(forms.Form):
    files = CrimeFilesField(label=_("Files from data.police.uk"), widget=FilesInput(attrs={"accept": ".zip,.csv"}))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["files"].widget.attrs["data-together-mb"] = settings.CRIMES_MAX_MB
        self.fields["files"].help_text = gettext(
            "The ZIP as you downloaded it, or the street-level CSV files in it, as many months as "
            "you like: up to %(crimes_files)s files and %(crimes_max_mb)s MB at a time. Other files "
            "in the ZIP are ignored."
        ) % {"crimes_files": CRIMES_FILES, "crimes_max_mb": settings.CRIMES_MAX_MB}


class LinkForm(ConflictCheck, forms.Form):
    """Choice of the crimes that count towards a criterion, from those loaded or chosen before."""

    places = forms.MultipleChoiceField(
        label=_("Districts"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("As the files name them, with the police force in whose files they are counted."),
    )
    crime_types = forms.MultipleChoiceField(label=_("Crime types"), widget=forms.CheckboxSelectMultiple)
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
        for name, noun in (("places", gettext("district")), ("crime_types", gettext("crime type"))):
            self.fields[name].error_messages |= {
                "required": gettext("Choose at least one %(noun)s") % {"noun": noun},
                "invalid_choice": gettext(
                    "“%%(value)s” is not a %(noun)s in the loaded files. Load one that has it first"
                )
                % {"noun": noun},
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
        label=_("Status of these figures"),
        choices=[
            ("provisional", _("Provisional: the police may release these months again")),
            ("final", _("Final: what was provisional before becomes final too")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whether the figures are provisional or final")},
    )
    seen = PlainText(rows=1, widget=forms.HiddenInput)
