"""The register: each duty with the day it was last done, the evidence, and the next due day.

What the site knows by itself is calculated each time and stored nowhere; evidence that people record adds to it, and
the newest counts. The number of queries is fixed.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import models
from django.db.models.functions import Coalesce
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from partners import clock
from partners.meetings.quorum import seniors_of
from partners.models import Authority, Meeting, Protocol
from partners.protocols.signing import signing_of

from ..dates import months_after
from ..models import Assessment, Consultation, Duty, DutyDone, Edition, Plan

SOON = timedelta(days=60)
Knows, Often = Duty.Knows, Duty.Often


class State(models.TextChoices):
    """Status of a duty, in display order."""

    OVERDUE = "overdue", _("Overdue")
    INCOMPLETE = "incomplete", _("Not complete")
    NEVER = "never", _("No evidence yet")
    SOON = "soon", _("Due soon")
    DONE = "done", _("Done")

    @property
    def shape(self):
        return STATE_SHAPES[self]


# Icon of an action's effective status used for each duty status.
STATE_SHAPES = {
    State.OVERDUE: "overdue",
    State.INCOMPLETE: "not_updated",
    State.NEVER: "no_report",
    State.SOON: "at_risk",
    State.DONE: "complete",
}
RANK = {state: place for place, state in enumerate(State)}


def next_due(duty, last):
    """Day by which a duty last done on `last` is due again, or None."""
    return months_after(last, duty.months) if last and duty.often == Often.EVERY else None


def duty_state(last, due, today, *, incomplete=False):
    """State of a duty from the days it was last done and is due again, each a date or None."""
    if incomplete:
        return State.INCOMPLETE
    if last is None:
        return State.NEVER
    if due is None or due > today + SOON:
        return State.DONE
    return State.SOON if due >= today else State.OVERDUE


@dataclass(frozen=True)
class Known:
    """Evidence of a duty in the site's own data.

    `done_on`, `description` and the related row are as in a DutyDone; `done_on` is None without evidence. `note` adds
    what is lacking, `missing` are the authorities that did not come to `meeting_lacking` or have not signed
    `protocol_lacking`.
    """

    done_on: date | None = None
    description: str = ""
    meeting: Meeting | None = None
    edition: Edition | None = None
    protocol: Protocol | None = None
    plan: Plan | None = None
    assessment: Assessment | None = None
    consultation: Consultation | None = None
    note: str = ""
    missing: tuple[Authority, ...] = ()
    meeting_lacking: Meeting | None = None
    protocol_lacking: Protocol | None = None
    by_itself = True


@dataclass(frozen=True)
class Line:
    """A row of the register. `last` is the newest DutyDone or Known that shows the duty was done, or None."""

    duty: Duty
    known: Known
    last: DutyDone | Known | None
    due: date | None
    state: State
    note: str


class Facts:
    """Evidence of duties in a partnership's own data, in a fixed number of queries."""

    def __init__(self, partnership, today):
        self.today = today
        self.authorities = list(Authority.objects.in_partnership(partnership))
        public = Meeting.objects.in_partnership(partnership).of_strategy_group().held().filter(in_public=True)
        self.public = list(public.select_related("group").prefetch_related("attendances__people").reverse())
        self.protocol = Protocol.objects.in_partnership(partnership).active().first()
        signatures = list(self.protocol.signatures.active().select_related("authority")) if self.protocol else []
        self.signing = self.protocol and signing_of(self.protocol, signatures, self.authorities, today)
        editions = Edition.objects.in_partnership(partnership).active().select_related("plan").defer("payload")
        self.edition = editions.order_by("-published_at", "-number").first()
        self.plan = Plan.objects.running(partnership)
        prepared = Assessment.objects.in_partnership(partnership).filter(prepared_on__lte=today)
        self.assessment = prepared.order_by("-prepared_on", "-pk").first()
        consultations = Consultation.objects.in_partnership(partnership).annotate(
            over_on=Coalesce("ends_on", "starts_on")
        )
        self.consultation = consultations.filter(over_on__lte=today).order_by("-over_on", "-pk").first()

    def of(self, knows):
        """The Known of one of Duty.Knows."""
        finders = {
            Knows.PUBLIC_MEETING: self.public_meeting,
            Knows.SENIORS: self.seniors,
            Knows.PROTOCOL: self.signed,
            Knows.SUMMARY: self.summary,
            Knows.PLAN: self.updated,
            Knows.ASSESSMENT: self.assessed,
            Knows.CONSULTATION: self.consulted,
        }
        return finders[knows]() if knows in finders else Known()

    def public_meeting(self):
        if not self.public:
            return Known(note=gettext("No meeting of the strategy group in public is recorded."))
        last = self.public[0]
        return Known(last.day, gettext("The strategy group met in public."), meeting=last)

    def seniors(self):
        """The newest meeting in public with a senior person from every responsible authority of its day."""
        if not self.public:
            return self.public_meeting()
        tests = [(each, seniors_of(each.attendances.all(), self.authorities, each.day)) for each in self.public]
        newest, test = tests[0]
        shortfall = {}
        if test.missing:
            names = " and ".join(filter(None, [", ".join(map(str, test.missing[:-1])), str(test.missing[-1])]))
            note = gettext("Senior representation missing at the meeting in public of %(day)s: %(names)s.") % {
                "day": date_format(newest.day),
                "names": names,
            }
            shortfall = {"note": note, "missing": test.missing, "meeting_lacking": newest}
        met = next((meeting for meeting, test in tests if test.met), None)
        if met is None:
            return Known(**shortfall)
        description = gettext(
            "Every responsible authority was represented by a senior person at the meeting in public."
        )
        return Known(met.day, description, meeting=met, **shortfall)

    def signed(self):
        """The newest version of the protocol, once every existing responsible authority has signed it."""
        if not self.protocol:
            return Known(note=gettext("No version of the protocol is recorded."))
        version, signing = self.protocol.version, self.signing
        if signing.complete:
            description = gettext("All %(needed)s responsible authorities have signed version %(version)s.") % {
                "needed": signing.needed,
                "version": version,
            }
            return Known(signing.done_on, description, protocol=self.protocol)
        names = ", ".join(map(str, signing.missing)) or gettext("there is no responsible authority")
        note = gettext("Version %(version)s: %(signed)s of %(needed)s have signed. Not yet: %(names)s.") % {
            "version": version,
            "signed": len(signing.signed),
            "needed": signing.needed,
            "names": names,
        }
        return Known(note=note, missing=signing.missing, protocol_lacking=self.protocol)

    def summary(self):
        if not self.edition:
            return Known(note=gettext("No edition of the plan is published."))
        description = gettext("Edition %(number)s of the plan was published.") % {"number": self.edition.number}
        return Known(clock.date_of(self.edition.published_at), description, edition=self.edition)

    def updated(self):
        if not self.plan or not self.plan.last_updated_on:
            return Known(note=gettext("The plan has no date of its last update."))
        return Known(self.plan.last_updated_on, gettext("Date of the plan’s last update."), plan=self.plan)

    def assessed(self):
        if not self.assessment:
            return Known(note=gettext("No strategic assessment has a date."))
        description = gettext("The strategic assessment was prepared.")
        return Known(self.assessment.prepared_on, description, assessment=self.assessment)

    def consulted(self):
        if not self.consultation:
            return Known(note=gettext("No completed consultation has an end date."))
        return Known(
            self.consultation.over_on, gettext("A consultation was completed."), consultation=self.consultation
        )

    def line(self, duty, evidence):
        """The Line of a duty, from its valid evidence."""
        known = self.of(duty.knows)
        candidates = [*([known] if known.done_on else []), *evidence]
        last = max(candidates, key=lambda each: each.done_on, default=None)
        due = next_due(duty, last and last.done_on)
        note, incomplete = known.note, bool(known.protocol_lacking or (known.missing and last is None))
        if duty.often == Often.VERSION and self.protocol and last and last.done_on < self.protocol.agreed_on:
            note = note or (
                gettext("Version %(version)s was agreed later, on %(agreed_on)s.")
                % {"version": self.protocol.version, "agreed_on": date_format(self.protocol.agreed_on)}
            )
            incomplete = True
        return Line(duty, known, last, due, duty_state(last, due, self.today, incomplete=incomplete), note)


