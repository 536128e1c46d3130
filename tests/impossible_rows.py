"""Functions that write a row which the database must refuse; fields may be functions of the plan and the cast."""

from datetime import date

DAY = date(2009, 6, 15)
MOMENT = "2009-06-15T10:00Z"
TEXT = "x"


def twice(model, **fields):
    """Two rows alike in these fields."""
    return lambda here, cast: [model.objects.create(**value(fields, here, cast)) for _ in range(2)]


def once(model, **fields):
    return lambda here, cast: model.objects.create(**value(fields, here, cast))


def value(fields, here, cast):
    return {key: field(here, cast) if callable(field) else field for key, field in fields.items()}


def of(name):
    return lambda here, cast: getattr(here, name)


def officer(here, cast):
    return cast.officer


def membership(here, cast):
    return cast.officer.memberships.get()
