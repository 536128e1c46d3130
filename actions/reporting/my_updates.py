"""My updates: every update that a person still owes in the running round, on one page."""

import re
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Prefetch, prefetch_related_objects
from django.utils.translation import gettext

from actions.rounds.rounds import is_owed
from partners import clock
from partners.forms.conflicts import ConflictCheck
from partners.forms.keys import key_in
from partners.permissions import MAY, Permission
from plans.status import EffectiveStatus

from ..forms import UpdateForm
from ..milestones.reached import ReachesMilestones
from ..models import Action, ActionPartner, Update, attach_latest
from ..models.lead_officers import PARTS, attach_officers
from .earlier_reports import notes_on

NO_CHANGE = "No change."
# Choice of the status field: the status stays as it is.
UNCHANGED = "no_change"
WITHOUT_A_ROUND = (EffectiveStatus.OVERDUE, EffectiveStatus.NOT_UPDATED, EffectiveStatus.NO_REPORT)
# A form is an update only if one of these fields was changed, whatever else it holds.
ANSWER_FIELDS = {"status", "happened", "achieved", "next", "public", "milestones"}
WORDS = ("happened", "achieved", "next", "public")
# What can be said beside "no change".
BESIDE_NO_CHANGE = {"status", "next", "milestones"}
# Forms on one page: more would load slowly and exceed the limit on form fields. The rest are links.
MAX_FORMS = 60
SEEN_FIELD = re.compile(r"a(\d{1,18})-seen")


class AnswerForm(ReachesMilestones, UpdateForm):
    """One action's update among several on a page.

    `last` is the newest update its reader saw, or None; "no change" repeats it.
    """

    def __init__(self, *args, action, last, **kwargs):
        self.last = last
        super().__init__(*args, action=action, prefix=f"a{action.pk}", **kwargs)
        for name in WORDS:
            self.fields[name].widget.attrs["placeholder"] = " "  # by which reporting.css knows a field without words
        if last:
            self.fields["status"].choices = [(UNCHANGED, gettext("No change")), *self.fields["status"].choices]
        if self.is_unchanged:
            for field in self.fields.values():
                field.required = False

    @cached_property
    def is_unchanged(self):
        """Whether "no change" was chosen."""
        return bool(self.is_bound and self.last and self.data.get(self.add_prefix("status")) == UNCHANGED)

    @property
    def is_filled_in(self):
        """Whether anything was typed or chosen."""
        return self._is_dated or bool(ANSWER_FIELDS & set(self.changed_data))

    @property
    def _is_dated(self):
        """Whether a date was typed other than the page's default: today or, if opened before midnight, yesterday."""
        typed = self["speaks_of"].data
        try:
            day = typed and self.fields["speaks_of"].to_python(typed)
        except ValidationError:
            return True
        return bool(day) and day not in (clock.today(), clock.today() - timedelta(days=1))

    @property
    def asks_next(self):
        """Whether "no change" asks what is next: what is at risk, off track or overdue, and nobody said it yet."""
        return bool(self.last) and not self.last.next and self.needs_corrective_action(self.last.status)

    @property
    def answer_fields(self):
        """Fields that every action has, below its status."""
        return [field for field in self if field.name not in ("status", self.REACHED)]

    def clean(self):
        if not self.is_unchanged:
            return super().clean()
        if (ANSWER_FIELDS - BESIDE_NO_CHANGE) & set(self.changed_data):
            self.add_error(
                "status", gettext("You chose “No change” and wrote something as well. Choose a status, or delete it")
            )
            return self.cleaned_data
        coming = self.cleaned_data.get("next") or self.last.next
        self.cleaned_data |= {"status": self.last.status, "happened": NO_CHANGE, "next": coming}
        self._require_corrective_action(self.last.status)
        return ConflictCheck.clean(self)  # without what was achieved


def sent_ids(data):
    """Ids of the actions whose forms were submitted."""
    return {int(match[1]) for name in data if (match := SEEN_FIELD.fullmatch(name))}


def actions_of(plan, authorities, *, by=None, unled=False):
    """Actions that the authorities lead, or with `unled` nobody, then those that they support; each soonest due first,
    but before them those whose lead officer is `by`, if given, and those whose deputy.

    `ours` tells the former from the latter, `part` is one of PARTS. In four queries, without what only the
    actions with a form need (see `attach_speakers`): a large authority has thousands.
    """
    in_plan = Action.objects.in_plan(plan)
    rows = in_plan.of_authorities(authorities)
    if unled:
        rows |= in_plan.filter(lead=None)
    rows = rows.with_latest_update().with_last_recorded().select_related("priority", "hallmark").soonest_first()
    actions = attach_officers(attach_latest(rows, with_authors=False))
    leads = {authority.pk for authority in authorities} | ({None} if unled else set())
    for action in actions:
        action.serves.plan = plan
        action.ours = action.lead_id in leads
        action.part = action.part_of(by) if by and action.ours else ""
    return sorted(actions, key=lambda action: (not action.ours, list(PARTS).index(action.part)))


