"""The tasks of an officer: what is due from them."""

from django.urls import reverse
from django.utils.formats import date_format

from .tasks import Task, counted, days_late, oldest, waiting


def officer_tasks(access, *, user, a_round, wanted, unreported, challenges, figures, lost):
    """[Task] of what is outstanding: `wanted` are the actions of which the round asks an update, `unreported` the
    number that needs one without a round, `figures` [(criterion, [Period])], `lost` the number without lead officer.
    """
    slug = access.partnership.slug
    tasks = [
        _updates(slug, user, a_round, wanted, unreported),
        _challenges(access, list(challenges)),
        _figures(slug, figures),
        Task(
            "lead officers", f"{counted(lost, 'action')} whose lead officer has left", "Choose another",
            f"{reverse('lead_officers', args=[slug])}?by=lost", number=lost,
        ),
    ]  # fmt: skip
    return sorted((task for task in tasks if task.number), key=lambda task: not task.late)


def _updates(slug, user, a_round, wanted, unreported):
    address = reverse("my_updates", args=[slug])
    if not a_round:
        line = f"{counted(unreported, 'action')} overdue or without an update"
        return Task("updates", line, "Update", address, number=unreported)
    late = days_late(a_round.due_on)
    line = f"{counted(wanted, 'update')} {'outstanding since' if late else 'due by'} {date_format(a_round.due_on)}"
    mine = sum(action.asks(user) for action in wanted)
    if mine != len(wanted):
        line += f", {mine} from you"
    return Task("updates", line, "Answer", address, number=len(wanted), late=late)


def _challenges(access, challenges):
    def address(record):
        return reverse("challenge_answer", args=[access.partnership.slug, record.pk])

    days = [record.meeting.day for record in challenges]
    if len(challenges) == 1:
        line = f"A question from the meeting of {date_format(days[0])}: {challenges[0].text}"
        return Task("questions", line, "Answer", address(challenges[0]), number=1, late=waiting(days))
    items = [(record.text, f"{record.meeting}", address(record)) for record in challenges]
    line = f"{counted(items, 'question')} from meetings{oldest(days)}"
    return Task("questions", line, "Answer", items[0][2] if items else "", items, late=waiting(days))


def _figures(slug, figures):
    items = []
    for criterion, periods in figures:
        first = periods[0]
        more = f", and {len(periods) - 1} more" if len(periods) > 1 else ""
        address = reverse("criterion_measure", args=[slug, criterion.pk])
        items.append((criterion.wording, f"{first}{more}", f"{address}?period={first.starts_on}/{first.ends_on}"))
    line = f"{counted(items, 'figure')} due"
    return Task("figures", line, "Add", f"{reverse('criteria', args=[slug])}?by=mine", items)
