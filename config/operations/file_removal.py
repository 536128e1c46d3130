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
from plans.models import Assessment


class NoSuchFile(Exception):
    """The message says why there is none."""


@dataclass(frozen=True)
class UploadedFile:
    """A file in the storage. `row` is the Evidence or Assessment that names it; that may name a later one by now."""

    row: Evidence | Assessment
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
    if match.url_name not in ("evidence", "assessment_document"):
        raise NoSuchFile(f"{path} downloads no uploaded file: copy the address of the link that does")
    slug, pk = match.kwargs["partnership"], match.kwargs["pk"]
    if match.url_name == "evidence":
        pieces = Evidence.objects.filter(pk=pk, kind="file", update__authority__partnership__slug=slug)
        found = [_of_evidence(piece) for piece in pieces]
    else:
        found = _of_assessments(pk=pk, plan__partnership__slug=slug)[:1]
    if not found:
        raise NoSuchFile(f"Nothing is at {path}")
    return found[0]


def earlier_files(file):
    """The UploadedFiles of the same assessment that another took the place of, newest first."""
    if not isinstance(file.row, Assessment):
        return []
    return [other for other in _of_assessments(pk=file.row.pk) if other.stored != file.stored]


def _by_stored_name(stored):
    if piece := Evidence.objects.filter(stored=stored).exclude(stored="").first():
        return _of_evidence(piece)
    if row := Assessment.history.filter(document_stored=stored).exclude(document_stored="").first():
        return next(file for file in _of_assessments(pk=row.id) if file.stored == stored)
    raise NoSuchFile(f"No uploaded file has the name {stored}")


def _of_evidence(piece):
    update = piece.update
    what = f"evidence of the update of {date_format(update.recorded_on)} on “{update.action}”"
    return UploadedFile(piece, update.authority.partnership, piece.stored, piece.name, what[:300])


def _of_assessments(**which):
    """[UploadedFile] of assessments: their documents now and before, newest first."""
    found = {}
    for row in Assessment.all_objects.filter(**which).select_related("plan__partnership"):
        history = row.history.exclude(document_stored="").order_by("-history_id")
        for stored, name in history.values_list("document_stored", "document_name"):
            what = f"document of the strategic assessment “{row}”"
            found.setdefault(stored, UploadedFile(row, row.plan.partnership, stored, name, what[:300]))
    return list(found.values())


def remove_file(file, *, by, why, name_too=False):
    """Record the removal of a file's content, then delete it from every storage. Returns the FileRemoval.

    With `name_too` its name and title become "Removed file" everywhere, in history through the door of `rewriting`.
    Killed after it was recorded, or with the storage away, it is finished by a second call, which records nothing.
    Raises PermissionDenied and StorageAwayError.
    """
    if not may_remove(by, file.partnership):
        raise PermissionDenied
    removal = file.removal
    if removal is None:
        with attributed_to(by=by, why=why, what="removed a file", rewrites_past=name_too):
            fields = {"partnership": file.partnership, "stored": file.stored, "what": file.what}
            removal = FileRemoval.objects.create(**fields, by=by, why=why)
            if name_too:
                _rename(file, by=by, why=why)
    delete_content(file.stored)
    return removal


def may_remove(user, partnership):
    """Whether somebody can ask for it: a coordinator of the partnership, or an administrator of the site."""
    roles = MAY[Permission.MANAGE_PEOPLE]
    memberships = Membership.objects.in_partnership(partnership).filter(user=user, role__in=roles)
    return user.is_active and (user.is_superuser or memberships.exists())


def _rename(file, *, by, why):
    name = f"Removed file{PurePath(file.name).suffix}"
    revise(file.partnership.pk, holds=[PLAN.format(EVERY)])
    if isinstance(file.row, Evidence):
        columns, values = "stored", {"name": name, "title": ""}
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
    """Whether a file is in a storage."""
    return any(storages[alias].exists(path_of(stored)) for alias in settings.STORAGES.keys() - {"staticfiles"})


def left_over():
    """Stored names of files that were removed and are there all the same: their command was killed."""
    return [name for name in FileRemoval.objects.order_by("pk").values_list("stored", flat=True) if is_left(name)]
