"""Reasons that people give for what they do: the field, and the forms that ask for nothing else."""

from django import forms
from django.utils.translation import gettext_lazy as _

from .fields import COORDINATORS_READ_IT, MEMBERS_READ_IT, PlainText


class ReasonField(PlainText):
    """Optional reason, kept in the history. With `ask`, the error message, it is required."""

    def __init__(self, *, ask="", rows=2, **kwargs):
        defaults = {"label": _("Why"), "help_text": MEMBERS_READ_IT, "max_length": 500, "required": bool(ask)}
        super().__init__(rows=rows, ask=ask, **defaults | kwargs)


class RequiredReasonForm(forms.Form):
    """Reason for taking something back or retiring it, shown beside it from then on."""

    why = ReasonField(ask=_("Enter a reason"), rows=3, help_text=_("All members can read it."))


class OptionalReasonForm(forms.Form):
    why = ReasonField()


class PersonReasonForm(forms.Form):
    """Reason for a change to a person's access."""

    why = ReasonField(help_text=COORDINATORS_READ_IT)
