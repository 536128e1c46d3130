"""Operations on strategic assessments and consultations, with the ranks they gave the priorities.

A `source` below is either of the two.
"""

from django.db import transaction

from partners import uploads
from partners.history import recording
from plans import retiring
from plans.models import Assessment, Plan


def lock(plan):
    """Serialises changes to the plan's structure until the transaction ends."""
    Plan.objects.select_for_update().get(pk=plan.pk)


@transaction.atomic
def save(thing, places, *, by, why=""):
    """Saves an Assessment or a Consultation with its `places`: {priority id: {"place": number, ("words": text)}}.

    Writes only what changed. Priorities missing from `places` lose their rank.
    """
    lock(thing.plan)
    with recording(by=by, why=why):
        thing.save()
        there = {each.priority_id: each for each in thing.places.all()}
        for pk, each in there.items():
            if pk not in places:
                each.delete()
        for pk, given in places.items():
            each = there.get(pk) or thing.places.model(priority_id=pk, **{thing._meta.model_name: thing})
            if each.pk is None or any(getattr(each, name) != value for name, value in given.items()):
                vars(each).update(given)
                each.save()


def keep_document(assessment, upload):
    """Sets or replaces an assessment's document, an uploads.Upload; None removes it.

    The assessment is not saved. Call within `no_orphans`, which wraps the transaction.
    """
    assessment.document_name = upload.name if upload else ""
    assessment.document_stored = uploads.keep(upload.file) if upload else ""
    assessment.document_size = upload.file.size if upload else None


def stored_documents():
    """Stored names of all documents, current or in the history."""
    rows = Assessment.history.exclude(document_stored="")
    return set(rows.order_by().values_list("document_stored", flat=True).distinct())


def no_orphans():
    """Context that deletes documents stored within it if it raises."""
    return uploads.no_orphans(lambda names: stored_documents() & set(names))


@transaction.atomic
def retire(thing, *, by, why):
    """Hides it from pages. Its history stays, and it can be brought back."""
    _as_it_is_now(thing)
    retiring.retire([thing], by=by, why=why)


@transaction.atomic
def bring_back(thing, *, by, why=""):
    """Shows it again, if retired."""
    _as_it_is_now(thing)
    if thing.retired_at:
        retiring.bring_back([thing], by=by, why=why)


def _as_it_is_now(thing):
    lock(thing.plan)
    thing.refresh_from_db()
