"""Updates about an earlier date: what they do not do, once saved, in sentences for their writer."""

from django.template.defaultfilters import truncatewords
from django.utils.formats import date_format
from django.utils.translation import gettext

from actions.rounds.rounds import is_owed, running_round
from partners import clock


def note_on(form):
    """That the update of a saved form does not give the status, or does not answer the running round; "" otherwise."""
    action, speaks_of = form.action, form.cleaned_data["speaks_of"]
    if speaks_of == clock.today():
        return ""
    day = date_format(speaks_of, "j F Y")
    if form.is_earlier:
        newest = action.latest_update
        sentences = gettext(
            "It is about %(day)s, before the latest update, which is about %(newest)s, so it is kept as an earlier "
            "report. The status stays “%(status)s”."
        )
        newest_on, status = date_format(newest.speaks_of, "j F Y"), gettext(newest.get_status_display()).lower()
        return sentences % {"day": day, "newest": newest_on, "status": status}
    a_round = running_round(action.plan.partnership)
    if a_round and a_round.plan_id == action.plan.pk and is_owed(action, a_round):
        opened = date_format(a_round.opens_on, "j F Y")
        sentence = gettext(
            "It is about %(day)s, before the round opened on %(opened)s, so an update for this round is still due."
        )
        return sentence % {"day": day, "opened": opened}
    return ""


def notes_on(forms):
    """The notes on several saved forms, each with its action, as one text; "" if there are none."""
    notes = ((form.action.wording, note_on(form)) for form in forms)
    return " ".join(f"“{truncatewords(wording, 12)}”: {note[0].lower()}{note[1:]}" for wording, note in notes if note)
