"""Questions and remarks of people without an account, and the answers that the public reads."""

import hashlib
from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from partners import clock
from partners.export_options import Export
from partners.held_data import HeldData
from partners.history import History
from partners.models import Authority, Partnership, PartnershipScoped
from plans.soft_delete import ActiveManager, Retirable, retired_with_a_reason
from priorities.models import Priority

from .actions import Action
from .outbox import LETTERS_NOT_REVISED, Posted, PostedQuerySet, sent_again_by_somebody, sent_at_a_moment

# What stands instead of words that held personal details and were removed.
OVERWRITTEN = "[personal details removed]"
# How long personal details are kept: after the answer or the closing, and at the most.
KEPT_FOR, KEPT_AT_MOST = timedelta(days=90), timedelta(days=365)


def about_one_part(name):
    """Constraint: what is about a part of the plan is about a priority or an action, not both."""
    return models.CheckConstraint(condition=Q(priority=None) | Q(action=None), name=name)


class QuestionQuerySet(PartnershipScoped):
    def unanswered(self):
        return self.filter(state=Question.State.OPEN)

    def assigned_to_any(self, authorities):
        return self.filter(assigned_to__in=authorities)

    def urgent_first(self):
        """Urgent ones first, then those due first."""
        return self.order_by("-urgent", "answer_by", "pk")

    def for_list(self):
        """With what a list shows of them."""
        return self.select_related("assigned_to", "priority", "action")


