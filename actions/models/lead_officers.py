"""Lead officers: the person, and a deputy, whom an action's lead authority names to answer for it."""

from dataclasses import dataclass

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from partners.history import attributed_to
from partners.models import Membership

# Headings of an officer's own page, by what they are to an action (see `part_of`), in the order of the page.
PARTS = {"lead": _("You are the lead officer"), "deputy": _("You are the deputy"), "": _("We lead")}


class Officers:
    """What follows from the two names: `lead_officer` and `deputy`, each a Membership or None, and `lead_id`.

    A name stays when its person leaves, loses the role or the lead changes, and counts no more: `officers` are those
    who are officers of the lead authority now, and `lost_officer` is a lead officer who is not.
    """

    @property
    def officers(self):
        """Lead officer and deputy, in this order, as far as they are named and officers of the lead authority now."""
        named = (self.lead_officer, self.deputy)
        return [membership for membership in named if membership and membership.is_officer_of(self.lead_id)]

    @property
    def lost_officer(self):
        """The lead officer, if no longer an officer of the lead authority, else None."""
        lost = self.lead_officer and not self.lead_officer.is_officer_of(self.lead_id)
        return self.lead_officer if lost else None

    def part_of(self, user):
        """One of PARTS: "" for somebody who is neither now."""
        parts = {m.user_id: "lead" if m == self.lead_officer else "deputy" for m in reversed(self.officers)}
        return parts.get(user.pk, "")

    def asks(self, user):
        """Whether its updates are asked of this officer of the lead authority: of the first of `officers`, else all."""
        return not self.officers or self.officers[0].user_id == user.pk

    @property
    def first_in_words(self):
        """The name of the first of `officers`: "Ann Officer" or "Ann Officer (deputy)"; "" if there is none."""
        if not self.officers:
            return ""
        first = self.officers[0]
        name = first.user.name
        return gettext("%(name)s (deputy)") % {"name": name} if first == self.deputy else name


@dataclass(frozen=True)
class NamedOfficers(Officers):
    """The officers of an action by themselves."""

    lead_id: int | None = None
    lead_officer: Membership | None = None
    deputy: Membership | None = None


def officers_by_action(actions):
    """{action id: NamedOfficers} of the actions in a queryset for which anybody is named, in two queries.

    They are few people for many actions, so each is read once.
    """
    named = actions.exclude(lead_officer=None, deputy=None).order_by()
    rows = list(named.values_list("pk", "lead_id", "lead_officer_id", "deputy_id"))
    people = Membership.all_objects.select_related("user").in_bulk({pk for row in rows for pk in row[2:] if pk})
    return {pk: NamedOfficers(lead, people.get(first), people.get(second)) for pk, lead, first, second in rows}


def attach_officers(actions):
    """Sets `lead_officer` and `deputy` on every action of a list, in one query."""
    ids = {pk for action in actions for pk in (action.lead_officer_id, action.deputy_id) if pk}
    people = Membership.all_objects.select_related("user").in_bulk(ids)
    for action in actions:
        action.lead_officer, action.deputy = people.get(action.lead_officer_id), people.get(action.deputy_id)
    return actions


class HasLeadOfficer(Officers, models.Model):
    """An action's lead officer and deputy, as memberships of its lead authority. Never public."""

    lead_officer = models.ForeignKey(
        Membership,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_comment="Who of the lead authority answers for it first; empty if nobody is named",
    )
    deputy = models.ForeignKey(
        Membership,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_comment="Who answers for it when the lead officer cannot",
    )

    class Meta:
        abstract = True

    def name_officers(self, *, by, lead_officer, deputy, why=""):
        """Set both, each a Membership or None."""
        self.lead_officer, self.deputy = lead_officer, deputy
        with attributed_to(by=by, why=why):
            self.save()


def two_people(model_name):
    """Constraint: the lead officer is not their own deputy."""
    condition = Q(lead_officer__isnull=True) | Q(deputy__isnull=True) | ~Q(lead_officer=F("deputy"))
    return models.CheckConstraint(condition=condition, name=f"{model_name}_deputy_is_somebody_else")
