"""The information sharing protocol: its versions, their signatures and the forms for both."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from partners.forms.choices import AuthorityChoice
from partners.forms.conflicts import EditForm, ObjectForm
from partners.forms.evidence_fields import DocumentAddress, PastDay
from partners.forms.fields import PlainText
from partners.meetings.quorum import responsible_on

from ..history import attributed_to
from ..models import Authority, Protocol, ProtocolSignature


@dataclass(frozen=True)
class Signing:
    """Progress of signing a version, among the responsible authorities that exist on a given day.

    `signed` has their signatures, `others` those of other authorities, `missing` the authorities yet to sign.
    """

    protocol: Protocol
    signed: tuple[ProtocolSignature, ...]
    others: tuple[ProtocolSignature, ...]
    missing: tuple[Authority, ...]

    @property
    def needed(self):
        return len(self.signed) + len(self.missing)

    @property
    def complete(self):
        return bool(self.signed) and not self.missing

    @property
    def done_on(self):
        """Day of the last required signature; None while one is missing."""
        return max(signature.signed_on for signature in self.signed) if self.complete else None


def signing_of(protocol, signatures, authorities, day):
    """The Signing of a version, from its valid signatures and all of the partnership's authorities."""
    needed = {a.pk: a for a in responsible_on(day, authorities)}
    signed = tuple(signature for signature in signatures if signature.authority_id in needed)
    signatories = {signature.authority_id for signature in signed}
    return Signing(
        protocol,
        signed,
        tuple(signature for signature in signatures if signature.authority_id not in needed),
        tuple(a for pk, a in needed.items() if pk not in signatories),
    )


class RecordOnce:
    """Form mixin for a record that may exist once: the same again is a second click, and other values are refused."""

    twin = None

    def refuse_another(self, existing, field, message):
        """Keep an `existing` record equal to the form's data as the `twin`; refuse the field if it is another."""
        same = not self.errors and self.instance._state.adding
        if same and all(getattr(existing, name) == self.cleaned_data[name] for name in self._meta.fields):
            self.twin = existing
        else:
            self.add_error(field, message)

    def save(self, *, by):
        """Save the record, unless nothing changed or it exists. Returns it."""
        if self.twin:
            return self.twin
        if self.instance._state.adding or self.has_changed():
            with attributed_to(by=by):
                self.instance.save()
        return self.instance


class ProtocolForm(RecordOnce, EditForm):
    """A version of the protocol: its name, day of agreement and address."""

    version = PlainText(
        label=_("Version"),
        rows=1,
        max_length=60,
        help_text=_("For example 2 or 2009."),
        ask=_("Enter the version"),
    )
    agreed_on = PastDay(label=_("Agreed on"))
    link = DocumentAddress(
        label=_("Address of the document (URL)"), help_text=_("Its address, beginning with https://")
    )

    class Meta:
        model = Protocol
        fields = ["version", "agreed_on", "link"]

    def clean(self):
        data = super().clean()
        protocol = self.instance
        others = Protocol.objects.in_partnership(protocol.partnership).active().exclude(pk=protocol.pk)
        if same_version := others.filter(version=data.get("version", "")).first():
            agreed_on = date_format(same_version.agreed_on)
            message = gettext("Version %(version)s is recorded already, agreed on %(agreed_on)s") % {
                "version": same_version.version,
                "agreed_on": agreed_on,
            }
            self.refuse_another(same_version, "version", message)
        first = protocol.pk and protocol.signatures.active().order_by("signed_on").first()
        if first and data.get("agreed_on") and data["agreed_on"] > first.signed_on:
            message = gettext("%(authority)s signed it on %(signed_on)s, which is before") % {
                "authority": first.authority,
                "signed_on": date_format(first.signed_on),
            }
            self.add_error("agreed_on", message)
        return data


class SignatureForm(RecordOnce, ObjectForm):
    """An authority's signature of a version: day, signatory's post, address of the signed copy."""

    authority = AuthorityChoice(
        Authority.objects.none(),
        label=_("Authority"),
        empty_label=_("Choose an authority"),
        error_messages={"required": _("Choose the authority that signed")},
    )
    signed_on = PastDay(label=_("Signed on"))
    signed_by = PlainText(
        label=_("Signatory’s post"),
        rows=1,
        max_length=200,
        required=False,
        help_text=_("For example Chief Executive, not the person’s name."),
    )
    link = DocumentAddress(
        label=_("Address of the signed copy (URL)"), help_text=_("Its address, beginning with https://")
    )

    class Meta:
        model = ProtocolSignature
        fields = ["authority", "signed_on", "signed_by", "link"]

    def __init__(self, *args, protocol, **kwargs):
        super().__init__(*args, instance=ProtocolSignature(protocol=protocol), **kwargs)
        self.protocol = protocol
        acting = protocol.partnership.authorities.acting()
        self.signatures = {signature.authority_id: signature for signature in protocol.signatures.active()}
        field = self.fields["authority"]
        field.queryset = acting
        field.choices = [("", field.empty_label), *((a.pk, a.name) for a in acting if a.pk not in self.signatures)]

    def clean_signed_on(self):
        day, agreed_on = self.cleaned_data["signed_on"], self.protocol.agreed_on
        if day < agreed_on:
            raise ValidationError(
                gettext("Enter %(agreed_on)s, when this version was agreed, or a later date")
                % {"agreed_on": date_format(agreed_on)}
            )
        return day

    def clean(self):
        data = super().clean()
        authority, day = data.get("authority"), data.get("signed_on")
        if authority and day and not authority.existed_on(day):
            self.add_error(
                "signed_on",
                gettext("%(name)s did not exist on %(day)s") % {"name": authority.name, "day": date_format(day)},
            )
        if existing := self.signatures.get(authority and authority.pk):
            message = gettext("%(name)s signed this version on %(signed_on)s already") % {
                "name": authority.name,
                "signed_on": date_format(existing.signed_on),
            }
            self.refuse_another(existing, "authority", message)
        return data
