"""Preview of what the rows of an update spreadsheet would change; then all are saved, or none."""

from dataclasses import asdict, dataclass, field

from django.core import signing
from django.core.exceptions import NON_FIELD_ERRORS
from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from actions.forms import UpdateForm
from actions.models import Action, attach_latest
from actions.reporting.my_updates import UNCHANGED, AnswerForm
from partners.files.xlsx_guard import Refused
from partners.forms.keys import key_in
from partners.languages import in_english
from plans.models import Plan
from plans.status import Status

from .columns import HEADING, NO_CHANGE, UPDATE_FIELDS, YES
from .parse import UpdateRow

# A preview goes to the browser, signed, and comes back; it is valid as long as a session and limited in characters.
PREVIEW_SALT = "actions.reporting.spreadsheet.texts"
PREVIEW_VALID_FOR = 12 * 60 * 60  # seconds
MAX_PREVIEW = 1_000_000  # characters

NOT_YOURS = _("“%(number)s” is not the number of an action that you may report on")
NO_NUMBER = _("This row has no number. Use the action’s own row")
TAMPERED = _("The locked cells of this row were changed. Download the file again and use that")
NO_PART = _("This authority no longer leads or supports the action")
TWICE = _("Row %(place)s is about the same action. Leave one of the two empty")
CLOSED = _("The action is %(status)s now. To change that, update it on its own page")
WHAT_YES_MEANS = _("Enter “yes” here or leave it empty")
NEVER_REPORTED = _("There is no update yet, so “No change” is not possible")
NOT_BOTH = _("“No change” and something else are both filled in. Leave one of them empty")


@dataclass(frozen=True)
class Error:
    """An error in a row; `heading` is its column, "" if it is not about a single one."""

    place: int
    heading: str
    message: str

    def __str__(self):
        values = {"place": self.place, "heading": self.heading.rstrip("?"), "message": self.message}
        if self.heading:
            return gettext("Row %(place)s, %(heading)s: %(message)s") % values
        return gettext("Row %(place)s: %(message)s") % values


@dataclass
class Change:
    """A row with its valid form, which can be saved; as a conflict, only if it is `ticked`."""

    row: UpdateRow
    form: UpdateForm
    ticked: bool = False

    @property
    def action(self):
        return self.form.action

    @property
    def latest(self):
        return self.action.latest_update

    @property
    def saved_since(self):
        """The update that makes it a conflict."""
        return self.action.last_recorded

    @property
    def status(self):
        return Status(self.form.cleaned_data["status"])

    @property
    def texts(self):
        """[(heading, text)] of the fields filled in, except the status; for "no change", the fields it repeats."""
        names = self.row.texts.keys() - {"status"}
        if isinstance(self.form, AnswerForm):
            names = {"happened", "next"}
        texts = [(c.heading, self.form.cleaned_data[c.name]) for c in UPDATE_FIELDS if c.name in names]
        return [(heading, text) for heading, text in texts if text]


@dataclass
class Preview:
    """What saving would do. `kept` counts rows that equal the action's newest update already."""

    changes: list[Change] = field(default_factory=list)
    conflicts: list[Change] = field(default_factory=list)
    errors: list[Error] = field(default_factory=list)
    kept: int = 0

    @property
    def to_save(self):
        return self.changes + [conflict for conflict in self.conflicts if conflict.ticked]

    @property
    def unseen(self):
        """Conflicts that were not shown to the person yet."""
        return [conflict for conflict in self.conflicts if conflict.row.shown != conflict.form.fingerprint]

    @property
    def rows(self):
        """The rows; those in conflict with the newest update that this preview shows beside them."""
        return [change.row for change in self.changes] + [
            UpdateRow(**asdict(conflict.row) | {"shown": conflict.form.fingerprint}) for conflict in self.conflicts
        ]


def preview_rows(rows, *, access, by, ticked=frozenset(), lock=False):
    """The Preview of some UpdateRows. `ticked` are the places of conflicts to save anyway.

    `lock` holds row locks on their actions until the transaction ends.
    """
    actions = _actions_by_number({row.number for row in rows}, access.partnership, lock=lock)
    preview, places = Preview(), {}
    for row in sorted(rows, key=lambda row: row.place):
        action = actions.get(row.number)
        authority, wrong = _speaker(row, action, access)
        if not wrong and action.pk in places:
            wrong = TWICE % {"place": places[action.pk]}
        if wrong:
            preview.errors.append(Error(row.place, "", wrong))
        else:
            places[action.pk] = row.place
            _add_to_preview(row, action, authority, by, ticked, preview)
    return preview


def _actions_by_number(numbers, partnership, *, lock):
    """{number as text: Action} of the numbers that exist, with the related rows used below."""
    ids = [key for number in numbers if (key := key_in(number))]
    rows = Action.objects.in_plan(Plan.objects.running(partnership)).filter(pk__in=ids)
    if lock:
        # Always in the same order, to avoid deadlocks.
        list(rows.select_for_update().order_by("pk"))
    rows = rows.with_latest_update().with_last_recorded().select_related("lead", "priority__plan", "hallmark__plan")
    actions = attach_latest(rows.prefetch_related("partners__authority"))
    for action in actions:
        action.supporting = sorted((p.authority for p in action.partners.all()), key=lambda a: a.position)
    return {str(action.pk): action for action in actions}


