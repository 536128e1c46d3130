"""Querysets of what belongs to a partnership."""

from django.db import models


def of_partnership(lookup, base=models.QuerySet):
    """A queryset class, made from `base`, whose `in_partnership` filters by the partnership at this lookup."""

    class OfPartnership(base):
        def in_partnership(self, partnership):
            return self.filter(**{lookup: partnership})

    return OfPartnership
