"""Events of an illustrative year's file for requests for another format. fixtures/README.md describes them."""

from datetime import timedelta

from partners.forms.fields import one_line_each
from partners.history import attributed_to
from plans.format_requests.operations import delete_old_contacts, receive

ASKED = ("format", "language", "part")
HOW = ("asked_by", "asked_on")


def events(year, moment):
    """Pairs of a datetime and a function that writes the event; `moment` turns a date of the file into a datetime."""
    for data in year.data.get("format_requests", []):
        request = _Request(year, data)
        yield moment(data["asked_on"]), request.receive
        if "answered_on" in data:
            yield moment(data["answered_on"]), request.answer
    if "format_requests" in year.data:
        last = max(moment(edition["on"]) for edition in year.data["editions"])
        yield last + timedelta(minutes=1), delete_old_contacts


class _Request:
    def __init__(self, year, data):
        self.year, self.data = year, data

    def receive(self):
        data = self.data
        asked = {name: data.get(name, "") for name in ASKED} | {name: data[name] for name in HOW}
        by = None if data["asked_by"] == "website" else self.year.coordinator
        self.request = receive(self.year.plan.partnership, by=by, contact=data["contact"], **asked)
        if "handled_by" in data:
            self.save(handled_by=self.year.people[data["handled_by"]])

    def answer(self):
        self.save(**{name: self.data[name] for name in ("outcome", "answered_on", "answer")})

    def save(self, **fields):
        for name, value in fields.items():
            setattr(self.request, name, value)
        with attributed_to(by=self.year.coordinator):
            one_line_each(self.request).save()
