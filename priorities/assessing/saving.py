"""Writing a strategic assessment or a consultation, with the places that it gave the priorities."""

from django.db import transaction

from partners import uploads
from partners.history import recording
from plans import retiring
from plans.models import Assessment, Plan


def lock(plan):
    """Of several who write to what the plan is made of, one comes after the other until this transaction ends."""
    Plan.objects.select_for_update().get(pk=plan.pk)


@transaction.atomic
def save(thing, places, *, by, why=""):
    """Save an Assessment or a Consultation, and its `places`: {priority id: {"place": number, ("words": words)}}.

    Only what is different is written. A priority that is not among the places has none from now on.
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
    """Give an assessment a document, an uploads.Upload, in place of the one that it has; None takes that away.

    It is not saved yet. Within `no_orphans`, which stands around the transaction.
    """
    assessment.document_name = upload.name if upload else ""
    assessment.document_stored = uploads.keep(upload.file) if upload else ""
    assessment.document_size = upload.file.size if upload else None


def stored_documents():
    """The names under which documents are kept: those of today, and those that history still names."""
    rows = Assessment.history.exclude(document_stored="")
    return set(rows.order_by().values_list("document_stored", flat=True).distinct())


def no_orphans():
    """Documents that are kept in this block go again if it ends in an error."""
    return uploads.no_orphans(lambda names: stored_documents() & set(names))


@transaction.atomic
def retire(thing, *, by, why):
    """It is shown no more. Its past stays, and it can be brought back."""
    _as_it_is_now(thing)
    retiring.retire([thing], by=by, why=why)


@transaction.atomic
def bring_back(thing, *, by, why=""):
    """It is shown again, if it is retired."""
    _as_it_is_now(thing)
    if thing.retired_at:
        retiring.bring_back([thing], by=by, why=why)


def _as_it_is_now(thing):
    lock(thing.plan)
    thing.refresh_from_db()