def line_of(duty):
    """The Line of one duty."""
    return Facts(duty.partnership, clock.today()).line(duty, list(duty.done.counting().for_list()))


def register(partnership, hallmarks):
    """The register: {"groups": [{"hallmark": an outline's, or None, "lines": [Line]}], "tally": {State: number}}.

    One group for each of the outline's `hallmarks`, with the most urgent lines first; a last group without a hallmark
    for duties that serve none of this plan's.
    """
    facts, evidence, lines = Facts(partnership, clock.today()), defaultdict(list), defaultdict(list)
    for done in DutyDone.objects.in_partnership(partnership).counting().for_list():
        evidence[done.duty_id].append(done)
    keys = {hallmark["key"] for hallmark in hallmarks}
    for duty in Duty.objects.in_partnership(partnership).active().for_list():
        lines[duty.hallmark if duty.hallmark in keys else ""].append(facts.line(duty, evidence[duty.pk]))
    groups = [{"hallmark": each, "lines": sorted(lines[each["key"]], key=_order)} for each in hallmarks]
    if lines[""]:
        groups.append({"hallmark": None, "lines": sorted(lines[""], key=_order)})
    counts = Counter(line.state for group in groups for line in group["lines"])
    return {"groups": groups, "tally": {state: counts[state] for state in State if counts[state]}}


def _order(line):
    """Sort key: most urgent state first, then soonest due, then the duties' own order."""
    return RANK[line.state], line.due or date.max, line.duty.position, line.duty.pk
