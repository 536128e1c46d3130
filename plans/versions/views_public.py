"""Public pages of the plan's other formats: all that there are, and each that people made."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from partners.access import greeted
from partners.files.media import playable, with_player
from plans.editions.live_pages import render_live

from ..format_requests.figures import public_figures
from ..models import Version
from .easy_read import parts_of
from .register import current_edition_of, dated_of, register_of


def _published(partnership, pk):
    """A version that everybody can get. Raises Http404."""
    return get_object_or_404(Version.objects.in_partnership(partnership).public().for_list(), pk=pk)


@login_not_required
@require_safe
def other_formats(request, partnership):
    """All formats of the current edition, those that are out of date, and what can be asked for."""
    partnership = greeted(request, partnership)
    return render_live(
        request,
        "plans/versions/other_formats.html",
        {"register": register_of(partnership), "figures": public_figures(partnership)},
        partnership=partnership,
        title=_("Other formats"),
        description=_(
            "The plan to read large, to hear, in British Sign Language, in easy words or in other languages."
        ),
    )


@login_not_required
@require_safe
def other_format(request, partnership, pk):
    """A version: a player or a link, the transcript, and what changed in the plan since it was made."""
    partnership = greeted(request, partnership)
    version = _published(partnership, pk)
    response = render_live(
        request,
        "plans/versions/other_format.html",
        {
            "dated": dated_of(version, current_edition_of(partnership)),
            "this_version": version,
            "parts": parts_of(version),
        },
        partnership=partnership,
        title=version.title,
        description=_("The plan in another format: %(what)s.") % {"what": version.what},
    )
    return with_player(response)


@login_not_required
@require_safe
def other_format_media(request, partnership, pk):
    version = _published(greeted(request, partnership), pk)
    if not version.file_stored:
        raise Http404
    return playable(request, version.file_name, version.file_stored, version.file_size)
