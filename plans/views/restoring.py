from django import forms
from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.views.decorators.http import require_http_methods

from partners.roles import Deed
from partners.standing import member_page
from partners.words import MEMBERS_READ_IT, WordsField

from ..pages import looking_at, still_written
from ..restoring import ChangedMeanwhile, WordsAreTaken, reason, state_of, to_change_back, words_of
from ..restoring import restore as restore_words
from ..timetravel import row_of
from .live import find_thing


class WhyForm(forms.Form):
    why = WordsField(
        label="Why",
        rows=2,
        max_length=500,
        required=False,
        help_text=MEMBERS_READ_IT,
    )


@member_page
@require_http_methods(["GET", "HEAD", "POST"])
def restore(request, standing, kind, pk, number):
    """The words that a thing had by one row of its history: what would change back; then they are its words again."""
    thing = find_thing(standing, kind, pk)
    standing.require(Deed.WRITE_PLAN)
    if plan := getattr(thing, "plan", None):
        looking_at(request, still_written(plan))
    row = row_of(thing, number)
    earlier = words_of(thing, row) if row else {}
    if not earlier:
        raise Http404
    day = date_format(row.history_date, "j F Y")
    form = WhyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        why = reason(row.history_date, form.cleaned_data["why"])
        try:
            changed = restore_words(thing, fields=earlier, by=request.user, why=why, seen=request.POST.get("seen", ""))
        except ObjectDoesNotExist as error:
            raise Http404 from error
        except ChangedMeanwhile:
            form.add_error(None, "Its words changed while you were reading. Look at what would change back now.")
            thing.refresh_from_db()
        except WordsAreTaken:
            form.add_error(
                None, f"Another {thing._meta.verbose_name} of the plan has these words now. Reword it first."
            )
        else:
            said = f"The wording of {day} is restored." if changed else "It has these words already: nothing changed."
            messages.success(request, said)
            return redirect("history", standing.partnership.slug, kind, pk)
    return render(
        request,
        "plans/restore.html",
        {
            "thing": thing,
            "kind": kind,
            "row": row,
            "form": form,
            "seen": state_of(thing),
            "differences": to_change_back(thing, earlier),
        },
    )
