"""Invented examples of how success criteria are rated, for the page that explains the rule."""

from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext, gettext_noop

from ..figures import with_unit
from ..rating import expected, rate, target_value

BEGINS_ON, DUE_ON = date(2008, 3, 31), date(2011, 3, 31)
TODAY = date(2009, 10, 20)


class Example(NamedTuple):
    """Criterion in a plan from March 2008 to March 2011, rated on 20 October 2009."""

    what: str
    unit: str
    direction: str
    baseline: int | None
    target: int | None
    value: int | None
    ends_on: date | None = date(2009, 9, 30)
    starts_on: date | None = date(2009, 7, 1)
    target_kind: str = "value"
    frequency: str = "quarter"
    scale: str = "count"
    due_on: date | None = DUE_ON

    @property
    def aim(self):
        """The target in the criterion's unit."""
        return target_value(
            direction=self.direction, baseline=self.baseline, target=self.target, target_kind=self.target_kind
        )


FEEL_SAFE = gettext_noop("Residents who feel safe after dark")
EXAMPLES = [
    Example(gettext_noop("Burglaries of homes each quarter"), gettext_noop("burglaries"), "down", 400, 340, 338),
    Example(gettext_noop("Burglaries of homes each quarter"), gettext_noop("burglaries"), "down", 400, 340, 368),
    Example(gettext_noop("Burglaries of homes each quarter"), gettext_noop("burglaries"), "down", 400, 340, 382),
    Example(gettext_noop("Burglaries of homes each quarter"), gettext_noop("burglaries"), "down", 400, 340, 392),
    Example(gettext_noop("Burglaries of homes each quarter"), gettext_noop("burglaries"), "down", 400, 340, 410),
    Example(FEEL_SAFE, "%", "up", 48, 54, 52, scale="percent"),
    Example(
        gettext_noop("Vehicle crime, to fall by 10 per cent"),
        gettext_noop("crimes"),
        "down",
        900,
        10,
        850,
        target_kind="change",
    ),
    Example(gettext_noop("Deliberate fires"), gettext_noop("fires"), "down", 80, 80, 80),
    Example(gettext_noop("A protocol signed by all six authorities"), "", "", None, 1, 0, scale="yes_no"),
    Example(gettext_noop("Young people referred to the project"), gettext_noop("referrals"), "up", 20, None, 24),
    Example(FEEL_SAFE, "%", "up", 48, 54, 50, date(2008, 9, 30), date(2008, 7, 1), scale="percent"),
    Example(FEEL_SAFE, "%", "up", 48, 54, 48, date(2008, 3, 31), date(2007, 4, 1), scale="percent"),
    Example(
        gettext_noop("Burglaries of homes each quarter"),
        gettext_noop("burglaries"),
        "down",
        400,
        340,
        120,
        date(2009, 9, 30),
        date(2009, 9, 1),
    ),
    Example(gettext_noop("A protocol signed by all six authorities"), "", "", None, 1, 1, scale="yes_no"),
    Example(
        gettext_noop("Calls about rowdy behaviour"),
        gettext_noop("calls"),
        "down",
        3000,
        2500,
        None,
        starts_on=None,
        ends_on=None,
    ),
]


def worked_examples():
    """[{what, baseline, target, due_on, value, starts_on, ends_on, expected, rating}], rated by the rule."""
    return [_worked(example) for example in EXAMPLES]


def rated(example):
    """Rating of an example."""
    arguments = {
        name: value for name, value in example._asdict().items() if name not in ("what", "unit", "target_kind")
    }
    return rate(**arguments | {"target": example.aim}, begins_on=BEGINS_ON, today=TODAY)


def _worked(example):
    rating, target, needed = rated(example), example.aim, None
    if None not in (example.baseline, target, example.ends_on, example.due_on):
        needed = expected(
            baseline=example.baseline, target=target, begins_on=BEGINS_ON, due_on=example.due_on, day=example.ends_on
        )
    shown = {name: _figure_text(value, example) for name, value in (("value", example.value), ("target", target))}
    return {
        "what": gettext(example.what),
        "baseline": gettext("none needed") if example.scale == "yes_no" else _figure_text(example.baseline, example),
        **shown,
        "expected": _figure_text(needed and round(needed), example),
        "due_on": example.due_on,
        "starts_on": example.starts_on,
        "ends_on": example.ends_on,
        "rating": {"word": rating.word.value, "label": rating.label, "why": rating.why, "override": None},
    }


def _figure_text(value, example):
    if value is None:
        return ""
    if example.scale == "yes_no":
        return gettext("yes") if value else gettext("no")
    return with_unit(value, gettext(example.unit) if example.unit else "")
