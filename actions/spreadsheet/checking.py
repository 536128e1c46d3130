"""What the rows of a sheet would change: looked at first, then saved all together or not at all."""

from dataclasses import asdict, dataclass, field

from django.core import signing
from django.core.exceptions import NON_FIELD_ERRORS
from django.db import transaction

from plans.guarding import Refused
from plans.models import Plan

from ..forms import UpdateForm
from ..models import Action, attach_latest
from ..my_updates import AnswerForm
from .columns import ASKED, HEADING, NO_CHANGE, YES
from .reading import Row

# A preview goes to the browser and comes back. It waits there as long as a session, and has no more letters than that.
SALT = "actions.spreadsheet"
GOOD_FOR = 12 * 60 * 60
LONGEST_PREVIEW = 1_000_000

NOT_YOURS = "“{}” is not the number of an action that you may report on"
NO_NUMBER = "This row has no number, so nobody can tell which action it is about. Write in the action’s own row"
TAMPERED = "The locked cells of this row are not as they were. Download the file again and fill that one in"
NO_PART = "The authority that this row is for neither leads nor supports the action any more"
TWICE = "Row {} is about the same action. Leave one of the two empty"
CLOSED = "The action is {} by now. If that is wrong, say so on its own page"
WHAT_YES_MEANS = "Write “yes” here or leave it empty"
NEVER_REPORTED = "Nobody has reported on this action yet, so there is nothing that could be unchanged"
NOT_BOTH = "“No change” and something else are both filled in. Leave one of them empty"


@dataclass(frozen=True)
class Error:
    """Something wrong in a row, and in which column, if it is of one alone."""

    place: int
    heading: str
    message: str

    def __str__(self):
        where = f"Row {self.place}, {self.heading.rstrip('?')}" if self.heading else f"Row {self.place}"
        return f"{where}: {self.message}"


@dataclass
class Change:
    """A row that can be saved, by its valid form; or, as a conflict, could be if somebody wants it all the same."""

    row: Row
    form: UpdateForm
    ticked: bool = False

    @property
    def action(self):
        return self.form.action

    @property
    def latest(self):
        return self.action.latest_update

    @property
    def status(self):
        return self.form.cleaned_data["status"]

    @property
    def status_label(self):
        return dict(self.form.fields["status"].choices)[self.status]

    @property
    def told(self):
        """[(heading, words)] of what was filled in, the status aside; of "no change" what that says."""
        names = self.row.words.keys() - {"status"}
        if isinstance(self.form, AnswerForm):
            names = {"happened", "next"}
        said = [(c.heading, self.form.cleaned_data[c.name]) for c in ASKED if c.name in names]
        return [(heading, words) for heading, words in said if words]


@dataclass
class Preview:
    """What saving would do. `kept` counts rows whose words are the action's newest update already."""

    changes: list[Change] = field(default_factory=list)
    conflicts: list[Change] = field(default_factory=list)
    errors: list[Error] = field(default_factory=list)
    kept: int = 0

    @property
    def to_save(self):
        return self.changes + [conflict for conflict in self.conflicts if conflict.ticked]

    @property
    def unseen(self):
        """Conflicts that nobody has been shown yet."""
        return [conflict for conflict in self.conflicts if conflict.row.shown != conflict.form.newest]

    @property
    def rows(self):
        """The rows, with what this preview shows beside them."""
        return [change.row for change in self.changes] + [
            Row(**asdict(conflict.row) | {"shown": conflict.form.newest}) for conflict in self.conflicts
        ]


def look(rows, *, standing, by, ticked=frozenset(), lock=False):
    """The Preview of some Rows. `ticked` are places of conflicts to save all the same.

    With `lock`, nobody else writes to these actions until the transaction ends.
    """
    actions = _actions({row.number for row in rows}, standing.partnership, lock=lock)
    preview, places = Preview(), {}
    for row in sorted(rows, key=lambda row: row.place):
        action = actions.get(row.number)
        authority, wrong = _speaker(row, action, standing)
        if not wrong and action.pk in places:
            wrong = TWICE.format(places[action.pk])
        if wrong:
            preview.errors.append(Error(row.place, "", wrong))
        else:
            places[action.pk] = row.place
            _look_at(row, action, authority, by, ticked, preview)
    return preview


def _actions(numbers, partnership, *, lock):
    """{number as words: Action} of those that there are, with all that is asked of them below."""
    ids = sorted(int(number) for number in numbers if number.isascii() and number.isdecimal() and len(number) < 19)
    mine = Action.objects.in_plan(Plan.objects.running(partnership)).filter(pk__in=ids)
    if lock:
        # All in the same order, so that two people never wait for each other.
        list(mine.select_for_update().order_by("pk"))
    found = mine.with_latest_update().select_related("lead", "priority__plan", "hallmark__plan")
    found = attach_latest(found.prefetch_related("partners__authority"))
    for action in found:
        action.supporting = sorted((p.authority for p in action.partners.all()), key=lambda a: a.position)
    return {str(action.pk): action for action in found}


