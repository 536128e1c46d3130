"""Members' pages of the public's questions: the inbox, and what is done with each question and published answer."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partners.access import Closed, member_page
from partners.forms.pages import button_page, confirm_saved, form_page, posted, to_edit
from partners.permissions import Permission
from plans import soft_delete
from plans.editions.parts_on_show import parts_on_show

from ..models import PublicAnswer, Question
from . import answering
from .forms import AssignForm, CloseForm, CorrectForm, DraftForm, ForgetForm, TakeOffForm, WordsForm
from .personal_details import pieces, without_personal_details

ON_A_PAGE = 30
ENDED = gettext_lazy("This question was answered or closed meanwhile.")


def questions_for(access):
    """The questions that a member may read: all, or those assigned to an authority that they report for."""
    questions = Question.objects.in_partnership(access.partnership)
    return questions if access.may_read_questions else questions.assigned_to_any(access.answering_for)


def _require_reader(access):
    if not access.may_read_questions and not access.reporting_for:
        raise PermissionDenied


def _find(request, access, pk):
    """A question that this member may read, locked for a POST. Raises PermissionDenied or Http404."""
    _require_reader(access)
    question = get_object_or_404(to_edit(request, questions_for(access)), pk=pk)
    question.partnership = access.partnership
    return question


def _details(question):
    return getattr(question, "details", None)


def _open(question):
    """The question, if it is open. Raises Closed."""
    if not question.is_open:
        raise Closed(str(ENDED))
    return question


@member_page(permission=Permission.READ_OWN)
def inbox(request, access):
    """The questions in one state, urgent ones first, then those due first."""
    _require_reader(access)
    mine = questions_for(access)
    states = dict(Question.State.choices)
    state = request.GET.get("state") if request.GET.get("state") in states else Question.State.OPEN
    rows = mine.filter(state=state).for_list().select_related("details", "public_answer")
    rows = rows.urgent_first() if state == Question.State.OPEN else rows.order_by("-ended_at", "-pk")
    counts = mine.aggregate(**{each: Count("pk", filter=Q(state=each)) for each in states})
    return render(
        request,
        "actions/questions/inbox.html",
        {
            "page": Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page")),
            "state": state,
            "states": [(each, label, counts[each]) for each, label in states.items()],
        },
    )


@member_page(permission=Permission.READ_OWN)
def question_detail(request, access, pk):
    question = _find(request, access, pk)
    answer = PublicAnswer.all_objects.filter(question=question).first()
    return render(
        request,
        "actions/questions/question_detail.html",
        {
            "question": question,
            "details": _details(question),
            "answer": answer,
            "part": parts_on_show(access.partnership.slug).of(question),
            "letters": question.letters.all() if access.may_answer_questions else (),
            "changes": question.history.select_related("revision__by", "assigned_to").order_by("-history_id"),
        },
    )


@form_page(permission=Permission.READ_OWN)
def question_draft(request, access, pk):
    """The draft of the answer: by the authority that it is assigned to, or by the coordinator."""
    question = _find(request, access, pk)
    if not access.may_answer_questions and question.assigned_to not in access.answering_for:
        raise PermissionDenied
    details = _details(_open(question))
    form = DraftForm(posted(request), draft=details.draft)
    if form.is_valid():
        changed = form.cleaned_data["text"] != details.draft
        if changed:
            answering.save_draft(question, by=request.user, text=form.cleaned_data["text"])
        confirm_saved(request, changed, _("The draft is saved."))
        return redirect("question_detail", access.partnership.slug, pk)
    context = {"question": question, "details": details, "form": form}
    return render(request, "actions/questions/question_draft.html", context)


@form_page(permission=Permission.READ_OWN)
def question_assign(request, access, pk):
    question = _find_to_answer(request, access, pk)
    form = AssignForm(posted(request), instance=_open(question))
    if form.is_valid():
        confirm_saved(request, form.save_changes(by=request.user, why=form.cleaned_data["why"]))
        return redirect("question_detail", access.partnership.slug, pk)
    return render(request, "actions/questions/question_assign.html", {"question": question, "form": form})


def _find_to_answer(request, access, pk):
    question = _find(request, access, pk)
    access.require(Permission.ANSWER_QUESTIONS)
    return question


@form_page(permission=Permission.READ_OWN)
def question_publish(request, access, pk):
    """Publishing, after a look for personal details in the words as they are to be read."""
    question = _find_to_answer(request, access, pk)
    details, parts = _details(_open(question)), parts_on_show(access.partnership.slug)
    names = [details.name] if details.name else []
    initial = {"said": without_personal_details(details.text, names), "answer": details.draft}
    form = WordsForm(posted(request), parts=parts, initial=initial, names=names)
    if form.is_valid():
        data = form.cleaned_data
        words = {"said": data["said"], "answer": data["answer"], "action_ids": data["actions"]}
        answering.publish_answer(question, by=request.user, **words)
        messages.success(request, _("Published. It is on the public page now."))
        return redirect("question_detail", access.partnership.slug, pk)
    marked = {"original": pieces(details.text, names), **_marked(form)}
    context = {"question": question, "details": details, "form": form, **marked}
    return render(request, "actions/questions/question_publish.html", context)


def _marked(form):
    said, answer = form.texts
    return {"marked_said": pieces(said, form.names), "marked_answer": pieces(answer, form.names)}


@form_page(permission=Permission.READ_OWN)
def question_close(request, access, pk):
    question = _find_to_answer(request, access, pk)
    details = _details(_open(question))
    form = CloseForm(posted(request), initial={"message": details.draft})
    if form.is_valid():
        answering.close(question, by=request.user, **form.cleaned_data)
        messages.success(request, _("The question is closed."))
        return redirect("inbox", access.partnership.slug)
    context = {"question": question, "details": details, "form": form}
    return render(request, "actions/questions/question_close.html", context)


@form_page(permission=Permission.READ_OWN)
def question_forget(request, access, pk):
    """Deletes the personal details of a question before their day."""
    question = _find_to_answer(request, access, pk)
    form = ForgetForm(posted(request))
    if form.is_valid():
        if _details(question):
            answering.forget(question, by=request.user, why=form.cleaned_data["why"])
        messages.success(request, _("The personal details are deleted."))
        return redirect("question_detail", access.partnership.slug, pk)
    return render(request, "actions/questions/question_forget.html", {"question": question, "form": form})


def _find_answer(request, access, pk, *, ever=False):
    access.require(Permission.ANSWER_QUESTIONS)
    answers = PublicAnswer.all_objects if ever else PublicAnswer.objects
    return get_object_or_404(to_edit(request, answers.in_partnership(access.partnership)), pk=pk)


def _back(access, answer):
    return redirect("question_detail", access.partnership.slug, answer.question_id)


@form_page
def answer_correct(request, access, pk):
    answer = _find_answer(request, access, pk)
    parts = parts_on_show(access.partnership.slug)
    initial = {"said": answer.said, "answer": answer.answer}
    initial["actions"] = list(answer.deeds.values_list("action_id", flat=True))
    form = CorrectForm(posted(request), parts=parts, initial=initial)
    if form.is_valid():
        data = form.cleaned_data
        words = {"said": data["said"], "text": data["answer"], "action_ids": data["actions"]}
        changed = answering.correct(answer, by=request.user, why=data["why"], overwrite=data["overwrite"], **words)
        confirm_saved(request, changed)
        return _back(access, answer)
    context = {"answer": answer, "form": form, **_marked(form)}
    return render(request, "actions/questions/answer_correct.html", context)


@form_page
def answer_take_off(request, access, pk):
    answer = _find_answer(request, access, pk, ever=True)
    form = TakeOffForm(posted(request))
    if form.is_valid():
        answering.take_off(answer, by=request.user, **form.cleaned_data)
        messages.success(request, _("The answer is off the public page."))
        return _back(access, answer)
    return render(request, "actions/questions/answer_take_off.html", {"answer": answer, "form": form})


@button_page
def answer_put_back(request, access, pk):
    answer = _find_answer(request, access, pk, ever=True)
    if answer.retired_at and not answer.may_be_put_back:
        raise Http404
    soft_delete.bring_back([answer], by=request.user, why=_("Put back"))
    messages.success(request, _("The answer is on the public page again."))
    return _back(access, answer)
