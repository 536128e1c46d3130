"""Pages of the subject access report, for the person and their coordinator, and of erasure."""

from django import forms
from django.contrib import messages
from django.core.serializers.json import DjangoJSONEncoder
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from partners import clock
from partners.access import member_page
from partners.forms.pages import form_page, posted
from partners.forms.reasons import ReasonField
from partners.languages import in_english
from partners.models import Membership
from partners.permissions import Permission

from .erasure import NotYetError, is_removed, pseudonym, remove, why_not
from .report import data_about

# As member pages are.
not_stored = cache_control(private=True, no_store=True)


class RemoveForm(forms.Form):
    name = forms.ChoiceField(
        label=_("Their name in the history"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Enter what becomes of their name")},
    )
    why = ReasonField(
        ask=_("Enter why the details are removed"),
        help_text=_("Only coordinators can read it. Do not repeat here what is to be removed."),
    )

    def __init__(self, data=None, *, user):
        super().__init__(data, initial={"name": "keep"})
        self.fields["name"].choices = [
            ("keep", gettext("Stays: %(name)s") % {"name": user.name}),
            ("remove", gettext("Becomes “%(pseudonym)s”") % {"pseudonym": pseudonym(user)}),
        ]


def _download(user, parts):
    data_by_label = {part.label: {"rows": part.rows, "history": part.past} for part in parts}
    content = {"person": user.name, "made_at": clock.now(), "held": data_by_label}
    headers = {"Content-Disposition": 'attachment; filename="personal-data.json"'}
    options = {"json_dumps_params": {"ensure_ascii": False, "indent": 1}, "headers": headers}
    return JsonResponse(content, encoder=DjangoJSONEncoder, **options)


@not_stored
@require_safe
def my_data(request):
    """The subject access report of the signed-in user, across all partnerships."""
    return render(request, "actions/personal_data/my_data.html", {"parts": data_about(request.user)})


@not_stored
@require_safe
@in_english()
def my_data_download(request):
    return _download(request.user, data_about(request.user))


def _find(access, pk):
    members = Membership.all_objects.in_partnership(access.partnership).select_related("user", "authority")
    return get_object_or_404(members, pk=pk)


@member_page(permission=Permission.MANAGE_PEOPLE)
def person_data(request, access, pk):
    """The subject access report of a current or former member, within the partnership."""
    membership = _find(access, pk)
    user = membership.user
    return render(
        request,
        "actions/personal_data/person_data.html",
        {
            "membership": membership,
            "person": user,
            "parts": data_about(user, access.partnership),
            "removed": is_removed(user),
            "needed": why_not(user, access.partnership),
        },
    )


@member_page(permission=Permission.MANAGE_PEOPLE)
@in_english()
def person_download(request, access, pk):
    user = _find(access, pk).user
    return _download(user, data_about(user, access.partnership))


@form_page(permission=Permission.MANAGE_PEOPLE)
def person_remove(request, access, pk):
    """Erase the contact details of somebody who left."""
    membership = _find(access, pk)
    user = membership.user
    form = RemoveForm(posted(request), user=user)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            options = {"name_too": data["name"] == "remove", "partnership": access.partnership}
            remove(user, by=request.user, why=data["why"], **options)
        except NotYetError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, gettext("The contact details are removed."))
            return redirect("person_data", access.partnership.slug, pk)
    context = {"membership": membership, "person": user, "form": form, "needed": why_not(user, access.partnership)}
    return render(request, "actions/personal_data/person_remove.html", context)
