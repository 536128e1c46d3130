from collections import defaultdict

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext

from partners.forms.pages import form_page, posted, to_edit
from partners.forms.reasons import RequiredReasonForm

from .. import clock
from ..access import member_page
from ..models import Protocol, ProtocolSignature
from ..permissions import Permission
from .signing import ProtocolForm, SignatureForm, signing_of


def _find_protocol(request, access, pk):
    """The partnership's version of the protocol, if it was not taken back; nobody else can sign it while this request
    writes. Raises Http404.
    """
    versions = Protocol.objects.in_partnership(access.partnership).active()
    return get_object_or_404(to_edit(request, versions), pk=pk)


@member_page
def protocols(request, access):
    """Every version with its signatures and, for the newest, those missing."""
    authorities, today = list(access.partnership.authorities.all()), clock.today()
    signatures = ProtocolSignature.objects.in_partnership(access.partnership).select_related(
        "authority", "protocol", "taken_back_by"
    )
    versions = Protocol.objects.in_partnership(access.partnership).select_related("taken_back_by")
    of_version, taken_back = defaultdict(list), []
    for signature in signatures:
        (taken_back if signature.taken_back_at else of_version[signature.protocol_id]).append(signature)
    current = [version for version in versions if version.taken_back_at is None]
    return render(
        request,
        "partners/protocols/protocols.html",
        {
            "signings": [signing_of(version, of_version[version.pk], authorities, today) for version in current],
            "taken_back": [version for version in versions if version.taken_back_at],
            "signatures_taken_back": taken_back,
        },
    )


@form_page
def protocol_edit(request, access, pk=None):
    """Record a version of the protocol, or edit one."""
    protocol = _find_protocol(request, access, pk) if pk else Protocol(partnership=access.partnership)
    access.require(Permission.KEEP_DUTIES)
    if request.method == "POST" and not pk:
        access.partnership.lock()
    heading = str(protocol) if pk else gettext("Add a version of the protocol")
    form = ProtocolForm(posted(request), instance=protocol)
    if form.is_valid():
        messages.success(request, gettext("Saved: %(protocol)s.") % {"protocol": form.save(by=request.user)})
        return redirect("protocols", access.partnership.slug)
    return render(request, "partners/protocols/protocol_edit.html", {"form": form, "heading": heading})


@form_page
def protocol_sign(request, access, pk):
    """Record an authority's signature."""
    protocol = _find_protocol(request, access, pk)
    access.require(Permission.KEEP_DUTIES)
    form = SignatureForm(posted(request), protocol=protocol)
    if form.is_valid():
        signature = form.save(by=request.user)
        messages.success(
            request,
            gettext("Recorded: %(name)s has signed version %(version)s.")
            % {"name": signature.authority.name, "version": protocol.version},
        )
        return redirect("protocols", access.partnership.slug)
    context = {"form": form, "protocol": protocol, "heading": gettext("Record a signature")}
    return render(request, "partners/protocols/protocol_sign.html", context)


@form_page(atomic=False)
def protocol_take_back(request, access, pk):
    protocol = get_object_or_404(Protocol.objects.in_partnership(access.partnership), pk=pk)
    return _take_back(request, access, protocol, str(protocol), (gettext("Withdraw"), gettext("Withdrawn")))


@form_page(atomic=False)
def signature_take_back(request, access, pk):
    signatures = ProtocolSignature.objects.in_partnership(access.partnership)
    signature = get_object_or_404(signatures.select_related("authority", "protocol"), pk=pk)
    heading = gettext("%(name)s signed version %(version)s") % {
        "name": signature.authority.name,
        "version": signature.protocol.version,
    }
    return _take_back(request, access, signature, heading, (gettext("Remove"), gettext("Removed")))


def _take_back(request, access, record, heading, deed):
    """Ask for the reason, then take the record back; a second click does nothing. `deed` is on the button and in the
    message.
    """
    access.require(Permission.KEEP_DUTIES)
    form = RequiredReasonForm(posted(request))
    if request.method != "POST" and record.taken_back_at:
        raise Http404("It is withdrawn already")
    if request.method == "POST" and form.is_valid():
        record.take_back(by=request.user, why=form.cleaned_data["why"])
        messages.success(request, f"{deed[1]}: {heading}.")
        return redirect("protocols", access.partnership.slug)
    return render(
        request, "partners/protocols/protocol_take_back.html", {"form": form, "heading": heading, "deed": deed[0]}
    )