def _speaker(row, action, access):
    """(authority that the row is answered for, error)"""
    if not row.number:
        return None, NO_NUMBER
    may = action.reporters_for(access) if action else []
    if not may:
        return None, NOT_YOURS % {"number": row.number[:40]}
    if not row.authority or not row.seen:
        return None, TAMPERED
    authority = next((authority for authority in may if str(authority.pk) == row.authority), None)
    return authority, "" if authority else NO_PART


def _add_to_preview(row, action, authority, by, ticked, preview):
    """Add a row to the preview as a change, a conflict or errors."""
    wrong = _no_change_errors(row, action) or row.faults
    is_ticked = row.place in ticked and bool(row.shown)
    form = _form(row, row.shown if is_ticked else row.seen, action=action, by=by, authorities=[authority])
    if not wrong and form.is_valid() and form.is_outdated:
        preview.kept += 1
    elif action.closed:
        status = gettext(action.latest_update.get_status_display()).lower()
        preview.errors.append(Error(row.place, "", CLOSED % {"status": status}))
    elif wrong := wrong or _form_errors(form, row):
        preview.errors += [Error(row.place, HEADING.get(name, ""), message) for name, message in wrong.items()]
    elif form.errors:
        # Valid but in conflict. The texts are kept as typed, since the form will be built again.
        preview.conflicts.append(Change(row, form))
    else:
        change = Change(row, form, ticked=is_ticked)
        (preview.conflicts if is_ticked else preview.changes).append(change)


def _says_no_change(row):
    return row.texts.get(NO_CHANGE.name, "").strip().casefold() not in ("", "no")


def _no_change_errors(row, action):
    """{column: error} of "no change" in the row."""
    if not _says_no_change(row):
        return {}
    wrong = ""
    if row.texts[NO_CHANGE.name].strip().casefold() != YES:
        wrong = WHAT_YES_MEANS
    elif (row.texts.keys() | row.faults.keys()) - {NO_CHANGE.name, "next"}:
        wrong = NOT_BOTH
    elif action.latest_update is None:
        wrong = NEVER_REPORTED
    return {NO_CHANGE.name: wrong} if wrong else {}


def _form(row, seen, *, action, **kwargs):
    """The row as a bound UpdateForm or, for "no change", a bound AnswerForm."""
    last = action.latest_update
    if _says_no_change(row) and last:
        sent = {"seen": seen, "status": UNCHANGED, "next": row.texts.get("next", "")}
        return AnswerForm({f"a{action.pk}-{k}": v for k, v in sent.items()}, action=action, last=last, **kwargs)
    fields = {name: _choice_value(name, text) for name, text in row.texts.items() if name != NO_CHANGE.name}
    return UpdateForm({**fields, "seen": seen}, action=action, **kwargs)


@in_english()
def _choice_value(name, text):
    """Form value for the label of a choice, which the sheet has in English; other text unchanged."""
    labels = {label.casefold(): value for value, label in getattr(UpdateForm.base_fields[name], "choices", ())}
    return labels.get(text.strip().casefold(), text)


def _form_errors(form, row):
    """{column: message} of the form's errors, except a conflict."""
    messages = {}
    for name, errors in form.errors.get_json_data().items():
        texts = [e["message"] for e in errors if e["code"] != "conflict"]
        if any(e["code"] == "invalid_choice" for e in errors):
            text = gettext("“%(text)s” is not in the list. Choose one of: %(labels)s")
            texts = [text % {"text": row.texts[name][:40], "labels": _choices_in_words(form.fields[name])}]
        if texts:
            messages["" if name == NON_FIELD_ERRORS else name] = ". ".join(texts)
    return messages


@in_english()
def _choices_in_words(field):
    return ", ".join(str(label) for value, label in field.choices if value)


def save_preview(preview, *, access):
    """Save every change of the preview and every ticked conflict. Returns the number of rows now saved."""
    with transaction.atomic():
        for change in preview.to_save:
            change.form.save(own=access.authorities)
    return len(preview.to_save) + preview.kept


def sign_rows(rows, *, by, partnership):
    """The rows as signed text, valid only for this person and partnership. Raises Refused if too long."""
    data = {"by": by.pk, "partnership": partnership.pk, "rows": [asdict(row) for row in rows]}
    signed = signing.dumps(data, salt=PREVIEW_SALT, compress=True)
    if len(signed) > MAX_PREVIEW:
        raise Refused(gettext("This sheet has too much text. Upload it in two parts"))
    return signed


def unsign_rows(signed, *, by, partnership):
    """The rows of `sign_rows`. Raises Refused unless signed for this person and partnership."""
    try:
        data = signing.loads(signed, salt=PREVIEW_SALT, max_age=PREVIEW_VALID_FOR)
    except signing.BadSignature:
        data = {}
    if (data.get("by"), data.get("partnership")) != (by.pk, partnership.pk):
        raise Refused(gettext("This preview has expired. Upload the file again"))
    return [UpdateRow(**row) for row in data["rows"]]
