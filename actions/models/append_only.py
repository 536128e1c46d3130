"""Append-only models: updates, and what belongs to them."""

from django.db import models


class UpdateIsKept(Exception):
    """Attempt to change or delete an append-only row. Add a new one instead."""


class KeptQuerySet(models.QuerySet):
    def update(self, **kwargs):
        raise UpdateIsKept

    def delete(self):
        raise UpdateIsKept


class Kept(models.Model):
    """Append-only: rows are neither changed nor deleted."""

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise UpdateIsKept
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise UpdateIsKept
