"""Upload of a plan, and the template of one; what is uploaded becomes a draft, see views_drafts.py."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from partners.access import member_page
from partners.forms.pages import form_page, posted_with_files
from partners.languages import in_english
from partners.permissions import Permission
from plans.exports.list_download import CONTENT_TYPES
from plans.jobs.turns import one_at_a_time
from plans.plan_pages import plan_shown, require_open

from .drafts import begin_draft
from .forms import FileForm
from .template import as_csv_template, as_xlsx_template
from .views_drafts import address_of


@one_at_a_time(methods=["POST"])
@form_page
def plan_import(request, access):
    """Upload of a file or text, which becomes a draft; its preview follows."""
    plan = plan_shown(request, access.partnership)
    access.require(Permission.WRITE_PLAN)
    require_open(plan)
    form = FileForm(*posted_with_files(request))
    if form.is_valid():
        draft = begin_draft(plan, form.source, by=request.user, kind=form.kind)
        return redirect(address_of(draft))
    drafts = plan.import_drafts.select_related("by").defer("source")
    context = {"form": form, "plan": plan, "drafts": drafts}
    return render(request, "actions/plan_import/plan_import.html", context)


@member_page
@in_english()
def plan_template(request, access, kind):
    """Template with the plan's present content; importing it unchanged changes nothing."""
    plan = plan_shown(request, access.partnership)
    access.require(Permission.WRITE_PLAN)
    build = {"xlsx": as_xlsx_template, "csv": as_csv_template}.get(kind)
    if build is None:
        raise Http404
    disposition = f'attachment; filename="{access.partnership.slug}-plan.{kind}"'
    return HttpResponse(build(plan), content_type=CONTENT_TYPES[kind], headers={"Content-Disposition": disposition})
