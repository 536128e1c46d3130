"""Queries compiled once in a process. Of a short query, Django's compilation takes most of the time.

For the few queries that every request of a member, or every save, runs; the database is asked each time.
"""

from datetime import datetime
from functools import cached_property, update_wrapper
from inspect import signature

from django.db import connection
from django.db.models import Expression
from django.db.models.query import get_related_populators

# The largest number in a column.
MOST = 2**63 - 1


class Parameter(Expression):
    """The place of a value, which is known when the query runs."""

    def __init__(self, name):
        super().__init__()
        self.name = name

    def as_sql(self, compiler, connection):
        return "%s", [self]


class CompiledQuery:
    """The query of `make`, a function that returns a queryset of model objects.

    `make` is called once, with a Parameter for each of its arguments; the queryset may compare columns with them (not
    with None), and may have nothing else that differs from call to call, such as today's date.
    """

    def __init__(self, make):
        self.make = make
        update_wrapper(self, make)

    @cached_property
    def _compiled(self):
        compiler = self.make(*map(Parameter, signature(self.make).parameters)).query.get_compiler(connection.alias)
        sql, params = compiler.as_sql()
        converters = compiler.get_converters([column for column, *_ in compiler.select])
        places = compiler.klass_info["select_fields"]
        start, last = places[0], places[-1]
        columns = [column.target.attname for column, *_ in compiler.select[start : last + 1]]
        related = get_related_populators(compiler.klass_info, compiler.select, connection.alias)
        model = compiler.klass_info["model"]
        return sql, params, converters, model, start, columns, related, compiler.annotation_col_map or {}

    def __call__(self, **values):
        """List of the objects. A number that is too large for the database is no object's."""
        if any(isinstance(value, int) and not -MOST <= value <= MOST for value in values.values()):
            return []
        sql, params, converters, model, start, columns, related, annotations = self._compiled
        values = {name: _adapted(value) for name, value in values.items()}
        with connection.cursor() as cursor:
            cursor.execute(sql, [values[each.name] if isinstance(each, Parameter) else each for each in params])
            rows = [list(row) for row in cursor.fetchall()]
        objects = []
        for row in rows:
            for place, (functions, column) in converters.items():
                for function in functions:
                    row[place] = function(row[place], column, connection)
            instance = model.from_db(connection.alias, columns, row[start : start + len(columns)])
            for populator in related:
                populator.populate(row, instance)
            for name, place in annotations.items():
                setattr(instance, name, row[place])
            objects.append(instance)
        return objects


compiled = CompiledQuery


def _adapted(value):
    return connection.ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else value
