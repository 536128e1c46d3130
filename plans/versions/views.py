"""Members' pages of the plan's other formats: the register, drafts, publishing and withdrawing."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from partners.access import Closed, member_page
from partners.files.media import playable, with_player
from partners.fingerprint import fingerprint
from partners.forms.conflicts import outdated_notice
from partners.forms.pages import confirm_saved, form_page, posted_with_files, to_edit
from partners.forms.reasons import RequiredReasonForm
from partners.permissions import Permission

from ..format_requests.figures import public_figures
from ..models import Edition, FormatRequest, Version
from .easy_read import parts_of
from .forms import VersionForm
from .operations import delete_files_on_failure, publish_version, withdraw_version
from .register import current_edition_of, dated_of, register_of


def _find(request, access, pk):
    """The partnership's version, locked if a form about it was submitted. Raises Http404."""
    versions = Version.objects.in_partnership(access.partnership).for_list()
    return get_object_or_404(to_edit(request, versions), pk=pk)


@member_page
def versions(request, access):
    """Which formats are current, out of date or missing, the drafts, and how many asked for another."""
    rows = Version.objects.in_partnership(access.partnership).for_list()
    context = {
        "register": register_of(access.partnership),
        "drafts": rows.filter(published_at=None),
        "withdrawn": rows.filter(withdrawn_at__isnull=False),
        "figures": public_figures(access.partnership),
        "asked": FormatRequest.objects.in_partnership(access.partnership).open().count(),
    }
    return render(request, "plans/versions/versions.html", context)


@member_page
def version_detail(request, access, pk):
    version = _find(request, access, pk)
    context = {
        "this_version": version,
        "parts": parts_of(version),
        "dated": dated_of(version, current_edition_of(access.partnership)),
    }
    return with_player(render(request, "plans/versions/version_detail.html", context))


@member_page
def version_media(request, access, pk):
    """The file of a version, drafts too."""
    version = _find(request, access, pk)
    if not version.file_stored:
        raise Http404
    return playable(request, version.file_name, version.file_stored, version.file_size)


@form_page(permission=Permission.MAKE_VERSIONS, atomic=False)
def version_edit(request, access, pk=None):
    """Draft a version, or change a draft."""
    editions = Edition.objects.in_partnership(access.partnership).active().defer("payload")
    editions = editions.order_by("-published_at", "-pk")
    with delete_files_on_failure(), transaction.atomic():
        version = _find(request, access, pk) if pk else Version(partnership=access.partnership)
        if not version.is_draft:
            raise Closed(_("It is published. Withdraw it, and draft another."))
        if version.payload:
            raise Closed(_("It is made from the easy words. Change those, and draft another."))
        heading = version.title or _("A version in another format")
        initial = {} if pk else {"edition": editions.first()}
        form = VersionForm(*posted_with_files(request), instance=version, editions=editions, initial=initial)
        if form.is_valid():
            confirm_saved(request, form.save_changes(by=request.user), _("The draft is saved."))
            return redirect("version_detail", access.partnership.slug, form.instance.pk)
    return render(
        request, "plans/versions/version_edit.html", {"form": form, "this_version": version, "heading": heading}
    )


@form_page(permission=Permission.PUBLISH)
def version_publish(request, access, pk):
    """Publish a draft as it was looked at."""
    version = _find(request, access, pk)
    if not version.is_draft:
        raise Closed(_("It is published already."))
    if version.edition is None:
        raise Closed(_("It is not known which edition it was made from."))
    names = ("edition_id", "format", "language", "title", "file_stored", "link", "transcript", "made_by", "payload")
    seen = fingerprint([getattr(version, name) for name in names])
    outdated = request.method == "POST" and outdated_notice(request.POST.get("seen"), seen)
    if request.method == "POST" and not outdated:
        publish_version(version, by=request.user)
        messages.success(request, _("It is published. Everybody can read it."))
        return redirect("version_detail", access.partnership.slug, pk)
    context = {"this_version": version, "parts": parts_of(version), "seen": seen, "outdated": outdated}
    response = render(request, "plans/versions/version_publish.html", context, status=409 if outdated else 200)
    return with_player(response)


@form_page(permission=Permission.PUBLISH)
def version_withdraw(request, access, pk):
    version = _find(request, access, pk)
    if not version.is_public:
        raise Closed(_("It is not published."))
    form = RequiredReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        withdraw_version(version, by=request.user, why=form.cleaned_data["why"])
        messages.success(request, _("It is withdrawn."))
        return redirect("version_detail", access.partnership.slug, pk)
    return render(request, "plans/versions/version_withdraw.html", {"form": form, "this_version": version})
