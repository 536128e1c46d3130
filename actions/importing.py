"""Loads a plan, and a year of its progress, from TOML files that a person can read and diff.

Never `loaddata`: every row goes through its model, so that history has it. fixtures/README.md describes the files.
"""

import tomllib
from datetime import datetime, time
from pathlib import Path

from django.contrib.auth.hashers import make_password
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import transaction
from django.utils import timezone

from partners import clock
from partners.history import recording
from partners.models import Authority, Membership, Partnership, User
from partners.words import in_one_line, one_line_each
from plans.publishing import publish
from plans.reading import Status
from priorities.assessing.saving import save
from priorities.models import Measurement, SuccessCriterion

from .duties import importing as duties
from .meetings import importing as meetings
from .models import Action


class CannotImport(Exception):
    """The file is not there, is not TOML, or names something that does not exist. Nothing of it was imported."""


def read(path):
    """The contents of a TOML file. Raises CannotImport."""
    try:
        return tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise CannotImport(f"{path}: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CannotImport(f"{path}: {error}") from error


@transaction.atomic
def import_plan(data, *, by=None):
    """A partnership and its plan, as in fixtures/north-herts-2008/plan.toml. Returns the Plan.

    Leads, dates, sides and figures are left to be agreed. Raises CannotImport.
    """
    try:
        with recording(by=by, why="Imported from the plan as printed"):
            return _plan(data)
    except KeyError as error:
        raise CannotImport(f"The plan's file has no {error}") from error
    except TypeError as error:
        raise CannotImport(f"The plan's file says something that a plan does not have: {error}") from error
    except ValidationError as error:
        raise CannotImport(f"The plan's file: {'; '.join(_complaints(error))}") from error


def _complaints(error):
    """What is wrong, as "field: message"."""
    if not hasattr(error, "message_dict"):
        return error.messages
    return [f"{field}: {message}" for field, messages in error.message_dict.items() for message in messages]


def _made(related, **fields):
    """A new row of a relation, if it is as the model wants it. Raises ValidationError, TypeError."""
    thing = one_line_each(related.model(**getattr(related, "core_filters", {}), **fields))
    thing.full_clean()
    thing.save()
    return thing


def _plan(data):
    head = data["partnership"]
    if Partnership.objects.filter(slug=head["slug"]).exists():
        raise CannotImport(f"There is a partnership {head['slug']!r} already")
    partnership = _made(Partnership.objects, **head)
    for position, authority in enumerate(data["authorities"], 1):
        _made(partnership.authorities, name=authority["name"], short_name=authority["short_name"], position=position)
    words = {key: value for key, value in data["plan"].items() if key != "last_updated"}
    plan = _made(partnership.plans, **words)
    for position, objective in enumerate(data["objectives"], 1):
        _made(plan.objectives, name=objective["name"], served=objective.get("serves", False), position=position)
    for position, section in enumerate(data["sections"], 1):
        _made(plan.sections, position=position, **section)
    for priority in data["priorities"]:
        _priority(plan, priority)
    _orders(plan, data)
    hallmarks = {}
    for position, hallmark in enumerate(data["hallmarks"], 1):
        hallmarks[hallmark["key"]] = _made(plan.hallmarks, position=position, **hallmark)
    for position, action in enumerate(data["hallmark_actions"], 1):
        _made(
            hallmarks[action["hallmark"]].actions,
            wording=action["wording"],
            note=action.get("note", ""),
            position=position,
        )
    return plan


def _priority(plan, data):
    lists = "headline_criteria", "associated_criteria", "activities"
    priority = _made(plan.priorities, **{key: value for key, value in data.items() if key not in lists})
    for kind in SuccessCriterion.Kind:
        for position, criterion in enumerate(data[f"{kind.value}_criteria"], 1):
            _made(priority.criteria, kind=kind, position=position, **criterion)
    for position, wording in enumerate(data["activities"], 1):
        _made(priority.actions, wording=wording, position=position)


def _orders(plan, data):
    """The strategic assessment and the consultation of which the plan prints the orders."""
    if told := data.get("assessment"):
        assessment = _made(plan.assessments, **told)
        for priority in plan.priorities.exclude(assessment_order=None):
            _made(assessment.places, priority=priority, place=priority.assessment_order)
    if told := data.get("consultation"):
        consultation = _made(plan.consultations, **told)
        for priority in plan.priorities.exclude(consultation_order=None):
            fields = {"place": priority.consultation_order, "words": priority.consultation_name}
            _made(consultation.places, priority=priority, **fields)


@transaction.atomic
def import_year(plan, data, plan_data, *, password):
    """A year of illustrative progress on a plan, as in fixtures/north-herts-2008/illustrative-year.toml.

    Everything is written at the moment at which it is said to have happened, in the order of those moments. The people
    get the password. Raises CannotImport.
    """
    year = _Year(plan, data, plan_data, password)
    try:
        for moment, event in sorted(year.events(), key=lambda pair: pair[0]):
            with clock.standing_at(moment):
                event()
    except (KeyError, ObjectDoesNotExist) as error:
        raise CannotImport(f"The year's file names something that is not there: {error}") from error


def _moment(value):
    """A TOML date or local datetime as an aware moment in Europe/London; a date is its ten o'clock."""
    if not isinstance(value, datetime):
        value = datetime.combine(value, time(10))
    return timezone.make_aware(value)


# What of a criterion the file may say in the words that the model has.
AGREED = (
    "measure", "scale", "unit", "direction", "baseline", "baseline_period", "target", "target_kind", "due_on",
    "source", "frequency", "strength", "hide_below", "reward_grant",
)  # fmt: skip


class _Year:
    """The events of a year's file: pairs of a moment and what happens then."""

    def __init__(self, plan, data, plan_data, password):
        self.plan, self.data, self.password = plan, data, password
        self.names = {a["key"]: a["name"] for a in [*plan_data["authorities"], *data.get("bodies", [])]}
        self.people = {}
        self.begins = _moment(plan.last_updated_on)

    def events(self):
        yield self.begins, self.cast
        for edition in self.data["editions"]:
            yield _moment(edition["on"]), lambda edition=edition: self.publish(edition)
        for a_round in self.data.get("rounds", []):
            yield _moment(a_round["agreed_on"]), lambda a_round=a_round: self.open_round(a_round)
        yield from meetings.events(self, _moment)
        for action in self.data["actions"]:
            yield from self.action(action)
        for criterion in self.data["criteria"]:
            yield from self.criterion(criterion)
        yield from duties.events(self, _moment)
        for kind in ("assessments", "consultations"):
            for told in self.data.get(kind, []):
                yield _moment(told["recorded_on"]), lambda kind=kind, told=told: self.enter(kind, told)

    def enter(self, kind, told):
        """A strategic assessment or a consultation."""
        words = {key: value for key, value in told.items() if key not in ("recorded_on", "places")}
        thing = one_line_each(getattr(self.plan, kind).model(plan=self.plan, **words))
        priorities = dict(self.plan.priorities.values_list("key", "pk"))
        places = {
            priorities[each["priority"]]: {k: v for k, v in each.items() if k != "priority"} for each in told["places"]
        }
        save(thing, places, by=self.coordinator)

    def publish(self, edition):
        publish(self.plan, by=self.coordinator, note=edition["note"])

    def open_round(self, data):
        dates = {key: value for key, value in data.items() if key not in ("agreed_on", "why")}
        with recording(by=self.coordinator, why=data.get("why", "")):
            self.plan.rounds.create(**dates)

    def authority(self, key):
        return Authority.objects.get(partnership=self.plan.partnership, name=self.names[key])

    def cast(self):
        """The notice, the other bodies, the people with their roles, and the groups."""
        partnership = self.plan.partnership
        partnership.notice = self.data["notice"]
        partnership.save()
        for position, body in enumerate(self.data.get("bodies", []), 50):
            fields = {key: value for key, value in body.items() if key != "key"}
            one_line_each(Authority(partnership=partnership, position=position, **fields)).save()
        hashed = make_password(self.password)  # once: it is made to take long
        for person in self.data["people"]:
            user = User.objects.create(email=person["email"], name=in_one_line(person["name"]), password=hashed)
            Membership.objects.create(user=user, authority=self.authority(person["authority"]), role=person["role"])
            self.people[person["key"]] = user
        for group in self.data["groups"]:
            meetings.found(self, group)

    @property
    def coordinator(self):
        return self.people[next(p["key"] for p in self.data["people"] if p["role"] == "coordinator")]

    def find_action(self, data):
        return Action.objects.in_plan(self.plan).get(wording=data["action"])

    def action(self, data):
        yield _moment(data["agreed_on"]), lambda: self.agree(data)
        for move in data.get("due_moved", []):
            yield _moment(move["on"]), lambda move=move: self.move(data, move)
        for update in data.get("updates", []):
            yield _moment(update["on"]), lambda update=update: self.update(data, update)

    def agree(self, data):
        action = self.find_action(data)
        if "lead" in data:
            action.lead = self.authority(data["lead"])
        action.due_on = data.get("due_on")
        for side in data.get("sides", []):
            setattr(action, side, True)
        supporting = [self.authority(key) for key in data.get("supporting", [])]
        action.revise(by=self.coordinator, why="Agreed with the authorities", supporting=supporting)

    def move(self, data, move):
        action = self.find_action(data)
        action.due_on = move["to"]
        action.revise(by=self.coordinator, why=move["why"])

    def update(self, data, update):
        on_behalf = update.get("on_behalf")
        author = self.people[update["by"]]
        authority = self.authority(on_behalf) if on_behalf else author.memberships.get().authority
        words = {key: update[key] for key in ("achieved", "public", "next", "speaks_of") if key in update}
        self.find_action(data).report(
            by=author,
            authority=authority,
            on_behalf=bool(on_behalf),
            status=Status[update["status"].upper().replace(" ", "_")],
            happened=update["happened"],
            **words,
        )

    def find_criterion(self, data):
        return SuccessCriterion.objects.get(priority__plan=self.plan, wording=data["criterion"])

    def criterion(self, data):
        yield _moment(data["agreed_on"]), lambda: self.agree_figures(data)
        for measurement in data.get("measurements", []):
            yield _moment(measurement["recorded_on"]), lambda m=measurement: self.measure(data, m)
        if judged := data.get("judged"):
            yield _moment(judged["on"]), lambda: self.judge(data, judged)

    def agree_figures(self, data):
        criterion = self.find_criterion(data)
        for field in AGREED:
            if field in data:
                setattr(criterion, field, data[field])
        if "reporter" in data:
            criterion.reporter = self.authority(data["reporter"])
        with recording(by=self.coordinator, why="Agreed with the authorities"):
            one_line_each(criterion).save()

    def measure(self, data, measurement):
        author = self.people[measurement["by"]]
        with recording(by=author):
            Measurement.objects.create(
                criterion=self.find_criterion(data),
                starts_on=measurement["from"],
                ends_on=measurement["to"],
                value=str(measurement["value"]),
                source=in_one_line(measurement["source"]),
                note=measurement.get("note", ""),
                provisional=measurement.get("provisional", False),
                by=author,
            )

    def judge(self, data, judged):
        criterion = self.find_criterion(data)
        criterion.override, criterion.override_reason = judged["word"], judged["reason"]
        criterion.override_by, criterion.override_on = self.coordinator, judged["on"]
        with recording(by=self.coordinator):
            criterion.save()
