from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from partners.access import member_page
from partners.forms.fields import PlainText
from partners.forms.pages import form_page, posted
from partners.languages import still_english
from partners.permissions import Permission
from plans.changes.describe import changes
from plans.outline.build import PUBLIC, outline
from plans.outline.result import result

from ..jobs import worker
from ..models import Edition
from ..plan_pages import actions_url, plan_shown
from .public_pages import Shown
from .publishing import AlreadyWithdrawn, PlanHasChanged, doubts, fingerprint_of_outline, missing, unfilled
from .publishing import publish as publish_edition
from .publishing import withdraw as withdraw_edition
from .rendering import prerender, public_html
from .views import find_edition


class EditionForm(forms.Form):
    """What the publisher says of an edition. `rule` is the result by rule: the field begins with it, and keeps it."""

    result = PlainText(
        label=_("The result in a sentence or two"),
        rows=3,
        one_line=True,
        max_length=300,
        required=False,
        help_text=_("First on the public page. It is made from the plan: correct it if it reads wrong."),
    )
    note = PlainText(
        label=_("What is new in this edition"),
        rows=4,
        max_length=1000,
        help_text=_("For the public, in two or three sentences."),
        ask=_("Enter what is new in this edition"),
    )
    is_correction = forms.BooleanField(
        label=_("This is a small correction"),
        required=False,
        help_text=_(
            "No e-mail is sent about it. What it changes is in the e-mail of the next edition that is no correction."
        ),
    )
    # The rule's sentence that the publisher had before them.
    rule = forms.CharField(widget=forms.HiddenInput, required=False)
    sure = forms.BooleanField(
        label=_("Publish it anyway"), error_messages={"required": _("Tick this to publish the plan as it is")}
    )

    def __init__(self, data, *, rule, doubts, is_first):
        if data and data.get("result", "").strip() == data.get("rule"):
            # Nobody corrected it: if the plan has changed meanwhile, so has the sentence.
            data = data | {"result": rule}
        super().__init__(data and data | {"rule": rule}, initial={"result": rule, "rule": rule})
        if is_first:
            del self.fields["is_correction"]
        if not doubts:
            del self.fields["sure"]
        if data and data.get("result", "").strip() not in ("", rule):
            result = self.fields["result"]
            result.help_text = f"{result.help_text} {gettext('By rule it would be:')} {rule}"


class ReasonForm(forms.Form):
    reason = PlainText(
        label=_("Reason"),
        rows=3,
        max_length=500,
        help_text=_("The public can read it. Do not repeat what must not be published."),
        ask=_("Enter the reason"),
    )


@form_page(atomic=False)
def publish(request, access):
    """Form to publish an edition with a note, after a look at the changes and gaps."""
    access.require(Permission.PUBLISH)
    plan = plan_shown(request, access.partnership)
    public_outline = outline(plan, audience=PUBLIC)
    typed = request.POST.dict() if request.method == "POST" else None
    last, is_first = Edition.objects.current(plan), not plan.editions.exists()
    form = EditionForm(
        typed, rule=result(public_outline), doubts=(why_not := doubts(public_outline)), is_first=is_first
    )
    if request.method == "POST" and form.is_valid():
        said = {name: form.cleaned_data.get(name, False) for name in ("note", "result", "is_correction")}
        try:
            edition = publish_edition(plan, by=request.user, **said, seen=typed.get("seen", ""))
        except PlanHasChanged:
            form.add_error(
                None, gettext("The plan has changed since you opened this page. Check the changes, then publish.")
            )
        else:
            worker.start()
            prerender(edition)
            messages.success(request, gettext("Edition %(number)s is published.") % {"number": edition.number})
            return redirect("editions", access.partnership.slug)
    return render(
        request,
        "plans/editions/publish.html",
        {
            "form": form,
            "plan": plan,
            "outline": public_outline,
            "last": last,
            "seen": fingerprint_of_outline(public_outline),
            "changes": changes(last.outline, public_outline) if last else None,
            "doubts": why_not,
            "missing": missing(public_outline),
            "unfilled": [(what, _with_addresses(access, parts)) for what, parts in unfilled(public_outline).items()],
            "actions_url": actions_url(access),
        },
    )


def _with_addresses(access, parts):
    """[(what a part says, where it is filled)]; who may not write the plan gets the pages that show it."""
    slug, page = access.partnership.slug, "edit" if access.may_write_plan else "detail"

    def address(part):
        if part.kind != "priority":
            return reverse(f"{part.kind}_{page}", args=[slug, part.id])
        if access.may_write_plan:
            return reverse("write_new", args=[slug, part.lacks, part.id])
        return reverse("plan_detail", args=[slug])

    return [(part.wording, address(part)) for part in parts]


@member_page
def plan_preview(request, access, page=""):
    """Preview of a public page as if published now."""
    access.require(Permission.PUBLISH)
    public_outline = outline(plan_shown(request, access.partnership), audience=PUBLIC)
    envelope = {"outline": public_outline, "rounds": [], "result": still_english(result(public_outline)), "note": ""}
    shown = Shown(public_outline, envelope, None)
    return HttpResponse(public_html(page, shown, {"preview": True, "query": request.page.query}))


@form_page(atomic=False)
def withdraw(request, access, plan, number):
    edition = find_edition(access.partnership.slug, plan, number)
    access.require(Permission.PUBLISH)
    if hasattr(edition, "withdrawal"):
        raise Http404
    form = ReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            withdraw_edition(edition, by=request.user, reason=form.cleaned_data["reason"])
        except AlreadyWithdrawn as error:
            raise Http404 from error
        messages.success(request, gettext("Edition %(number)s is withdrawn.") % {"number": edition.number})
        return redirect("editions", access.partnership.slug)
    return render(request, "plans/editions/withdraw.html", {"form": form, "edition": edition})
