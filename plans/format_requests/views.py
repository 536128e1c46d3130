"""Members' register of requests for the plan in another format."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from partners import clock
from partners.access import member_page
from partners.forms.pages import confirm_saved, form_page, posted, to_edit
from partners.forms.reasons import RequiredReasonForm
from partners.models import Membership, User
from partners.permissions import Permission

from ..models import FormatRequest, FormatRequestContact
from .figures import public_figures
from .forms import AnswerForm, HandlingForm, RecordForm
from .operations import delete_contact, receive
from .parts import parts_of

# Answered requests on the register; the export has all.
MOST_ANSWERED = 100


def may_answer(access, user, asked):
    """Whether a person may read who asked, and answer: a coordinator, and whoever sees to the request."""
    return access.may(Permission.ANSWER_FORMAT_REQUESTS) or asked.handled_by_id == user.pk


def _find(request, access, pk):
    """The partnership's request, locked if a form about it was submitted. Raises Http404."""
    return get_object_or_404(to_edit(request, FormatRequest.objects.in_partnership(access.partnership)), pk=pk)


def _find_to_answer(request, access, pk):
    """The same, for those who may answer it. Raises PermissionDenied for others."""
    asked = _find(request, access, pk)
    if not may_answer(access, request.user, asked):
        raise PermissionDenied
    return asked


def _people(partnership):
    """Those who can see to a request: members with a sign-in, in the order of names."""
    members = Membership.objects.in_partnership(partnership).filter(user__is_active=True)
    return User.objects.filter(pk__in=members.values("user")).order_by("name", "pk")


@member_page
def format_requests(request, access):
    """Requests that are not answered, the first to be due first, then the newest of the answered."""
    requests = FormatRequest.objects.in_partnership(access.partnership).for_list()
    context = {
        "open": requests.open(),
        "answered": requests.answered()[:MOST_ANSWERED],
        "figures": public_figures(access.partnership),
        "today": clock.today(),
    }
    return render(request, "plans/format_requests/format_requests.html", context)


@form_page(permission=Permission.RECORD_FORMAT_REQUESTS)
def format_request_new(request, access):
    """Record what somebody asked by telephone, by e-mail, by post or in person."""
    form = RecordForm(posted(request), parts=parts_of(access.partnership))
    if form.is_valid():
        how = {name: form.cleaned_data[name] for name in ("asked_by", "asked_on")}
        asked = receive(access.partnership, by=request.user, contact=form.contact, **how, **form.asked)
        messages.success(request, _("The request is recorded."))
        return redirect("format_request_detail", access.partnership.slug, asked.pk)
    return render(request, "plans/format_requests/format_request_new.html", {"form": form})


@member_page
def format_request_detail(request, access, pk):
    asked = get_object_or_404(FormatRequest.objects.in_partnership(access.partnership).for_list(), pk=pk)
    answers = may_answer(access, request.user, asked)
    contact = FormatRequestContact.objects.filter(request=asked).first() if answers else None
    context = {"asked": asked, "answers": answers, "contact": contact}
    return render(request, "plans/format_requests/format_request_detail.html", context)


@form_page
def format_request_edit(request, access, pk):
    """Who sees to it, by when, and what is asked for."""
    asked = _find_to_answer(request, access, pk)
    people, parts = _people(access.partnership), parts_of(access.partnership)
    form = HandlingForm(posted(request), instance=asked, people=people, parts=parts)
    if form.is_valid():
        confirm_saved(request, form.save_changes(by=request.user, why=form.cleaned_data["why"]))
        return redirect("format_request_detail", access.partnership.slug, pk)
    return render(request, "plans/format_requests/format_request_edit.html", {"form": form, "asked": asked})


@form_page
def format_request_answer(request, access, pk):
    """It was sent, or it is not provided; the same form corrects an answer."""
    asked = _find_to_answer(request, access, pk)
    form = AnswerForm(posted(request), instance=asked, initial={"answered_on": asked.answered_on or clock.today()})
    if form.is_valid():
        confirm_saved(request, form.save_changes(by=request.user), _("The answer is saved."))
        return redirect("format_request_detail", access.partnership.slug, pk)
    return render(request, "plans/format_requests/format_request_answer.html", {"form": form, "asked": asked})


@form_page
def format_request_delete_contact(request, access, pk):
    """Delete the contact details before their day, as whoever asked wants it."""
    asked = _find_to_answer(request, access, pk)
    if request.method != "POST" and not FormatRequestContact.objects.filter(request=asked).exists():
        raise Http404("They are deleted already")
    form = RequiredReasonForm(posted(request))
    if form.is_valid():
        delete_contact(asked, by=request.user, why=form.cleaned_data["why"])
        messages.success(request, _("The contact details are deleted."))
        return redirect("format_request_detail", access.partnership.slug, pk)
    context = {"form": form, "asked": asked}
    return render(request, "plans/format_requests/format_request_delete_contact.html", context)
