"""The plan as files, by their names: what each is, and how it is made from an outline or an edition.

Those of an edition are made once, by a job, and kept: docs/decisions/0041-one-table-of-jobs.md.
"""

import hashlib

from partners import clock

from .freezing import freeze
from .jobs import Job
from .models import Edition, EditionFile
from .open_data import TABLES, as_csv, as_xlsx
from .pdf import PdfUnavailable, as_pdf
from .shopwindow import release
from .worker import CannotBeDone, job

# What each file is called and what it is, in the order in which people want them.
FILES = {
    "plan.pdf": ("PDF", "application/pdf"),
    "plan.xlsx": ("Excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    **{f"{table}.csv": (f"CSV: {table}", "text/csv; charset=utf-8") for table in TABLES},
    "plan.json": ("JSON", "application/json"),
}


# Its JSON is the edition itself. The PDF comes last: it takes longest, and may be impossible.
TABLES_OF_EDITION, PDF_OF_EDITION = "edition_tables", "edition_pdf"
MADE = {
    TABLES_OF_EDITION: [name for name in FILES if name not in ("plan.json", "plan.pdf")],
    PDF_OF_EDITION: ["plan.pdf"],
}


class FileName:
    """The converter for addresses that end in the name of a file."""

    regex = "|".join(name.replace(".", r"\.") for name in FILES)

    def to_python(self, value):
        return value

    def to_url(self, value):
        return value


def note_files(*editions):
    """Have the files of these editions made, those of the first before the others'."""
    for sha256 in (edition.sha256 for edition in editions):
        for kind in MADE:
            Job.objects.note(kind, sha256)


def note_missing_files():
    """Have made what editions that stand lack, and no job was ever noted for: of the newest first."""
    for kind, names in MADE.items():
        known = Job.objects.filter(kind=kind).values("about")
        made = EditionFile.objects.filter(name=names[-1]).values("edition")
        lacking = Edition.objects.standing().exclude(sha256__in=known).exclude(pk__in=made)
        Job.objects.note(kind, *lacking.order_by("-published_at", "-pk").values_list("sha256", flat=True))


@job(TABLES_OF_EDITION)
def make_tables(sha256):
    _make(sha256, MADE[TABLES_OF_EDITION])


@job(PDF_OF_EDITION)
def make_pdf(sha256):
    try:
        _make(sha256, MADE[PDF_OF_EDITION])
    except PdfUnavailable as error:
        raise CannotBeDone(str(error)) from error


def _make(sha256, names):
    """Make and keep those of the files that are not kept yet. Nobody makes the files of what was withdrawn."""
    edition = Edition.objects.standing().select_related("plan__partnership").filter(sha256=sha256).first()
    if edition is None:
        return
    kept = set(edition.files.values_list("name", flat=True))
    made = []
    for name in (name for name in names if name not in kept):
        content = file_of_edition(edition, name)
        made.append(
            EditionFile(
                edition=edition,
                name=name,
                content=content,
                size=len(content),
                sha256=hashlib.sha256(content).hexdigest(),
                release=release(),
                made_at=clock.now(),
            )
        )
    EditionFile.objects.bulk_create(made, ignore_conflicts=True)


def damaged_files(plan):
    """The files of the plan's editions whose bytes are not those that were made, as [EditionFile]."""
    found = []
    for file in EditionFile.objects.filter(edition__plan=plan).order_by("pk").iterator(chunk_size=1):
        if hashlib.sha256(bytes(file.content)).hexdigest() != file.sha256:
            found.append(file)
    return found


def file_of_edition(edition, name):
    """The bytes of a file of an edition. Raises PdfUnavailable."""
    if name == "plan.json":
        # Not made anew: these are the words that the fingerprint is of.
        return edition.words.encode()
    return _file(
        edition.outline,
        name,
        {"number": edition.number, "published_at": edition.published_at, "fingerprint": edition.fingerprint},
        note=edition.note,
    )


def file_of_outline(outline, name):
    """The bytes of a file of a plan that is not published. Raises PdfUnavailable."""
    if name == "plan.json":
        return freeze(
            {"partnership": outline["partnership"]["slug"], "plan": outline["plan"]["slug"], "outline": outline}
        ).encode()
    return _file(outline, name, {}, note="")


def _file(outline, name, edition, *, note):
    if name == "plan.pdf":
        return as_pdf(outline, **edition, note=note)
    if name == "plan.xlsx":
        return as_xlsx(outline, **edition)
    return as_csv(outline, name.removesuffix(".csv")).encode()
