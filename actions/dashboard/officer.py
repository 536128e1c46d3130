"""My actions: what is due from an officer, and the actions that their authorities lead and support."""

from datetime import date

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext, ngettext

from actions.reporting.my_updates import WITHOUT_A_ROUND
from actions.rounds.rounds import is_owed_in_outline
from plans.outline.kept import member_outline
from plans.outline.totals import actions_in
from plans.status import CLOSED

from ..models import Action
from ..models.lead_officers import PARTS, NamedOfficers, officers_by_action
from .questions import open_questions
from .tasks import Task, counted, days_late, oldest, waiting

NOBODY = NamedOfficers()
# How much of a question stands in its line: the rest is where it is answered.
FIRST_WORDS = 12


class OwnActions:
    """The actions of a plan that a member's authorities lead, and those that they only support: [(action of the
    outline, its NamedOfficers)], each list soonest due first.
    """

    def __init__(self, access, plan, *, user):
        self.plan, self.outline, self.user = plan, member_outline(access, plan), user
        ids = {authority.pk for authority in access.authorities}
        officers = officers_by_action(Action.objects.in_plan(plan).of_authorities(access.authorities))
        self.led, self.supported = [], []
        for action in sorted(actions_in(self.outline), key=lambda action: (action["due_on"] or date.max, action["id"])):
            if action["lead"] and action["lead"]["id"] in ids:
                self.led.append((action, officers.get(action["id"], NOBODY)))
            elif any(authority["id"] in ids for authority in action["supporting"]):
                self.supported.append((action, officers.get(action["id"], NOBODY)))
        self.led_open, self.supported_open = _open(self.led), _open(self.supported)
        self.closed = [row for row in (*self.led, *self.supported) if row[0]["status"] in CLOSED]

    def by_part(self):
        """[(heading, open actions)] of those that are led: this officer's own, those as deputy, the others."""
        parts = {part: [] for part in PARTS}
        for action, officers in self.led_open:
            parts[officers.part_of(self.user)].append((action, officers))
        return [(PARTS[part], actions) for part, actions in parts.items() if actions]


def _open(actions):
    return [(action, officers) for action, officers in actions if action["status"] not in CLOSED]


def officer_tasks(access, own, *, a_round, challenges, figures, questions):
    """[Task] of what is outstanding: `own` are their OwnActions, `figures` [(criterion, [Period])]."""
    slug = access.partnership.slug
    lost = sum(1 for _, officers in own.led_open if officers.lost_officer) if access.reporting_for else 0
    tasks = [
        _updates(slug, own, a_round),
        _challenges(access, list(challenges)),
        _figures(slug, figures),
        open_questions(
            questions, gettext("Draft the answer"), reverse("inbox", args=[slug]),
            lambda question: reverse("question_detail", args=[slug, question.pk]),
        ),
        Task(
            gettext("lead officers"),
            counted(
                ngettext("%(n)s action whose lead officer has left", "%(n)s actions whose lead officer has left", lost),
                lost,
            ),
            gettext("Choose another"),
            f"{reverse('lead_officers', args=[slug])}?by=lost", number=lost,
        ),
    ]  # fmt: skip
    return sorted((task for task in tasks if task.number), key=lambda task: not task.late)


def _updates(slug, own, a_round):
    address = reverse("my_updates", args=[slug])
    if not a_round:
        unreported = sum(1 for action, _ in own.led if action["effective_status"] in WITHOUT_A_ROUND)
        line = counted(
            ngettext(
                "%(n)s action overdue or without an update", "%(n)s actions overdue or without an update", unreported
            ),
            unreported,
        )
        return Task(gettext("updates"), line, gettext("Update"), address, number=unreported)
    wanted = [officers for action, officers in own.led_open if is_owed_in_outline(action, a_round)]
    late = days_late(a_round.due_on)
    number = len(wanted)
    if late:
        text = ngettext("%(n)s update outstanding since %(day)s", "%(n)s updates outstanding since %(day)s", number)
    else:
        text = ngettext("%(n)s update due by %(day)s", "%(n)s updates due by %(day)s", number)
    line = counted(text, number, day=date_format(a_round.due_on))
    mine = sum(officers.asks(own.user) for officers in wanted)
    if mine != number:
        line += gettext(", %(number)s from you") % {"number": mine}
    return Task(gettext("updates"), line, gettext("Answer"), address, number=len(wanted), late=late)


def _challenges(access, challenges):
    def address(record):
        return reverse("challenge_answer", args=[access.partnership.slug, record.pk])

    days = [record.meeting.day for record in challenges]
    if len(challenges) == 1:
        words = Truncator(challenges[0].text).words(FIRST_WORDS)
        line = gettext("A question from the meeting of %(day)s: “%(words)s”") % {
            "day": date_format(days[0]),
            "words": words,
        }
        return Task(gettext("questions"), line, gettext("Answer"), address(challenges[0]), number=1, late=waiting(days))
    items = [(record.text, f"{record.meeting}", address(record)) for record in challenges]
    number = len(items)
    line = counted(ngettext("%(n)s question from meetings", "%(n)s questions from meetings", number), number)
    return Task(
        gettext("questions"),
        line + oldest(days),
        gettext("Answer"),
        items[0][2] if items else "",
        items,
        late=waiting(days),
    )


def _figures(slug, figures):
    items = []
    for criterion, periods in figures:
        first = periods[0]
        more = gettext(", and %(number)s more") % {"number": len(periods) - 1} if len(periods) > 1 else ""
        address = reverse("criterion_measure", args=[slug, criterion.pk])
        items.append((criterion.wording, f"{first}{more}", f"{address}?period={first.starts_on}/{first.ends_on}"))
    line = counted(ngettext("%(n)s figure due", "%(n)s figures due", len(items)), len(items))
    return Task(gettext("figures"), line, gettext("Add"), f"{reverse('criteria', args=[slug])}?by=mine", items)
