from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from partners import clock
from partners.forms.choices import AuthorityChoice, AuthorityChoices
from partners.forms.conflicts import ConflictCheck, EditForm, ObjectForm
from partners.forms.date_fields import DayField, DayInput
from partners.forms.fields import MEMBERS_READ_IT, PlainText
from partners.forms.reasons import ReasonField
from partners.languages import choices_in_words
from partners.models import Authority
from partners.written_times import read_when
from plans.change_reason import ask_why, asks_why
from plans.due_dates import words_beside
from plans.status import Status, is_overdue
from priorities.models import SuccessCriterion

from .models import Action, ActionAim, ActionPartner, Update

# In characters: plans of other partnerships have whole paragraphs in a cell.
LONGEST_WORDING = LONGEST_NOTE = 5_000

NEED_CORRECTIVE_ACTION = {Status.AT_RISK, Status.OFF_TRACK}


def check_due_date(due_on, plan):
    """Raises ValidationError for a date before the plan starts or more than two years after it ends."""
    last = plan.ends_on.replace(year=plan.ends_on.year + 2, day=min(plan.ends_on.day, 28))
    if due_on and not plan.starts_on <= due_on <= last:
        raise ValidationError(
            gettext("The due date must be between %(first)s and %(last)s")
            % {"first": date_format(plan.starts_on, "j F Y"), "last": date_format(last, "j F Y")}
        )


def due_date_field(**kwargs):
    """The field of a due date that has one for its words beside it."""
    return DayField(
        period="last",
        label=_("Due date"),
        required=False,
        called=_("the due date"),
        error_messages={
            "invalid": _(
                "Enter the due date as a real date, such as 30 9 2009 or 30 September 2009. "
                "Words such as “Ongoing” belong under “When, in the plan’s words”"
            )
        },
        **kwargs,
    )


def words_typed(form, name):
    """The words of what was typed in a date field that its date does not say, such as “Q2 2009/10”; else ""."""
    when = read_when(form[name].data)
    return when.words if when.on and when.on == form.cleaned_data.get(name) else ""


def keep_words_typed(form, action):
    """Put the words typed as a due date into the form's `due_words`. Returns whether there were any that were new."""
    data, plan = form.cleaned_data, action.plan
    if not (typed := words_typed(form, "due_on")) or "due_words" not in data:
        return False
    words, agreed = data["due_words"], form["due_words"].initial or ""
    moved = words == agreed and data["due_on"] != form["due_on"].initial
    data["due_words"] = words_beside(
        data["due_on"] if moved else None, words, typed, plan_years=(plan.starts_on, plan.ends_on)
    )
    return data["due_words"] != words


def sides_to_choose():
    return [(side, gettext(side).capitalize()) for side in Action.SIDES]


