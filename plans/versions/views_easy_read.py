"""Easy read: the public page and its pictures, and members' work on the easy words."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from partners.access import NothingThereYet, access_of, greeted, member_page
from partners.files.uploads import removal_page
from partners.forms.pages import button_page, confirm_saved, form_page, posted_with_files, to_edit
from partners.permissions import Permission
from plans.editions.live_pages import render_live

from ..models import EasyReadPicture, EasyReadText, Version
from ..models.made_from import counts_of
from .easy_read import draft_easy_read, items_of, parts_of
from .forms_easy_read import EasyReadForm
from .register import current_edition_of, dated_of


@login_not_required
@require_safe
def easy_read(request, partnership):
    """The newest published version in easy words."""
    partnership = greeted(request, partnership)
    made = Version.objects.in_partnership(partnership).public().for_list().exclude(payload="").first()
    if made is None:
        raise Http404("There is no version in easy words")
    return render_live(
        request,
        "plans/versions/easy_read.html",
        {"this_version": made, "parts": parts_of(made), "dated": dated_of(made, current_edition_of(partnership))},
        partnership=partnership,
        title=made.title,
        description=_("The plan in short sentences, with pictures."),
    )


@login_not_required
@require_safe
def easy_read_picture(request, partnership, sha256):
    """A picture of a published version, whose address is by its content; members see those of drafts too."""
    picture = EasyReadPicture.objects.filter(plan__partnership__slug=partnership, sha256=sha256).first()
    if picture is None:
        raise Http404
    versions = Version.objects.public().filter(partnership__slug=partnership)
    is_public = versions.filter(payload__contains=sha256).exists()
    if not is_public:
        if not request.user.is_authenticated:
            raise Http404
        access_of(request.user, partnership)
    if removed := removal_page(request, picture.stored):
        return removed
    response = HttpResponse(bytes(picture.content), content_type="image/png")
    response.headers["Cache-Control"] = "public, max-age=3600" if is_public else "private, no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _edition(access):
    """The current edition. Raises NothingThereYet before the first."""
    edition = current_edition_of(access.partnership)
    if edition is None:
        raise NothingThereYet("Nothing is published yet")
    return edition


@member_page
def easy_read_texts(request, access):
    """The items of the current edition, each with its easy words and their state."""
    edition = _edition(access)
    items = items_of(edition)
    context = {"edition": edition, "items": items, "counts": counts_of(items)}
    return render(request, "plans/versions/easy_read_texts.html", context)


@form_page(permission=Permission.MAKE_VERSIONS)
def easy_read_edit(request, access, kind, item):
    edition = _edition(access)
    if request.method == "POST":
        access.partnership.lock()
    found = next((each for each in items_of(edition) if (each.kind, each.text.item) == (kind, item)), None)
    if found is None:
        raise Http404
    text = found.text
    if text.pk:
        text = get_object_or_404(to_edit(request, EasyReadText.objects), pk=text.pk)
    form = EasyReadForm(*posted_with_files(request), instance=text, source=found.source, by=request.user)
    if form.is_valid():
        confirm_saved(request, form.save_changes(by=request.user))
        return redirect("easy_read_texts", access.partnership.slug)
    context = {"form": form, "item": found, "edition": edition}
    return render(request, "plans/versions/easy_read_edit.html", context)


@button_page(permission=Permission.MAKE_VERSIONS, atomic=False)
def easy_read_draft(request, access):
    """Draft a version of all that is current."""
    version = draft_easy_read(_edition(access), by=request.user)
    if version is None:
        messages.warning(request, _("Nothing is checked and current yet."))
        return redirect("easy_read_texts", access.partnership.slug)
    messages.success(request, _("The draft is made. Check it before it is published."))
    return redirect("version_detail", access.partnership.slug, version.pk)
