"""The meetings at which editions were agreed, by decisions that name them."""

from django.apps import apps

from partners.models import Meeting


def attach_agreed(editions, *, for_public):
    """Set `agreed_at`, the closed Meetings that agreed it, on each edition, by one query.

    The public is told only where the decision is.
    """
    records = apps.get_model("actions.Record").objects.filter(edition__in=editions, meeting__state=Meeting.State.CLOSED)
    if for_public:
        records = records.filter(public=True, meeting__in_public=True)
    records = records.select_related("meeting__group").order_by("meeting__starts_at", "pk")
    for edition in editions:
        edition.agreed_at = list(dict.fromkeys(r.meeting for r in records if r.edition_id == edition.pk))
