"""The outline has the keys that its shape promises."""

import types
import typing

import pytest

from config.operations.seed.plan import read
from config.operations.seed.year import import_year
from plans.outline.build import PARTNERSHIP, PUBLIC, outline
from plans.outline.shape import Outline
from tests.worlds import NORTH_HERTS


def faults(value, shape, where, *, private):
    """[text] of where a value differs from a shape; the keys of partnership outlines are there if `private`."""
    if typing.is_typeddict(shape):
        hints = typing.get_type_hints(shape)
        wanted = set(hints) if private else set(shape.__required_keys__)
        # Only a consultation has its own names for the priorities.
        optional = {"asked_as"} if shape.__name__ == "PlaceOutline" else set()
        if (value.keys() ^ wanted) - optional:
            return [f"{where}: {sorted(value.keys() ^ wanted)}"]
        children = [(value[name], hint, f"{where}.{name}") for name, hint in hints.items() if name in value]
    elif isinstance(shape, types.UnionType):
        if value is None:
            return [] if type(None) in shape.__args__ else [f"{where}: None"]
        children = [(value, next(each for each in shape.__args__ if each is not type(None)), where)]
    elif typing.get_origin(shape) is list:
        children = [(each, shape.__args__[0], f"{where}[{number}]") for number, each in enumerate(value)]
    elif typing.get_origin(shape) is dict:
        children = [(each, shape.__args__[1], f"{where}[{key!r}]") for key, each in value.items()]
    else:
        return [] if isinstance(value, shape) else [f"{where}: {type(value).__name__}"]
    return [fault for child in children for fault in faults(*child, private=private)]


def the_illustrative_year(world):
    year, plan = (read(NORTH_HERTS / f"{name}.toml") for name in ("illustrative-year", "plan"))
    import_year(world.north_herts, year, plan, password="x")


@pytest.mark.slow
@pytest.mark.world.with_args(the_illustrative_year)
@pytest.mark.parametrize("audience", [PUBLIC, PARTNERSHIP])
def test_an_outline_has_exactly_the_keys_and_types_of_its_shape(north_herts, audience):
    plan_outline = outline(north_herts, audience=audience)
    assert plan_outline["assessments"]
    assert plan_outline["consultations"]
    assert faults(plan_outline, Outline, "outline", private=audience == PARTNERSHIP) == []
