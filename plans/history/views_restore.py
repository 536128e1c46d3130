from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext

from partners.forms.pages import form_page, posted
from partners.forms.reasons import OptionalReasonForm
from partners.permissions import Permission

from ..plan_pages import require_open, use_plan
from ..views import find_tracked
from .restore import (
    ChangedMeanwhile,
    WordingTaken,
    fingerprint_of_wording,
    reason,
    restore_wording,
    to_change_back,
    wording_of,
)
from .timetravel import row_of


@form_page(atomic=False)
def restore(request, access, kind, pk, number):
    """Preview and restore the wording from one row of an object's history."""
    instance = find_tracked(access, kind, pk)
    access.require(Permission.WRITE_PLAN)
    if plan := getattr(instance, "plan", None):
        use_plan(request, require_open(plan))
    row = row_of(instance, number)
    earlier = wording_of(instance, row) if row else {}
    if not earlier:
        raise Http404
    day = date_format(row.history_date, "j F Y")
    form = OptionalReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        why = reason(row.history_date, form.cleaned_data["why"])
        try:
            changed = restore_wording(
                instance, fields=earlier, by=request.user, why=why, seen=request.POST.get("seen", "")
            )
        except ObjectDoesNotExist as error:
            raise Http404 from error
        except (ChangedMeanwhile, WordingTaken) as error:
            form.add_error(None, str(error))
            instance.refresh_from_db()
        else:
            message = (
                gettext("Wording of %(day)s restored.") % {"day": day}
                if changed
                else gettext("Nothing changed: this is the current wording.")
            )
            messages.success(request, message)
            return redirect("history", access.partnership.slug, kind, pk)
    return render(
        request,
        "plans/history/restore.html",
        {
            "instance": instance,
            "kind": kind,
            "row": row,
            "form": form,
            "seen": fingerprint_of_wording(instance),
            "differences": to_change_back(instance, earlier),
        },
    )
