"""Import of a plan from a TOML file that people can read and diff; a year of progress on it is in `year`.

Unlike `loaddata`, every row is saved through its model, so that it gets history. fixtures/README.md describes the
files.
"""

import tomllib
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction

from partners.forms.fields import one_line_each
from partners.history import attributed_to
from partners.models import Partnership
from priorities.models import SuccessCriterion

# The lists of a priority that are rows of their own.
PRIORITY_LISTS = ("headline_criteria", "associated_criteria", "activities")


class CannotImport(Exception):
    """The file is missing, is not TOML or names something that does not exist. Nothing was imported."""


def read(path):
    """Contents of a TOML file. Raises CannotImport."""
    try:
        return tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise CannotImport(f"{path}: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CannotImport(f"{path}: {error}") from error


@transaction.atomic
def import_plan(data):
    """Import a partnership and its plan, as in fixtures/north-herts-2008/plan.toml. Returns the Plan.

    Leads, dates, sides and figures remain to be agreed. Raises CannotImport.
    """
    try:
        with attributed_to(by=None, why="Imported from the plan as printed"):
            return _create_plan(data)
    except KeyError as error:
        raise CannotImport(f"The plan's file has no {error}") from error
    except TypeError as error:
        raise CannotImport(f"The plan's file says something that a plan does not have: {error}") from error
    except ValidationError as error:
        raise CannotImport(f"The plan's file: {'; '.join(_error_lines(error))}") from error


def _error_lines(error):
    """["field: message"] of a ValidationError, or its plain messages."""
    if not hasattr(error, "message_dict"):
        return error.messages
    return [f"{field}: {message}" for field, messages in error.message_dict.items() for message in messages]


def _create(related, **fields):
    """Create a row of a relation after full validation. Returns it. Raises ValidationError, TypeError."""
    row = one_line_each(related.model(**getattr(related, "core_filters", {}), **fields))
    row.full_clean()
    row.save()
    return row


def _create_all(related, rows):
    """Create the rows of a relation, positioned in their order. Returns them."""
    return [_create(related, position=position, **row) for position, row in enumerate(rows, 1)]


def without(data, *names):
    """A dict without some of its keys."""
    return {name: value for name, value in data.items() if name not in names}


def _create_plan(data):
    head = data["partnership"]
    if Partnership.objects.filter(slug=head["slug"]).exists():
        raise CannotImport(f"There is a partnership {head['slug']!r} already")
    partnership = _create(Partnership.objects, **head)
    names = [{name: authority[name] for name in ("name", "short_name")} for authority in data["authorities"]]
    _create_all(partnership.authorities, names)
    return create_plan(partnership, data)


def create_plan(partnership, data, **fields):
    """Create a plan of a partnership, with further `fields` of it. Returns the Plan. Raises ValidationError."""
    plan = _create(partnership.plans, **without(data["plan"], "last_updated") | fields)
    objectives = [{"name": each["name"], "served": each.get("serves", False)} for each in data["objectives"]]
    _create_all(plan.objectives, objectives)
    _create_all(plan.sections, data["sections"])
    for priority in data["priorities"]:
        _create_priority(plan, priority)
    _create_orders(plan, data)
    hallmarks = {hallmark.key: hallmark for hallmark in _create_all(plan.hallmarks, data["hallmarks"])}
    for position, action in enumerate(data["hallmark_actions"], 1):
        fields = {"wording": action["wording"], "note": action.get("note", ""), "position": position}
        _create(hallmarks[action["hallmark"]].actions, **fields)
    return plan


def _create_priority(plan, data):
    priority = _create(plan.priorities, **without(data, *PRIORITY_LISTS))
    for kind in SuccessCriterion.Kind:
        _create_all(priority.criteria, [{"kind": kind, **criterion} for criterion in data[f"{kind.value}_criteria"]])
    _create_all(priority.actions, [{"wording": wording} for wording in data["activities"]])


def _create_orders(plan, data):
    """Create the strategic assessment and the consultation whose orders the plan prints."""
    if fields := data.get("assessment"):
        assessment = _create(plan.assessments, **fields)
        for priority in plan.priorities.exclude(assessment_order=None):
            _create(assessment.places, priority=priority, place=priority.assessment_order)
    if fields := data.get("consultation"):
        consultation = _create(plan.consultations, **fields)
        for priority in plan.priorities.exclude(consultation_order=None):
            place = {"place": priority.consultation_order, "wording": priority.consultation_name}
            _create(consultation.places, priority=priority, **place)
