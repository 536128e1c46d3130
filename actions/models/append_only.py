"""Append-only models: updates, and what belongs to them."""

from django.db import models

from partners.models import PartnershipScoped


class AppendOnlyError(Exception):
    """Attempt to change or delete an append-only row. Add a new one instead."""


class AppendOnlyQuerySet(PartnershipScoped):
    def update(self, **kwargs):
        raise AppendOnlyError

    def delete(self):
        raise AppendOnlyError


class AppendOnly(models.Model):
    """Append-only: rows are neither changed nor deleted, which the database's triggers hold too."""

    immutable = True

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise AppendOnlyError
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise AppendOnlyError
