"""What a partnership needs for every address of `access` to have something to open."""

from datetime import date, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from actions.date_changes import ask
from actions.meetings import proceedings
from actions.meetings.closing import close
from actions.models import PlanImport
from actions.plan_import.drafts import begin_draft
from actions.reporting.evidence import attach, delete_on_failure
from partners import clock
from partners.files.read_source import source_of_text
from partners.files.uploads import validate_upload
from partners.history import attributed_to
from partners.settings.logo import keep_logo
from plans import soft_delete
from plans.editions.publishing import publish
from plans.exports.formats import make_tables
from plans.versions import operations as versions
from priorities.assessments import operations as assessing

from . import factories
from .addresses import TOKEN
from .priorities import crimes
from .worlds import report

PASTED_TABLE = "Priority\tActivity\tLead\nRoads\tPaint the crossing\tPolice"


def everybody_s_business(world):
    """A member whose role may be changed, somebody who left and who is invited, meetings, duties and papers here."""
    here = world.here
    here.criterion.reporter, here.criterion.unit = here.police, "burglaries"
    here.criterion.save()
    here.member = factories.MembershipFactory(authority=here.fire)
    with attributed_to(by=world.cast.coordinator):
        here.plan_import = PlanImport.objects.create(plan=here.plan, name="plan.csv", kind="csv")
    here.draft = begin_draft(here.plan, source_of_text(PASTED_TABLE), by=world.cast.coordinator, kind="pasted")
    here.officer_there = factories.MembershipFactory(authority=here.fire).user
    here.leaver = factories.MembershipFactory(authority=here.fire, ended_at=clock.now())
    here.invitation = factories.InvitationFactory(authority=here.fire, token=TOKEN)
    group = factories.GroupFactory(partnership=here.partnership, name="Another group")
    here.meeting = factories.MeetingFactory(group=group, starts_at=clock.now())
    factories.GroupMemberFactory(group=group, authority=here.police, user=here.member.user)
    here.to_come = factories.MeetingFactory(
        group=group, starts_at=clock.now() + timedelta(days=30), place="Council Offices"
    )
    factories.AgendaItemFactory(meeting=here.to_come)
    proceedings.begin(here.meeting, by=factories.UserFactory())
    about = {"meeting": here.meeting, "action": here.action, "challenged": here.police}
    here.challenge = factories.RecordFactory(kind="challenge", **about)
    here.decision = factories.RecordFactory(kind="decision", meeting=here.meeting, follow_up=True)
    due_on = here.action.due_on
    change = {"kind": "change", "action": here.action, "due_on": date(2010, 2, 28), "was_due_on": due_on}
    here.decided = factories.RecordFactory(kind="decision", meeting=here.meeting, change=change).change
    checked = {"checked_by": here.member.user, "checked_at": clock.now()}
    factories.TranslationFactory(plan=here.plan, which=str(here.action.pk), source=here.action.wording, **checked)
    here.protocol = factories.ProtocolFactory(partnership=here.partnership)
    here.signature = factories.SignatureFactory(protocol=here.protocol, authority=here.fire)
    here.duty = factories.DutyFactory(partnership=here.partnership)
    here.done = factories.DutyDoneFactory(duty=here.duty)
    here.asked = factories.FormatRequestFactory(partnership=here.partnership)
    here.running = factories.MeetingFactory(group=here.meeting.group, starts_at=clock.now(), begun=True)
    here.closed = factories.MeetingFactory(group=here.meeting.group, starts_at=clock.now(), begun=True)
    close(here.closed, by=here.member.user)
    group.standing_agenda.create(position=1, title="Welcome")
    here.running.attendances.create(authority=here.police)
    a_week_ago = clock.now() - timedelta(days=7)
    earlier = factories.MeetingFactory(group=here.meeting.group, starts_at=a_week_ago, begun=True)
    here.earlier = close(earlier, by=here.member.user)
    here.in_public = factories.MeetingFactory(group=group, starts_at=clock.now(), in_public=True, state="ready")
    factories.FollowRequestFactory(partnership=here.partnership, token=TOKEN)
    factories.FollowingFactory(follower__partnership=here.partnership, follower__token=TOKEN)
    here.calendar = factories.CalendarFactory(user=here.member.user, partnership=here.partnership)
    here.logo = keep_logo(here.partnership, by=here.member.user, picture=b"PNG", alternative_text="Safer Here")
    here.assessment = factories.AssessmentFactory(plan=here.plan)
    here.consultation = factories.ConsultationFactory(plan=here.plan)
    here.section = factories.SectionFactory(plan=here.plan, heading="How we work")
    here.spare = factories.ActionFactory(priority=here.priority, wording="Fit more locks")
    _, removed = (factories.MilestoneFactory(action=here.action, due_on=date(2009, 9, 30)) for _ in range(2))
    soft_delete.retire([removed], by=here.member.user, why="Not needed")
    here.question = factories.QuestionFactory(partnership=here.partnership, assigned_to=here.police)
    here.answered = factories.PublicAnswerFactory(partnership=here.partnership)
    here.taken_off = factories.PublicAnswerFactory(partnership=here.partnership)
    soft_delete.retire([here.taken_off], by=here.member.user, why="A name was in it")


def files_and_requests(world):
    """Evidence of the supporting authority's part in the hallmark action; the assessment's document; a date to decide
    on; a file of crimes."""
    here, cast = world.here, world.cast
    with assessing.delete_documents_on_failure():
        assessing.keep_document(here.assessment, validate_upload(SimpleUploadedFile("Whole.pdf", b"%PDF-")))
        assessing.save(here.assessment, {here.priority.pk: {"place": 1}}, by=cast.coordinator)
    with delete_on_failure():
        upload = validate_upload(SimpleUploadedFile("Survey.pdf", b"%PDF-"))
        attach(report(here.hallmark_action, cast.fire_officer), by=cast.fire_officer, uploads=[upload])
    ask(here.action, by=cast.officer, authority=here.police, to_on=date(2010, 3, 31), reason="Late locks")
    crimes.give(here.partnership, [crimes.row(crimes.JANUARY)] * 2)


def an_edition_and_rounds(world):
    """The plan here is published; a round runs, and one is to come."""
    here = world.here
    factories.RoundFactory(plan=here.plan, opens_on=date(2009, 7, 1), due_on=date(2009, 7, 15))
    edition = publish(here.plan, by=world.cast.coordinator, note="What is new")
    make_tables(edition.sha256)
    factories.VersionFactory(partnership=here.partnership, edition=edition)
    version = factories.VersionFactory.build(partnership=here.partnership, edition=edition, link="")
    with versions.delete_files_on_failure():
        versions.keep_file(version, validate_upload(SimpleUploadedFile("Read.mp3", b"ID3"), only=("mp3",)))
        versions.publish_version(version, by=world.cast.coordinator)
    factories.RoundFactory(plan=here.plan)
