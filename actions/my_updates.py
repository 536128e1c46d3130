"""My updates: everything that somebody still has to say in the running round, on one page."""

import re
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction

from partners import clock
from partners.keys import key_in
from partners.roles import MAY, Deed
from plans.reading import Reading

from .forms import UpdateForm
from .models import Action, Update, attach_latest
from .rounds import is_owed

NO_CHANGE = "No change."
WITHOUT_A_ROUND = (Reading.OVERDUE, Reading.NOT_UPDATED, Reading.NO_REPORT)
# What makes an update of a form. A form in which none of these was touched is none, whatever else it holds.
TELLING = {"status", "happened", "achieved", "next", "public"}
# Forms on one page: more would be slow to load, and more fields than a form may have. The rest are links.
MOST = 60
SENT = re.compile(r"a(\d{1,18})-seen")


class AnswerForm(UpdateForm):
    """One action's update among several on a page.

    `last` is the newest update that its reader saw, or None: a status that is still that one's was not touched, and
    "no change" says it once more.
    """

    no_change = forms.BooleanField(required=False)

    def __init__(self, *args, action, last, **kwargs):
        self.last = last
        kwargs["initial"] = {"status": last and last.status, **kwargs.get("initial", {})}
        super().__init__(*args, action=action, prefix=f"a{action.pk}", **kwargs)
        if self.ticked:
            for field in self.fields.values():
                field.required = False

    @cached_property
    def ticked(self):
        return bool(self.is_bound and self.last and self.data.get(self.add_prefix("no_change")))

    @cached_property
    def told(self):
        """Whether anything was written or chosen."""
        return bool(TELLING & set(self.changed_data))

    @property
    def touched(self):
        return self.ticked or self.told

    @cached_property
    def dated(self):
        """Whether a day was written: another than the one that the page came with, which was today or, before midnight,
        yesterday.
        """
        written = self["speaks_of"].data
        try:
            day = written and self.fields["speaks_of"].to_python(written)
        except ValidationError:
            return True
        return bool(day) and day not in (clock.today(), clock.today() - timedelta(days=1))

    @property
    def telling_fields(self):
        """Those below "no change"."""
        return [field for field in self if field.name != "no_change"]

    def clean(self):
        if not self.ticked:
            return super().clean()
        if self.told:
            self.add_error("no_change", "You ticked “no change” and wrote something as well. Leave one of them out")
            return self.cleaned_data
        self.cleaned_data |= {"status": self.last.status, "happened": NO_CHANGE, "next": self.last.next}
        if self.overtaken and not self.already_saved():
            raise ValidationError(
                "Somebody else updated this action while you were ticking. Read their update, then save yours again.",
                code="overtaken",
            )
        return self.cleaned_data


@dataclass
class Entry:
    """An action on the page: its form, and the authority for which it is answered."""

    action: Action
    form: AnswerForm
    speaker: object
    leads: bool
    # What the page's hidden input says: the newest update that the reader has seen.
    seen: str
    open: bool = False
    kept: bool = False

    @property
    def anchor(self):
        return f"action-{self.action.pk}"


