"""EPUB 3 of an edition: a zip of XHTML, one file a chapter, for e-readers and what reads aloud.

It has a table of contents, landmarks, a cover and the metadata of EPUB Accessibility 1.1. It claims no conformance:
that is for somebody who has tried it. The same edition gives the same bytes.
"""

import io
import uuid
import zipfile
from datetime import UTC

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext

from ..picture import cover_of
from ..tables import LICENCE, LICENCE_ADDRESS
from .chapters import inner_xhtml_of, linear_document, xhtml_of

# The first file of the zip, as it is.
MIMETYPE = "application/epub+zip"
FOLDER = "plans/exports/linear/epub"
# Books are named by the fingerprint of their edition and their language.
NAMESPACE = uuid.UUID("7b0c2f5e-3a44-4f0e-9a4b-5d4a1c1f0e22")


def as_epub(outline, edition, language):
    """The outline as the bytes of an EPUB."""
    document = linear_document(outline, edition, language)
    with translation.override(language):
        day = date_format(document.edition["published_on"])
        said = gettext("Edition %(number)s, %(day)s") % {"number": edition["number"], "day": day}
        context = {
            "document": document,
            "edition": said,
            "chapters": [_entry(number, chapter) for number, chapter in enumerate(document.chapters, 1)],
            "identifier": uuid.uuid5(NAMESPACE, f"{edition['fingerprint']} {document.lang}").urn,
            "modified": edition["published_at"].astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "licence": LICENCE,
            "licence_address": LICENCE_ADDRESS,
        }
        files = {
            "META-INF/container.xml": render_to_string(f"{FOLDER}/container.xml"),
            "EPUB/package.opf": render_to_string(f"{FOLDER}/package.opf", context),
            "EPUB/nav.xhtml": render_to_string(f"{FOLDER}/nav.xhtml", context),
            "EPUB/cover.xhtml": render_to_string(f"{FOLDER}/cover.xhtml", context),
            "EPUB/book.css": render_to_string(f"{FOLDER}/book.css"),
            "EPUB/cover.png": cover_of(outline, said),
        }
        for entry, chapter in zip(context["chapters"], document.chapters, strict=True):
            each = context | {"title": chapter.title, "body": xhtml_of(chapter.body)}
            files[f"EPUB/{entry['file']}"] = render_to_string(f"{FOLDER}/chapter.xhtml", each)
    return _zipped(files, edition["published_at"])


def _entry(number, chapter):
    """A chapter in the contents, with its parts."""
    parts = [(part.get("id"), inner_xhtml_of(part)) for part in chapter.body.iter("h3")]
    return {"id": f"chapter-{number}", "file": f"chapter-{number}.xhtml", "heading": chapter.heading, "parts": parts}


def _zipped(files, moment):
    when = moment.astimezone(UTC).timetuple()[:6]
    book = io.BytesIO()
    with zipfile.ZipFile(book, "w") as archive:
        archive.writestr(zipfile.ZipInfo("mimetype", when), MIMETYPE, zipfile.ZIP_STORED)
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, when), content, zipfile.ZIP_DEFLATED)
    return book.getvalue()
