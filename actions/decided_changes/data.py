"""A decided change as plain data, for minutes, packs and lists of matters arising."""


def decided_data(change):
    """A DecidedChange as it was decided, as a dict of plain data.

    {id, kind, outcome: "", applied or dropped, why not, action: {id, wording} or None, part: name or "", wording, lead,
    due_on, due_words, was_wording, was_lead, was_due_on}; leads are names or None.
    """
    names = ("id", "kind", "outcome", "why", "wording", "due_on", "due_words", "was_wording", "was_due_on")
    return {
        **{name: getattr(change, name) for name in names},
        "action": change.action and {"id": change.action.pk, "wording": change.action.wording},
        "part": change.part.name if change.part else "",
        "lead": change.lead and change.lead.name,
        "was_lead": change.was_lead and change.was_lead.name,
    }
