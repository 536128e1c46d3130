"""What the site holds about somebody, for themselves and their coordinator; and how contact details are removed."""

from django import forms
from django.contrib import messages
from django.core.serializers.json import DjangoJSONEncoder
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from partners import clock
from partners.models import Membership
from partners.people import people_page
from partners.standing import atomic_post
from partners.words import WordsField

from .holding import held
from .removing import NotYetError, is_removed, pseudonym, remove, why_not


class RemoveForm(forms.Form):
    name = forms.ChoiceField(
        label="Their name in the history",
        widget=forms.RadioSelect,
        error_messages={"required": "Say what becomes of their name"},
    )
    why = WordsField(
        rows=2, max_length=500, error_messages={"required": "Say why the details are removed"},
        help_text="Only coordinators can read it. Do not repeat here what is to be removed.",
    )  # fmt: skip

    def __init__(self, data=None, *, user):
        super().__init__(data, initial={"name": "keep"})
        self.fields["name"].choices = [
            ("keep", f"Stays: {user.name}"),
            ("remove", f"Becomes “{pseudonym(user)}”"),
        ]


def _file(user, parts):
    told = {part.label: {"rows": part.rows, "history": part.past} for part in parts}
    content = {"person": user.name, "made_at": clock.now(), "held": told}
    response = JsonResponse(content, encoder=DjangoJSONEncoder, json_dumps_params={"ensure_ascii": False, "indent": 1})
    response.headers["Content-Disposition"] = 'attachment; filename="personal-data.json"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


@require_safe
def my_data(request):
    """Everything that the site holds about who asks, in all partnerships."""
    response = render(request, "actions/personal/my_data.html", {"parts": held(request.user)})
    response.headers["Cache-Control"] = "private, no-store"
    return response


@require_safe
def my_data_download(request):
    return _file(request.user, held(request.user))


def _find(access, pk):
    members = Membership.ever.in_partnership(access.partnership).select_related("user", "authority")
    return get_object_or_404(members, pk=pk)


@people_page
@require_safe
def person_data(request, access, pk):
    """What the partnership holds about one of its people, whether they are here or have left."""
    membership = _find(access, pk)
    user = membership.user
    return render(
        request,
        "actions/personal/person_data.html",
        {
            "membership": membership,
            "person": user,
            "parts": held(user, access.partnership),
            "removed": is_removed(user),
            "needed": why_not(user, access.partnership),
        },
    )


@people_page
@require_safe
def person_download(request, access, pk):
    user = _find(access, pk).user
    return _file(user, held(user, access.partnership))


@people_page
@require_http_methods(["GET", "HEAD", "POST"])
@atomic_post
def person_remove(request, access, pk):
    """The coordinator removes the contact details of somebody who has left everywhere."""
    membership = _find(access, pk)
    user = membership.user
    form = RemoveForm(request.POST if request.method == "POST" else None, user=user)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            named = {"name_too": data["name"] == "remove", "partnership": access.partnership}
            remove(user, by=request.user, why=data["why"], **named)
        except NotYetError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "The contact details are removed.")
            return redirect("person_data", access.partnership.slug, pk)
    said = {"membership": membership, "person": user, "form": form, "needed": why_not(user, access.partnership)}
    return render(request, "actions/personal/person_remove.html", said)
