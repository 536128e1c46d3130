"""Groups and meetings of the seed's illustrative year, as events. fixtures/README.md describes the file."""

import uuid
from datetime import datetime, timedelta
from functools import partial

from actions.decided_changes.apply import apply
from actions.meetings import proceedings
from actions.meetings.agreement import agree
from actions.meetings.closing import close, correct
from actions.meetings.earlier_minutes import minutes_to_agree
from actions.models import Action, Hallmark, Record
from partners.forms.fields import in_one_line, one_line_each
from partners.history import attributed_to
from partners.meetings.scheduling import add_point, cancel_meeting, change_state, move_meeting, set_meeting
from partners.models import Attendance, Group, GroupMember, Meeting
from priorities.models import Priority

BEGINS_EARLY_BY = timedelta(minutes=2)


def events(year, moment):
    """Yield (moment, function) pairs of a year's meetings; `moment` turns a date of the file into a datetime."""
    for data in year.data["meetings"]:
        yield from _SeedMeeting(year, data, moment).events()


def create_group(year, data):
    """Create a group of the year, with its members."""
    group = Group(partnership=year.plan.partnership, name=data["name"], kind=data["kind"], quorum=data.get("quorum"))
    group.pack_days_before = data.get("pack_days_before")
    one_line_each(group).save()
    for seat in data.get("members", []):
        person = {"user": year.people[seat["person"]]} if "person" in seat else {"name": seat["name"]}
        fields = {key: seat[key] for key in ("email", "post", "senior") if key in seat}
        member = GroupMember(group=group, authority=year.authority(seat["authority"]), **person, **fields)
        one_line_each(member).save()


