"""E-mails of a round: who is reminded of what they owe, and how each is made; texts: templates/actions/mail."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from partners.languages import in_english
from partners.mail import in_language_of
from partners.models import User

from ..delivery import Post
from ..models import Action
from .recipients import DEPUTY, LEAD_OFFICER, OFFICER, Recipients
from .rounds import owed
from .wording import RoundWordings

# Headings in a letter, by the capacity in which somebody answers for an action, in this order.
CAPACITIES = {
    LEAD_OFFICER: _("You are the lead officer"),
    DEPUTY: _("You are the deputy, and the lead officer cannot be reached"),
    OFFICER: _("Sent to every officer: no lead officer can be reached"),
}


@dataclass
class Letter:
    """Everything asked of one person: a user or, if they have no sign-in, a bare address.

    `mine` are the actions they answer for as an officer, {id: the capacity, of CAPACITIES} in `capacities`;
    `to_pass_on` those led by authorities whose contact they are, `without_lead` and `unheard` (by why nobody else is
    asked) those they get as coordinator. Each list: soonest due first.
    """

    user: User | None
    name: str
    address: str
    mine: list[Action] = field(default_factory=list)
    capacities: dict[int, str] = field(default_factory=dict)
    to_pass_on: dict[str, list[Action]] = field(default_factory=lambda: defaultdict(list))
    without_lead: list[Action] = field(default_factory=list)
    unheard: dict[tuple[str, str], list[Action]] = field(default_factory=lambda: defaultdict(list))

    @property
    def key(self):
        return f"user-{self.user.pk}" if self.user else self.address

    @property
    def parts(self):
        """[(why this person gets them, "" for their own, actions)]."""
        parts = self._own_parts()
        contact = gettext("You are the contact for %(authority)s")
        parts += [(contact % {"authority": name}, actions) for name, actions in self.to_pass_on.items()]
        parts += [(gettext("No lead agreed, so sent to you as coordinator"), self.without_lead)]
        instead = gettext("%(why)s, so sent to you as coordinator")
        for (sentence, authority), actions in self.unheard.items():
            parts += [(instead % {"why": gettext(sentence) % {"authority": authority}}, actions)]
        return [part for part in parts if part[1]]

    def _own_parts(self):
        """`parts` of `mine`, by capacity and authority; a heading says which, unless it is the same for all."""
        by_heading, capacities = defaultdict(list), {self.capacities.get(a.pk, OFFICER) for a in self.mine}
        several = len({action.lead_id for action in self.mine}) > 1
        for capacity in CAPACITIES:
            said = str(CAPACITIES[capacity]) if capacities != {capacity} or capacity == DEPUTY else ""
            for action in self.mine:
                if self.capacities.get(action.pk, OFFICER) == capacity:
                    heading = ": ".join(filter(None, [action.lead.name if several else "", said]))
                    by_heading[heading].append(action)
        return [*by_heading.items()]

    @property
    def actions(self):
        return [action for _, actions in self.parts for action in actions]

    @property
    def first(self):
        """The action due first; one of this person's own, if any."""
        return (self.mine or self.actions)[0]

    @property
    def why(self):
        """Capacities in which the person gets it: "Officer of the Council, coordinator"."""
        leads = dict.fromkeys(action.lead.short_name for action in self.mine)
        capacities = [gettext("officer of %(authority)s") % {"authority": name} for name in leads]
        capacities += [gettext("contact of %(authority)s") % {"authority": name} for name in self.to_pass_on]
        capacities += [gettext("coordinator")] * bool(self.without_lead or self.unheard)
        text = ", ".join(capacities)
        return text[0].upper() + text[1:]


@in_english()
def letters(a_round, refused=frozenset(), told_before=frozenset()):
    """([Letter], [Action nobody can be e-mailed about]) for what is owed now, in a fixed number of queries.

    An action's lead officer is e-mailed about it, else the deputy, else all active officers of the authority that leads
    it, else its contact, else the coordinators, who also get those without a lead. `refused` are rejected addresses, in
    lower case; `told_before` are pairs of a rejected address and the key of a letter that went before it was known, so
    that its recipient is passed over as well. Recipients who may get more when other addresses are rejected come last.
    """
    return _Desk(a_round.plan.partnership, refused, told_before).sort(owed(a_round))


