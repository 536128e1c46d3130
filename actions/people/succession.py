"""Succession of authorities: open work goes to the successor, finished work stays with the old authority."""

from datetime import timedelta

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from partners import clock
from partners.fingerprint import fingerprint
from partners.forms.choices import AuthorityChoice
from partners.forms.conflicts import outdated_notice
from partners.forms.date_fields import DayField
from partners.forms.fields import PlainText
from partners.forms.pages import form_page, posted
from partners.forms.reasons import ReasonField
from partners.history import attributed_to
from partners.models import Authority, GroupMember, Invitation, Membership, Partnership
from partners.people.memberships import admit
from partners.permissions import Permission, further
from partners.settings.views import find_authority
from plans.models import Duty, Plan
from priorities.models import SuccessCriterion

from ..models import Action, DateMove, Question, attach_latest


def _open(actions):
    """Those of a few actions that are open, in plans that have not closed.

    By their ids: PostgreSQL believes that hardly any plan has not closed, and looks for those first.
    """
    ids = list(actions.order_by().values_list("pk", flat=True))
    found = Action.objects.filter(pk__in=ids).in_open_plans().with_latest_update().for_list().with_officers()
    return [action for action in attach_latest(found) if not action.closed]


class OpenWork:
    """An authority's open work: actions it leads or supports, criteria it reports, its members, seats and invitations,
    pending date-change requests, duties, and unanswered questions of the public. Complete and withdrawn actions stay
    with the authority that did them.
    """

    def __init__(self, authority):
        self.led = _open(Action.objects.led_by([authority]))
        self.supported = _open(Action.objects.supported_by([authority]))
        criteria = SuccessCriterion.objects.filter(reporter=authority).exclude(priority__plan__in=Plan.objects.closed())
        self.criteria = list(criteria.select_related("priority"))
        self.members = list(Membership.objects.filter(authority=authority).select_related("user"))
        self.seats = list(GroupMember.objects.filter(authority=authority).select_related("group", "user"))
        self.invitations = list(Invitation.objects.pending().filter(authority=authority))
        self.moves = list(DateMove.objects.waiting().filter(authority=authority).select_related("action"))
        self.duties = list(Duty.objects.filter(authority=authority, retired_at=None))
        self.questions = list(Question.objects.unanswered().assigned_to_any([authority]).order_by("pk"))

    @property
    def lists(self):
        """[(heading, rows, function for the text of a row)] of all of it."""
        return [
            (gettext("actions led"), self.led, str),
            (gettext("actions supported"), self.supported, str),
            (gettext("success criteria reported"), self.criteria, str),
            (gettext("members"), self.members, lambda member: str(member.user)),
            (gettext("seats on groups"), self.seats, lambda seat: f"{seat.called}, {seat.group}"),
            (gettext("open invitations"), self.invitations, lambda invitation: invitation.name),
            (gettext("due date requests"), self.moves, lambda move: str(move.action)),
            (gettext("duties"), self.duties, str),
            (gettext("questions from the public"), self.questions, str),
        ]

    @property
    def lines(self):
        """[(heading, [text])], to read before it goes over."""
        return [(heading, [text_of(row) for row in rows]) for heading, rows, text_of in self.lists]

    @property
    def fingerprint(self):
        return fingerprint([[row.pk for row in rows] for _, rows, _ in self.lists])


class SuccessorForm(forms.Form):
    """An authority's last day and its successor: an existing authority or a new one."""

    ends_on = DayField(
        period="last",
        label=_("Last day"),
        help_text=_("For example 31 3 2013."),
        error_messages={
            "required": _("Enter the last day"),
            "invalid": _("Enter a real date, such as 31 3 2013"),
        },
    )
    successor = AuthorityChoice(
        Authority.objects.none(), required=False, empty_label=_("A new authority, named below"), label=_("Successor")
    )
    name = PlainText(rows=1, max_length=200, required=False, label=_("Name of the new authority"))
    short_name = PlainText(rows=1, max_length=60, required=False, label=_("Short name"))
    why = ReasonField(ask=_("Enter a reason"))

    def __init__(self, *args, authority, **kwargs):
        super().__init__(*args, **kwargs)
        self.authority = authority
        others = authority.partnership.authorities.acting().filter(succeeds=None).exclude(pk=authority.pk)
        self.fields["successor"].queryset = others.existing(clock.today())

    def clean_ends_on(self):
        day, begun = self.cleaned_data["ends_on"], self.authority.starts_on
        if day > clock.today():
            raise ValidationError(
                gettext("Enter a date that is today or in the past. To record a future last day, edit the authority")
            )
        if begun and day < begun:
            raise ValidationError(gettext("It began on %(begun)s") % {"begun": date_format(begun)})
        return day

    def clean(self):
        data = super().clean()
        if data.get("successor") or self.errors:
            return data
        if not data.get("name"):
            self.add_error("name", gettext("Enter a name, or choose a successor"))
        if not data.get("short_name"):
            self.add_error("short_name", gettext("Enter a short name"))
        names = Authority.objects.filter(partnership=self.authority.partnership, name__iexact=data.get("name", ""))
        if names.exists():
            self.add_error("name", gettext("This authority exists already. Choose it above"))
        return data