def attach_speakers(actions, authorities):
    """Sets `speaker` on every action of a list, in two queries: the authority that it is answered for, its lead if that
    is one of these, else the first that supports it.
    """
    supporting = Prefetch("partners", ActionPartner.objects.select_related("authority"))
    prefetch_related_objects(actions, "lead", supporting)
    for action in actions:
        involved = [a for a in [action.lead, *(partner.authority for partner in action.partners.all())] if a]
        action.speaker = next((a for a in involved if a in authorities), (involved or authorities)[0])


@dataclass
class Entry:
    """An action on the page, and its form."""

    action: Action
    form: AnswerForm
    # Value of the page's hidden input: the newest update the reader has seen.
    seen: str

    @property
    def anchor(self):
        return f"action-{self.action.pk}"


class UpdateBatch:
    """The updates asked of some authorities; with `unled`, also of actions whose lead is to be agreed.

    `a_round` is the running one; without one, the updates of actions that are overdue, not updated or never reported.
    """

    def __init__(self, access, plan, a_round, *, by, authorities, unled=False, data=None):
        self.access, self.round, self.by, self.data = access, a_round, by, data
        self.authorities = authorities
        self.actions = actions_of(plan, authorities, by=by, unled=unled)
        self.saved, self.entries, self.more = [], [], []
        # What saved updates about earlier dates do not do, in sentences.
        self.note = ""
        sent = sent_ids(data or ())
        self.sent = [action for action in self.actions if action.pk in sent]
        self.seen = self._seen() if data else {}
        self.wanted = [action for action in self.actions if self.wants(action)]
        with_forms = [*self.sent, *self.wanted[: MAX_FORMS + len(self.sent)]]
        attach_speakers(with_forms, authorities)
        prefetch_related_objects(with_forms, "milestones")
        prefetch_related_objects([each.latest_update for each in self.sent if each.latest_update], "by", "authority")

    def _seen(self):
        """{action id: update the reader saw, or None}, from the submitted hidden inputs."""
        values = {action.pk: self.data.get(f"a{action.pk}-seen", "") for action in self.sent}
        keys = {pk: key_in(value.partition(".")[0]) for pk, value in values.items()}
        updates = Update.objects.in_bulk([key for key in keys.values() if key])
        seen = {pk: updates.get(key) for pk, key in keys.items()}
        return {pk: update if update and update.action_id == pk else None for pk, update in seen.items()}

    def wants(self, action):
        if self.round:
            return is_owed(action, self.round)
        return action.effective_status in WITHOUT_A_ROUND

    @property
    def names(self):
        """The names of the authorities, as text."""
        return ", ".join(authority.name for authority in self.authorities)

    @property
    def answered(self):
        if not self.round:
            return []
        since = self.round.opens_on
        return [a for a in self.actions if a.answered_on and a.answered_on >= since]

    def fill(self):
        """Entries of the page on opening: an empty form for each action that needs an update."""
        self.entries, self.more = [self._entry(action) for action in self.wanted[:MAX_FORMS]], self.wanted[MAX_FORMS:]

    def take(self):
        """Save the submitted updates, each in a transaction of its own.

        Afterwards `saved` holds the saved actions, `note` what their updates do not do, and `entries` what stays on the
        page, with everything typed in place.
        """
        saved = []
        bound = {action.pk: self._form(action, self.seen[action.pk], data=self.data) for action in self.sent}
        for action in self.actions:
            form = bound.get(action.pk)
            if form and form.is_filled_in and form.is_valid():
                with transaction.atomic():
                    form.save(own=self.access.authorities)
                saved.append(form)
            elif form and form.is_filled_in:
                self.entries.append(self._entry(action, form))
            elif self.wants(action) and len(self.entries) < MAX_FORMS:
                self.entries.append(self._entry(action))
            elif self.wants(action):
                self.more.append(action)
        self.saved, self.note = [form.action for form in saved], notes_on(saved)

    @property
    def outstanding(self):
        """The actions that stay on the page, with a form or as a link."""
        return [*(entry.action for entry in self.entries), *self.more]

    @property
    def wrong(self):
        return [entry for entry in self.entries if entry.form.is_bound]

    def _form(self, action, last, **kwargs):
        return AnswerForm(action=action, last=last, by=self.by, authorities=[action.speaker], **kwargs)

    def _entry(self, action, form=None):
        form = form or self._form(action, action.latest_update)
        return Entry(action, form, form.fingerprint)


def reports_for(access):
    """Authorities this person reports for on their own updates page."""
    permissions = (Permission.REPORT, Permission.REPORT_FOR_ANY)
    return [m.authority for m in access.memberships if any(m.role in MAY[each] for each in permissions)]
