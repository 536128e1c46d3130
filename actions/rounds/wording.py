"""The wording of the e-mails of reporting rounds: the standard one, in English, the coordinator's own, and their
fields.
"""

import re

from django.utils.formats import date_format
from django.utils.translation import gettext, gettext_noop, ngettext
from django.utils.translation import gettext_lazy as _

from partners import clock

from ..models import Reminder, RoundWording

Occasion = RoundWording.Occasion

SUBJECT = gettext_noop("{updates} due by {due}: {plan}")
TEXT = gettext_noop("""Dear {name},

Please update {actions} of the {plan} by {due}. Say how each is going and what was done: two sentences are enough.

{link}

{list}

You will get no more reminders for an action once it is updated.""")
LATE_TEXT = gettext_noop("""Dear {name},

Please update {actions} of the {plan}: updates were due on {due}. Say how each is going and what was done: two \
sentences are enough.

{link}

{list}

You will get no more reminders for an action once it is updated.""")

# {occasion: (subject, text)}
STANDARD = {
    Occasion.ASKING: (SUBJECT, TEXT),
    Occasion.REMINDING: (SUBJECT, TEXT),
    Occasion.LATE: (gettext_noop("{updates_were} due on {due}: {plan}"), LATE_TEXT),
}

# {field: what stands in its place}. A text must have the blocks, a subject cannot.
FIELDS = {
    "name": _("the person’s name"),
    "actions": _("number of actions, such as “4 actions”"),
    "updates": _("number of updates, such as “4 updates”"),
    "updates_were": _("the same, such as “4 updates were” or “1 update was”"),
    "number": _("the number alone, such as “4”"),
    "due": _("the date on which updates are due"),
    "plan": _("the plan’s title"),
    "partnership": _("the partnership’s name"),
}
BLOCKS = {
    "link": _("the link to the person’s updates; for a contact who does not sign in, a request to pass the e-mail on"),
    "list": _("the person’s actions, each with its due date and last update"),
}
MISSING = {
    "link": _("Include {link} for the link to the person’s updates"),
    "list": _("Include {list} for the person’s actions"),
}
FIELD = re.compile(r"\{([^{}\n]*)\}")
BLOCK = re.compile(r"\{(link|list)\}")


def mistakes(text, *, in_subject=False):
    """What is wrong with the fields of a text, as sentences."""
    used = FIELD.findall(text)
    known = FIELDS if in_subject else FIELDS | BLOCKS
    found = []
    for name in dict.fromkeys(used):
        if in_subject and name in BLOCKS:
            found.append(gettext("%(field)s cannot be in the subject") % {"field": f"{{{name}}}"})
        elif name not in known:
            fields = ", ".join(f"{{{each}}}" for each in known)
            unknown = gettext("There is no field %(field)s. The fields are %(fields)s")
            found.append(unknown % {"field": f"{{{name[:40]}}}", "fields": fields})
    if not found and set("{}") & set(FIELD.sub("", text)):
        found.append(gettext("Use curly brackets only for fields, such as {name}"))
    if not in_subject:
        found += [message for name, message in MISSING.items() if name not in used]
    return found


class RoundWordings:
    """The wordings of a round's e-mails, read in two queries.

    `typed`, a (subject, text), stands for the wording of any occasion, to preview it.
    """

    def __init__(self, a_round, typed=None):
        self.round, self.typed = a_round, typed
        own = RoundWording.objects.filter(partnership=a_round.plan.partnership_id)
        self.own = {each.occasion: (each.subject, each.text) for each in own}
        sent = Reminder.objects.filter(round=a_round.pk, state=Reminder.State.SENT)
        self.asked = {f"user-{user}" if user else address for user, address in sent.values_list("user_id", "address")}

    def occasion(self, letter):
        if clock.today() > self.round.due_on:
            return Occasion.LATE
        return Occasion.REMINDING if letter.key in self.asked else Occasion.ASKING

    def of(self, letter):
        """(subject, text) for a letter, the fields not filled in."""
        occasion = self.occasion(letter)
        return self._own(occasion) or tuple(gettext(words) for words in STANDARD[occasion])

    def _own(self, occasion):
        return self.typed or self.own.get(occasion)

    def reader(self, letter):
        """The user in whose language a letter is; None if it is in the partnership's own words, which are English."""
        return None if self._own(self.occasion(letter)) else letter.user

    def subject(self, letter):
        return filled(self.of(letter)[0], self.values(letter))

    def pieces(self, letter):
        """The text as [(kind, words)]: "text" with its fields filled in, "link" or "list" without words."""
        values = self.values(letter)
        split = BLOCK.split(self.of(letter)[1])
        texts = [("text", filled(text, values)) for text in split[::2]]
        blocks = [(name, "") for name in split[1::2]]
        return [piece for pair in zip(texts, [*blocks, ("text", "")], strict=True) for piece in pair]

    def values(self, letter):
        """{field: what stands in its place}."""
        number, plan = len(letter.actions), self.round.plan
        counted = {"number": number}
        return {
            "name": letter.name,
            "actions": ngettext("%(number)s action", "%(number)s actions", number) % counted,
            "updates": ngettext("%(number)s update", "%(number)s updates", number) % counted,
            "updates_were": ngettext("%(number)s update was", "%(number)s updates were", number) % counted,
            "number": str(number),
            "due": date_format(self.round.due_on),
            "plan": str(plan),
            "partnership": str(plan.partnership),
        }


def filled(text, values):
    """A text with its fields filled in; what stands in their place is not read for fields again."""
    return FIELD.sub(lambda match: values.get(match[1], match[0]), text)
