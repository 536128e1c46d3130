"""What people do with the sheet outside: open it, write in it, save it."""

import io

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile

from actions.reporting.spreadsheet.columns import HEADING

PAGE, FILE = "/here/my-actions/spreadsheet/", "/here/my-actions/actions.xlsx"
UPLOAD, SAVE = "/here/my-actions/upload/", "/here/my-actions/upload/save/"

# What somebody may fill in.
ROW = {"status": "On track", "happened": "Ten locks fitted"}

NAME = {heading: name for name, heading in HEADING.items()}


def workbook(content):
    return openpyxl.load_workbook(io.BytesIO(content))


def saved(book):
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def listed(content):
    """The rows of the sheet as [{name of a column: value}]."""
    heads, *rows = workbook(content)["Updates"].iter_rows(values_only=True)
    return [dict(zip([NAME[head] for head in heads], row, strict=True)) for row in rows]


def write(sheet, place, **typed):
    """Write in a row of the sheet, by the names of its columns. What begins with "=" is text if the cell says so."""
    places = {NAME[cell.value]: cell.column for cell in sheet[1] if cell.value in NAME}
    for name, value in typed.items():
        cell = sheet.cell(place, places[name])
        cell.value = value
        if isinstance(value, str):
            cell.data_type = "s"


def filled(content, rows):
    """The file with words in it: {place: {name: value}}."""
    book = workbook(content)
    for place, typed in rows.items():
        write(book["Updates"], place, **typed)
    return saved(book)


def upload(client, content, path=UPLOAD):
    return client.post(path, {"file": SimpleUploadedFile("updates.xlsx", content)})


def download(client, path=FILE):
    return b"".join(client.get(path))


def send(client, rows, content=None):
    """Download, fill in, upload: the page that says what would change."""
    return upload(client, filled(content or download(client), rows))


def confirm(client, page, *ticked):
    form = {"rows": page.context["signed_rows"]} | {f"save-{place}": "on" for place in ticked}
    return client.post(SAVE, form)


def summary(page):
    """What the preview says: (updates to be saved, conflicts, errors), each in words."""
    preview = page.context["sheet_preview"]
    return (
        [change.form.cleaned_data["happened"] for change in preview.changes],
        [conflict.form.cleaned_data["happened"] for conflict in preview.conflicts],
        [str(error) for error in preview.errors],
    )


def updates(action):
    """What was said on an action, the newest first."""
    return [(u.status, u.happened, u.next, u.public, u.by, u.authority, u.on_behalf) for u in action.updates.all()]
