"""Soft delete: retired objects leave the plan but stay in the database, with a reason, and can be brought back."""

from django.db import models, transaction
from django.db.models import Q

from partners import clock
from partners.history import attributed_to, owner_lookups


class ActiveManager(models.Manager):
    """Default manager without retired objects, so that nobody forgets them. `Model.all_objects` includes them."""

    def get_queryset(self):
        return super().get_queryset().filter(retired_at__isnull=True)


class Retirable(models.Model):
    retired_at = models.DateTimeField("retired", null=True, blank=True, editable=False)
    retired_why = models.TextField("reason for removal", blank=True, editable=False)

    class Meta:
        abstract = True


def retired_with_a_reason(name):
    """Constraint of a Retirable model; `name` is the prefix of its name."""
    return models.CheckConstraint(
        condition=Q(retired_at__isnull=True, retired_why="") | Q(retired_at__isnull=False) & ~Q(retired_why=""),
        name=f"{name}_is_retired_with_a_reason",
    )


@transaction.atomic
def retire(instances, *, by, why, into=None):
    """Retire objects at one moment; those already retired are left unchanged.

    `into` is the object they were merged into, for models with a `merged_into` field.
    """
    with attributed_to(by=by, why=why):
        retire_locked(_locked(instances), why=why, into=into)


def retire_locked(instances, *, why, into=None):
    """Retire objects that the caller has locked, within `attributed_to`."""
    now = clock.now()
    for instance in instances:
        if instance.retired_at is None:
            instance.retired_at, instance.retired_why = now, why
            if hasattr(instance, "merged_into_id"):
                instance.merged_into = into
            instance.save()


@transaction.atomic
def bring_back(instances, *, by, why=""):
    """Bring retired objects back; the others are left unchanged. Raises ValidationError if one breaks a constraint."""
    with attributed_to(by=by, why=why):
        for instance in _locked(instances):
            if instance.retired_at is not None:
                instance.retired_at, instance.retired_why = None, ""
                if hasattr(instance, "merged_into_id"):
                    instance.merged_into = None
                instance.validate_constraints()
                instance.save()


def locked_rows(model, ids):
    """A tracked model's rows with these ids, locked, with what their histories will ask for: in one query."""
    rows = model._base_manager.select_for_update(of=["self"]).select_related(*owner_lookups(model))
    return rows.filter(pk__in=ids).order_by("pk")


def _locked(instances):
    """The objects, each locked and as it is now."""
    for instance in instances:
        instance.refresh_from_db(from_queryset=type(instance)._base_manager.select_for_update())
        yield instance