class Question(models.Model):
    """What somebody asked or remarked, about the plan or a part of it: where it is by now.

    What they wrote, and who they are, is in `QuestionDetails`, which is deleted. `answer_by` is set when it is asked.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Unanswered")
        PUBLISHED = "published", _("Answered and published")
        CLOSED = "closed", _("Closed without publishing")

    class ClosedAs(models.TextChoices):
        ANSWERED = "answered", _("Answered by e-mail only")
        ELSEWHERE = "elsewhere", _("For somebody else to answer")
        CRIME = "crime", _("A report of a crime, or a call for help")
        PERSONAL = "personal", _("Cannot be published without personal details")
        REPEATED = "repeated", _("The same question has been answered before")
        ABUSE = "abuse", _("Abuse or advertising: no e-mail is sent")
        ERASED = "erased", _("Personal details deleted at somebody’s request")
        EXPIRED = "expired", _("Not answered within a year")

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="questions")
    reference = models.CharField(max_length=20, db_comment="The reference that the asker was given")
    priority = models.ForeignKey(
        Priority, models.PROTECT, null=True, blank=True, related_name="questions", db_comment="What it is about"
    )
    action = models.ForeignKey(
        Action, models.PROTECT, null=True, blank=True, related_name="questions", db_comment="What it is about"
    )
    asked_at = models.DateTimeField("asked", default=clock.now, db_comment="When it was sent")
    answer_by = models.DateField("to be answered by", db_comment="The last day for its answer")
    urgent = models.BooleanField("urgent", default=False, db_comment="Whether it was marked as urgent")
    assigned_to = models.ForeignKey(
        Authority, models.PROTECT, null=True, blank=True, related_name="questions", verbose_name="assigned to",
        db_comment="The authority that drafts the answer",
    )  # fmt: skip
    drafted_at = models.DateTimeField(
        "answer drafted", null=True, blank=True, db_comment="When the draft was last saved"
    )
    state = models.CharField(max_length=20, choices=State, default=State.OPEN, db_comment="What became of it")
    closed_as = models.CharField(
        "reason for closing", max_length=20, choices=ClosedAs, blank=True, db_comment="Why it was closed unpublished"
    )
    ended_at = models.DateTimeField("answered or closed", null=True, blank=True, db_comment="When it ended")

    objects = QuestionQuerySet.as_manager()
    history = History(belongs_to="partnership", named_by="reference", hides={"partnership_id", "asked_at", "ended_at"})
    export = Export("questions", "Questions and remarks of the public, without what they say.", shown_as="reference")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["partnership", "reference"], name="question_reference_once"),
            about_one_part("question_is_about_one_part"),
            models.CheckConstraint(
                condition=Q(state="open", ended_at=None, closed_as="")
                | Q(state="published", ended_at__isnull=False, closed_as="")
                | Q(state="closed", ended_at__isnull=False) & ~Q(closed_as=""),
                name="question_ends_with_a_reason",
            ),
        ]

    def __str__(self):
        return self.reference

    @property
    def about(self):
        """The priority or action that it is about, or None for the plan as a whole."""
        return self.action or self.priority

    @property
    def closed_reason(self):
        """Why it was closed, as the asker reads it."""
        return (
            _("Not suitable for an answer") if self.closed_as == self.ClosedAs.ABUSE else self.get_closed_as_display()
        )

    @property
    def is_open(self):
        return self.state == self.State.OPEN

    @property
    def asked_on(self):
        return clock.date_of(self.asked_at)

    @property
    def days_waiting(self):
        """Days since it was asked, until it was answered or closed."""
        return ((clock.date_of(self.ended_at) if self.ended_at else clock.today()) - self.asked_on).days

    @property
    def is_late(self):
        return self.is_open and self.answer_by < clock.today()

    @property
    def delete_on(self):
        """The day on which the personal details are deleted."""
        at_most = self.asked_on + KEPT_AT_MOST
        return min(at_most, clock.date_of(self.ended_at) + KEPT_FOR) if self.ended_at else at_most


class QuestionDetails(models.Model):
    """Who asked, in whose own words, and the draft of the answer.

    It has no history, so that deleting it leaves nothing: docs/decisions/0094.
    """

    question = models.OneToOneField(Question, models.CASCADE, related_name="details")
    text = models.TextField("question or remark", db_comment="What they wrote")
    name = models.CharField(max_length=200, blank=True, db_comment="The name that they gave")
    email = models.EmailField("e-mail address", blank=True)
    language = models.CharField(max_length=10, default="en-gb", db_comment="Language of the page on which they wrote")
    draft = models.TextField("draft of the answer", blank=True, db_comment="The answer, not published yet")
    message = models.TextField(
        "message to the asker", blank=True, db_comment="The message to the asker when it was closed"
    )

    objects = PartnershipScoped.as_manager()
    export = Export(
        "question_details",
        "Who asked each question and in which words, until their personal details are deleted.",
        addresses=("name", "email", "text", "draft", "message"),
        belongs_to=("question",),
    )
    not_revised = "It is deleted without a trace, and on no page that is kept."

    held = HeldData(
        _("Those who ask a question or make a remark"),
        _("What they wrote, and their name and e-mail address if they gave them."),
        lambda: (
            _g(
                "It is deleted %(days)s days after the answer, %(at_most)s after asking at the latest. Published "
                "questions stay, without names."
            )
            % {"days": KEPT_FOR.days, "at_most": KEPT_AT_MOST.days}
        ),
    )

    class Meta:
        verbose_name = verbose_name_plural = "personal details of questions"

    def __str__(self):
        return f"Details of {self.question}"


class PublicAnswerQuerySet(PartnershipScoped):
    def newest_first(self):
        return self.order_by("-published_at", "-pk")

    def about_priority(self, pk):
        """Those about a priority, or about one of its actions."""
        return self.filter(Q(priority=pk) | Q(action__priority=pk))

    def about_action(self, pk):
        """Those about an action, or because of which it was done something."""
        return self.filter(Q(action=pk) | Q(pk__in=AnswerAction.objects.filter(action=pk).values("answer")))


class PublicAnswer(Retirable):
    """What people said, in words for the public, and the partnership's answer: what the public reads.

    `question` is where it comes from; one without stands for what was said elsewhere, such as at a consultation.
    Retired is what was taken off the public page.
    """

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="public_answers")
    question = models.OneToOneField(
        Question, models.PROTECT, null=True, blank=True, related_name="public_answer", editable=False
    )
    priority = models.ForeignKey(
        Priority, models.PROTECT, null=True, blank=True, related_name="public_answers", db_comment="What it is about"
    )
    action = models.ForeignKey(
        Action, models.PROTECT, null=True, blank=True, related_name="public_answers", db_comment="What it is about"
    )
    said = models.TextField("what was said", db_comment="What people said, in the words that the public reads")
    answer = models.TextField(db_comment="The partnership’s answer")
    published_at = models.DateTimeField("published", default=clock.now, db_comment="When it was published")

    objects = ActiveManager.from_queryset(PublicAnswerQuerySet)()
    all_objects = PublicAnswerQuerySet.as_manager()
    history = History(
        page="published-answer",
        belongs_to="partnership",
        named_by="said",
        hides={"partnership_id", "question_id", "published_at"},
        personal={"said", "answer"},
    )
    export = Export("published_answers", "What people said and what the partnership answered, as the public reads it.")

    class Meta:
        verbose_name = "published answer"
        ordering = ["-published_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(said="") & ~Q(answer=""), name="public_answer_has_words"),
            about_one_part("public_answer_is_about_one_part"),
            retired_with_a_reason("public_answer"),
        ]

    def __str__(self):
        return self.said

    @property
    def may_be_put_back(self):
        return bool(self.retired_at) and self.said != OVERWRITTEN


class AnswerAction(models.Model):
    """An action that was taken because of what people said."""

    answer = models.ForeignKey(PublicAnswer, models.CASCADE, related_name="deeds")
    action = models.ForeignKey(
        Action, models.PROTECT, related_name="answers", db_comment="The action taken because of what was said"
    )

    objects = PartnershipScoped.as_manager()
    history = History(part_of="answer", called="action because of it")
    export = Export("actions_because_of_answers", "Which actions were taken because of what people said.")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["answer", "action"], name="answer_action_once")]

    def __str__(self):
        return f"{self.action}"


class QuestionLetterQuerySet(PostedQuerySet):
    def unfinished(self, since):
        """Unsent e-mails noted since a moment, oldest first."""
        rows = self.filter(noted_at__gte=since, state__in=QuestionLetter.TO_SEND)
        return rows.select_related("question__partnership", "question__details").order_by("pk")


class QuestionLetter(Posted):
    """E-mail to the asker of a question. It is deleted with their other details."""

    class Kind(models.TextChoices):
        RECEIVED = "received", _("Acknowledgement")
        ANSWERED = "answered", _("Answer")
        CLOSED = "closed", _("Notice that it was closed")

    question = models.ForeignKey(Question, models.CASCADE, related_name="letters")
    kind = models.CharField(max_length=20, choices=Kind, db_comment="What it says")

    objects = QuestionLetterQuerySet.as_manager()
    export = Export(
        "question_letters",
        "E-mails to people who asked a question.",
        left_out=("process",),
        addresses=("name", "address", "text", "failure"),
        belongs_to=("question",),
    )
    not_revised = LETTERS_NOT_REVISED

    class Meta:
        verbose_name = "e-mail to an asker"
        verbose_name_plural = "e-mails to askers"
        ordering = [F("pk").desc()]
        constraints = [
            models.UniqueConstraint(fields=["question", "kind"], name="question_letter_once"),
            sent_at_a_moment("question_letter_is_sent_at_a_moment", "overtaken"),
            sent_again_by_somebody("question_letter_sent_again_by_somebody"),
        ]

    @property
    def stamp(self):
        """The same for every attempt; for the Message-ID."""
        identity = f"{self.question.partnership_id} {self.question.reference} {self.kind}"
        return f"{clock.date_of(self.noted_at):%Y%m%d}.{hashlib.sha256(identity.encode()).hexdigest()[:24]}"
