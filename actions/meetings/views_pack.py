"""The pack of a meeting: its page, its files, and when it is sent by itself."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from partners import clock
from partners.access import member_page
from partners.forms.conflicts import EditForm
from partners.forms.date_fields import DayField
from partners.forms.pages import form_page, posted, to_edit
from partners.meetings.scheduling import NOT_BEGUN, AlreadyBegun, set_meeting
from partners.models import Meeting
from partners.permissions import Permission
from partners.working_days import working_days_before
from plans.jobs.turns import one_at_a_time
from plans.plan_pages import actions_url

from ..models import Pack
from .confidential import pack_for
from .pack import pack_before, pack_of
from .pack_docx import pack_as_docx
from .pack_pdf import pack_as_pdf, pack_context
from .sending import PACK
from .views import docx_response, find_meeting, pdf_response

NOW = "now"


def find_pack(request, meeting):
    """The meeting's pack of ?number=, by default its newest; None if there is none yet, or for NOW. Raises Http404."""
    number = request.GET.get("number", "")
    if number == NOW:
        return None
    if number.isdecimal() and len(number) < 5:
        return get_object_or_404(meeting.packs, number=int(number))
    return pack_before(meeting)


def _contents(access, meeting, pack):
    """The contents of a pack, or of that which would be made now, as this person may read them."""
    return pack_for(access, pack.contents if pack else pack_of(meeting))


@member_page
def meeting_pack(request, access, pk):
    """The pack that members read before the meeting: the frozen one or, until there is one, its current contents."""
    meeting = find_meeting(access, pk)
    pack = find_pack(request, meeting)
    return render(
        request,
        "actions/meetings/pack.html",
        {
            "meeting": meeting,
            "frozen": pack,
            "packs": packs_with_letters(meeting),
            "may_send": access.may(Permission.RUN_MEETINGS) and meeting.state in NOT_BEGUN,
            "actions_url": actions_url(access),
            **pack_context(_contents(access, meeting, pack)),
        },
    )


def packs_with_letters(meeting):
    """The meeting's packs, newest first, with sender, time and letters."""
    packs = meeting.packs.defer("payload").select_related("by", "sending")
    packs = list(packs.prefetch_related("sending__letters__again_by").order_by("-number"))
    begun = [pack for pack in packs if pack.why == Pack.Why.BEGUN]
    for pack in begun[1:] if meeting.is_begun else begun:
        pack.taken_back = True
    return packs


@one_at_a_time
@member_page
def meeting_pack_pdf(request, access, pk):
    """The pack as a PDF."""
    meeting = find_meeting(access, pk)
    pack = find_pack(request, meeting)
    contents = _contents(access, meeting, pack)
    return pdf_response(request, lambda: pack_as_pdf(contents, pack), PACK.file_name(meeting))


@one_at_a_time
@member_page
def meeting_pack_docx(request, access, pk):
    """The pack as a Word document."""
    meeting = find_meeting(access, pk)
    pack = find_pack(request, meeting)
    contents = _contents(access, meeting, pack)
    return docx_response(request, lambda: pack_as_docx(contents, pack), PACK.file_name(meeting, "docx"))


class PackScheduleForm(EditForm):
    """When a meeting's pack is sent by itself."""

    pack_on = DayField(
        label=_("Day"),
        required=False,
        called=_("the day"),
        help_text=_(
            "For another day only: 9 7 2009 or 9 July 2009. It is sent between 8 in the morning and 6 in the "
            "evening, if the coordinators were notified the day before."
        ),
    )

    class Meta:
        model = Meeting
        fields = ["pack_schedule", "pack_on"]
        widgets = {"pack_schedule": forms.RadioSelect}
        labels = {"pack_schedule": _("Send the pack")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        schedules = Meeting.PackSchedule
        self.fields["pack_schedule"].choices = [
            (schedules.USUAL, self._usual()),
            (schedules.DAY, gettext("On another day")),
            (schedules.HELD, gettext("Do not send it automatically")),
        ]

    def _usual(self):
        number = self.instance.group.pack_days_before
        if number is None:
            return gettext("By hand, as usual in this group")
        day = working_days_before(clock.date_of(self.instance.starts_at), number)
        return gettext("On %(day)s, as usual in this group") % {"day": date_format(day, "l j F Y")}

    def clean(self):
        data = super().clean()
        if data.get("pack_schedule") != Meeting.PackSchedule.DAY:
            data["pack_on"] = None
            self.errors.pop("pack_on", None)
        elif "pack_on" not in self.errors:
            self._check_day(data.get("pack_on"))
        return data

    def _check_day(self, day):
        if day is None:
            self.add_error("pack_on", gettext("Enter the day on which the pack is to be sent"))
        elif not clock.today() < day <= clock.date_of(self.instance.starts_at):
            self.add_error("pack_on", ValidationError(gettext("Choose a day after today, and not after the meeting")))


@form_page
def meeting_pack_schedule(request, access, pk):
    """When the pack is sent by itself: as usual, on another day, or not."""
    meetings = to_edit(request, Meeting.objects.in_partnership(access.partnership))
    meeting = get_object_or_404(meetings.select_related("group"), pk=pk)
    access.require(Permission.RUN_MEETINGS)
    form = PackScheduleForm(posted(request), instance=meeting)
    if meeting.state in NOT_BEGUN and form.is_valid():
        try:
            if form.is_different:
                set_meeting(form.instance, by=request.user)
        except AlreadyBegun:
            meeting = find_meeting(access, pk)
        else:
            messages.success(request, gettext("Saved."))
            return redirect("meeting_detail", access.partnership.slug, meeting.pk)
    begun = meeting.state not in NOT_BEGUN
    context = {"form": form, "meeting": meeting, "begun": begun}
    status = 409 if begun and request.method == "POST" else 200
    return render(request, "actions/meetings/pack_schedule.html", context, status=status)
