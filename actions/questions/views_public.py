"""Public pages of questions: asking, what became of a question, the answers, and what was done because of them."""

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from actions.followers.requests import follow
from partners.access import greeted
from partners.models import Partnership
from partners.public_forms import public_form_page
from partners.replica import from_replica
from plans.changes.subjects import PLAN, Subject
from plans.editions.kept_live import kept_live
from plans.editions.live_pages import live_html, render_live
from plans.editions.page_cache import QUICK_QUALITY, RenderedPage
from plans.editions.parts_on_show import parts_on_show
from plans.exports.tables import csv_of

from ..models import PublicAnswer, Question
from ..models.questions import KEPT_AT_MOST, KEPT_FOR
from .asking import ask as take_in
from .forms import AskForm
from .open_data import answers_table

ON_A_PAGE = 20


@public_form_page
def ask(request, partnership):
    """The form for a question or remark on the plan, or on the priority or action that ?about= names."""
    about = parts_on_show(partnership.slug).named(request.GET.get("about", ""))
    form = AskForm(request=request, partnership=partnership, about=about)
    if request.method == "POST" and form.is_valid():
        data, part = form.cleaned_data, {f"{about.kind}_id": about.pk} if about else {}
        question = take_in(partnership, text=data["text"], name=data["name"], email=data["email"], **part)
        if data["follow"]:
            subject = Subject(about.kind, about.key) if about else PLAN
            follow(partnership, data["email"], subject, by_question=True, key=form.key)
        return redirect("ask_received", partnership.slug, question.reference)
    return render_live(
        request,
        "actions/questions/ask.html",
        {"form": form, "about": about, "kept_days": KEPT_FOR.days, "kept_at_most": KEPT_AT_MOST.days},
        partnership=partnership,
        title=_("Ask a question or say something"),
        description=_("Ask the partnership about its plan, or say something about it. No account is needed."),
        status=form.status,
    )


@login_not_required
@require_safe
@cache_control(private=True, no_store=True)
def ask_received(request, partnership, reference):
    """What became of a question, for who has its reference: never its words."""
    partnership = greeted(request, partnership)
    questions = Question.objects.in_partnership(partnership).select_related("public_answer")
    question = get_object_or_404(questions, reference=reference)
    answer = PublicAnswer.objects.filter(question=question).first()
    return render_live(
        request,
        "actions/questions/ask_received.html",
        {"question": question, "answer": answer, "is_new": question.is_open},
        partnership=partnership,
        title=_("Your question: %(reference)s") % {"reference": question.reference},
        description=_("What became of a question."),
    )


@login_not_required
@require_safe
@from_replica
def questions(request, partnership):
    """The published answers, newest first; ?about= keeps those about a priority, with its actions, or an action."""

    def page(owner, parts):
        about = parts.named(request.GET.get("about", ""))
        answers = _shown(owner)
        if about:
            answers = answers.about_action(about.pk) if about.kind == "action" else answers.about_priority(about.pk)
        return "questions", {"about": about, "parts": parts, **_page(request, answers, parts)}

    description = _("What people asked about the plan, and what the partnership answered.")
    return _kept(request, partnership, page, _("Questions and answers"), description)


@login_not_required
@require_safe
@from_replica
def said_and_done(request, partnership):
    """You said, we did: answers because of which something is done, with how it is going in the newest edition."""

    def page(owner, parts):
        answers = _shown(owner).filter(deeds__action__in=parts.actions).distinct()
        return "said_and_done", _page(request, answers, parts)

    description = _("What people said about the plan, and what was done because of it.")
    return _kept(request, partnership, page, _("You said, we did"), description)


@login_not_required
@require_safe
@from_replica
def public_answer(request, partnership, pk):
    """One published answer."""

    def page(owner, parts):
        return "public_answer", {"row": _rows([get_object_or_404(_shown(owner), pk=pk)], parts)[0]}

    description = _("A question about the plan, and what the partnership answered.")
    return _kept(request, partnership, page, _("Question and answer"), description)


@login_not_required
@require_safe
@from_replica
def questions_csv(request, partnership):
    """All published answers as open data."""

    def make():
        owner = get_object_or_404(Partnership, slug=partnership)
        rows = _rows(_shown(owner), parts_on_show(partnership))
        return RenderedPage.of(csv_of(*answers_table(rows)), "text/csv; charset=utf-8", None, quality=QUICK_QUALITY)

    return kept_live(request, partnership, (), make)


def _kept(request, slug, page, title, description):
    """Response with a live page; `page(partnership, parts)` returns the name of its template, and the context."""

    def make():
        owner = get_object_or_404(Partnership, slug=slug)
        request.partnership = owner
        name, context = page(owner, parts_on_show(slug))
        html = live_html(
            request, f"actions/questions/{name}.html", context, partnership=owner, title=title, description=description
        )
        return RenderedPage.of(html, "text/html; charset=utf-8", None, quality=QUICK_QUALITY)

    return kept_live(request, slug, (request.GET.get("about", ""), request.GET.get("page", "")), make)


def _shown(partnership):
    return PublicAnswer.objects.in_partnership(partnership).newest_first().prefetch_related("deeds")


def _page(request, answers, parts):
    page = Paginator(answers, ON_A_PAGE).get_page(request.GET.get("page"))
    return {"page": page, "rows": _rows(page, parts)}


def _rows(answers, parts):
    """[{answer, about, deeds}]: with the parts of the newest edition that they are about, and that were done."""
    return [
        {
            "answer": answer,
            "about": parts.of(answer),
            "deeds": [parts.actions[deed.action_id] for deed in answer.deeds.all() if deed.action_id in parts.actions],
        }
        for answer in answers
    ]
