"""Bulk entry of figures: a pasted or uploaded table, previewed, then recorded in one transaction."""

import csv
import io

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import format_lazy
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from partners import clock
from partners.access import member_page
from partners.files.xlsx_guard import Refused
from partners.forms.pages import form_page, posted_with_files
from partners.languages import in_english
from partners.limits import SHEET_MB
from plans.exports.tables import csv_of

from .bulk_entry import (
    MAX_TABLE_ROWS,
    TABLE_COLUMNS,
    WRONG,
    cells_of_file,
    cells_of_text,
    checked_rows,
    fingerprint_of_rows,
    record,
)
from .periods import whole_periods
from .reporters import measured_by, require_measuring


class TableForm(forms.Form):
    """Pasted text or an uploaded file. `cells` and `rows` are the parsed table once the form is valid."""

    text = forms.CharField(
        label=_("Paste the table here"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=format_lazy(
            _("Copied from a spreadsheet, its first row with it. Up to {most} rows."), most=f"{MAX_TABLE_ROWS:,}"
        ),
    )
    file = forms.FileField(
        label=_("Or send it as a file"),
        required=False,
        widget=forms.FileInput(attrs={"data-each-mb": SHEET_MB}),
        help_text=format_lazy(_("An Excel workbook (.xlsx) or a CSV file, of up to {mb} MB."), mb=SHEET_MB),
        allow_empty_file=True,
    )

    def __init__(self, *args, criteria, **kwargs):
        super().__init__(*args, **kwargs)
        self.criteria = criteria

    def clean(self):
        data = super().clean()
        text, file = data.get("text", ""), data.get("file")
        if not text.strip() and not file:
            raise ValidationError(gettext("Paste a table, or choose a file"))
        try:
            self.cells = cells_of_file(file) if file else cells_of_text(text)
            self.rows = checked_rows(self.cells, criteria=self.criteria)
        except Refused as error:
            self.add_error("file" if file else "text", str(error))
        return data

    @property
    def as_text(self):
        """The parsed table as tab-separated text, for the preview page to post back."""
        page = io.StringIO()
        csv.writer(page, delimiter="\t", lineterminator="\n").writerows(self.cells)
        return page.getvalue()


@form_page
def table(request, access):
    """Preview of a table, then its recording. `seen` is the fingerprint of the preview that the member confirmed."""
    require_measuring(access)
    criteria = measured_by(access, lock=request.method == "POST")
    form = TableForm(*posted_with_files(request), criteria=criteria)
    context = {"form": form, "columns": TABLE_COLUMNS, "criteria": criteria}
    if not form.is_valid():
        return render(request, "priorities/criteria/criteria_table.html", context)
    rows, fingerprint = form.rows, fingerprint_of_rows(form.rows)
    faulty = sum(row.effect == WRONG for row in rows)
    if not faulty and request.POST.get("seen") == fingerprint:
        number = record(rows, by=request.user)
        messages.success(request, ngettext("%(n)s figure recorded.", "%(n)s figures recorded.", number) % {"n": number})
        return redirect("criteria", access.partnership.slug)
    changed = "seen" in request.POST and not faulty
    return render(
        request,
        "priorities/criteria/criteria_preview.html",
        context | {"rows": rows, "wrong": faulty, "seen": fingerprint, "changed": changed, "text": form.as_text},
    )


@member_page
@in_english()
def template(request, access):
    """CSV template: a row for each of the member's criteria, with the latest completed period."""
    require_measuring(access)
    rows = []
    for criterion in measured_by(access):
        if criterion.unit:
            plan = criterion.priority.plan
            periods = list(whole_periods(criterion.frequency or "quarter", plan.starts_on, clock.today()))
            rows.append((criterion.wording, str(periods[-1]) if periods else "", "", "", criterion.source, "", ""))
    headers = {"Content-Disposition": 'attachment; filename="figures.csv"'}
    return HttpResponse(csv_of(TABLE_COLUMNS, rows), content_type="text/csv; charset=utf-8", headers=headers)
