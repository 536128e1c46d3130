"""A plan of many rows that is brought in: upload, preview, how it is read, and saving."""

import io
from random import Random

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from actions.models import ImportDraft

from .cost import cost
from .members import signed_in

ROWS = 2_000
HEADINGS = ["Ref", "Priority", "Action", "Lead", "Partners", "Deadline", "Measure", "Progress", "Status", "Comments"]
WORDS = ("street", "light", "crime", "people", "visit", "school", "burglary", "review", "patrol", "town", "bus", "road")


def imports(bench):
    """a plan of 2,000 rows from a workbook and from Word: upload, preview, and how it is read"""
    for rows in bench.actions or [ROWS]:
        with bench.data(54) as cast:
            for name, make in (("xlsx", as_workbook), ("docx", as_document)):
                bench.write(f"\n{rows:,} rows, {name}")
                bench.costs_table(_costs(cast, f"plan.{name}", make(table(rows)), bench.repeat))


def _costs(cast, name, content, repeat):
    client, costs = signed_in(cast.coordinator), {}
    upload = reverse("plan_import", args=[cast.slug])

    def send():
        return client.post(upload, {"file": SimpleUploadedFile(name, content)})

    costs["upload"] = cost(send, repeat, expect=302)
    draft = ImportDraft.objects.filter(name=name).first()
    for label, page in (("preview", "plan_import_preview"), ("how it is read", "plan_import_columns")):
        address = reverse(page, args=[cast.slug, draft.pk])
        costs[label] = cost(lambda address=address: client.get(address), repeat)
    return costs


def table(number):
    """Rows of a plan in words drawn by lot, the same each time, below their headings."""
    random = Random(1)  # noqa: S311 (the same in each run)

    def sentence(length):
        return " ".join(random.choices(WORDS, k=length))

    rows = [HEADINGS]
    for n in range(number):
        leads = random.choice(["Police", "Council", "Fire / Police"])
        rows.append([
            f"1.{n}", f"Priority {n // 250 + 1}: {WORDS[n // 250 % len(WORDS)]}", f"{sentence(14)} {n}", leads,
            "Council; Fire", f"{random.choice(['March', 'June'])} 2010", f"{sentence(6)} {n}", sentence(10),
            random.choice("ABC"), sentence(5),
        ])  # fmt: skip
    return rows


def as_workbook(rows):
    """The rows as the bytes of an XLSX file."""
    from openpyxl import Workbook

    book = Workbook()
    for row in rows:
        book.active.append(row)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def as_document(rows):
    """The rows as one table of a Word document, in bytes."""
    from docx import Document

    document = Document()
    table = document.add_table(rows=len(rows), cols=len(rows[0]))
    for row, words in zip(table._tbl.tr_lst, rows, strict=True):
        for cell, text in zip(row.tc_lst, words, strict=True):
            cell.p_lst[0].add_r().text = text
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()
