"""Import of an illustrative year of progress on a plan from a TOML file, as in the demo."""

from datetime import datetime, time
from functools import partial

from django.contrib.auth.hashers import make_password
from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.utils import timezone

from actions.milestones.reached import reach
from actions.models import Action
from partners import clock
from partners.forms.fields import in_one_line, one_line_each
from partners.history import attributed_to
from partners.models import Authority, Membership, User
from plans.editions.publishing import publish
from plans.status import Status
from priorities.assessments.operations import save
from priorities.criteria.measurements import record_measurement
from priorities.models import SuccessCriterion

from . import duties, followers, format_requests, languages, meetings, questions, statements, translations, versions
from .plan import CannotImport, without


@transaction.atomic
def import_year(plan, data, plan_data, *, password="", before=None):
    """Import a year of illustrative progress on a plan, as in fixtures/north-herts-2008/illustrative-year.toml.

    Events are written in chronological order, with the clock frozen at each event's time. Everybody gets the
    password; after another year of the same partnership, `before`, its people and groups are there. Returns the year.
    Raises CannotImport.
    """
    year = _Year(plan, data, plan_data, password, before)
    try:
        for happened_at, event in sorted(year.events(), key=lambda pair: pair[0]):
            with clock.frozen_at(happened_at):
                event()
    except (KeyError, ObjectDoesNotExist) as error:
        raise CannotImport(f"The year's file names something that is not there: {error}") from error
    return year


def moment(value):
    """A TOML date or local datetime as an aware datetime in Europe/London; a date becomes 10:00."""
    if not isinstance(value, datetime):
        value = datetime.combine(value, time(10))
    return timezone.make_aware(value)


# Fields of a criterion that the file names and writes like the model.
CRITERION_FIELDS = (
    "measure", "scale", "unit", "direction", "baseline", "baseline_period", "target", "target_kind", "due_on",
    "source", "frequency", "strength", "hide_below", "reward_grant",
)  # fmt: skip


