"""Download files of an outline or an edition, by name.

An edition's files are made once, by a job, and stored: docs/decisions/0041-one-table-of-jobs.md.
"""

import hashlib
import re

from django.db.models import Exists
from django.urls.converters import StringConverter
from django.utils import translation

from partners import clock, languages
from plans.editions.page_cache import release
from plans.editions.rendering import newer_editions
from plans.jobs.worker import CannotBeDone, job
from plans.models.jobs import Job

from ..models import Edition, EditionFile, TranslationSet
from ..serialization import freeze
from ..translations.published import FILES_OF_TRANSLATIONS, set_on_show
from .docx import DOCX_TYPE
from .other_forms import FORMS, FORMS_BY_JOB, can_make
from .pdf import plan_as_pdf
from .tables import OPEN_DATA_TABLES, as_csv, as_xlsx
from .translated import in_its_language, sets_on_show
from .unavailable import FileUnavailable

# {file name: (label, content type)}, in display order.
FILES = {
    "plan.pdf": ("PDF", "application/pdf"),
    "plan.docx": ("Word", DOCX_TYPE),
    "plan.xlsx": ("Excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    **{f"{table}.csv": (f"CSV: {table}", "text/csv; charset=utf-8") for table in OPEN_DATA_TABLES},
    "plan.json": ("JSON", "application/json"),
}
# {file name: content type} of all that an edition has to download.
CONTENT_TYPES = {name: kind for name, (_, kind) in FILES.items()} | {n: form.content_type for n, form in FORMS.items()}

# {kind of job: names of the files it makes}. The JSON is the edition itself. Word has a kind of its own, so that
# editions whose tables were made before there was Word get theirs. The PDF comes last of these: it takes longest and
# may be impossible. Other forms follow.
TABLES_OF_EDITION, WORD_OF_EDITION, PDF_OF_EDITION = "edition_tables", "edition_word", "edition_pdf"
# The picture is at the head of the pages for those who share their addresses, and no download.
PICTURE_OF_EDITION, PICTURE = "edition_picture", "picture.png"
FILES_BY_JOB = {
    PICTURE_OF_EDITION: [PICTURE],
    TABLES_OF_EDITION: [name for name in FILES if name not in ("plan.json", "plan.docx", "plan.pdf")],
    WORD_OF_EDITION: ["plan.docx"],
    PDF_OF_EDITION: ["plan.pdf"],
    **FORMS_BY_JOB,
}


class FileName(StringConverter):
    """URL converter for the name of a file that any plan has."""

    regex = "|".join(map(re.escape, FILES))


class EditionFileName(StringConverter):
    """URL converter for the name of a file that an edition has."""

    regex = "|".join(map(re.escape, CONTENT_TYPES))


def download_name(plan, state, name, language=languages.ENGLISH):
    """The name with which a file is downloaded, such as here-2008-2011-edition-4.pdf; a language comes last."""
    stem, _, kind = name.partition(".")
    stem = "" if stem == "plan" else f"-{stem}"
    last = "" if language == languages.ENGLISH else f"-{language}"
    return f"{plan.partnership.slug}-{plan.slug}-{state}{stem}{last}.{kind}"


def job_about(sha256, translations=0):
    """What a job for files of an edition is about, with the id of a TranslationSet if they are to be made with one."""
    return f"{sha256} {translations}" if translations else sha256


def note_files(edition):
    """Add jobs for the files of an edition that can be made here, English first."""
    for kind in filter(can_make, FILES_BY_JOB):
        Job.objects.note(kind, edition.sha256)
    note_translated_files([edition])


def note_translated_files(editions):
    """Add jobs for the other forms of editions in each language, unless they had such jobs or have the files."""
    wanted = {
        (job_about(edition.sha256, texts), edition.pk, texts): code
        for edition, of_edition in zip(editions, sets_on_show(editions).values(), strict=True)
        for code, texts in of_edition.items()
    }
    known = set(Job.objects.filter(about__in=[about for about, _, _ in wanted]).values_list("kind", "about"))
    files = EditionFile.objects.filter(translations__in={texts for _, _, texts in wanted})
    made = set(files.values_list("edition", "translations", "name"))
    for kind, names in FORMS_BY_JOB.items():
        missing = [
            about
            for (about, edition, texts), code in wanted.items()
            if can_make(kind, code) and (kind, about) not in known and (edition, texts, names[-1]) not in made
        ]
        Job.objects.note(kind, *missing)


@job(FILES_OF_TRANSLATIONS)
def note_files_of_translations(pk):
    """A set of translations was published: its edition gets its other forms anew, and so do those that follow it."""
    published = TranslationSet.objects.select_related("edition").get(pk=pk)
    editions = Edition.objects.active().exclude(Exists(newer_editions())).filter(plan=published.edition.plan_id)
    note_translated_files(editions.select_related("plan__partnership").defer("payload"))


def note_missing_files():
    """Add jobs for missing files of editions that are not withdrawn and never had such a job, newest first.

    Other forms are for editions that are current: nobody puts an old one on a wall.
    """
    current = Edition.objects.active().exclude(Exists(newer_editions())).exclude(plan__partnership__languages="")
    current = current.select_related("plan__partnership").defer("payload").order_by("-published_at", "-pk")
    for kind in filter(can_make, FILES_BY_JOB):
        known = Job.objects.filter(kind=kind).values("about")
        with_files = EditionFile.objects.filter(name=FILES_BY_JOB[kind][-1], translations=None).values("edition")
        editions = Edition.objects.active().exclude(sha256__in=known).exclude(pk__in=with_files)
        if kind in FORMS_BY_JOB:
            editions = editions.exclude(Exists(newer_editions()))
        Job.objects.note(kind, *editions.order_by("-published_at", "-pk").values_list("sha256", flat=True))
    note_translated_files(current)


def _of_kind(kind):
    """The function of a kind of job: it makes the files of an edition that `job_about` says."""

    def make(about):
        sha256, _, translations = about.partition(" ")
        make_files(sha256, FILES_BY_JOB[kind], int(translations or 0))

    return make


for each in FORMS_BY_JOB:
    job(each)(_of_kind(each))


@job(PICTURE_OF_EDITION)
def make_picture(sha256):
    make_files(sha256, FILES_BY_JOB[PICTURE_OF_EDITION])


@job(TABLES_OF_EDITION)
def make_tables(sha256):
    make_files(sha256, FILES_BY_JOB[TABLES_OF_EDITION])


@job(WORD_OF_EDITION)
def make_word(sha256):
    make_files(sha256, FILES_BY_JOB[WORD_OF_EDITION])


@job(PDF_OF_EDITION)
def make_pdf(sha256):
    make_files(sha256, FILES_BY_JOB[PDF_OF_EDITION])


def make_files(sha256, names, texts=0):
    """Make and store the files that are not stored yet, with a TranslationSet by its id. Raises CannotBeDone.

    None for an edition that is withdrawn, or with translations that newer ones have replaced.
    """
    edition = Edition.objects.active().select_related("plan__partnership").filter(sha256=sha256).first()
    translations = TranslationSet.objects.filter(pk=texts).first()
    if edition is None or (translations and set_on_show(sha256, translations.language) != texts):
        return
    stored = set(edition.files.filter(translations=translations).values_list("name", flat=True))
    for name in (name for name in names if name not in stored):
        try:
            content = file_of_edition(edition, name, translations)
        except FileUnavailable as error:
            raise CannotBeDone(str(error)) from error
        file = EditionFile(
            edition=edition,
            name=name,
            translations=translations,
            content=content,
            size=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
            release=release(),
            made_at=clock.now(),
        )
        # Each at once, so that what is made stays made if there is no time left for the next.
        EditionFile.objects.bulk_create([file], ignore_conflicts=True)


def damaged_files(plan):
    """[EditionFile] of the plan whose content does not match its SHA-256."""
    files = EditionFile.objects.filter(edition__plan=plan).order_by("pk").iterator(chunk_size=1)
    return [file for file in files if hashlib.sha256(bytes(file.content)).hexdigest() != file.sha256]


def file_of_edition(edition, name, translations=None):
    """File of an edition, as bytes; another form may be in the language of a TranslationSet. Raises FileUnavailable."""
    if name == "plan.json":
        # The stored text itself, so that its fingerprint matches.
        return edition.payload.encode()
    if name == PICTURE:
        # Pillow is loaded for the first picture, not with the site.
        from .picture import picture_of

        return picture_of(edition.outline, edition.result)
    if name in FORMS:
        language = translations.language if translations else languages.ENGLISH
        with translation.override(language):
            return FORMS[name].make(*in_its_language(edition, translations), language)
    facts = {"number": edition.number, "published_at": edition.published_at, "fingerprint": edition.fingerprint}
    return _file_content(edition.outline, name, facts, note=edition.note, result=edition.result)


def file_of_outline(outline, name):
    """File of an unpublished plan, as bytes. Raises FileUnavailable."""
    if name == "plan.json":
        return freeze(
            {"partnership": outline["partnership"]["slug"], "plan": outline["plan"]["slug"], "outline": outline}
        ).encode()
    return _file_content(outline, name, {})


def _file_content(outline, name, edition, **words):
    if name == "plan.pdf":
        return plan_as_pdf(outline, **edition, **words)
    if name == "plan.docx":
        # python-docx and lxml are loaded for the first document, not with the site.
        from .docx.plan import plan_as_docx

        return plan_as_docx(outline, **edition, **words)
    if name == "plan.xlsx":
        return as_xlsx(outline, **edition)
    return as_csv(outline, name.removesuffix(".csv")).encode()
