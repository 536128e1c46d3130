"""Removal of an uploaded file's content, recorded. docs/decisions/0090-what-can-leave-the-site.md"""

from dataclasses import dataclass
from pathlib import PurePath
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.files.storage import storages
from django.urls import Resolver404, resolve
from django.utils.formats import date_format

from actions.models import Evidence
from partners.files.uploads import path_of
from partners.history import EVERY, PLAN, attributed_to, revise
from partners.models import FileRemoval, Membership, Partnership
from partners.permissions import MAY, Permission
from partners.rewritings import rewriting
from plans.models import Assessment, EasyReadPicture, Version

REMOVED = "Removed file"


class NoSuchFile(Exception):
    """The message says why there is none."""


@dataclass(frozen=True)
class UploadedFile:
    """A file in the storage, or a picture in the database. `row` is what names it; that may name a later one by now."""

    row: Evidence | Assessment | Version | EasyReadPicture
    partnership: Partnership
    stored: str
    name: str
    what: str

    @property
    def removal(self):
        return FileRemoval.objects.filter(stored=self.stored).first()


def find_file(address):
    """The UploadedFile at an address of the site, or with a stored name. Raises NoSuchFile."""
    path = urlsplit(address).path
    if "/" not in path:
        return _by_stored_name(path)
    root = (settings.FORCE_SCRIPT_NAME or "").rstrip("/")
    try:
        match = resolve(path.removeprefix(root))
    except Resolver404 as error:
        raise NoSuchFile(f"This site has no page {path}") from error
    if match.url_name not in AT_ADDRESS:
        raise NoSuchFile(f"{path} downloads no uploaded file: copy the address of the link that does")
    slug = match.kwargs.pop("partnership")
    found = AT_ADDRESS[match.url_name](slug, **match.kwargs)
    if not found:
        raise NoSuchFile(f"Nothing is at {path}")
    return found[0]


def _evidence_at(slug, pk):
    pieces = Evidence.objects.filter(pk=pk, kind="file", update__authority__partnership__slug=slug)
    return [_of_evidence(piece) for piece in pieces]


def _document_at(slug, pk):
    return _earlier_and_now(Assessment, pk=pk, plan__partnership__slug=slug)[:1]


def _version_at(slug, pk):
    rows = Version.objects.filter(pk=pk, partnership__slug=slug).exclude(file_stored="")
    return [file for row in rows for file in _earlier_and_now(Version, pk=pk) if file.stored == row.file_stored]


def _picture_at(slug, sha256):
    pictures = EasyReadPicture.objects.filter(sha256=sha256, plan__partnership__slug=slug)
    return [_of_picture(picture) for picture in pictures.order_by("-pk")]


# How to find the UploadedFiles at the addresses of a view, by its name.
AT_ADDRESS = {
    "evidence": _evidence_at,
    "assessment_document": _document_at,
    "version_media": _version_at,
    "other_format_media": _version_at,
    "easy_read_picture": _picture_at,
}


def related_files(file):
    """The other UploadedFiles in which the same may be: of the same assessment or version, which another took the place
    of; or the PDFs of versions that show a picture.
    """
    if isinstance(file.row, EasyReadPicture):
        versions = Version.objects.in_partnership(file.partnership).filter(payload__contains=file.row.sha256)
        others = [each for row in versions for each in _earlier_and_now(Version, pk=row.pk)]
    else:
        model = type(file.row)
        others = _earlier_and_now(model, pk=file.row.pk) if model in COLUMNS else []
    return [other for other in others if other.stored != file.stored]


def _by_stored_name(stored):
    if piece := Evidence.objects.filter(stored=stored).exclude(stored="").first():
        return _of_evidence(piece)
    for model, (column, _) in COLUMNS.items():
        if row := model.history.filter(**{column: stored}).exclude(**{column: ""}).first():
            return next(file for file in _earlier_and_now(model, pk=row.id) if file.stored == stored)
    raise NoSuchFile(f"No uploaded file has the name {stored}")


def _of_evidence(piece):
    update = piece.update
    what = f"evidence of the update of {date_format(update.recorded_on)} on “{update.action}”"
    return UploadedFile(piece, update.authority.partnership, piece.stored, piece.name, what[:300])


