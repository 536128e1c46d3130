"""The makings of a plan, each valid by itself and as small as can be."""

import uuid
from datetime import date

import factory
from factory.django import DjangoModelFactory

from actions.models import (
    Action,
    ActionAim,
    DecidedChange,
    Follower,
    Following,
    FollowRequest,
    Hallmark,
    Milestone,
    PublicAnswer,
    Question,
    QuestionDetails,
    Record,
    RoundWording,
)
from partners import clock
from partners.models import (
    AgendaItem,
    Authority,
    Calendar,
    Group,
    GroupMember,
    Invitation,
    Meeting,
    Membership,
    Partnership,
    Protocol,
    ProtocolSignature,
    User,
)
from partners.models.people import INVITATION_VALID_FOR, hash_token
from partners.permissions import Role
from partners.working_days import working_days_after
from plans.models import (
    AccessibilityStatement,
    Duty,
    DutyDone,
    EasyReadPicture,
    EasyReadText,
    FormatRequest,
    FormatRequestContact,
    Plan,
    PrivacyNotice,
    Translation,
    Version,
)
from priorities.models import Measurement, Priority, SuccessCriterion


class PartnershipFactory(DjangoModelFactory):
    class Meta:
        model = Partnership

    slug = factory.Sequence("partnership-{}".format)
    name = "Community Safety Partnership"
    area = factory.Sequence("Area {}".format)
    contact = "For other formats ring 01234 567890."
    contact_phone = "01234 567890"
    contact_email = "plan@example.org"


class AuthorityFactory(DjangoModelFactory):
    class Meta:
        model = Authority

    partnership = factory.SubFactory(PartnershipFactory)
    name = factory.Sequence("Authority {}".format)
    short_name = factory.SelfAttribute("name")
    position = factory.Sequence(int)


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence("person{}@example.org".format)
    name = factory.Sequence("Person {}".format)
    password = factory.django.Password("correct horse battery staple")


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    authority = factory.SubFactory(AuthorityFactory)
    role = Role.OFFICER


class InvitationFactory(DjangoModelFactory):
    """Sent just now; the link has the `token`."""

    class Meta:
        model = Invitation

    class Params:
        token = factory.Sequence("token-{}".format)

    authority = factory.SubFactory(AuthorityFactory)
    name = factory.Sequence("Guest {}".format)
    email = factory.Sequence("guest{}@example.org".format)
    role = Role.OFFICER
    invited_by = factory.SubFactory(UserFactory)
    token_hash = factory.LazyAttribute(lambda invitation: hash_token(invitation.token))
    made_at = factory.LazyFunction(clock.now)
    sent_at = factory.SelfAttribute("made_at")
    expires_at = factory.LazyAttribute(lambda invitation: invitation.made_at + INVITATION_VALID_FOR)


class PlanFactory(DjangoModelFactory):
    class Meta:
        model = Plan

    partnership = factory.SubFactory(PartnershipFactory)
    slug = "2008-2011"
    title = "Community Safety Plan"
    period = "March 2008 to March 2011"
    starts_on = date(2008, 3, 1)
    ends_on = date(2011, 3, 31)
    last_updated_on = date(2008, 6, 12)
    vision = "A good place to live"


class RoundFactory(DjangoModelFactory):
    class Meta:
        model = "plans.Round"

    plan = factory.SubFactory(PlanFactory)
    opens_on = date(2009, 4, 1)
    due_on = date(2009, 4, 15)


class AssessmentFactory(DjangoModelFactory):
    class Meta:
        model = "plans.Assessment"

    plan = factory.SubFactory(PlanFactory)
    title = factory.Sequence("Strategic assessment {}".format)


class ConsultationFactory(DjangoModelFactory):
    class Meta:
        model = "plans.Consultation"

    plan = factory.SubFactory(PlanFactory)
    title = factory.Sequence("Panel {}".format)