class _Year:
    """Events of a year's file, as pairs of a datetime and a function that writes the event."""

    def __init__(self, plan, data, plan_data, password, before):
        self.plan, self.data, self.password = plan, data, password
        self.names = {a["key"]: a["name"] for a in [*plan_data["authorities"], *data.get("bodies", [])]}
        self.people = before.people if before else {}
        self.begins = moment(plan_data["plan"]["last_updated_on"])

    def events(self):
        if not self.people:
            yield self.begins, self.cast
        for edition in self.data["editions"]:
            yield moment(edition["on"]), partial(self.publish, edition)
        for a_round in self.data.get("rounds", []):
            yield moment(a_round["agreed_on"]), partial(self.open_round, a_round)
        yield from meetings.events(self, moment)
        for action in self.data["actions"]:
            yield from self.action(action)
        for criterion in self.data["criteria"]:
            yield from self.criterion(criterion)
        yield from duties.events(self, moment)
        yield from format_requests.events(self, moment)
        yield from questions.events(self, moment)
        yield from statements.events(self, moment)
        yield from versions.events(self, moment)
        yield from followers.events(self, moment)
        yield from languages.events(self, moment)
        yield from translations.events(self, moment)
        for kind in ("assessments", "consultations"):
            for data in self.data.get(kind, []):
                yield moment(data["recorded_on"]), partial(self.enter, kind, data)

    def enter(self, kind, data):
        """Record a strategic assessment or a consultation, with its order of the priorities."""
        fields = without(data, "recorded_on", "places")
        row = one_line_each(getattr(self.plan, kind).model(plan=self.plan, **fields))
        priorities = dict(self.plan.priorities.values_list("key", "pk"))
        places = {priorities[each["priority"]]: without(each, "priority") for each in data["places"]}
        save(row, places, by=self.coordinator)

    def publish(self, edition):
        publish(self.plan, by=self.coordinator, note=edition["note"])

    def open_round(self, data):
        with attributed_to(by=self.coordinator, why=data.get("why", "")):
            self.plan.rounds.create(**without(data, "agreed_on", "why"))

    def authority(self, key):
        return Authority.objects.get(partnership=self.plan.partnership, name=self.names[key])

    def cast(self):
        """Create the notice, the other bodies, the people with their roles, and the groups."""
        partnership = self.plan.partnership
        partnership.notice = self.data["notice"]
        partnership.save()
        for position, body in enumerate(self.data.get("bodies", []), 50):
            one_line_each(Authority(partnership=partnership, position=position, **without(body, "key"))).save()
        hashed = make_password(self.password)  # once: it is made to take long
        for person in self.data["people"]:
            user = User.objects.create(email=person["email"], name=in_one_line(person["name"]), password=hashed)
            Membership.objects.create(user=user, authority=self.authority(person["authority"]), role=person["role"])
            self.people[person["key"]] = user
        for group in self.data["groups"]:
            meetings.create_group(self, group)

    @property
    def coordinator(self):
        return self.people[next(p["key"] for p in self.data["people"] if p["role"] == "coordinator")]

    def find_action(self, data):
        return Action.objects.in_plan(self.plan).get(wording=data["action"])

    def action(self, data):
        yield moment(data["agreed_on"]), partial(self.agree, data)
        for move in data.get("due_moved", []):
            yield moment(move["on"]), partial(self.move, data, move)
        for update in data.get("updates", []):
            yield moment(update["on"]), partial(self.update, data, update)
        for milestone in data.get("milestones", []):
            yield moment(data["agreed_on"]), partial(self.add_milestone, data, milestone)
            if done_on := milestone.get("done_on"):
                yield moment(done_on), partial(self.reach, data, milestone)

    def agree(self, data):
        action = self.find_action(data)
        if "lead" in data:
            action.lead = self.authority(data["lead"])
        if "lead_officer" in data:
            action.lead_officer = self.people[data["lead_officer"]].memberships.get(authority=action.lead)
        action.due_on = data.get("due_on")
        for side in data.get("sides", []):
            setattr(action, side, True)
        supporting = [self.authority(key) for key in data.get("supporting", [])]
        criteria = SuccessCriterion.objects.filter(priority__plan=self.plan, wording__in=data.get("aims", []))
        aims = criteria.values_list("pk", flat=True)
        action.revise(by=self.coordinator, why="Agreed with the authorities", supporting=supporting, aims=aims)

    def add_milestone(self, data, milestone):
        with attributed_to(by=self.coordinator):
            self.find_action(data).milestones.create(**without(milestone, "done_on"))

    def reach(self, data, milestone):
        reach(
            self.find_action(data).milestones.filter(wording=milestone["wording"]),
            by=self.coordinator,
            on=milestone["done_on"],
        )

    def move(self, data, move):
        action = self.find_action(data)
        action.due_on = move["to"]
        action.revise(by=self.coordinator, why=move["why"])

    def update(self, data, update):
        on_behalf = update.get("on_behalf")
        author = self.people[update["by"]]
        authority = self.authority(on_behalf) if on_behalf else author.memberships.get().authority
        optional = {key: update[key] for key in ("achieved", "public", "next", "speaks_of") if key in update}
        self.find_action(data).report(
            by=author,
            authority=authority,
            on_behalf=bool(on_behalf),
            status=Status[update["status"].upper().replace(" ", "_")],
            happened=update["happened"],
            **optional,
        )

    def find_criterion(self, data):
        return SuccessCriterion.objects.get(priority__plan=self.plan, wording=data["criterion"])

    def criterion(self, data):
        yield moment(data["agreed_on"]), partial(self.agree_figures, data)
        for measurement in data.get("measurements", []):
            yield moment(measurement["recorded_on"]), partial(self.measure, data, measurement)
        if judged := data.get("judged"):
            yield moment(judged["on"]), partial(self.judge, data, judged)

    def agree_figures(self, data):
        criterion = self.find_criterion(data)
        for field in CRITERION_FIELDS:
            if field in data:
                setattr(criterion, field, data[field])
        if "reporter" in data:
            criterion.reporter = self.authority(data["reporter"])
        with attributed_to(by=self.coordinator, why="Agreed with the authorities"):
            one_line_each(criterion).save()

    def measure(self, data, measurement):
        figure = {name: measurement[name] for name in ("note", "provisional") if name in measurement}
        record_measurement(
            self.find_criterion(data),
            by=self.people[measurement["by"]],
            starts_on=measurement["from"],
            ends_on=measurement["to"],
            value=str(measurement["value"]),
            source=in_one_line(measurement["source"]),
            **figure,
        )

    def judge(self, data, judged):
        criterion = self.find_criterion(data)
        criterion.override, criterion.override_reason = judged["word"], judged["reason"]
        criterion.override_by, criterion.override_on = self.coordinator, judged["on"]
        with attributed_to(by=self.coordinator):
            criterion.save()
