"""Events of an illustrative year's file for questions of the public. fixtures/README.md describes them."""

from actions.models import Action
from actions.questions.answering import publish_answer, save_draft
from actions.questions.asking import ask
from partners.history import attributed_to


def events(year, moment):
    """Pairs of a datetime and a function that writes the event; `moment` turns a date of the file into a datetime."""
    for data in year.data.get("questions", []):
        question = _Question(year, data)
        yield moment(data["asked_on"]), question.ask
        if assigned := data.get("assigned"):
            yield moment(assigned["on"]), question.assign
        if drafted := data.get("drafted"):
            yield moment(drafted["on"]), question.draft
        if answered := data.get("answered"):
            yield moment(answered["on"]), question.answer


class _Question:
    def __init__(self, year, data):
        self.year, self.data = year, data

    def ask(self):
        about = {}
        if "action" in self.data:
            about["action_id"] = self.action_id(self.data["action"])
        if "priority" in self.data:
            about["priority_id"] = self.year.plan.priorities.get(key=self.data["priority"]).pk
        self.question = ask(self.year.plan.partnership, text=self.data["text"], name=self.data.get("name", ""), **about)

    def action_id(self, wording):
        return Action.objects.in_plan(self.year.plan).get(wording=wording).pk

    def assign(self):
        assigned = self.data["assigned"]
        if "to" in assigned:
            self.question.assigned_to = self.year.authority(assigned["to"])
        self.question.urgent = assigned.get("urgent", False)
        with attributed_to(by=self.year.coordinator, why=assigned.get("why", "")):
            self.question.save()

    def draft(self):
        drafted = self.data["drafted"]
        save_draft(self.question, by=self.year.people[drafted["by"]], text=drafted["text"])
        self.question.refresh_from_db()

    def answer(self):
        answered = self.data["answered"]
        action_ids = [self.action_id(wording) for wording in answered.get("actions", [])]
        words = {name: answered[name] for name in ("said", "answer")}
        publish_answer(self.question, by=self.year.coordinator, **words, action_ids=action_ids)
