"""The plan as files, by their names: what each is, and how it is made from an outline or an edition."""

from .freezing import freeze
from .open_data import TABLES, as_csv, as_xlsx
from .pdf import as_pdf

# What each file is called and what it is, in the order in which people want them.
FILES = {
    "plan.pdf": ("PDF", "application/pdf"),
    "plan.xlsx": ("Excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    **{f"{table}.csv": (f"CSV: {table}", "text/csv; charset=utf-8") for table in TABLES},
    "plan.json": ("JSON", "application/json"),
}


class FileName:
    """The converter for addresses that end in the name of a file."""

    regex = "|".join(name.replace(".", r"\.") for name in FILES)

    def to_python(self, value):
        return value

    def to_url(self, value):
        return value


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
