"""The partnership's words in its accessibility statement and on its page about privacy."""

from django import forms
from django.utils.translation import gettext_lazy as _

from partners.forms.conflicts import EditForm
from partners.forms.evidence_fields import PastDay
from partners.forms.fields import PlainText
from partners.forms.reasons import ReasonField

from ..models import AccessibilityStatement, PrivacyNotice


def _words(label, help_text, rows=4):
    return PlainText(rows=rows, max_length=5000, required=False, label=label, help_text=help_text)


class AccessibilityForm(EditForm):
    compliance = forms.ChoiceField(
        label=_("How far does the site comply with WCAG 2.2 AA?"),
        choices=AccessibilityStatement.Compliance,
        widget=forms.RadioSelect,
        required=False,
        help_text=_(
            "As you, or somebody for you, assessed it. The results of the program’s own tests are no such audit."
        ),
    )
    problems = _words(
        _("Content that is not accessible"),
        _("What, which criterion of WCAG it fails, and when it will be put right. For example scanned documents."),
    )
    burden = _words(_("Disproportionate burden"), _("What you do not make accessible for this reason, and why."))
    out_of_scope = _words(
        _("Content outside the Regulations"), _("For example documents from before 23 September 2018.")
    )
    evaluated_by = PlainText(
        rows=2,
        max_length=300,
        one_line=True,
        required=False,
        label=_("Who tested the site"),
        help_text=_("Who, which pages, and how."),
    )
    evaluated_on = PastDay(label=_("Tested on"), required=False)
    prepared_on = PastDay(label=_("Statement prepared on"), required=False)
    reviewed_on = PastDay(label=_("Statement last reviewed on"), required=False)
    why = ReasonField()

    class Meta:
        model = AccessibilityStatement
        fields = [
            "compliance", "problems", "burden", "out_of_scope", "evaluated_by", "evaluated_on", "prepared_on",
            "reviewed_on",
        ]  # fmt: skip

    def clean(self):
        data = super().clean()
        explained = any(data.get(name) or name in self.errors for name in ("problems", "burden", "out_of_scope"))
        if data.get("compliance") in ("partial", "none") and not explained:
            self.add_error("problems", _("Enter what is not accessible, or choose another level"))
        if data.get("prepared_on") and data.get("reviewed_on") and data["reviewed_on"] < data["prepared_on"]:
            self.add_error("reviewed_on", _("Enter the day on which it was prepared, or a later one"))
        return data


class PrivacyForm(EditForm):
    controller = _words(_("Data controller"), _("The authority that is responsible, and its postal address."))
    officer = _words(_("Data protection officer"), _("A post, an e-mail address, a telephone number."), rows=3)
    lawful_basis = _words(
        _("Lawful basis"), _("Why the partnership may hold these details, by the law. Your legal advisers know it.")
    )
    shared_with = _words(_("Who else gets them"), _("For example an authority that answers, or who runs the server."))
    registration = PlainText(
        rows=1, max_length=40, required=False, label=_("Registration number with the Information Commissioner")
    )
    reviewed_on = PastDay(label=_("Last reviewed on"), required=False)
    why = ReasonField()

    class Meta:
        model = PrivacyNotice
        fields = ["controller", "officer", "lawful_basis", "shared_with", "registration", "reviewed_on"]
