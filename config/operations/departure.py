"""A partnership that leaves the site: everything of it is removed once its archive is whole. docs/leaving.md"""

from io import BytesIO

from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction

from actions.personal_data import erasure
from partners import clock
from partners.models import AccessEvent, Departure, Revision, Session, User
from plans.editions.page_cache import forget_edition
from plans.models import Edition

from .backup.belongings import EVENT_PARTNERSHIPS, USER_HISTORY, Belongings, in_batches
from .backup.dump import stored_names, write_rows
from .backup.tables import RESTORED_LAST, archived_models
from .file_removal import delete_content, is_left, may_remove

# They go on until the very end, and nobody needs the last of them.
GO_ON = {"partners.AccessEvent", "partners.AccessEvent_partnerships"}


class CannotLeave(Exception):
    """Nothing was removed; the message says why."""


class _Nowhere(BytesIO):
    """A file that keeps nothing."""

    def write(self, content):
        return len(content)


def require_may_leave(user, partnership):
    """Raises PermissionDenied unless a coordinator of it, or an administrator of the site, asks."""
    if not may_remove(user, partnership):
        raise PermissionDenied


def remove_partnership(partnership, manifest, *, by, why, moved_to, archive, sha256):
    """Delete everything of a partnership, if it is as the `manifest` of its archive says. Returns the Departure.

    People whom another partnership's record names, and who have no role there, keep their name and lose the rest.
    The rows go in one transaction, the files after it: killed between, `finish` deletes them. Raises CannotLeave,
    PermissionDenied and StorageAwayError.
    """
    require_may_leave(by, partnership)
    try:
        with transaction.atomic():
            partnership.lock()
            belongings = Belongings(partnership)
            _check_unchanged(belongings, manifest)
            departure = Departure.objects.create(
                number=partnership.pk, slug=partnership.slug, name=str(partnership), asked_by=by.name, why=why,
                moved_to=moved_to, archive=archive, sha256=sha256, stored=sorted(stored_names(partnership)),
                opened_at=clock.now(),
            )  # fmt: skip
            for sha in Edition.objects.filter(plan__partnership=partnership).values_list("sha256", flat=True):
                forget_edition(sha)
            departure.rows = _delete(belongings)
            for user in User.objects.filter(pk__in=belongings.names).order_by("pk"):
                erasure.remove(user, by=None, why=f"{departure} left this site")
            connection.check_constraints()
            departure.closed_at = clock.now()
            departure.save()
    except DatabaseError as error:
        raise CannotLeave(f"The database refused it, and nothing was removed: {error}. Run it again") from error
    finish(departure)
    return departure


def _check_unchanged(belongings, manifest):
    """Raises CannotLeave unless every table is as it was archived."""
    for model in archived_models():
        label, archived = model._meta.label, manifest["tables"][model._meta.label]
        if label not in GO_ON and write_rows(belongings.rows(model), _Nowhere())["sha256"] != archived["sha256"]:
            name = model._meta.verbose_name_plural
            raise CannotLeave(f"Somebody wrote meanwhile ({name}), and nothing was removed. Run it again")


def _delete(belongings):
    """Delete the rows, past the models' own rules. Returns {table: number of rows}."""
    counts = {}

    def delete(model, ids, column="pk"):
        for some in in_batches(ids):
            rows = model._base_manager.filter(**{f"{column}__in": some})
            counts[model._meta.db_table] = counts.get(model._meta.db_table, 0) + rows._raw_delete(connection.alias)

    delete(Session, belongings.moving | belongings.members, "user")
    _take_out_of_user_history(belongings, delete)
    events = _events_alone(belongings)
    delete(EVENT_PARTNERSHIPS, events, "accessevent")
    for model in sorted(belongings.ids, key=lambda model: model._meta.label not in RESTORED_LAST):
        ids = {User: belongings.leaving, AccessEvent: events}.get(model, belongings.ids[model])
        delete(model, ids)
    return {table: number for table, number in sorted(counts.items()) if number}


def _events_alone(belongings):
    """Ids of the events that concern this partnership alone, and of all of its own people."""
    ids = belongings.ids[AccessEvent]
    shared = set()
    for some in in_batches(ids):
        others = EVENT_PARTNERSHIPS.objects.filter(accessevent__in=some).exclude(partnership=belongings.partnership)
        shared.update(others.values_list("accessevent", flat=True))
    theirs = set()
    for some in in_batches(belongings.moving):
        theirs.update(AccessEvent.objects.filter(user__in=some).values_list("pk", flat=True))
    return (ids - shared) | theirs


def _take_out_of_user_history(belongings, delete):
    """Delete the history of the people who leave; that of the others loses its revisions of this partnership."""
    delete(USER_HISTORY, belongings.leaving, "id")
    rows = list(
        USER_HISTORY._base_manager.filter(revision__in=Revision.objects.filter(partnership=belongings.partnership))
    )
    delete(USER_HISTORY, {row.pk for row in rows})
    for row in rows:
        row.revision = None
    USER_HISTORY._base_manager.bulk_create(rows)


def finish(departure):
    """Delete the files of a partnership that left. Raises StorageAwayError; then it can be called again."""
    for stored in departure.stored:
        delete_content(stored)


def unfinished_departures():
    """Slugs of the partnerships that left, and of which files are in the storage."""
    return [each.slug for each in Departure.objects.all() if any(is_left(stored) for stored in each.stored)]
