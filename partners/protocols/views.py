from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from partners.forms.pages import form_page, posted
from partners.forms.reasons import RequiredReasonForm

from .. import clock
from ..access import member_page
from ..models import Partnership, Protocol, ProtocolSignature
from ..permissions import Permission
from .signing import ProtocolForm, SignatureForm, signing_of


def find_protocol(access, pk, *, lock=False):
    """The partnership's version of the protocol, if it was not taken back. Raises Http404. With `lock`, nobody else can
    sign it until this transaction ends.
    """
    versions = Protocol.objects.in_partnership(access.partnership).active()
    return get_object_or_404(versions.select_for_update(of=["self"]) if lock else versions, pk=pk)


@member_page
@require_safe
def protocols(request, access):
    """Every version with its signatures and, for the newest, those missing."""
    authorities, today = list(access.partnership.authorities.all()), clock.today()
    signatures = ProtocolSignature.objects.in_partnership(access.partnership).select_related(
        "authority", "protocol", "taken_back_by"
    )
    versions = Protocol.objects.in_partnership(access.partnership).select_related("taken_back_by")
    of_version, taken_back = {}, []
    for signature in signatures:
        if signature.taken_back_at is None:
            of_version.setdefault(signature.protocol_id, []).append(signature)
        else:
            taken_back.append(signature)
    current = [version for version in versions if version.taken_back_at is None]
    return render(
        request,
        "partners/protocols/protocols.html",
        {
            "signings": [
                signing_of(version, of_version.get(version.pk, []), authorities, today) for version in current
            ],
            "taken_back": [version for version in versions if version.taken_back_at],
            "signatures_taken_back": taken_back,
        },
    )


@form_page
def protocol_new(request, access):
    access.require(Permission.KEEP_DUTIES)
    if request.method == "POST":
        Partnership.objects.select_for_update().get(pk=access.partnership.pk)
    return _edit_version(request, access, Protocol(partnership=access.partnership))


@form_page
def protocol_edit(request, access, pk):
    find_protocol(access, pk)
    access.require(Permission.KEEP_DUTIES)
    return _edit_version(request, access, find_protocol(access, pk, lock=request.method == "POST"))


def _edit_version(request, access, protocol):
    heading = str(protocol) if protocol.pk else "A new version of the protocol"
    form = ProtocolForm(posted(request), instance=protocol)
    if request.method == "POST" and form.is_valid():
        messages.success(request, f"Saved: {form.save(by=request.user)}.")
        return redirect("protocols", access.partnership.slug)
    return render(request, "partners/protocols/protocol_edit.html", {"form": form, "heading": heading})


@form_page
def protocol_sign(request, access, pk):
    """Record an authority's signature."""
    protocol = find_protocol(access, pk)
    access.require(Permission.KEEP_DUTIES)
    if request.method == "POST":
        find_protocol(access, pk, lock=True)
    form = SignatureForm(posted(request), protocol=protocol)
    if request.method == "POST" and form.is_valid():
        signature = form.save(by=request.user)
        messages.success(request, f"Recorded: {signature.authority.name} has signed version {protocol.version}.")
        return redirect("protocols", access.partnership.slug)
    heading = "Record a signature"
    return render(
        request, "partners/protocols/protocol_sign.html", {"form": form, "protocol": protocol, "heading": heading}
    )


@form_page(atomic=False)
def protocol_take_back(request, access, pk):
    protocol = get_object_or_404(Protocol.objects.in_partnership(access.partnership), pk=pk)
    return _take_back(request, access, protocol, str(protocol))


@form_page(atomic=False)
def signature_take_back(request, access, pk):
    signatures = ProtocolSignature.objects.in_partnership(access.partnership)
    signature = get_object_or_404(signatures.select_related("authority", "protocol"), pk=pk)
    return _take_back(
        request, access, signature, f"{signature.authority.name} signed version {signature.protocol.version}"
    )


def _take_back(request, access, record, heading):
    """Ask for the reason, then take the record back; a second click does nothing."""
    access.require(Permission.KEEP_DUTIES)
    form = RequiredReasonForm(posted(request))
    if request.method != "POST" and record.taken_back_at:
        raise Http404("It is taken back already")
    if request.method == "POST" and form.is_valid():
        record.take_back(by=request.user, why=form.cleaned_data["why"])
        messages.success(request, f"Taken back: {heading}.")
        return redirect("protocols", access.partnership.slug)
    return render(request, "partners/protocols/protocol_take_back.html", {"form": form, "heading": heading})
