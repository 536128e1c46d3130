"""What is written once: an officer's word, and what belongs to it."""

from django.db import models


class UpdateIsKept(Exception):
    """An update, or what belongs to one, was about to be changed or deleted. Say it anew instead."""


class KeptQuerySet(models.QuerySet):
    def update(self, **kwargs):
        raise UpdateIsKept

    def delete(self):
        raise UpdateIsKept


class Kept(models.Model):
    """Append-only: a row is neither changed nor deleted."""

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise UpdateIsKept
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise UpdateIsKept
