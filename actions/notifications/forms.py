"""A person's choice of e-mails."""

from django import forms
from django.db import transaction
from django.utils.translation import gettext

from actions.models.notifications import EmailOptOut, Kind
from partners.models import Membership
from partners.permissions import MAY, Permission, Role

EVERYWHERE = "everywhere"


def kinds_for(memberships):
    """The kinds of e-mail that people with these roles get, in order."""
    roles = {membership.role for membership in memberships}
    answers = bool(roles & (MAY[Permission.REPORT] | MAY[Permission.REPORT_FOR_ANY]))
    wanted = {
        Kind.MINUTES: roles != {Role.LIMITED},
        Kind.EDITION: bool(roles & MAY[Permission.PUBLISH]),
        Kind.WEEK: Role.CHAIR in roles,
    }
    return [kind for kind in Kind if wanted.get(kind, answers)]


class EmailChoicesForm(forms.Form):
    """Which e-mails a person gets: one list for all their partnerships and, with several, one for each of them.

    An e-mail goes if both lists have its kind.
    """

    def __init__(self, data=None, *, user):
        self.user = user
        memberships = Membership.objects.filter(user=user).select_related("authority__partnership").order_by("pk")
        by_partnership = {}
        for each in memberships:
            by_partnership.setdefault(each.authority.partnership, []).append(each)
        self.lists = {EVERYWHERE: (None, kinds_for(memberships))}
        if len(by_partnership) > 1:
            for partnership, held in by_partnership.items():
                self.lists[f"in-{partnership.slug}"] = partnership, kinds_for(held)
        unwanted = set(EmailOptOut.objects.filter(user=user).values_list("partnership_id", "kind"))
        super().__init__(data)
        for name, (partnership, kinds) in self.lists.items():
            self.fields[name] = forms.MultipleChoiceField(
                label=gettext("From %(area)s in particular") % {"area": partnership.area}
                if partnership
                else gettext("Send me an e-mail when"),
                help_text=""
                if partnership or len(self.lists) == 1
                else gettext("In all your partnerships, and in those that you join later."),
                choices=[(kind.value, kind.label) for kind in kinds],
                widget=forms.CheckboxSelectMultiple,
                required=False,
                initial=[kind for kind in kinds if (partnership and partnership.pk, kind) not in unwanted],
                error_messages={"invalid_choice": gettext("Choose from the list")},
            )
            self.fields[name].asked = True

    @transaction.atomic
    def save(self):
        """Keep the choices; what the page did not show stays as it was."""
        for name, (partnership, kinds) in self.lists.items():
            mine = EmailOptOut.objects.filter(user=self.user, partnership=partnership)
            mine.filter(kind__in=self.cleaned_data[name]).delete()
            for kind in kinds:
                if kind not in self.cleaned_data[name]:
                    EmailOptOut.objects.get_or_create(user=self.user, partnership=partnership, kind=kind)