class SectionFactory(DjangoModelFactory):
    class Meta:
        model = "plans.Section"

    plan = factory.SubFactory(PlanFactory)
    key = factory.Sequence("section-{}".format)
    heading = "How we work"
    position = factory.Sequence(int)


class ObjectiveFactory(DjangoModelFactory):
    class Meta:
        model = "plans.StrategicObjective"

    plan = factory.SubFactory(PlanFactory)
    name = factory.Sequence("Safer {}".format)
    position = factory.Sequence(int)


class PriorityFactory(DjangoModelFactory):
    class Meta:
        model = Priority

    plan = factory.SubFactory(PlanFactory)
    key = factory.Sequence("priority-{}".format)
    name = factory.Sequence("Reduce trouble {}".format)


class CriterionFactory(DjangoModelFactory):
    class Meta:
        model = SuccessCriterion

    priority = factory.SubFactory(PriorityFactory)
    kind = SuccessCriterion.Kind.HEADLINE
    wording = factory.Sequence("Less trouble {}".format)
    position = factory.Sequence(int)


class MeasurementFactory(DjangoModelFactory):
    class Meta:
        model = Measurement

    criterion = factory.SubFactory(CriterionFactory)
    starts_on = date(2009, 1, 1)
    ends_on = date(2009, 3, 31)
    value = 37
    source = "Recorded crime"
    by = factory.SubFactory(UserFactory)


class HallmarkFactory(DjangoModelFactory):
    class Meta:
        model = Hallmark

    plan = factory.SubFactory(PlanFactory)
    key = factory.Sequence("hallmark-{}".format)
    name = factory.Sequence("Working well {}".format)
    position = factory.Sequence(int)


class ActionFactory(DjangoModelFactory):
    class Meta:
        model = Action

    priority = factory.SubFactory(PriorityFactory)
    wording = factory.Sequence("Do something about it {}".format)
    position = factory.Sequence(int)


class MilestoneFactory(DjangoModelFactory):
    class Meta:
        model = Milestone

    action = factory.SubFactory(ActionFactory)
    wording = factory.Sequence("Step {}".format)


class ActionAimFactory(DjangoModelFactory):
    class Meta:
        model = ActionAim

    action = factory.SubFactory(ActionFactory)
    criterion = factory.SubFactory(CriterionFactory)


class QuestionFactory(DjangoModelFactory):
    """Unanswered; `text`, `name` and `email` go into its details."""

    class Meta:
        model = Question

    partnership = factory.SubFactory(PartnershipFactory)
    reference = factory.Sequence("Q-{:06}".format)
    answer_by = date(2009, 6, 29)

    @classmethod
    def _create(cls, model, *args, text="Why are the steps dark?", name="", email="", **fields):
        question = super()._create(model, *args, **fields)
        question.details = QuestionDetails.objects.create(question=question, text=text, name=name, email=email)
        return question


class AnsweredQuestionFactory(QuestionFactory):
    state = Question.State.PUBLISHED
    ended_at = factory.LazyFunction(clock.now)


class PublicAnswerFactory(DjangoModelFactory):
    class Meta:
        model = PublicAnswer

    partnership = factory.SubFactory(PartnershipFactory)
    question = factory.SubFactory(AnsweredQuestionFactory, partnership=factory.SelfAttribute("..partnership"))
    said = factory.Sequence("Why are the steps dark? {}".format)
    answer = "They will be lit."


class GroupFactory(DjangoModelFactory):
    class Meta:
        model = Group

    partnership = factory.SubFactory(PartnershipFactory)
    name = "Responsible Authority Group"
    kind = Group.Kind.STRATEGY


class GroupMemberFactory(DjangoModelFactory):
    class Meta:
        model = GroupMember

    group = factory.SubFactory(GroupFactory)
    authority = factory.SubFactory(AuthorityFactory)
    user = factory.SubFactory(UserFactory)


