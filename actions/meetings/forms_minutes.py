"""The words of minutes, edited: what was recorded at the table, and the writers' own beside it. See decision 0020."""

from django import forms

from partners.history import recording
from partners.words import WordsField
from plans.freezing import sha256_of

from ..models import Passage
from .minutes import CLOSING, OPENING, all_records

MOST = 10_000


class MinutesForm(forms.Form):
    """Every text of the minutes in a field of its own: `record-<id>` and `place-<place>`.

    It remembers each as its reader saw it. Of what somebody else changed meanwhile, only the texts that the reader
    changed too ask for a choice; the others keep what they say now. `overtaken` are the former: {name: words now}.
    `lost` are words typed for a record that is there no more.
    """

    def __init__(self, data=None, *, meeting, minutes):
        self.meeting, self.overtaken, self.lost = meeting, {}, []
        texts = _texts(minutes)
        self.now = {name: words for name, (_, words) in texts.items()}
        super().__init__(data, initial=self.now)
        for name, (label, _) in texts.items():
            self.fields[name] = _field(name, label)

    @property
    def seen(self):
        """[(name, value)] of the page's hidden inputs."""
        return [(f"seen-{name}", _token(words)) for name, words in self.now.items()]

    def clean(self):
        data = super().clean()
        for name, now in self.now.items():
            if name not in self.data or not _changed(self.data, name) or _typed(self.data, name) == now:
                # Not changed by this reader: it is as whoever wrote last wants it.
                data[name] = now
                self.errors.pop(name, None)
            elif self.data.get(f"seen-{name}") != _token(now):
                self.overtaken[name] = now
                self.add_error(
                    name,
                    "Somebody else changed these words while you were writing. Read what they say now, make yours what "
                    "it should be, and save again",
                )
        gone = [name for name in self.data if name.startswith("record-") and name not in self.fields]
        self.lost = [_typed(self.data, name) for name in gone if _changed(self.data, name)]
        if self.lost:
            self.add_error(None, "A record that you changed was removed while you were writing. Your words stand here.")
        return data

    def save(self, *, by):
        """Write what differs. Returns how many texts did."""
        changed = {name: words for name, words in self.cleaned_data.items() if words != self.now[name]}
        records = {record.pk: record for record in self.meeting.records.all()}
        with recording(by=by, why="The words of the minutes"):
            for name, words in changed.items():
                kind, _, of = name.partition("-")
                if kind == "record":
                    records[int(of)].words = words
                    records[int(of)].save(update_fields=["words"])
                else:
                    Passage.objects.update_or_create(meeting=self.meeting, place=of, defaults={"words": words})
        return len(changed)

    def laid_out(self, minutes):
        """The minutes with each text's field, and what it says now if it was overtaken, beside it."""
        for record in all_records(minutes["points"]):
            record |= self._beside(f"record-{record['id']}")
        for point in minutes["points"]:
            point |= self._beside(f"place-{point['place']}")
        minutes["before"] = self._beside(f"place-{OPENING}")
        minutes["after"] = self._beside(f"place-{CLOSING}")
        return minutes

    def _beside(self, name):
        return {"field": self[name], "overtaken": name in self.overtaken, "now": self.overtaken.get(name)}


def typed_anew(data):
    """What somebody changed in the form of minutes that take no words any more: a list of texts."""
    names = [name for name in data if name.startswith(("record-", "place-"))]
    return [_typed(data, name) for name in names if _changed(data, name) and _typed(data, name)]


def _typed(data, name):
    return data.get(name, "").replace("\r\n", "\n").strip()


def _changed(data, name):
    return _token(_typed(data, name)) != data.get(f"seen-{name}")


def _texts(minutes):
    """{field name: (label, words)}, in the order of the page."""
    found = {f"place-{OPENING}": ("Opening paragraph", minutes["opening"])}
    for point in minutes["points"]:
        found[f"place-{point['place']}"] = (f"Words of your own under “{point['title']}”", point["words"])
        found |= {f"record-{record['id']}": (_called(record), record["words"]) for record in all_records([point])}
    return found | {f"place-{CLOSING}": ("Closing paragraph", minutes["closing"])}


def _called(record):
    return f"{record['label']} to {record['challenged']}" if record["challenged"] else record["label"]


def _field(name, label):
    if name.startswith("record-"):
        return WordsField(
            label=label, rows=3, max_length=MOST, error_messages={"required": "Say here what was recorded"}
        )
    return WordsField(label=label, rows=2, max_length=MOST, required=False)


def _token(words):
    return sha256_of(words.strip())[:16]


class CorrectionForm(forms.Form):
    words = WordsField(
        label="What is wrong, and what is right",
        rows=4,
        max_length=2000,
        help_text="Every member of the partnership can read it below the minutes, with your name and the date. What "
        "the minutes say stays as it is.",
        error_messages={"required": "Say what is wrong in the minutes, and what is right"},
    )