class UpdateForm(ConflictCheck, ObjectForm):
    """An officer's report on one action.

    An update overwrites nothing, but its writer has to have read the newest one: that is what its fingerprint names,
    with the one recorded last, if that is another.
    """

    fingerprint_field = "seen"
    conflict_message = _(
        "Somebody else updated this action while you were writing. Read their update, then save yours again."
    )

    happened = PlainText(
        label=_("What happened"),
        rows=3,
        max_length=5000,
        help_text=_("Since the last update. Members read it."),
        ask=_("Enter what happened since the last update"),
    )
    achieved = PlainText(
        label=_("What was achieved"),
        rows=2,
        max_length=2000,
        required=False,
        help_text=_("Needed when the action is complete."),
    )
    next = PlainText(
        label=_("What is next"),
        rows=3,
        max_length=2000,
        required=False,
        help_text=_("Needed when it is at risk, off track or overdue."),
    )
    public = PlainText(
        label=_("A sentence for the public"),
        rows=2,
        max_length=300,
        required=False,
        help_text=_("Published with the next edition. No names or addresses; nothing that identifies a victim."),
    )
    speaks_of = DayField(
        label=_("Date this update is about"),
        required=False,
        initial=clock.today,
        help_text=_("Change it to report on an earlier date, such as 30 April 2009."),
        widget=DayInput(attrs={"class": "govuk-input--width-10"}),
        example=date(2009, 4, 30),
    )

    class Meta:
        model = Update
        fields = ["status", "happened", "achieved", "next", "public", "speaks_of"]
        widgets = {"status": forms.RadioSelect}
        error_messages = {"status": {"required": _("Choose how the action is going")}}

    def __init__(self, *args, action, by, authorities, **kwargs):
        self.action, self.by = action, by
        super().__init__(*args, **kwargs)
        self.fields["status"].label = gettext("How is it going?")
        self.fields["status"].choices = choices_in_words(c for c in Status.choices if c[0] != Status.WITHDRAWN)
        self.fields["speaks_of"].asked = True  # it is filled in
        if newest := action.latest_update:
            note = gettext("One before %(date)s makes it an earlier report: the status stays “%(status)s”.") % {
                "date": date_format(newest.speaks_of, "j F Y"),
                "status": gettext(newest.get_status_display()).lower(),
            }
            self.fields["speaks_of"].help_text = f"{self.fields['speaks_of'].help_text} {note}"
        if len(authorities) > 1:
            by_key = {str(a.pk): a for a in sorted(authorities, key=lambda a: (a.position, a.pk))}
            self.fields["authority"] = forms.TypedChoiceField(
                choices=[(key, authority.name) for key, authority in by_key.items()],
                coerce=by_key.get,
                label=gettext("Which authority does this report come from?"),
                widget=forms.RadioSelect,
                initial=authorities[0].pk,
                error_messages={
                    "required": gettext("Choose the authority that this report comes from"),
                    "invalid_choice": forms.ModelChoiceField.default_error_messages["invalid_choice"],
                },
            )
        else:
            self.authority = authorities[0]
        self.order_fields(["authority", "status", "happened", "next"])

    @property
    def fingerprint(self):
        return self.action.updates_fingerprint

    @property
    def chosen_authority(self):
        return self.cleaned_data["authority"] if "authority" in self.fields else self.authority

    @property
    def is_different(self):
        """Whether the update recorded last is another one than this form makes."""
        last = self.action.last_recorded
        if self.errors or not last:
            return True
        made = {"by": self.by, "authority": self.chosen_authority, **self.cleaned_data}
        return any(getattr(last, name) != made[name] for name in ("by", "authority", *self._meta.fields))

    @property
    def is_earlier(self):
        """Whether it is about an earlier date than the newest update, and so leaves the status as it is."""
        newest, speaks_of = self.action.latest_update, self.cleaned_data.get("speaks_of")
        return bool(newest and speaks_of and speaks_of < newest.speaks_of)

    def clean_speaks_of(self):
        """Defaults to today."""
        today, plan = clock.today(), self.action.plan
        speaks_of = self.cleaned_data["speaks_of"] or today
        if speaks_of > today:
            raise ValidationError(
                gettext("%(date)s is still to come. An update is about today or an earlier date")
                % {"date": date_format(speaks_of, "j F Y")}
            )
        if speaks_of < plan.starts_on:
            raise ValidationError(
                gettext("The plan begins on %(date)s. Enter that day or a later one")
                % {"date": date_format(plan.starts_on, "j F Y")}
            )
        return speaks_of

    def clean(self):
        status = self.cleaned_data.get("status")
        if status == Status.COMPLETE:
            self._require("achieved", gettext("Enter what was achieved"))
        self._require_corrective_action(status)
        return super().clean()

    def _require_corrective_action(self, status):
        """Ask what is next of what is at risk, off track or overdue, unless it is an earlier report."""
        if self.needs_corrective_action(status) and not self.is_earlier:
            self._require("next", gettext("Enter what will be done about it"))

    def needs_corrective_action(self, status):
        """Whether an action with this status is at risk, off track or overdue."""
        overdue = status and is_overdue(status, self.action.due_on, clock.today())
        return bool(status in NEED_CORRECTIVE_ACTION or overdue)

    def _require(self, field, message):
        self.fields[field].required = True  # otherwise the page marks it as optional
        if field not in self.errors and not self.cleaned_data[field]:
            self.add_error(field, message)

    def save(self, *, own):
        """Append the update, unless it is saved already: on behalf of its authority, unless that is an `own` one.

        Returns it.
        """
        if self.is_outdated:
            return self.action.last_recorded
        fields = {name: self.cleaned_data[name] for name in self._meta.fields}
        authority = self.chosen_authority
        return self.action.report(by=self.by, authority=authority, on_behalf=authority not in own, **fields)


def criteria_to_choose(action):
    """[(priority, [(id, wording)])]: the plan's success criteria; those of the action's own priority come first."""
    criteria = SuccessCriterion.objects.filter(priority__plan=action.plan, priority__retired_at=None, placeholder=False)
    groups = {}
    for criterion in criteria.select_related("priority").order_by("priority__position", "-kind", "position", "pk"):
        groups.setdefault(criterion.priority, []).append((criterion.pk, criterion.wording))
    return [(p.name, choices) for p, choices in sorted(groups.items(), key=lambda g: g[0].pk != action.priority_id)]


