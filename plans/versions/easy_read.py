"""Easy read: the items of the current edition in easy words, and the version that is made from them."""

import hashlib
from base64 import b64encode
from typing import NamedTuple

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from partners.files.uploads import Upload
from partners.history import attributed_to
from partners.models import FileRemoval

from ..exports.pdf import can_make_pdf, render_pdf
from ..models import EasyReadPicture, EasyReadText, Edition, Version
from ..models.easy_read import stored_name
from ..serialization import freeze, thaw
from .operations import delete_files_on_failure, keep_file


class Item(NamedTuple):
    """A priority or action of an edition with its easy words, an unsaved row if it has none."""

    kind: str
    source: str
    text: EasyReadText

    @property
    def state(self):
        return self.text.state(self.source)


def items_of(edition: Edition) -> list[Item]:
    """[Item] of an edition, in its order: each priority, then its actions."""
    rows = EasyReadText.objects.filter(plan=edition.plan_id).select_related("checked_by").defer("picture__content")
    texts = {(row.kind, row.item): row for row in rows}

    def item(kind, part, words):
        unsaved = EasyReadText(plan=edition.plan, kind=kind, item=part["id"])
        return Item(kind, part[words], texts.get((kind, part["id"]), unsaved))

    found = []
    for priority in edition.outline["priorities"]:
        found.append(item("priority", priority, "name"))
        found += [item("action", action, "wording") for action in priority["actions"]]
    return found


@transaction.atomic
def keep_picture(plan, content):
    """The EasyReadPicture of a PNG, in bytes."""
    sha256 = hashlib.sha256(content).hexdigest()
    return EasyReadPicture.objects.get_or_create(plan=plan, sha256=sha256, defaults={"content": content})[0]


def draft_easy_read(edition, *, by, with_pdf=True):
    """A draft Version of what is current in easy words, with its PDF if this server can make one.

    What is missing, out of date or not checked is left out. Returns None if that is all.
    """
    parts = [
        {
            "kind": item.kind,
            "text": item.text.text,
            "picture": item.text.picture.sha256 if item.text.picture_id else "",
            "alternative_text": item.text.alternative_text,
        }
        for item in items_of(edition)
        if item.state == EasyReadText.State.CURRENT
    ]
    if not parts:
        return None
    version = Version(
        partnership=edition.plan.partnership,
        edition=edition,
        format=Version.Format.EASY_READ,
        title=_("The plan in easy words"),
        payload=freeze(parts),
    )
    pdf = _as_pdf(version) if with_pdf and can_make_pdf() else None
    with delete_files_on_failure(), transaction.atomic(), attributed_to(by=by):
        if pdf:
            keep_file(version, Upload("easy-read.pdf", ContentFile(pdf)))
        version.save()
    return version


def parts_of(version):
    """[{kind, text, picture, alternative_text, removal}] of a version that was made from easy words, each with the
    FileRemoval of its picture, or None.
    """
    parts = thaw(version.payload) if version.payload else []
    names = {stored_name(version.edition.plan_id, part["picture"]): part["picture"] for part in parts}
    removals = {names[each.stored]: each for each in FileRemoval.objects.filter(stored__in=names)} if names else {}
    return [part | {"removal": removals.get(part["picture"])} for part in parts]


def _as_pdf(version):
    """The version as a tagged PDF: large type, pictures on the left."""
    parts = parts_of(version)
    shown = {part["picture"] for part in parts if not part["removal"]}
    pictures = EasyReadPicture.objects.filter(plan=version.edition.plan, sha256__in=shown)
    data = {each.sha256: f"data:image/png;base64,{b64encode(bytes(each.content)).decode()}" for each in pictures}
    outline = version.edition.outline
    context = {
        "parts": [part | {"data": data.get(part["picture"], "")} for part in parts],
        "outline": outline,
        "edition": version.edition,
        "title": version.title,
    }
    return render_pdf(
        "plans/versions/easy_read_print.html",
        context,
        colour=outline["partnership"]["colour"],
        identifier=f"easy read {version.edition.fingerprint}",
        cover=False,
        sheet="print-easy-read.css",
    )