def _speaker(row, action, standing):
    """(the authority that the row is answered for, what is wrong)"""
    if not row.number:
        return None, NO_NUMBER
    may = action.reporters_for(standing) if action else []
    if not may:
        return None, NOT_YOURS.format(row.number[:40])
    if not row.authority or not row.seen:
        return None, TAMPERED
    authority = next((authority for authority in may if str(authority.pk) == row.authority), None)
    return authority, "" if authority else NO_PART


def _look_at(row, action, authority, by, ticked, preview):
    """Puts one row where it belongs in the preview."""
    wrong = _no_change_wrongly(row, action) or row.faults
    is_ticked = row.place in ticked and bool(row.shown)
    form = _form(row, row.shown if is_ticked else row.seen, action=action, by=by, authorities=[authority])
    if not wrong and form.is_valid() and form.overtaken:
        preview.kept += 1
    elif action.closed:
        status = action.latest_update.get_status_display().lower()
        preview.errors.append(Error(row.place, "", CLOSED.format(status)))
    elif wrong := wrong or _what_is_wrong(form, row):
        preview.errors += [Error(row.place, HEADING.get(name, ""), message) for name, message in wrong.items()]
    elif form.errors:
        # The words are right and were overtaken. They are kept as typed, since the form will be asked again.
        preview.conflicts.append(Change(row, form))
    else:
        change = Change(row, form, ticked=is_ticked)
        (preview.conflicts if is_ticked else preview.changes).append(change)


def _says_no_change(row):
    return row.words.get(NO_CHANGE.name, "").strip().casefold() not in ("", "no")


def _no_change_wrongly(row, action):
    """{column: what is wrong with "no change" in the row}"""
    if not _says_no_change(row):
        return {}
    wrong = ""
    if row.words[NO_CHANGE.name].strip().casefold() != YES:
        wrong = WHAT_YES_MEANS
    elif (row.words.keys() | row.faults.keys()) - {NO_CHANGE.name}:
        wrong = NOT_BOTH
    elif action.latest_update is None:
        wrong = NEVER_REPORTED
    return {NO_CHANGE.name: wrong} if wrong else {}


def _form(row, seen, *, action, **kwargs):
    """The row as the update form, or of "no change" as the form of my updates, would have been sent."""
    last = action.latest_update
    if _says_no_change(row) and last:
        sent = {"seen": seen, "no_change": "on", "status": last.status}
        return AnswerForm({f"a{action.pk}-{k}": v for k, v in sent.items()}, action=action, last=last, **kwargs)
    words = {name: _value(name, text) for name, text in row.words.items() if name != NO_CHANGE.name}
    return UpdateForm({**words, "seen": seen}, action=action, **kwargs)


def _value(name, text):
    """What the form calls a label of one of its choices; other words as they are."""
    labels = {label.casefold(): value for value, label in getattr(UpdateForm.base_fields[name], "choices", ())}
    return labels.get(text.strip().casefold(), text)


def _what_is_wrong(form, row):
    """{column: message} of what the form has against the row, being overtaken aside."""
    found = {}
    for name, errors in form.errors.get_json_data().items():
        said = [e["message"] for e in errors if e["code"] != "overtaken"]
        if any(e["code"] == "invalid_choice" for e in errors):
            labels = [label for value, label in form.fields[name].choices if value]
            said = [f"“{row.words[name][:40]}” is not in the list. Choose one of: {', '.join(labels)}"]
        if said:
            found["" if name == NON_FIELD_ERRORS else name] = ". ".join(said)
    return found


def save(preview, *, standing):
    """Save every change of the preview, and every conflict that is ticked. Returns how many rows are saved now."""
    with transaction.atomic():
        for change in preview.to_save:
            change.form.save(on_behalf=lambda authority: authority not in standing.authorities)
    return len(preview.to_save) + preview.kept


def seal(rows, *, by, partnership):
    """The rows as one line of letters, which only this person can send back, to this partnership. Raises Refused."""
    data = {"by": by.pk, "partnership": partnership.pk, "rows": [asdict(row) for row in rows]}
    sealed = signing.dumps(data, salt=SALT, compress=True)
    if len(sealed) > LONGEST_PREVIEW:
        raise Refused("There are more words in this sheet than can be looked through at once. Send it in two parts")
    return sealed


def unseal(sealed, *, by, partnership):
    """The rows that were sealed for this person. Raises Refused."""
    try:
        data = signing.loads(sealed, salt=SALT, max_age=GOOD_FOR)
    except signing.BadSignature:
        data = {}
    if (data.get("by"), data.get("partnership")) != (by.pk, partnership.pk):
        raise Refused("This preview is not valid any more. Upload the file again")
    return [Row(**row) for row in data["rows"]]
