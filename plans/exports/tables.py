"""Open data: an outline as tables, in CSV and XLSX. docs/open-data.md describes the columns.

A public outline gives public columns only; a partnership outline gives more.
"""

import csv
import io
import re
import zipfile
from datetime import UTC, date
from decimal import Decimal

from partners.clock import date_of
from plans.outline.build import PARTNERSHIP, SIDES

from ..plan_titles import full_title
from ..status import EffectiveStatus

LICENCE = "Open Government Licence v3.0"
LICENCE_ADDRESS = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"

OPEN_DATA_TABLES = ("priorities", "criteria", "measurements", "actions", "assessments", "places", "milestones")

# Characters that XML cannot represent, even escaped.
CONTROL_CHARACTERS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

# First characters that make a spreadsheet program treat text as a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")

LONGEST_CELL = 32_767


def without_controls(text):
    """The text without control characters that XML and spreadsheets cannot hold."""
    return CONTROL_CHARACTERS.sub("", text)


def title_of(outline):
    """Full title: North Herts Community Safety Plan, March 2008 to March 2011"""
    return f"{full_title(outline)}, {outline['plan']['period']}"


def tables(outline):
    """{name: (columns, rows)} for all of OPEN_DATA_TABLES; see `table`."""
    return {name: table(outline, name) for name in OPEN_DATA_TABLES}


def table(outline, name):
    """(columns, rows) of one of OPEN_DATA_TABLES.

    `columns` is a tuple of names, a row a tuple of str, int, Decimal, date or None. Empty text is None. Multiple values
    in a cell are joined by "; ". A bool is "yes" or "no".
    """
    internal = outline["audience"] == PARTNERSHIP
    records = {
        "priorities": _priority_rows(outline),
        "criteria": _criterion_rows(outline, internal),
        "measurements": _measurement_rows(outline, internal),
        "actions": _action_rows(outline, internal),
        "assessments": _assessment_rows(outline, internal),
        "places": _place_rows(outline),
        "milestones": _milestone_rows(outline, internal),
    }[name]
    # The generators yield the column names first, then a tuple for each row.
    return next(records), [tuple(None if value == "" else value for value in row) for row in records]


def as_csv(outline, name):
    """One of OPEN_DATA_TABLES as CSV text: RFC 4180, with a byte order mark so that Excel reads it as UTF-8.

    Text that a spreadsheet would treat as a formula is prefixed with an apostrophe.
    """
    return csv_of(*table(outline, name))


