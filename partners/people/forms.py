"""Forms of the people pages."""

import csv

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from partners.forms.choices import AuthorityChoice
from partners.forms.fields import PlainText
from partners.forms.reasons import PersonReasonForm

from .. import clock
from ..models import Authority, Invitation, Membership
from ..permissions import Role
from .invitations import MAX_AT_ONCE

WHAT_ROLES_MAY = _(
    "Observers read. Partner officers update their authority’s actions. Limited officers, for co-operating bodies, do "
    "too, but see only those actions and what is public. Chairs publish. Coordinators edit the plan and manage people."
)


def check_role(authority, role):
    """Raises ValidationError unless the role is open to the authority: observing bodies have observers only, and only
    co-operating ones limited officers.
    """
    if authority and role and authority.kind == Authority.Kind.OBSERVING and role != Role.OBSERVER:
        raise ValidationError(
            gettext("%(name)s is an observing body: its people can only be observers") % {"name": authority.name},
            code="observing",
        )
    if authority and role == Role.LIMITED and authority.kind != Authority.Kind.COOPERATING:
        raise ValidationError(
            gettext("%(name)s is not a co-operating body: limited officers are only for those")
            % {"name": authority.name},
            code="limited",
        )


class InvitedAddress(forms.EmailField):
    widget = forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"})
    default_error_messages = {"invalid": _("Enter a full e-mail address, such as ann.example@example.org")}

    def __init__(self, **kwargs):
        super().__init__(max_length=254, **kwargs)


class RoleChoice(forms.ChoiceField):
    widget = forms.RadioSelect

    def __init__(self, *, ask):
        super().__init__(label=_("Role"), choices=Role, help_text=WHAT_ROLES_MAY, error_messages={"required": ask})


class InviteForm(forms.Form):
    """Invitation of one person."""

    name = PlainText(label=_("Name"), rows=1, max_length=200, ask=_("Enter the person’s name"))
    email = InvitedAddress(
        label=_("E-mail address"), error_messages={"required": _("Enter the e-mail address for the invitation")}
    )
    authority = AuthorityChoice(
        Authority.objects.none(),
        label=_("Authority"),
        empty_label=_("Choose one"),
        error_messages={"required": _("Choose the person’s authority")},
    )
    role = RoleChoice(ask=_("Choose a role"))

    def __init__(self, *args, partnership, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["authority"].queryset = partnership.authorities.existing(clock.today())

    def clean(self):
        data = super().clean()
        email, authority = data.get("email"), data.get("authority")
        if not email or not authority:
            return data
        members = Membership.objects.filter(authority=authority, user__email__iexact=email, user__is_active=True)
        if members.exists():
            self.add_error(
                "email",
                gettext("%(address)s is already a member for %(name)s") % {"address": email, "name": authority.name},
            )
        elif Invitation.objects.pending().filter(authority=authority, email__iexact=email).exists():
            message = gettext("%(address)s is already invited for %(name)s. Send it again from the People page") % {
                "address": email,
                "name": authority.name,
            }
            self.add_error("email", message)
        try:
            check_role(authority, data.get("role"))
        except ValidationError as error:
            self.add_error("role", error)
        return data


class InviteSeveralForm(forms.Form):
    """Invitation of several people, one per line, all or none. A valid form has `people`, a list of dicts."""

    lines = PlainText(
        label=_("One person on each line"),
        rows=10,
        max_length=20_000,
        help_text=_(
            "Name, e-mail address, authority and role, separated by commas, or pasted from a spreadsheet. "
            "Put names with a comma in double quotes."
        ),
        ask=_("Enter or paste one person on each line"),
    )

    def __init__(self, *args, partnership, **kwargs):
        super().__init__(*args, **kwargs)
        self.partnership = partnership
        authorities = partnership.authorities.existing(clock.today())
        self.authorities = {name.casefold(): a for a in authorities for name in (a.short_name, a.name)}
        self.roles = {name.casefold(): role for role in Role for name in (role.value, role.label)}

    def clean_lines(self):
        text = self.cleaned_data["lines"]
        numbered = [(n, line.strip()) for n, line in enumerate(text.split("\n"), 1) if line.strip()]
        if len(numbered) > MAX_AT_ONCE:
            raise ValidationError(
                gettext("Enter %(most)s people at most: you entered %(number)s")
                % {"most": MAX_AT_ONCE, "number": len(numbered)}
            )
        self.people, errors, line_numbers = [], [], {}
        for number, line in numbered:
            try:
                person = self.read(line)
                key = (person["email"].casefold(), person["authority"].pk)
                if (first := line_numbers.setdefault(key, number)) != number:
                    raise ValidationError(gettext("this repeats line %(first)s") % {"first": first})
                self.people.append(person)
            except ValidationError as error:
                errors += [
                    ValidationError(gettext("Line %(number)s: %(message)s") % {"number": number, "message": message})
                    for message in error.messages
                ]
        if errors:
            raise ValidationError(errors)
        return text

    def read(self, line):
        """Dict of one line: name, email, authority, role. Raises ValidationError."""
        cells = _cells(line)
        if len(cells) != 4:
            raise ValidationError(
                gettext("enter a name, e-mail address, authority and role; this line has %(number)s of the four")
                % {"number": len(cells)}
            )
        name, email, authority, role = cells
        if authority.casefold() not in self.authorities:
            names = ", ".join(dict.fromkeys(a.short_name for a in self.authorities.values()))
            raise ValidationError(
                gettext("“%(authority)s” is not an authority here. Use one of: %(names)s")
                % {"authority": authority, "names": names}
            )
        if role.casefold() not in self.roles:
            raise ValidationError(
                gettext("“%(role)s” is not a role. Use one of: %(roles)s")
                % {"role": role, "roles": ", ".join(map(str, Role.labels))}
            )
        keys = {"authority": self.authorities[authority.casefold()].pk, "role": self.roles[role.casefold()]}
        form = InviteForm({"name": name, "email": email, **keys}, partnership=self.partnership)
        if not form.is_valid():
            raise ValidationError([message for messages in form.errors.values() for message in messages])
        return form.cleaned_data


def _cells(line):
    try:
        row = next(csv.reader([line], delimiter="\t" if "\t" in line else ",", skipinitialspace=True))
    except csv.Error as error:
        raise ValidationError(gettext("this line cannot be read")) from error
    return [cell.strip() for cell in row]


class RoleForm(PersonReasonForm):
    """A member's role."""

    role = RoleChoice(ask=_("Choose a role"))
    field_order = ["role", "why"]

    def __init__(self, *args, membership, **kwargs):
        super().__init__(*args, initial={"role": membership.role}, **kwargs)
        self.authority = membership.authority

    def clean_role(self):
        check_role(self.authority, self.cleaned_data["role"])
        return self.cleaned_data["role"]
