"""Operations on strategic assessments and consultations, with the ranks they gave the priorities.

A `source` below is either of the two.
"""

from django.db import transaction

from partners.files import uploads
from partners.history import attributed_to
from plans.models import Assessment, Plan


def lock_plan(plan):
    """Serialises changes to the plan's structure until the transaction ends."""
    Plan.objects.select_for_update().get(pk=plan.pk)


@transaction.atomic
def save(source, places, *, by, why=""):
    """Saves an Assessment or a Consultation with its `places`: {priority id: {"place": number, ("wording": text)}}.

    Writes only what changed. Priorities missing from `places` lose their rank.
    """
    lock_plan(source.plan)
    with attributed_to(by=by, why=why):
        source.save()
        existing = {row.priority_id: row for row in source.places.all()}
        for pk, row in existing.items():
            if pk not in places:
                row.delete()
        for pk, values in places.items():
            row = existing.get(pk) or source.places.model(priority_id=pk, **{source._meta.model_name: source})
            if row.pk is None or any(getattr(row, name) != value for name, value in values.items()):
                vars(row).update(values)
                row.save()


def keep_document(assessment, upload):
    """Sets or replaces an assessment's document, an uploads.Upload; None removes it.

    The assessment is not saved. Call within `delete_documents_on_failure`, which wraps the transaction.
    """
    assessment.document_name = upload.name if upload else ""
    assessment.document_stored = uploads.keep(upload.file) if upload else ""
    assessment.document_size = upload.file.size if upload else None


def stored_documents(partnership=None):
    """Stored names of all documents, current or in the history, or those of one partnership."""
    rows = Assessment.history.exclude(document_stored="")
    if partnership:
        rows = rows.filter(revision__partnership=partnership)
    return set(rows.order_by().values_list("document_stored", flat=True).distinct())


def delete_documents_on_failure():
    """Context that deletes documents stored within it if it raises."""
    return uploads.delete_on_failure(lambda names: stored_documents() & set(names))