@transaction.atomic
def succeed(authority, *, by, why, ends_on, successor=None, name="", short_name=""):
    """Wind up an authority and hand its open work (see OpenWork) to its successor. Returns the successor.

    A new successor starts on the following day and takes the old one's position.
    """
    Partnership.objects.select_for_update().get(pk=authority.partnership_id)
    work = OpenWork(authority)
    with attributed_to(by=by, why=why):
        authority.ends_on = ends_on
        authority.save()
        successor = successor or Authority(
            partnership=authority.partnership,
            name=name,
            short_name=short_name,
            kind=authority.kind,
            position=authority.position,
            starts_on=ends_on + timedelta(days=1),
        )
        successor.succeeds = authority
        successor.save()
    _hand_over(work, authority, successor, by=by, why=why)
    return successor


def _hand_over(work, old, new, *, by, why):
    with attributed_to(by=by, why=why):
        joined = _move_people(work, new)
    for action in work.led:
        action.lead = new
        action.lead_officer = joined.get(action.lead_officer_id, action.lead_officer)
        action.deputy = joined.get(action.deputy_id, action.deputy)
        action.revise(by=by, why=why, supporting=[a for a in action.supporting if a not in (old, new)])
    for action in work.supported:
        supporting = [new if a == old else a for a in action.supporting]
        action.revise(by=by, why=why, supporting=[a for a in dict.fromkeys(supporting) if a != action.lead])
    with attributed_to(by=by, why=why):
        for criterion in work.criteria:
            criterion.reporter = new
            criterion.save()
        for row in (*work.moves, *work.duties):
            row.authority = new
            row.save()
        for question in work.questions:
            question.assigned_to = new
            question.save()
        if old.contact_email and not new.contact_email:
            new.contact_name, new.contact_email = old.contact_name, old.contact_email
            new.save()


def _move_people(work, new):
    """Members who already belong to the successor get one membership there, with the role that reaches further.

    Returns {id of a membership that ends: that of the successor}.
    """
    roles, joined = dict(Membership.objects.filter(authority=new).values_list("user_id", "role")), {}
    for member in work.members:
        joined[member.pk] = admit(member.user, new, further(member.role, roles.get(member.user_id, member.role)))
        member.ended_at = clock.now()
        member.save()
    for seat in work.seats:
        if seat.user and seat.group.members.filter(authority=new, user=seat.user).exists():
            seat.delete()
            continue
        seat.authority = new
        seat.save()
    invited = {
        email.lower() for email in Invitation.objects.pending().filter(authority=new).values_list("email", flat=True)
    }
    for invitation in work.invitations:
        if invitation.email.lower() in invited:
            invitation.revoked_at = clock.now()
        else:
            invitation.authority = new
        invitation.save()
    return joined


@form_page
def authority_succeed(request, access, pk):
    """Preview of what would go over; then it is handed over."""
    access.require(Permission.SET_UP)
    authority = find_authority(request, access, pk)
    if hasattr(authority, "successor"):
        messages.warning(
            request,
            gettext("%(name)s has already taken over from %(closed)s.")
            % {"name": authority.successor.name, "closed": authority.name},
        )
        return redirect("authorities", access.partnership.slug)
    work = OpenWork(authority)
    form = SuccessorForm(posted(request), authority=authority)
    outdated = request.method == "POST" and outdated_notice(request.POST.get("seen"), work.fingerprint)
    if request.method == "POST" and form.is_valid() and not outdated:
        successor = succeed(authority, by=request.user, **form.cleaned_data)
        messages.success(
            request,
            gettext("%(name)s has taken over from %(closed)s.") % {"name": successor.name, "closed": authority.name},
        )
        return redirect("authorities", access.partnership.slug)
    context = {"authority": authority, "form": form, "work": work, "outdated": outdated}
    return render(request, "actions/people/authority_succeed.html", context, status=409 if outdated else 200)
