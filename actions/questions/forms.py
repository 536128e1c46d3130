"""Forms of the public's questions: for those who ask, and for members."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from partners import clock
from partners.fingerprint import fingerprint
from partners.forms.conflicts import EditForm
from partners.forms.date_fields import DayField
from partners.forms.fields import PlainText
from partners.forms.reasons import ReasonField
from partners.public_forms import PublicForm

from ..models import Question

MOST_CHARACTERS = 5000
NO_DETAILS = _("Do not repeat personal details here. All members can read it in the history.")


class AskForm(PublicForm, forms.Form):
    """A question or remark of somebody without an account."""

    purpose = "questions"

    text = PlainText(
        label=_("Your question or remark"),
        rows=8,
        max_length=MOST_CHARACTERS,
        ask=_("Enter your question or remark"),
        help_text=_("Please leave out names, addresses and whatever else would show who somebody is."),
    )
    name = PlainText(
        label=_("Your name"),
        rows=1,
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=_("Your e-mail address"),
        required=False,
        help_text=_("Only to answer you. Without it, read the answer on the page that you get next."),
        error_messages={"invalid": _("Enter an e-mail address, such as name@example.org, or leave it empty")},
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )
    follow = forms.BooleanField(
        label=_("Send me an e-mail when this changes in a new edition of the plan"),
        required=False,
        help_text=_("You get a link first, to confirm it. You can stop it at any time."),
    )

    def __init__(self, *args, about, **kwargs):
        super().__init__(*args, **kwargs)
        if about is None:
            self.fields["follow"].label = _("Send me an e-mail when the plan changes in a new edition")

    def clean(self):
        data = super().clean()
        if data.get("follow") and not data.get("email") and "email" not in self.errors:
            self.add_error("email", _("Enter your e-mail address to be notified of changes"))
        return data


class AssignForm(EditForm):
    """Who drafts the answer, by when, and whether it is urgent."""

    answer_by = DayField(label=_("To be answered by"), period="last", bounded=False)
    why = ReasonField(help_text=NO_DETAILS)

    class Meta:
        model = Question
        fields = ["assigned_to", "urgent", "answer_by"]
        labels = {
            "assigned_to": _("Assign to"),
            "urgent": _("Urgent: first in the list, and named in the next meeting pack"),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        authorities = self.instance.partnership.authorities
        self.fields["assigned_to"].queryset = authorities.offered(clock.today(), [self.instance.assigned_to])
        self.fields["assigned_to"].empty_label = gettext("Nobody: the coordinator answers")


class DraftForm(forms.Form):
    """The draft of an answer. Somebody else's draft is not overwritten unseen."""

    text = PlainText(
        label=_("Answer"),
        rows=10,
        max_length=MOST_CHARACTERS,
        required=False,
        help_text=_("It is to be published: name nobody. The coordinator publishes it."),
    )

    def __init__(self, data=None, *, draft):
        super().__init__(data, initial={"text": draft})
        self.draft, self.is_outdated = draft, False
        self.seen = fingerprint(draft)

    def clean(self):
        data = super().clean()
        if self.data.get("seen") != self.seen and data.get("text") != self.draft:
            self.is_outdated = True
            raise forms.ValidationError(
                _("Somebody else saved a draft while you were writing. It stands below; change yours and save again.")
            )
        return data


class WordsForm(forms.Form):
    """What the public is to read: the question in words for the public, the answer, and what was done because of it.

    The words are saved only as they were looked at: `seen` is the fingerprint of those in which the page marked
    probable personal details.
    """

    said = PlainText(
        label=_("The question, in words for the public"),
        rows=6,
        max_length=MOST_CHARACTERS,
        ask=_("Enter the question as the public is to read it"),
        help_text=_("Probable personal details were replaced by […]. Keep the meaning, leave out who asked."),
    )
    answer = PlainText(label=_("Answer"), rows=8, max_length=MOST_CHARACTERS, ask=_("Enter the answer"))
    actions = forms.TypedMultipleChoiceField(
        label=_("Actions taken because of it"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Shown under “You said, we did”, with how each is going in the latest edition."),
    )
    checked = forms.BooleanField(label=_("I have looked for personal details in these texts"), required=False)

    folded = ("actions",)

    def __init__(self, data=None, *, parts, initial, names=()):
        super().__init__(data, initial=initial)
        self.names = names
        groups = {}
        for part in parts.actions.values():
            groups.setdefault(part.under, []).append((part.pk, part.name))
        self.fields["actions"].choices = [*groups.items()]

    @property
    def seen(self):
        return fingerprint(self.texts)

    @property
    def texts(self):
        """The question and the answer as they stand in the form."""
        return [self._text("said"), self._text("answer")]

    def _text(self, name):
        value = self[name].value() or ""
        return self.fields[name].to_python(value).strip()

    def clean(self):
        data = super().clean()
        if self.errors:
            return data
        if self.data.get("seen") != self.seen:
            self.data = self.data.copy()
            self.data["checked"] = ""
            raise forms.ValidationError(
                _("The words are new. Look for personal details in them below, then confirm and press again."),
                code="look",
            )
        if not data.get("checked"):
            self.add_error("checked", _("Confirm that you have looked for personal details"))
        return data


class CorrectForm(WordsForm):
    """Correction of a published answer."""

    overwrite = forms.BooleanField(
        label=_("The earlier words hold personal details: remove them from the history too"),
        required=False,
        help_text=_("This cannot be undone, and is recorded."),
    )
    why = ReasonField(ask=_("Enter the reason for the correction"), help_text=NO_DETAILS)

    field_order = ["said", "answer", "actions", "why", "overwrite", "checked"]


class TakeOffForm(forms.Form):
    why = ReasonField(ask=_("Enter the reason for taking it off"), rows=3, help_text=NO_DETAILS)
    overwrite = forms.BooleanField(
        label=_("It holds personal details: remove its words from the history too"),
        required=False,
        help_text=_("This cannot be undone, and is recorded. Otherwise it can be put back."),
    )


class CloseForm(forms.Form):
    """Closing a question that is not published."""

    closed_as = forms.ChoiceField(
        label=_("Reason"),
        widget=forms.RadioSelect,
        choices=[
            (value, label)
            for value, label in Question.ClosedAs.choices
            if value not in (Question.ClosedAs.ERASED, Question.ClosedAs.EXPIRED)
        ],
        error_messages={"required": _("Choose the reason")},
    )
    message = PlainText(
        label=_("Message to the asker"),
        rows=6,
        max_length=MOST_CHARACTERS,
        required=False,
        help_text=_("Sent by e-mail if they left an address, and deleted with their details."),
    )

    def clean(self):
        data = super().clean()
        needed = data.get("closed_as") not in (None, Question.ClosedAs.ABUSE)
        if needed and not data.get("message") and "message" not in self.errors:
            self.add_error("message", _("Enter what the asker is to read"))
        return data


class ForgetForm(forms.Form):
    why = ReasonField(ask=_("Enter why they are deleted now"), help_text=NO_DETAILS)
