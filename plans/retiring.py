"""What leaves the plan stays in the database: it is retired, with a reason, and can be brought back."""

from django.db import models, transaction
from django.db.models import Q

from partners import clock
from partners.history import recording


class Standing(models.Manager):
    """Leaves out what is retired, so that nobody forgets to. `Thing.ever` has that as well."""

    def get_queryset(self):
        return super().get_queryset().filter(retired_at__isnull=True)


class Retirable(models.Model):
    retired_at = models.DateTimeField("retired", null=True, blank=True, editable=False)
    retired_why = models.TextField("why it was retired", blank=True, editable=False)

    class Meta:
        abstract = True


def retired_with_a_reason(name):
    """The constraint of a model that is Retirable; `name` begins the constraint's."""
    return models.CheckConstraint(
        condition=Q(retired_at__isnull=True, retired_why="") | Q(retired_at__isnull=False) & ~Q(retired_why=""),
        name=f"{name}_is_retired_with_a_reason",
    )


@transaction.atomic
def retire(things, *, by, why, into=None):
    """Take things out of the plan at one moment; what is retired already stays as it is.

    `into` is what took them in, if that is kept of their kind.
    """
    now = clock.now()
    with recording(by=by, why=why):
        for thing in things:
            if thing.retired_at is None:
                thing.retired_at, thing.retired_why = now, why
                if hasattr(thing, "merged_into_id"):
                    thing.merged_into = into
                thing.save()


@transaction.atomic
def bring_back(things, *, by, why=""):
    """Put retired things back where they were in the plan. Raises ValidationError if one has lost its place there."""
    with recording(by=by, why=why):
        for thing in things:
            thing.retired_at, thing.retired_why = None, ""
            if hasattr(thing, "merged_into_id"):
                thing.merged_into = None
            thing.validate_constraints()
            thing.save()