class _SeedMeeting:
    """One meeting of the seed file: scheduled, made ready, perhaps moved or cancelled, run and closed; or held, with
    only its attendance known.
    """

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
        if moved := self.data.get("moved"):
            yield self.moment(moved["on"]), partial(self.move, moved)
        if cancelled := self.data.get("cancelled"):
            yield self.moment(cancelled["on"]), partial(self.cancel, cancelled)
        if "closed_on" in self.data:
            yield self.starts_at - BEGINS_EARLY_BY, self.begin
            if agreed := self.data.get("minutes_agreed"):
                yield self.at(agreed["at"]), partial(self.agree_minutes, agreed)
            for record in self.data.get("records", []):
                yield self.at(record["at"]), partial(self.record, record)
                yield from self.responses(record)
            yield self.moment(self.data["closed_on"]), self.close
        elif self.data.get("attendance"):
            yield self.starts_at, self.count_attendance

    @property
    def group(self):
        name = next(g["name"] for g in self.year.data["groups"] if g["key"] == self.data["group"])
        return Group.objects.get(partnership=self.year.plan.partnership, name=name)

    @property
    def meeting(self):
        return Meeting.objects.get(pk=self.pk)

    def set(self):
        fields = {key: self.data[key] for key in ("place", "link", "in_public", "about") if key in self.data}
        first = {"starts_at": self.starts_at, "ends_at": self.ends_at}
        if moved := self.data.get("moved"):
            first = {"starts_at": self.moment(moved["from"])}
        meeting = Meeting(group=self.group, **fields | first)
        set_meeting(one_line_each(meeting), by=self.year.coordinator)
        self.pk = meeting.pk
        for point in self.data.get("points", []):
            add_point(meeting, by=self.year.coordinator, **{"introduction": ""} | point)

    def make_ready(self):
        change_state(self.meeting, Meeting.State.READY, by=self.year.coordinator)

    def move(self, moved):
        to = {"starts_at": self.starts_at, "ends_at": self.ends_at}
        kept = {key: getattr(self.meeting, key) for key in ("place", "link")}
        move_meeting(self.meeting, by=self.year.coordinator, why=moved["why"], **to | kept)

    def cancel(self, cancelled):
        cancel_meeting(self.meeting, by=self.year.coordinator, why=cancelled["why"])

    def begin(self):
        proceedings.begin(self.meeting, by=self.year.coordinator)
        for attendance in self.attendances():
            proceedings.attend(self.meeting, by=self.year.coordinator, **attendance)

    def agree_minutes(self, agreed):
        """Agree the earlier minutes, those of the last meeting with the corrections, if any."""
        corrections = agreed.get("corrections", [])
        for minutes in minutes_to_agree(self.meeting):
            agree(minutes, at=self.meeting, by=self.year.coordinator, corrections=corrections)
            corrections = []

    def count_attendance(self):
        """Close a meeting held before the site ran meetings: only its attendance is known."""
        meeting = self.meeting
        with attributed_to(by=self.year.coordinator):
            meeting.state = Meeting.State.CLOSED
            meeting.started_at = meeting.closed_at = self.starts_at
            meeting.save()
            for entry in self.attendances():
                people = entry.pop("people")
                attendance = Attendance.objects.create(meeting=meeting, **entry)
                for name, senior, apologies in people:
                    attendance.people.create(name=name, senior=senior, apologies=apologies)

    def attendances(self):
        """Keyword arguments of `proceedings.attend`: one person each, and `also` further ones."""
        for entry in self.data["attendance"]:
            state = entry.get("state", Attendance.State.PRESENT)
            people = [
                (in_one_line(person.get("name", "")), person.get("senior", False), state == Attendance.State.APOLOGIES)
                for person in [entry, *entry.get("also", [])]
                if person.get("name") or person.get("senior")
            ]
            yield {"authority": self.year.authority(entry["authority"]), "state": state, "people": people}

    def record(self, data):
        fields = {key: data[key] for key in ("kind", "follow_up", "public") if key in data}
        if "challenged" in data:
            fields["challenged"] = self.year.authority(data["challenged"])
        if "edition" in data:
            fields["edition"] = self.year.plan.editions.get(number=data["edition"])
        proceedings.record(
            self.meeting,
            by=self.year.coordinator,
            token=uuid.uuid4(),
            target=self.target(data),
            text=data["words"],
            change=self.change(data),
            **fields,
        )

    def change(self, data):
        """The fields of the DecidedChange that a record carries, or None."""
        if "change" not in data:
            return None
        fields, target = dict(data["change"]), self.target(data)
        fields.pop("applied_on", None)
        if "lead" in fields:
            fields["lead"] = self.year.authority(fields["lead"])
        if "add" in fields:
            return {"kind": "add", "wording": fields.pop("add"), **fields, **target}
        was = {f"was_{name}": getattr(target["action"], name) for name in ("wording", "lead", "due_on")}
        return {"kind": "change", **fields, **target, **was}

    def target(self, data):
        if "action" in data:
            return {"action": Action.objects.in_plan(self.year.plan).get(wording=data["action"])}
        if "priority" in data:
            return {"priority": Priority.objects.get(plan=self.year.plan, key=data["priority"])}
        if "hallmark" in data:
            return {"hallmark": Hallmark.objects.get(plan=self.year.plan, key=data["hallmark"])}
        return {"item": self.meeting.agenda.get(title=data["point"])} if "point" in data else {}

    def responses(self, data):
        if "applied_on" in data.get("change", {}):
            yield self.moment(data["change"]["applied_on"]), partial(self.apply, data)
        if answer := data.get("answer"):
            yield self.moment(answer["on"]), partial(self.answer, data, answer)
        if settled := data.get("settled"):
            yield self.moment(settled["on"]), partial(self.settle, data, settled)
        if followed := data.get("followed"):
            yield self.moment(followed["on"]), partial(self.follow_up, data, followed)
        if corrected := data.get("corrected"):
            yield self.moment(corrected["on"]), partial(self.correct, data, corrected)

    def existing_record(self, data):
        return Record.objects.get(meeting=self.meeting, text=data["words"])

    def answer(self, data, answer):
        challenge = self.existing_record(data)
        by = self.year.people[answer["by"]]
        on_behalf = not by.memberships.filter(authority=challenge.challenged).exists()
        fields = {"authority": challenge.challenged, "text": answer["words"], "on_behalf": on_behalf}
        proceedings.answer(challenge, by=by, **fields)

    def apply(self, data):
        apply(self.existing_record(data).change, by=self.year.coordinator)

    def settle(self, data, settled):
        proceedings.settle(self.existing_record(data), by=self.year.coordinator, text=settled["words"])

    def follow_up(self, data, followed):
        fields = {"text": followed["words"], "return_on": followed.get("return_on")}
        proceedings.follow_up(self.existing_record(data), by=self.year.coordinator, **fields)

    def correct(self, data, corrected):
        record = self.existing_record(data)
        correct(record.meeting.minutes, by=self.year.coordinator, record=record, text=corrected["words"])

    def close(self):
        close(self.meeting, by=self.year.coordinator)
