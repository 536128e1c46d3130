"""Public pages of questions: asking, what became of a question, the answers, and what was done because of them."""

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from actions.followers.requests import follow
from partners.access import greet, greeted
from partners.models import Partnership
from partners.public_forms import public_form_page
from partners.replica import from_replica
from plans.changes.subjects import PLAN, Subject
from plans.editions.live_pages import render_live
from plans.editions.parts_on_show import parts_on_show

from ..models import PublicAnswer, Question
from ..models.questions import KEPT_AT_MOST, KEPT_FOR
from .asking import ask as take_in
from .forms import AskForm

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
    partnership = greeted(request, partnership)
    parts = parts_on_show(partnership.slug)
    about = parts.named(request.GET.get("about", ""))
    answers = _shown(partnership)
    if about:
        answers = answers.about_action(about.pk) if about.kind == "action" else answers.about_priority(about.pk)
    return render_live(
        request,
        "actions/questions/questions.html",
        {"about": about, "parts": parts, **_page(request, answers, parts)},
        partnership=partnership,
        title=_("Questions and answers"),
        description=_("What people asked about the plan, and what the partnership answered."),
    )


@login_not_required
@require_safe
@from_replica
def said_and_done(request, partnership):
    """You said, we did: answers because of which something is done, with how it is going in the newest edition."""
    partnership = greeted(request, partnership)
    parts = parts_on_show(partnership.slug)
    answers = _shown(partnership).filter(deeds__action__in=parts.actions).distinct()
    return render_live(
        request,
        "actions/questions/said_and_done.html",
        _page(request, answers, parts),
        partnership=partnership,
        title=_("You said, we did"),
        description=_("What people said about the plan, and what was done because of it."),
    )


@login_not_required
@require_safe
@from_replica
def public_answer(request, partnership, pk):
    """One published answer."""
    partnership = get_object_or_404(Partnership, slug=partnership)
    answer = get_object_or_404(_shown(partnership), pk=pk)
    greet(request, partnership)
    return render_live(
        request,
        "actions/questions/public_answer.html",
        {"row": _rows([answer], parts_on_show(partnership.slug))[0]},
        partnership=partnership,
        title=_("Question and answer"),
        description=_("A question about the plan, and what the partnership answered."),
    )


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