class _Desk:
    """Assembles the letters of a round."""

    def __init__(self, partnership, refused, told_before):
        self.recipients, self.told_before, self.letters = Recipients(partnership, refused), told_before, {}

    def sort(self, actions):
        stranded = [action for action in actions if not self.assign(action)]
        contacts = {a.lead.contact_email.lower() for a in actions if a.lead}
        return sorted(self.letters.values(), key=lambda each: self.rank(each, contacts)), stranded

    def rank(self, letter, contacts):
        if letter.user and letter.user.pk in self.recipients.coordinators:
            return 3
        if letter.address.lower() in contacts:
            return 2
        return 0 if LEAD_OFFICER in letter.capacities.values() else 1

    def assign(self, action):
        """Add the action to its recipients' letters. Returns whether it has any recipient."""
        passed_over = set()
        if self.assign_to_officers(action, passed_over):
            return True
        if action.lead and (contact := self.contact(action, passed_over)):
            contact.to_pass_on[action.lead.name].append(action)
            return True
        for user in self.recipients.coordinators.values():
            letter = self.to(user)
            (letter.unheard[self.why_unheard(action)] if action.lead else letter.without_lead).append(action)
        return bool(self.recipients.coordinators)

    def assign_to_officers(self, action, passed_over):
        """The same for its officers. Adds to `passed_over` the addresses of those who were rejected."""
        for capacity, users in self.recipients.in_line(action):
            able = [user for user in users if self.recipients.can_tell(user)]
            able = [user for user in able if not self.knew_too_late(f"user-{user.pk}", passed_over)]
            passed_over |= {user.email.lower() for user in users if not self.recipients.can_tell(user)}
            for user in able:
                letter = self.to(user)
                letter.mine.append(action)
                letter.capacities[action.pk] = capacity
            if able:
                return True
        return False

    def knew_too_late(self, key, passed_over):
        """Whether the letter had gone when one of the addresses before it in line was rejected."""
        return any((address, key) in self.told_before for address in passed_over)

    def to(self, user):
        return self.letters.setdefault(user.email.lower(), Letter(user, user.name, user.email))

    def contact(self, action, passed_over):
        """Letter to the contact of the action's lead; None if there is none to be told still, or if only members may
        read of the action and the contact is none.
        """
        authority = action.lead
        address = authority.contact_email.lower()
        user = self.recipients.users.get(address)
        key = f"user-{user.pk}" if user else address
        if not address or address in self.recipients.refused or self.knew_too_late(key, passed_over):
            return None
        if user:
            return self.to(user)
        if action.private:
            return None
        name = authority.contact_name or gettext("Contact of %(authority)s") % {"authority": authority.name}
        return self.letters.setdefault(address, Letter(None, name, address))

    def why_unheard(self, action):
        """Why the coordinator is asked instead of the lead: (a heading in their letter, the lead that it names)."""
        address = action.lead.contact_email.lower()
        if action.private and address and address not in self.recipients.refused:
            sentence = gettext_noop("For members only, and nobody at %(authority)s can sign in")
        else:
            sentence = gettext_noop("Nobody at %(authority)s can be e-mailed")
        return sentence, action.lead.name


class Message(Post):
    """A reminder ready to send, in the partnership's wording or its reader's language.

    `wordings` of its round are read if not given.
    """

    def __init__(self, letter, a_round, *, site, stamp, by=None, introduction="", wordings=None):
        partnership = a_round.plan.partnership
        wordings = wordings or RoundWordings(a_round)
        with in_language_of(wordings.reader(letter)):
            context = {
                "letter": letter,
                "pieces": wordings.pieces(letter),
                "partnership": partnership,
                "plan": a_round.plan,
                "link": answer_link(letter, partnership, site),
                "by": by,
                "introduction": introduction,
            }
            super().__init__(
                "actions/mail/reminder",
                context,
                name=letter.name,
                address=letter.address,
                subject=wordings.subject(letter),
                partnership=partnership,
                site=site,
                stamp=stamp,
            )


def answer_link(letter, partnership, site):
    """Link to the person's updates, at the action due first; "" for somebody who cannot sign in."""
    if letter.user is None:
        return ""
    return f"{site}{reverse('my_updates', args=[partnership.slug])}#action-{letter.first.pk}"
