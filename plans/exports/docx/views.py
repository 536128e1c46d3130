"""Downloads of what changed as tracked changes: of editions for the public, of the next one for its publisher."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from partners.access import member_page
from partners.permissions import Permission
from plans.editions import page_cache
from plans.editions.page_cache import EDITION_CACHE_CONTROL, RenderedPage, conditional_response
from plans.editions.views import compared_editions, withdrawn
from plans.jobs.turns import one_at_a_time
from plans.outline.build import PUBLIC, outline

from ...models import Edition
from ...plan_pages import page_of, plan_shown
from . import DOCX_TYPE


@one_at_a_time
@login_not_required
@require_safe
def edition_changes_docx(request, partnership, plan, number):
    """What changed in an edition, as on the page `edition_changes`, which takes the same ?since=."""
    edition, before = compared_editions(request, partnership, plan, number)
    for each in (edition, before):
        if hasattr(each, "withdrawal"):
            return withdrawn(request, each.sha256)
    if before is None:
        raise Http404("There is no earlier edition to compare it with")

    def make():
        content = _changes_docx(
            before.outline,
            edition.outline,
            author=_author(edition.plan.partnership),
            moment=edition.published_at,
            names=(f"Edition {before.number}", f"Edition {edition.number}"),
        )
        return RenderedPage.of(content, DOCX_TYPE, edition.published_at, dense=True)

    made = page_cache.files.get(("changes.docx", before.sha256, edition.sha256), make)
    response = conditional_response(request, made, EDITION_CACHE_CONTROL)
    name = f"edition-{edition.number}-changes-since-{before.number}"
    response.headers["Content-Disposition"] = _disposition(edition.plan, name)
    return response


@one_at_a_time
@member_page
def publish_changes_docx(request, access):
    """What would change in the next edition, as on the page `publish`, which says that a first one is all new."""
    access.require(Permission.PUBLISH)
    plan = plan_shown(request, access.partnership)
    last = Edition.objects.current(plan)
    if last is None:
        return redirect(page_of("publish", plan))
    newer = outline(plan, audience=PUBLIC)
    content = _changes_docx(
        last.outline,
        newer,
        author=_author(plan.partnership),
        moment=newer["made_at"],
        names=(f"Edition {last.number}", f"Draft of edition {last.number + 1}, not published"),
    )
    response = HttpResponse(content, content_type=DOCX_TYPE)
    response.headers["Content-Disposition"] = _disposition(plan, f"changes-since-edition-{last.number}")
    response.headers["Cache-Control"] = "no-store"
    return response


def _changes_docx(*outlines, **details):
    # python-docx and lxml are loaded for the first document, not with the site.
    from .changes import changes_docx

    return changes_docx(*outlines, **details)


def _author(partnership):
    return f"{partnership.area} {partnership.name}"


def _disposition(plan, name):
    return f'attachment; filename="{plan.partnership.slug}-{plan.slug}-{name}.docx"'
