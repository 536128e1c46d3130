"""The edit form for minutes: the texts of records and the minute-taker's passages. See decision 0020."""

import re

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from partners.fingerprint import fingerprint
from partners.forms.conflicts import CONFLICT, newest_history_row
from partners.forms.fields import PlainText
from partners.history import attributed_to

from ..models import Passage, Record
from .minutes import CLOSING, OPENING, all_records

MAX_PASSAGE_LENGTH = 10_000


class MinutesForm(forms.Form):
    """Every text of the minutes as a field of its own: `record-<id>` and `place-<place>`.

    Each text has its own conflict check, so two people can edit different texts at once. `conflicts` are the texts
    changed by both, {name: what `components/_conflict.html` shows}; `lost` are texts typed for a record since deleted.
    """

    def __init__(self, data=None, *, meeting, minutes):
        self.meeting, self.conflicts, self.lost = meeting, {}, []
        texts = _texts_by_field(minutes)
        self.now = {name: text for name, (_label, text) in texts.items()}
        super().__init__(data, initial=self.now)
        for name, (label, _text) in texts.items():
            self.fields[name] = _text_field(name, label)

    @property
    def seen(self):
        """[(name, fingerprint)] of the page's hidden inputs."""
        return [(f"seen-{name}", fingerprint(text.strip())) for name, text in self.now.items()]

    def clean(self):
        data = super().clean()
        for name, now in self.now.items():
            if name not in self.data or not _changed(self.data, name) or _typed(self.data, name) == now:
                # Unchanged by this user: keep the current text.
                data[name] = now
                self.errors.pop(name, None)
            elif self.data.get(f"seen-{name}") != fingerprint(now.strip()):
                self.conflicts[name] = self._conflict(name, now)
                self.add_error(name, CONFLICT)
        gone = [name for name in self.data if name.startswith("record-") and name not in self.fields]
        self.lost = [_typed(self.data, name) for name in gone if _changed(self.data, name)]
        if self.lost:
            self.add_error(
                None, gettext("A record that you changed was removed while you were writing. Your text is shown here.")
            )
        return data

    def save(self, *, by):
        """Save the changed texts. Returns their number."""
        changed = {name: text for name, text in self.cleaned_data.items() if text != self.now[name]}
        records = {record.pk: record for record in self.meeting.records.all()}
        with attributed_to(by=by, why="The words of the minutes"):
            for name, text in changed.items():
                kind, _, key = name.partition("-")
                if kind == "record":
                    records[int(key)].text = text
                    records[int(key)].save(update_fields=["text"])
                else:
                    Passage.objects.update_or_create(meeting=self.meeting, place=key, defaults={"text": text})
        return len(changed)

    def with_fields(self, minutes):
        """The minutes with each text's field beside it, and its current text if there is a conflict."""
        for record in all_records(minutes["points"]):
            record |= self._beside(f"record-{record['id']}")
        for point in minutes["points"]:
            point |= self._beside(f"place-{point['place']}")
        minutes["before"] = self._beside(f"place-{OPENING}")
        minutes["after"] = self._beside(f"place-{CLOSING}")
        return minutes

    def _beside(self, name):
        return {"field": self[name], "conflict": self.conflicts.get(name)}

    def _conflict(self, name, now):
        kind, _, key = name.partition("-")
        nothing = gettext("nothing")
        passages = Passage.history.filter(meeting_id=self.meeting.pk, place=key)
        return {
            "has_conflict": True,
            "prefix": name,
            "last_change": newest_history_row([Record.history.filter(id=key) if kind == "record" else passages]),
            "conflicts": [(self.fields[name].label, now or nothing, _typed(self.data, name) or nothing)],
        }


def changed_texts(data):
    """The texts that a user changed in the form of minutes closed meanwhile: a list."""
    names = [name for name in data if name.startswith(("record-", "place-"))]
    return [_typed(data, name) for name in names if _changed(data, name) and _typed(data, name)]


def _typed(data, name):
    return data.get(name, "").replace("\r\n", "\n").strip()


def _changed(data, name):
    return fingerprint(_typed(data, name)) != data.get(f"seen-{name}")


def _texts_by_field(minutes):
    """{field name: (label, text)}, in page order."""
    own = gettext("Words of your own under “%(point)s”")
    texts = {f"place-{OPENING}": (gettext("Opening paragraph"), minutes["opening"])}
    for point in minutes["points"]:
        texts[f"place-{point['place']}"] = (own % {"point": point["title"]}, point["words"])
        texts |= {f"record-{record['id']}": (_record_label(record), record["words"]) for record in all_records([point])}
    return texts | {f"place-{CLOSING}": (gettext("Closing paragraph"), minutes["closing"])}


def _record_label(record):
    label = gettext(record["label"])
    if not record["challenged"]:
        return label
    return gettext("%(label)s to %(authority)s") % {"label": label, "authority": record["challenged"]}


def _text_field(name, label):
    if name.startswith("record-"):
        return PlainText(label=label, rows=3, max_length=MAX_PASSAGE_LENGTH, ask=gettext("Enter what was recorded"))
    return PlainText(label=label, rows=2, max_length=MAX_PASSAGE_LENGTH, required=False)


class CorrectionForm(forms.Form):
    text = PlainText(
        label=_("What is wrong, and what is right"),
        rows=4,
        max_length=2000,
        help_text=_(
            "Every member of the partnership can read it below the minutes, with your name and the date. What "
            "the minutes say stays as it is."
        ),
        ask=_("Enter what is wrong in the minutes, and what is right"),
    )


class AgreementForm(forms.Form):
    """How a meeting agrees earlier minutes: as they are, or with corrections."""

    TRUE_RECORD, CORRECTED = "true", "corrected"

    how = forms.ChoiceField(
        label=_("How were they agreed?"),
        choices=[(TRUE_RECORD, _("As a true record")), (CORRECTED, _("With these corrections"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how the minutes were agreed")},
    )
    text = PlainText(
        label=_("Corrections"),
        rows=3,
        max_length=6000,
        required=False,
        help_text=_("Leave an empty line between two corrections."),
    )

    def __init__(self, *args, minutes, **kwargs):
        self.minutes = minutes
        super().__init__(*args, auto_id=f"id_{minutes.pk}_%s", **kwargs)

    def clean(self):
        data = super().clean()
        if "how" in data and "text" in data:
            if data["how"] == self.CORRECTED and not self.corrections:
                self.add_error("text", gettext("Enter the corrections"))
            if data["how"] == self.TRUE_RECORD and data["text"]:
                self.add_error("how", gettext("You wrote corrections: choose “With these corrections”, or delete them"))
        return data

    @property
    def corrections(self):
        """The texts of the corrections, one for each paragraph."""
        return [text.strip() for text in re.split(r"\n\s*\n", self.cleaned_data["text"]) if text.strip()]


class CommentForm(forms.Form):
    """A comment on draft minutes; whoever runs meetings may enter one that came by e-mail."""

    place = forms.ChoiceField(label=_("About"), required=False)
    text = PlainText(label=_("Comment"), rows=4, max_length=2000, ask=_("Enter your comment"))
    said_by = PlainText(
        label=_("Whose comment it is"),
        rows=1,
        max_length=200,
        required=False,
        help_text=_("Only if it is not yours, such as one that came by e-mail."),
    )

    def __init__(self, *args, minutes, may_run, **kwargs):
        super().__init__(*args, **kwargs)
        points = [(point["place"], f"{n}. {point['title']}") for n, point in enumerate(minutes["points"], 1)]
        self.fields["place"].choices = [("", gettext("The minutes as a whole")), *points]
        if not may_run:
            del self.fields["said_by"]