def _of_picture(picture):
    what = f"easy read picture of the plan “{picture.plan}”"
    return UploadedFile(picture, picture.plan.partnership, picture.stored, f"{picture}.png", what[:300])


# {model: columns of the stored name and of the name of its file}, of models whose file may change
COLUMNS = {Assessment: ("document_stored", "document_name"), Version: ("file_stored", "file_name")}


def _earlier_and_now(model, **which):
    """[UploadedFile] of assessments or versions: their files now and before, newest first."""
    found = {}
    for row in model._base_manager.filter(**which):
        if model is Assessment:
            owner, what = row.plan.partnership, f"document of the strategic assessment “{row}”"
        else:  # its title may say what must go
            owner, what = row.partnership, f"version of the plan in another format: {row.what}"
        stored_as, name_in = COLUMNS[model]
        history = row.history.exclude(**{stored_as: ""}).order_by("-history_id")
        for stored, name in history.values_list(stored_as, name_in):
            found.setdefault(stored, UploadedFile(row, owner, stored, name, what[:300]))
    return list(found.values())


def remove_file(file, *, by, why, name_too=False):
    """Record the removal of a file's content, then delete it from every storage. Returns the FileRemoval.

    With `name_too` its name and title become "Removed file" everywhere, in history through the door of `rewriting`; so
    do the transcript of a version and who made it.
    Killed after it was recorded, or with the storage away, it is finished by a second call, which records nothing.
    Raises PermissionDenied and StorageAwayError.
    """
    if not may_remove(by, file.partnership):
        raise PermissionDenied
    if name_too and isinstance(file.row, EasyReadPicture):
        raise NoSuchFile("A picture has no name. Change what it shows, and withdraw the versions that have it")
    removal = file.removal
    if removal is None:
        with attributed_to(by=by, why=why, what="removed a file", rewrites_past=name_too):
            fields = {"partnership": file.partnership, "stored": file.stored, "what": file.what}
            removal = FileRemoval.objects.create(**fields, by=by, why=why)
            if name_too:
                _rename(file, by=by, why=why)
    if isinstance(file.row, EasyReadPicture):
        EasyReadPicture.objects.filter(pk=file.row.pk).update(content=b"")
    else:
        delete_content(file.stored)
    return removal


def may_remove(user, partnership):
    """Whether somebody can ask for it: a coordinator of the partnership, or an administrator of the site."""
    roles = MAY[Permission.MANAGE_PEOPLE]
    memberships = Membership.objects.in_partnership(partnership).filter(user=user, role__in=roles)
    return user.is_active and (user.is_superuser or memberships.exists())


def _rename(file, *, by, why):
    name = f"{REMOVED}{PurePath(file.name).suffix}"
    revise(file.partnership.pk, holds=[PLAN.format(EVERY)])
    if isinstance(file.row, Evidence):
        columns, values = "stored", {"name": name, "title": ""}
    elif isinstance(file.row, Version):
        columns, values = "file_stored", {"file_name": name, "title": REMOVED, "transcript": REMOVED, "made_by": ""}
    else:
        columns, values = "document_stored", {"document_name": name}
    model = type(file.row)
    with rewriting(by=by, why=why, what="removed the name of a file") as door:
        for rows in (model._base_manager.all(), model.history.all()):
            door.update(rows.filter(**{columns: file.stored}), **values)


def delete_content(stored):
    """Delete a file from the storage in use, and from the other one if `move_files` left it there."""
    for alias in settings.STORAGES.keys() - {"staticfiles"}:
        storages[alias].delete(path_of(stored))


def is_left(stored):
    """Whether a file is in a storage, or a picture in the database."""
    if stored.startswith("picture-"):
        return any(each.stored == stored for each in EasyReadPicture.objects.exclude(content=b"").defer("content"))
    return any(storages[alias].exists(path_of(stored)) for alias in settings.STORAGES.keys() - {"staticfiles"})


def left_over():
    """Stored names of files that were removed and are there all the same: their command was killed, or a backup was
    restored.
    """
    return [name for name in FileRemoval.objects.order_by("pk").values_list("stored", flat=True) if is_left(name)]
