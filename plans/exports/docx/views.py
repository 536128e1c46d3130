"""Downloads of what changed as tracked changes: of editions for the public, of the next one for its publisher, between
days for members.
"""

from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.formats import date_format
from django.views.decorators.http import require_safe

from partners.access import member_page
from partners.clock import date_of
from partners.permissions import Permission
from partners.replica import from_replica
from plans.changes.views import between_form
from plans.editions import page_cache
from plans.editions.page_cache import EDITION_CACHE_CONTROL, RenderedPage, conditional_response
from plans.editions.views import compared_editions, withdrawn
from plans.jobs.turns import one_at_a_time
from plans.outline.build import PUBLIC, outline
from plans.outline.kept import member_outline

from ...models import Edition
from ...plan_pages import end_of, page_of, plan_shown
from ..tables import LICENCE_ADDRESS
from ..unavailable import FileUnavailable
from ..views import no_file_response
from . import DOCX_TYPE

FOR_MEMBERS = "For the partnership only: not for publication"


def _or_why_not(view):
    """Decorator: where the file cannot be made, a page says why."""

    @wraps(view)
    def page(request, *args, **kwargs):
        try:
            return view(request, *args, **kwargs)
        except FileUnavailable as error:
            return no_file_response(request, str(error))

    return page


@one_at_a_time
@login_not_required
@require_safe
@_or_why_not
@from_replica
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
            moment=edition.published_at,
            names=(_named(before), _named(edition)),
            mark=f"Fingerprint {edition.fingerprint}",
        )
        return RenderedPage.of(content, DOCX_TYPE, edition.published_at, dense=True)

    made = page_cache.files.get(("changes.docx", before.sha256, edition.sha256), make)
    response = conditional_response(request, made, EDITION_CACHE_CONTROL)
    name = f"edition-{edition.number}-changes-since-{before.number}"
    response.headers["Content-Disposition"] = _disposition(edition.plan, name)
    response.headers["Link"] = f'<{LICENCE_ADDRESS}>; rel="license"'
    return response


@one_at_a_time
@member_page
@_or_why_not
def publish_changes_docx(request, access):
    """What would change in the next edition, as on the page `publish`, which says that a first one is all new."""
    access.require(Permission.PUBLISH)
    plan = plan_shown(request, access.partnership)
    last = Edition.objects.current(plan)
    if last is None:
        return redirect(page_of("publish", plan))
    newer = outline(plan, audience=PUBLIC)
    names = (_named(last), f"draft of edition {last.number + 1}")
    content = _changes_docx(last.outline, newer, moment=newer["made_at"], names=names, mark="Draft: not published")
    return _response(plan, f"changes-since-edition-{last.number}", content)


@one_at_a_time
@member_page
@_or_why_not
def plan_changes_docx(request, access):
    """What changed between two days, as on the page `plan_changes`, which takes the same ?from= and ?to=."""
    plan = plan_shown(request, access.partnership)
    form, _ = between_form(request, plan)
    if not form.is_valid():
        return redirect(page_of("plan_changes", plan))
    since, until = form.cleaned_data["from"], form.cleaned_data["to"]
    older, newer = (member_outline(access, plan, day and end_of(day)) for day in (since, until))
    names = (date_format(since), date_format(until) if until else f"{date_format(newer['today'])}, as it is now")
    content = _changes_docx(older, newer, moment=newer["made_at"], names=names, mark=FOR_MEMBERS)
    return _response(plan, f"changes-{since}-to-{until or newer['today']}", content)


def _named(edition):
    return f"Edition {edition.number}, {date_format(date_of(edition.published_at))}"


def _response(plan, name, content):
    headers = {"Content-Disposition": _disposition(plan, name)}
    return HttpResponse(content, content_type=DOCX_TYPE, headers=headers)


def _changes_docx(older, newer, **details):
    # python-docx and lxml are loaded for the first document, not with the site.
    from .changes import changes_docx

    author = f"{newer['partnership']['area']} {newer['partnership']['name']}"
    return changes_docx(older, newer, author=author, **details)


def _disposition(plan, name):
    return f'attachment; filename="{plan.partnership.slug}-{plan.slug}-{name}.docx"'