class Sheet:
    """All that is asked of some authorities (with `unled`, of actions whose lead is to be agreed, too).

    `a_round` is the running one; without one, what is overdue, not updated or was never reported on is asked for.
    """

    def __init__(self, standing, plan, a_round, *, by, authorities, unled=False, data=None):
        self.standing, self.round, self.by, self.data = standing, a_round, by, data
        self.authorities, self.unled = authorities, unled
        self.actions = self._actions(plan)
        self.saved, self.entries, self.more = [], [], []
        sent = {int(found[1]) for name in data or () if (found := SENT.fullmatch(name))}
        self.sent = [action for action in self.actions if action.pk in sent]
        self.seen = self._seen() if data else {}

    def _actions(self, plan):
        """Those that the authorities lead, soonest due first, then those that they support."""
        mine, actions = set(self.authorities), Action.objects.in_plan(plan)
        found = actions.led_by(mine) | actions.supported_by(mine)
        if self.unled:
            found |= actions.filter(lead=None)
        found = found.with_latest_update().select_related("lead", "priority__plan", "hallmark__plan").soonest_first()
        found = attach_latest(found.prefetch_related("partners__authority"))
        for action in found:
            action.speaker = self._speaker(action)
            action.ours = action.lead in mine or (self.unled and action.lead is None)
        return sorted(found, key=lambda action: not action.ours)

    def _speaker(self, action):
        """The authority of theirs that leads or supports it; while none is theirs, the first that does."""
        involved = [a for a in [action.lead, *(partner.authority for partner in action.partners.all())] if a]
        ours = [a for a in involved if a in self.authorities]
        return (ours or involved or self.authorities)[0]

    def _seen(self):
        """{action id: the update that the reader saw, or None}, as far as what was sent says so."""
        tokens = {action.pk: self.data.get(f"a{action.pk}-seen", "") for action in self.sent}
        keys = {pk: key_in(token) for pk, token in tokens.items()}
        updates = Update.objects.in_bulk([key for key in keys.values() if key])
        found = {pk: updates.get(key) for pk, key in keys.items()}
        return {pk: update if update and update.action_id == pk else None for pk, update in found.items()}

    def wants(self, action):
        if self.round:
            return is_owed(action, self.round)
        return action.reading in WITHOUT_A_ROUND

    @property
    def outstanding(self):
        return [action for action in self.actions if self.wants(action)]

    @property
    def answered(self):
        if not self.round:
            return []
        since = self.round.opens_on
        return [a for a in self.actions if a.latest_update and a.latest_update.recorded_on >= since]

    def fill(self):
        """The page as it is opened: an empty form for each action of which word is wanted."""
        outstanding = self.outstanding
        self.entries, self.more = [self._entry(action) for action in outstanding[:MOST]], outstanding[MOST:]
        if self.entries:
            self.entries[0].open = True

    def take(self, which):
        """Save what was sent: of all actions ("all") or of one, whose id is `which`.

        Each is saved by itself or not at all. What was saved is in `saved`; what is left on the page is in `entries`,
        everything typed in its place.
        """
        bound = {action.pk: self._form(action, self.seen[action.pk], data=self.data) for action in self.sent}
        wanted = {pk for pk, form in bound.items() if which == str(pk) or (which == "all" and form.touched)}
        for action in self.actions:
            form = bound.get(action.pk)
            if action.pk in wanted and form.is_valid():
                with transaction.atomic():
                    form.save(on_behalf=lambda authority: authority not in self.standing.authorities)
                self.saved.append(action)
            elif action.pk in wanted:
                self.entries.append(self._entry(action, form, open=True))
            elif form and (form.touched or form.dated):
                self.entries.append(self._kept(action, form))
            elif self.wants(action) and len(self.entries) < MOST:
                self.entries.append(self._entry(action))
            elif self.wants(action):
                self.more.append(action)
        if self.entries and not self.unsaved:
            self.entries[0].open = True

    @property
    def wrong(self):
        return [entry for entry in self.entries if entry.form.is_bound]

    @property
    def unsaved(self):
        """Those on the page that hold something which is not saved."""
        return [entry for entry in self.entries if entry.form.is_bound or entry.kept]

    def _form(self, action, last, **kwargs):
        return AnswerForm(kwargs.pop("data", None), action=action, last=last, by=self.by,
                          authorities=[action.speaker], **kwargs)  # fmt: skip

    def _entry(self, action, form=None, **kwargs):
        form = form or self._form(action, action.latest_update)
        seen = kwargs.pop("seen", form.newest)
        return Entry(action, form, action.speaker, action.ours, seen, **kwargs)

    def _kept(self, action, form):
        """What was typed but not asked to be saved: it stays as it is, and nobody complains about it yet."""
        typed = {name: form[name].value() for name in form.fields}
        form = self._form(action, self.seen[action.pk], initial=typed)
        return self._entry(action, form, open=True, kept=True, seen=self.data.get(f"a{action.pk}-seen", ""))


def reports_for(standing):
    """The authorities for which somebody reports when they open their updates."""
    deeds = (Deed.REPORT, Deed.REPORT_FOR_ANY)
    return [m.authority for m in standing.memberships if any(m.role in MAY[deed] for deed in deeds)]