class MeetingFactory(DjangoModelFactory):
    """A draft. With `held` it was begun and closed at its own time."""

    class Meta:
        model = Meeting

    class Params:
        held = factory.Trait(
            state=Meeting.State.CLOSED,
            started_at=factory.SelfAttribute("starts_at"),
            closed_at=factory.SelfAttribute("starts_at"),
        )
        begun = factory.Trait(
            state=Meeting.State.IN_PROGRESS,
            started_at=factory.SelfAttribute("starts_at"),
            state_before=Meeting.State.READY,
        )
        cancelled = factory.Trait(
            state=Meeting.State.CANCELLED,
            state_before=Meeting.State.READY,
            cancelled_at=factory.SelfAttribute("starts_at"),
            cancelled_why="The hall is flooded",
        )

    group = factory.SubFactory(GroupFactory)


class AgendaItemFactory(DjangoModelFactory):
    class Meta:
        model = AgendaItem

    meeting = factory.SubFactory(MeetingFactory)
    position = factory.Sequence(int)
    title = factory.Sequence("Point {}".format)


class CalendarFactory(DjangoModelFactory):
    """With an address in use."""

    class Meta:
        model = Calendar

    user = factory.SubFactory(UserFactory)
    partnership = factory.SubFactory(PartnershipFactory)
    number = 1
    all_groups = True


class RecordFactory(DjangoModelFactory):
    """A note. `made` is the action that a decision added to the plan, `change` what it is to change there."""

    class Meta:
        model = Record

    meeting = factory.SubFactory(MeetingFactory)
    kind = Record.Kind.NOTE
    text = factory.Sequence("It was noted {}".format)
    by = factory.SubFactory(UserFactory)

    @classmethod
    def _create(cls, model, *args, made=None, change=None, **fields):
        record = super()._create(model, *args, **fields)
        if made:
            settled = {"outcome": "applied", "settled_by": record.by, "settled_at": clock.now()}
            part = {"priority": made.priority, "hallmark": made.hallmark, "action": made}
            # A meeting says who leads and by when, whatever became of it since.
            lead = made.lead or made.plan.partnership.authorities.first()
            agreed = {"wording": made.wording, "lead": lead, "due_on": made.due_on or date(2009, 9, 30)}
            change = {"kind": "add", **agreed, **part, **settled}
        if change:
            decided_on = clock.date_of(record.meeting.starts_at)
            record.change = DecidedChange.objects.create(record=record, decided_on=decided_on, **change)
        return record


class RoundWordingFactory(DjangoModelFactory):
    class Meta:
        model = RoundWording

    partnership = factory.SubFactory(PartnershipFactory)
    occasion = RoundWording.Occasion.LATE
    subject = "{updates} late"
    text = "Dear {name}, {list} {link}"


class ProtocolFactory(DjangoModelFactory):
    class Meta:
        model = Protocol

    partnership = factory.SubFactory(PartnershipFactory)
    version = factory.Sequence("{}".format)
    agreed_on = date(2008, 8, 19)


class SignatureFactory(DjangoModelFactory):
    class Meta:
        model = ProtocolSignature

    protocol = factory.SubFactory(ProtocolFactory)
    authority = factory.SubFactory(AuthorityFactory)
    signed_on = date(2008, 9, 16)


class DutyFactory(DjangoModelFactory):
    """To be done every year, by whom is to be agreed."""

    class Meta:
        model = Duty

    partnership = factory.SubFactory(PartnershipFactory)
    obligation = factory.Sequence("Do what must be done {}".format)
    source_kind = Duty.Source.REGULATIONS
    source = "SI 2007/1830"
    often = Duty.Often.EVERY
    months = factory.LazyAttribute(lambda duty: 12 if duty.often == Duty.Often.EVERY else None)
    hallmark = "skills"
    position = factory.Sequence(int)


class DutyDoneFactory(DjangoModelFactory):
    class Meta:
        model = DutyDone

    duty = factory.SubFactory(DutyFactory)
    done_on = date(2009, 3, 17)
    description = "It was done"
    url = "https://example.org/minutes.pdf"
    by = factory.SubFactory(UserFactory)