class ActionForm(EditForm):
    """The coordinator's form for an action in the plan: wording, lead, support, due date, sides."""

    wording = PlainText(label=_("Wording"), max_length=LONGEST_WORDING, ask=_("Enter what is to be done"))
    note = PlainText(
        label=_("Note"),
        max_length=LONGEST_NOTE,
        rows=2,
        required=False,
        help_text=_("Printed below the wording."),
    )
    lead = AuthorityChoice(
        Authority.objects.none(), label=_("Lead authority"), required=False, empty_label=_("To be agreed")
    )
    supporting = AuthorityChoices(
        Authority.objects.none(),
        label=_("Supporting authorities"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    due_on = due_date_field(
        bounded=False,
        help_text=_("For example 30 9 2009, 30 September 2009 or Q2 2009/10. Leave it empty while it is to be agreed."),
    )
    due_words = PlainText(
        label=_("When, in the plan’s words"), rows=2, max_length=2000, required=False,
        help_text=_("Such as “Ongoing, review March 2010”. The public reads it beside the due date."),
    )  # fmt: skip
    lead_words = PlainText(
        label=_("Lead, in the plan’s words"), rows=2, max_length=2000, required=False,
        help_text=_("Such as a team, or a body outside the partnership. For members, unless you tick the next box."),
    )  # fmt: skip
    own_reference = PlainText(
        label=_("The council’s own reference"), rows=1, one_line=True, max_length=100, required=False,
        help_text=_("Its number in your own papers, such as 1.1. The public reads it too."),
    )  # fmt: skip
    private_note = PlainText(
        label=_("Private note"), rows=3, max_length=20_000, required=False, help_text=_("For members only.")
    )
    sides = forms.MultipleChoiceField(
        label=_("Sides of the crime triangle"),
        choices=sides_to_choose,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Choose none while they are to be agreed."),
    )
    aims = forms.TypedMultipleChoiceField(
        label=_("Measures it is meant to move"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    why = ReasonField(help_text=format_lazy("{} {}", _("Needed when the due date moves."), MEMBERS_READ_IT))

    empty_text = _("to be agreed")
    # Fields that the page shows only when they are asked for.
    folded = ("aims",)

    class Meta:
        model = Action
        fields = [
            "wording", "note", "lead", "lead_words", "lead_words_public", "due_on", "due_words", "own_reference",
            "private_note", "private",
        ]  # fmt: skip
        labels = {"lead_words_public": _("The public may read these words")}
        help_texts = {
            "private": _("Not shown to the public. Editions already published keep it until they are withdrawn.")
        }

    def __init__(self, *args, authorities, **kwargs):
        super().__init__(*args, **kwargs)
        self.agreed_on, self.words_added = self.instance.due_on, False
        self.initial["supporting"] = self.instance.supporting
        self.initial["sides"] = self.instance.sides
        aims = set(self.instance.aims.values_list("criterion_id", flat=True)) if self.instance.pk else set()
        self.fields["aims"].choices = criteria_to_choose(self.instance)
        self.initial["aims"] = [pk for _, group in self.fields["aims"].choices for pk, _ in group if pk in aims]
        offered = authorities.offered(clock.today(), [self.instance.lead, *self.instance.supporting])
        self.fields["lead"].queryset = self.fields["supporting"].queryset = offered
        if self.instance.hallmark_id:
            del self.fields["sides"]
        asks_why(self, self.instance.plan)

    @property
    def is_different(self):
        return super().is_different or self.words_added

    def histories(self):
        parts = (model.history.filter(action_id=self.instance.pk) for model in (ActionPartner, ActionAim))
        return [*super().histories(), *parts]

    def moves_the_date(self, due_on):
        """Whether `due_on` changes a date that is or was agreed; agreeing a first date is no move."""
        return due_on != self.agreed_on and bool(self.agreed_on or self.instance.due_first)

    def clean_due_on(self):
        check_due_date(self.cleaned_data["due_on"], self.instance.plan)
        return self.cleaned_data["due_on"]

    def clean(self):
        self.words_added = keep_words_typed(self, self.instance)
        data = super().clean()
        if data.get("lead") and data["lead"] in (data.get("supporting") or []):
            leads = gettext("%(authority)s leads this action, so it cannot support it as well")
            self.add_error("supporting", leads % {"authority": data["lead"].name})
        if (
            "due_on" in data
            and self.moves_the_date(data["due_on"])
            and not data.get("why")
            and "why" not in self.errors
        ):
            self.add_error("why", gettext("Enter the reason for the new due date"))
        ask_why(self, self.instance.plan, different=self.is_different)
        return data

    def save(self, *, by):
        """Save the form, unless nothing changed. Returns whether anything was written."""
        if not self.is_different:
            return False
        for side in Action.SIDES if "sides" in self.fields else ():
            setattr(self.instance, side, side in self.cleaned_data["sides"])
        parts = {name: self.cleaned_data[name] for name in ("supporting", "aims")}
        self.instance.revise(by=by, why=self.cleaned_data["why"], **parts)
        return True
