"""Published answers as open data; docs/open-data.md describes the columns. Nobody who asked is in it."""

from partners import clock

COLUMNS = ("id", "question", "answer", "about_kind", "about_id", "about", "answered_on", "action_ids")


def answers_table(rows):
    """(columns, rows) of published answers, each {answer, about, deeds} with parts of the newest edition."""
    return COLUMNS, [_row(row["answer"], row["about"], row["deeds"]) for row in rows]


def _row(answer, about, deeds):
    whole = answer.priority_id is None and answer.action_id is None
    return (
        answer.pk,
        answer.said,
        answer.answer,
        about.kind if about else "plan" if whole else None,
        about.pk if about else None,
        about.name if about else None,
        clock.date_of(answer.published_at),
        "; ".join(str(deed.pk) for deed in deeds) or None,
    )
