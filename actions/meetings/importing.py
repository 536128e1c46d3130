"""The groups and meetings of an illustrative year: events of a year's file. fixtures/README.md describes them."""

import uuid
from datetime import datetime, timedelta

from partners.history import recording
from partners.meetings import change_state, set_meeting
from partners.models import Attendance, Group, GroupMember, Meeting
from partners.words import in_one_line, one_line_each
from priorities.models import Priority

from ..models import Action, Hallmark, Record
from . import running
from .closing import close

BEFORE = timedelta(minutes=2)


def events(year, moment):
    """Pairs of a moment and what happens then, of a year; `moment` makes a moment of a date in its file."""
    for data in year.data["meetings"]:
        yield from _Told(year, data, moment).events()


def found(year, data):
    """A group of the year, and who sits on it."""
    group = Group(partnership=year.plan.partnership, name=data["name"], kind=data["kind"], quorum=data.get("quorum"))
    one_line_each(group).save()
    for seat in data.get("members", []):
        person = {"user": year.people[seat["person"]]} if "person" in seat else {"name": seat["name"]}
        words = {key: seat[key] for key in ("email", "post", "senior") if key in seat}
        member = GroupMember(group=group, authority=year.authority(seat["authority"]), **person, **words)
        one_line_each(member).save()


class _Told:
    """One meeting as the file tells it: set, made ready, run a minute at a time, closed; or held, and only counted."""

    def __init__(self, year, data, moment):
        self.year, self.data, self.moment = year, data, moment
        self.starts_at = self.at(data["starts_at"])
        self.ends_at = self.at(data["ends_at"]) if "ends_at" in data else None

    def at(self, time):
        return self.moment(datetime.combine(self.data["held_on"], time))

    def events(self):
        yield self.year.begins, self.set
        if "ready_on" in self.data:
            yield self.moment(self.data["ready_on"]), self.make_ready
        if "closed_on" in self.data:
            yield self.starts_at - BEFORE, self.begin
            for record in self.data.get("records", []):
                yield self.at(record["at"]), lambda record=record: self.record(record)
                yield from self.what_became(record)
            yield self.moment(self.data["closed_on"]), self.close
        elif self.data.get("attendance"):
            yield self.starts_at, self.count

    @property
    def group(self):
        name = next(g["name"] for g in self.year.data["groups"] if g["key"] == self.data["group"])
        return Group.objects.get(partnership=self.year.plan.partnership, name=name)

    @property
    def meeting(self):
        return Meeting.objects.get(group=self.group, starts_at=self.starts_at)

    def set(self):
        told = {key: self.data[key] for key in ("place", "in_public", "about") if key in self.data}
        meeting = Meeting(group=self.group, starts_at=self.starts_at, ends_at=self.ends_at, **told)
        set_meeting(one_line_each(meeting), by=self.year.coordinator)

    def make_ready(self):
        change_state(self.meeting, Meeting.State.READY, by=self.year.coordinator)

    def begin(self):
        running.begin(self.meeting, by=self.year.coordinator)
        for one in self.attendances():
            running.attend(self.meeting, by=self.year.coordinator, **one)

    def count(self):
        """Held before anybody ran it from the screen: only who came was written down, and nothing else is known."""
        meeting = self.meeting
        with recording(by=self.year.coordinator):
            meeting.state = Meeting.State.CLOSED
            meeting.started_at = meeting.closed_at = self.starts_at
            meeting.save()
            for one in self.attendances():
                one_line_each(Attendance(meeting=meeting, **one)).save()

    def attendances(self):
        for one in self.data["attendance"]:
            words = {"state": Attendance.State.PRESENT, "senior": False} | one
            by = in_one_line(one.get("represented_by", ""))
            yield words | {"authority": self.year.authority(one["authority"]), "represented_by": by}

    def record(self, data):
        words = {key: data[key] for key in ("kind", "words", "follow_up", "public") if key in data}
        if "challenged" in data:
            words["challenged"] = self.year.authority(data["challenged"])
        running.record(self.meeting, by=self.year.coordinator, token=uuid.uuid4(), target=self.target(data), **words)

    def target(self, data):
        if "action" in data:
            return {"action": Action.objects.in_plan(self.year.plan).get(wording=data["action"]).pk}
        if "priority" in data:
            return {"priority": Priority.objects.get(plan=self.year.plan, key=data["priority"]).pk}
        if "hallmark" in data:
            return {"hallmark": Hallmark.objects.get(plan=self.year.plan, key=data["hallmark"]).pk}
        return {"item": self.meeting.agenda.get(title=data["point"]).pk} if "point" in data else {}

    def what_became(self, data):
        if answer := data.get("answer"):
            yield self.moment(answer["on"]), lambda: self.answer(data, answer)
        if settled := data.get("settled"):
            yield self.moment(settled["on"]), lambda: self.settle(data, settled)

    def kept(self, data):
        return Record.objects.get(meeting=self.meeting, words=data["words"])

    def answer(self, data, answer):
        challenge = self.kept(data)
        by = self.year.people[answer["by"]]
        on_behalf = not by.memberships.filter(authority=challenge.challenged).exists()
        words = {"authority": challenge.challenged, "words": answer["words"], "on_behalf": on_behalf}
        running.answer(challenge, by=by, **words)

    def settle(self, data, settled):
        running.settle(self.kept(data), by=self.year.coordinator, words=settled["words"])

    def close(self):
        close(self.meeting, by=self.year.coordinator)