class FollowerFactory(DjangoModelFactory):
    class Meta:
        model = Follower

    partnership = factory.SubFactory(PartnershipFactory)
    address = factory.Sequence("resident{}@example.org".format)


class FollowingFactory(DjangoModelFactory):
    """A resident who follows the plan."""

    class Meta:
        model = Following

    follower = factory.SubFactory(FollowerFactory)
    what = "plan"


class FollowRequestFactory(DjangoModelFactory):
    class Meta:
        model = FollowRequest

    partnership = factory.SubFactory(PartnershipFactory)
    address = factory.Sequence("new-resident{}@example.org".format)
    what = "plan"
    key = factory.LazyFunction(uuid.uuid4)


def came(meeting, authority, name="", *, senior=False, **fields):
    """The attendance of an authority at a meeting, with the person who came for it, if anything is said of one."""
    attendance = meeting.attendances.create(authority=authority, **fields)
    if name or senior:
        attendance.people.create(name=name, senior=senior)
    return attendance


class FormatRequestFactory(DjangoModelFactory):
    """Asked today on the public page, with how to reach whoever asked."""

    class Meta:
        model = FormatRequest
        skip_postgeneration_save = True

    partnership = factory.SubFactory(PartnershipFactory)
    format = FormatRequest.Format.LARGE_PRINT
    asked_by = FormatRequest.AskedBy.WEBSITE
    asked_on = factory.LazyFunction(clock.today)
    due_on = factory.LazyAttribute(lambda asked: working_days_after(asked.asked_on, 10))
    contact = factory.RelatedFactory("tests.factories.FormatRequestContactFactory", "request")


class FormatRequestContactFactory(DjangoModelFactory):
    class Meta:
        model = FormatRequestContact

    name = "Rosa Field"
    email = factory.Sequence("reader{}@example.org".format)
    telephone = "01462 000000"
    address = "1 High Street"
    words = "Size 24, please"


class AccessibilityStatementFactory(DjangoModelFactory):
    """Complete."""

    class Meta:
        model = AccessibilityStatement

    partnership = factory.SubFactory(PartnershipFactory)
    compliance = AccessibilityStatement.Compliance.PARTIAL
    problems = "The map of 2007 is a picture without words."
    evaluated_by = "The web team of the council"
    evaluated_on = prepared_on = reviewed_on = date(2009, 6, 1)


class PrivacyNoticeFactory(DjangoModelFactory):
    """Complete."""

    class Meta:
        model = PrivacyNotice

    partnership = factory.SubFactory(PartnershipFactory)
    controller = "The Council, 1 High Street"
    officer = "The data protection officer of the Council"
    lawful_basis = "A task in the public interest"
    reviewed_on = date(2009, 6, 1)


class VersionFactory(DjangoModelFactory):
    """A draft on another site."""

    class Meta:
        model = Version

    partnership = factory.SubFactory(PartnershipFactory)
    format = Version.Format.AUDIO
    title = factory.Sequence("Read aloud {}".format)
    link = "https://example.org/plan.mp3"
    transcript = "We promise to fit better locks"


class EasyReadTextFactory(DjangoModelFactory):
    class Meta:
        model = EasyReadText

    plan = factory.SubFactory(PlanFactory)
    kind = EasyReadText.Kind.ACTION
    item = factory.Sequence(int)
    text = "We fit better locks."


class EasyReadPictureFactory(DjangoModelFactory):
    class Meta:
        model = EasyReadPicture

    plan = factory.SubFactory(PlanFactory)
    content = b"PNG"
    sha256 = factory.Sequence("{:064}".format)


class TranslationFactory(DjangoModelFactory):
    class Meta:
        model = Translation

    plan = factory.SubFactory(PlanFactory)
    language = "cy"
    kind, field = "action", "wording"
    which = factory.Sequence(str)
    text = "Gosod cloeon gwell"
    source = "Fit better locks"