def csv_of(columns, rows):
    """Any table as CSV text, in the same format."""
    page = io.StringIO()
    page.write("\ufeff")
    writer = csv.writer(page, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([without_formula(value) for value in row] for row in rows)
    return page.getvalue()


def as_xlsx(outline, *, number=None, published_at=None, fingerprint=None):
    """All tables as an XLSX workbook in bytes, after a sheet "About".

    `number`, `published_at` (aware) and `fingerprint` belong to the edition; None for the live plan. The same input
    gives the same bytes in every worker.
    """
    return xlsx_of(
        tables(outline),
        title=title_of(outline),
        creator=f"{outline['partnership']['area']} {outline['partnership']['name']}",
        about=_about(outline, number, published_at, fingerprint),
        moment=published_at or outline["made_at"],
    )


def xlsx_of(sheets, *, title, about, moment, creator="openpyxl"):
    """An XLSX workbook in bytes: a sheet "About" with the pairs in `about`, then `sheets`, {name: (columns, rows)}."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    moment = moment.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    book.properties.title, book.properties.creator = without_controls(title), without_controls(creator)
    book.properties.created = moment
    _sheet(book, "About", ("what", "value"), about, widths=(20, 90))
    for name, (columns, rows) in sheets.items():
        _sheet(book, name.capitalize(), columns, rows)
    file = io.BytesIO()
    book.save(file)
    return with_moment(file, moment)


def _yes_no(truth):
    return "yes" if truth else "no"


def _priority_rows(outline):
    yield (
        "id", "key", "name", "heading", "assessment_order", "consultation_order", "consultation_name",
        "criteria", "actions", *(status.value for status in EffectiveStatus),
    )  # fmt: skip
    for p in outline["priorities"]:
        yield (
            p["id"], p["key"], p["name"], p["heading"], p["assessment_order"], p["consultation_order"],
            p["consultation_name"], sum(not c["placeholder"] for c in p["criteria"]), len(p["actions"]),
            *(p["tally"].get(status.value, 0) for status in EffectiveStatus),
        )  # fmt: skip


def _criterion_rows(outline, internal):
    columns = (
        "id", "priority_id", "priority", "kind", "wording", "laa_target", "placeholder", "unit", "direction",
        "baseline", "baseline_period", "target", "due_on", "latest_value", "latest_starts_on", "latest_ends_on",
        "measure", "scale", "target_kind", "target_value", "source", "reporter", "frequency", "strength",
        "reward_grant", "rating", "rating_why", "rating_by_rule", "override_reason",
        "latest_provisional", "baseline_hidden", "latest_hidden", "own_reference",
    )  # fmt: skip
    yield (*columns, "figures_words", "private_note") if internal else columns
    for p in outline["priorities"]:
        for c in p["criteria"]:
            latest = c["latest"] or {}
            row = (
                c["id"], p["id"], p["name"], c["kind"], c["wording"], _yes_no(c["laa"]), _yes_no(c["placeholder"]),
                c["unit"], c["direction"], c["baseline"], c["baseline_period"], c["target"], c["due_on"],
                latest.get("value"), latest.get("starts_on"), latest.get("ends_on"), *_rating_cells(c, latest),
                c.get("own_reference"),
            )  # fmt: skip
            yield (*row, c["figures_words"], c["private_note"]) if internal else row


def _rating_cells(c, latest):
    """Cells for fields that editions of the first schema lack; all None for those."""
    if "rating" not in c:
        return (None,) * 16
    rating, reporter = c["rating"], c["reporter"] or {}
    return (
        c["measure"], c["scale"], c["target_kind"], c["target_value"], c["source"], reporter.get("name"),
        c["frequency"], c["strength"], c["reward_grant"], rating["word"], rating["why"], rating["by_rule"],
        (rating["override"] or {}).get("reason"), _yes_no(latest["provisional"]) if latest else None,
        c["baseline_hidden"], latest.get("hidden"),
    )  # fmt: skip


def _measurement_rows(outline, internal):
    columns = (
        "id", "criterion_id", "criterion", "priority_id", "starts_on", "ends_on", "value", "unit", "source",
        "recorded_on", "provisional", "hidden",
    )  # fmt: skip
    yield (*columns, "note") if internal else columns
    for p in outline["priorities"]:
        for c in p["criteria"]:
            for m in c["measurements"]:
                row = (
                    m["id"], c["id"], c["wording"], p["id"], m["starts_on"], m["ends_on"], m["value"], c["unit"],
                    m["source"], date_of(m["recorded_at"]), _yes_no(m.get("provisional")), m.get("hidden"),
                )  # fmt: skip
                yield (*row, m["note"]) if internal else row


def _action_rows(outline, internal):
    columns = (
        "id", "kind", "priority_id", "priority", "hallmark_id", "hallmark", "wording", "note", "lead_id", "lead",
        "supporting", *SIDES, "due_on", "due_first", "due_moves", "status", "reading", "updated_on", "update_speaks_of",
        "public_sentence", "public_sentence_of", "lead_words", "due_words", "own_reference", "criterion_ids",
    )  # fmt: skip
    internal_columns = (
        "happened", "achieved", "next", "reported_for", "reported_by", "on_behalf", "private_note", "private",
    )  # fmt: skip
    yield (*columns, *internal_columns) if internal else columns
    for p in outline["priorities"]:
        for a in p["actions"]:
            yield _action_row(a, (p["id"], p["name"], None, None), internal)
    for h in outline["hallmarks"]:
        for a in h["actions"]:
            yield _action_row(a, (None, None, h["id"], h["name"]), internal)


def _action_row(a, parent, internal):
    lead, update, sentence = a["lead"] or {}, a["update"] or {}, a["sentence"] or {}
    row = (
        a["id"], a["kind"], *parent, a["wording"], a["note"], lead.get("id"), lead.get("name"),
        "; ".join(authority["name"] for authority in a["supporting"]), *(_yes_no(side in a["sides"]) for side in SIDES),
        a["due_on"], a["due_first"], a["due_moves"], a["status"], a["effective_status"],
        update.get("recorded_on"), update.get("speaks_of"), sentence.get("public_text"), sentence.get("speaks_of"),
        # Editions of schema 4 and older have none of these.
        *(a.get(name) for name in ("lead_words", "due_words", "own_reference")),
        "; ".join(map(str, a.get("aims", ()))),
    )  # fmt: skip
    if not internal:
        return row
    on_behalf = _yes_no(update["on_behalf"]) if update else None
    update_cells = (update.get(name) for name in ("happened", "achieved", "next", "authority", "by"))
    return (*row, *update_cells, on_behalf, a["private_note"], _yes_no(a["private"]))


def _milestone_rows(outline, internal):
    columns = ("id", "action_id", "action", "wording", "due_on", "done_on", "late")
    yield (*columns, "public") if internal else columns
    for part in (*outline["priorities"], *outline["hallmarks"]):
        for a in part["actions"]:
            # Editions of schema 5 and older have none.
            for m in a.get("milestones", ()):
                row = (m["id"], a["id"], a["wording"], m["wording"], m["due_on"], m["done_on"], _yes_no(m["late"]))
                yield (*row, _yes_no(m["public"])) if internal else row


def _assessments_and_consultations(outline):
    """[(kind, assessment or consultation)]; none in editions of schema 3 and older."""
    kinds = ("assessment", "consultation")
    return [(kind, each) for kind in kinds for each in outline.get(f"{kind}s", ())]


def _assessment_rows(outline, internal):
    columns = (
        "kind", "id", "title", "prepared_on", "starts_on", "ends_on", "asked_whom", "asked", "answered", "summary",
        "changed", "value_for_money_public", "link",
    )  # fmt: skip
    internal_columns = ("value_for_money",)
    yield (*columns, *internal_columns) if internal else columns
    for kind, each in _assessments_and_consultations(outline):
        row = (kind, *(each.get(name) for name in columns[1:]))
        yield (*row, *(each.get(name) for name in internal_columns)) if internal else row


def _place_rows(outline):
    names = {p["id"]: p["name"] for p in outline["priorities"]}
    yield "kind", "of_id", "of", "place", "priority_id", "priority", "words"
    for kind, each in _assessments_and_consultations(outline):
        for entry in each["places"]:
            pk = entry["priority_id"]
            yield kind, each["id"], each["title"], entry["place"], pk, names[pk], entry.get("asked_as")


def without_formula(value):
    """A value as the text of a CSV cell, safe against formula injection.

    It cannot be undone, unlike that of the export, which keeps every text (actions/data_export/columns.py).
    """
    if value is None:
        return ""
    if not isinstance(value, str):
        return format(value, "f") if isinstance(value, Decimal) else str(value)
    text = without_controls(value)
    return f"'{text}" if text.startswith(FORMULA) else text


def _about(outline, number, published_at, fingerprint):
    partnership = outline["partnership"]
    yield "Title", title_of(outline)
    yield "Partnership", f"{partnership['area']} {partnership['name']}"
    if number:
        yield "Edition", number
        yield "Published on", date_of(published_at)
        yield "Fingerprint", fingerprint
    else:
        yield "Edition", "None: the plan as it stood, not published"
        yield "As on", outline["today"]
    if outline["audience"] == PARTNERSHIP:
        yield "For", "The partnership only: not for publication"
    else:
        yield "Licence", LICENCE
        yield "Licence’s address", LICENCE_ADDRESS
    for name, text in (("Notice", partnership["notice"]), ("Contact", partnership["contact"])):
        if text:
            yield name, text


def _sheet(book, name, columns, rows, widths=()):
    """Add a sheet with a frozen, bold header. Text is never a formula, whatever it begins with."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    sheet = book.create_sheet(name)
    sheet.freeze_panes = "A2"
    widths = widths or [WIDTHS.get(column) or max(14, len(column) + 2) for column in columns]
    for number, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    bold, top = Font(bold=True), Alignment(vertical="top", wrap_text=True)

    def cell(value):
        if isinstance(value, str):
            # Whether XML keeps a carriage return depends on the library that openpyxl finds; a cell has line feeds.
            value = without_controls(value).replace("\r\n", "\n").replace("\r", "\n")[:LONGEST_CELL]
        written = WriteOnlyCell(sheet, value)
        written.alignment = top
        if isinstance(value, str):
            # Undo openpyxl's guess of a formula for "=…" and of an error for "#N/A".
            written.data_type = "s"
            # Keeps it text when the cell is edited.
            written.quotePrefix = value.startswith(FORMULA)
        elif isinstance(value, date):
            written.number_format = "d mmmm yyyy"
        return written

    header = [cell(column) for column in columns]
    for written in header:
        written.font = bold
    sheet.append(header)
    for row in rows:
        sheet.append([None if value is None else cell(value) for value in row])


# {column: width in characters}
WIDTHS = {
    **dict.fromkeys(
        ("wording", "heading", "criterion", "public_sentence", "happened", "achieved", "next", "note", "supporting",
         "source", "measure", "rating_why", "override_reason", "summary", "changed", "value_for_money",
         "value_for_money_public", "english", "translation"),
        50,
    ),
    **dict.fromkeys(("priority", "hallmark", "name", "lead", "consultation_name", "title", "of", "words"), 30),
}  # fmt: skip


def with_moment(file, moment):
    """An Office file (XLSX, DOCX) in bytes, with `moment` as its modification time and fixed dates in the zip."""
    result = io.BytesIO()
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":
                stamp = rf"\g<1>{moment.isoformat()}Z<".encode()
                content = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*<", stamp, content)
            new.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return result.getvalue()
