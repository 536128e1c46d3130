"""Something in every table that is a partnership's.

Written out, since most rows are only valid when the product's own functions make them; `test_export` names a table that
is forgotten.
"""

from datetime import date, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from actions.date_changes import ask, decide
from actions.decided_changes.apply import drop
from actions.models import (
    Agreement,
    Answer,
    Comment,
    Correction,
    FollowUp,
    Minutes,
    Pack,
    PlanImport,
    QuestionDetails,
    Sending,
)
from actions.plan_editor import operations
from actions.plan_editor.kinds import PART_KINDS
from actions.plan_import.drafts import begin_draft, remember
from actions.reporting.evidence import attach, delete_on_failure
from actions.reporting.undo import undo
from partners import clock
from partners.files.read_source import source_of_text
from partners.files.uploads import validate_upload
from partners.history import attributed_to
from partners.models import FileRemoval
from partners.settings.logo import keep_logo
from plans import soft_delete
from plans.versions.operations import delete_files_on_failure as delete_versions_on_failure
from plans.versions.operations import keep_file
from priorities.assessments import operations as assessing
from priorities.crime_data.measurements import set_links
from priorities.crime_data.queries import ForceDistrict

from . import factories
from .priorities import crimes


def something_of_everything(here, cast, report):
    """Whatever a partnership can have, but for editions. Of `cast` act the officer, the chair and the coordinator."""
    factories.MeasurementFactory(criterion=here.criterion, note="x", by=cast.officer)
    group = factories.GroupFactory(partnership=here.partnership)
    meeting = factories.MeetingFactory(group=group, starts_at=clock.now())
    moved = {"moved_from": clock.now(), "moved_from_place": "x", "moved_why": "x"}
    factories.MeetingFactory(group=group, starts_at=clock.now(), cancelled=True, place="x", **moved)
    factories.came(meeting, here.police, "x")
    group.members.create(authority=here.police, name="x")
    meeting.agenda.create(title="x", position=1)
    challenge = factories.RecordFactory(
        meeting=meeting, kind="challenge", action=here.action, challenged=here.police, by=cast.chair
    )
    challenge.answer = Answer.objects.create(record=challenge, text="x", by=cast.officer, authority=here.police)
    decision = factories.RecordFactory(meeting=meeting, kind="decision", follow_up=True, by=cast.chair)
    FollowUp.objects.create(done=True, record=decision, text="x", by=cast.chair)
    change = factories.RecordFactory(
        meeting=meeting, kind="decision", by=cast.chair,
        change={"kind": "add", "priority": here.priority, "wording": "x", "lead": here.police,
                "due_on": date(2010, 3, 31), "due_words": "x"},
    ).change  # fmt: skip
    here.decided = factories.RecordFactory(
        meeting=meeting, kind="decision", by=cast.chair, action=here.action,
        change={"kind": "change", "action": here.action, "due_on": date(2010, 2, 28), "was_wording": "x",
                "was_due_on": date(2009, 12, 31)},
    ).change  # fmt: skip
    drop(change, by=cast.coordinator, why="x")
    meeting.drafts.create(by=cast.chair, place="x", text="x")
    frozen = {"meeting": meeting, "by": cast.chair, "schema": 1, "payload": "{}", "sha256": "0" * 64}
    meeting.passages.create(place="opening", text="x")
    pack = Pack.objects.create(number=1, why="sent", made_at=clock.now(), **frozen)
    sending = Sending.objects.create(
        meeting=meeting, what="pack", pack=pack, introduction="x", because="x", unreachable="x", token=f"x{pack.pk}"
    )
    sending.letters.create(user=cast.officer, name="x", address="x@example.org")
    minutes = Minutes.objects.create(pack=pack, closed_at=clock.now(), **frozen)
    Correction.objects.create(minutes=minutes, text="x", by=cast.chair)
    next_meeting = factories.MeetingFactory(group=group, starts_at=clock.now() + timedelta(days=30))
    Agreement.objects.create(minutes=minutes, meeting=next_meeting, by=cast.chair)
    Comment.objects.create(meeting=next_meeting, place="other", text="x", said_by="x", by=cast.chair)
    Sending.objects.create(meeting=meeting, what="draft", payload="{}", by=cast.chair, token=f"d{pack.pk}")
    group.standing_agenda.create(position=1, title="x", introduction="x")
    words = dict.fromkeys(["problems", "burden", "out_of_scope"], "x")
    factories.AccessibilityStatementFactory(partnership=here.partnership, **words)
    factories.PrivacyNoticeFactory(partnership=here.partnership, shared_with="x", registration="x")
    factories.VersionFactory(partnership=here.partnership)
    recording = factories.VersionFactory.build(partnership=here.partnership, link="", made_by="x")
    with delete_versions_on_failure():
        upload = validate_upload(SimpleUploadedFile("Read.mp3", b"ID3"), only=("mp3",))
        keep_file(recording, upload)
        recording.save()
    picture = factories.EasyReadPictureFactory(plan=here.plan)
    factories.EasyReadTextFactory(plan=here.plan, source="x", picture=picture, alternative_text="x")
    translated = {"language": "pl", "which": str(here.action.pk), "source": here.action.wording}
    checked = {"checked_by": cast.coordinator, "checked_at": clock.now()}
    factories.TranslationFactory(plan=here.plan, **translated, **checked)
    sent = {"outcome": "sent", "answered_on": clock.today(), "answer": "x"}
    factories.FormatRequestFactory(partnership=here.partnership, part="x", **sent)
    protocol = factories.ProtocolFactory(partnership=here.partnership)
    signature = factories.SignatureFactory(protocol=protocol, authority=here.police)
    duty = factories.DutyFactory(partnership=here.partnership)
    done = factories.DutyDoneFactory(duty=duty, by=cast.coordinator)
    soft_delete.retire([duty], by=cast.coordinator, why="x")
    for mistake in (protocol, signature, done):
        mistake.take_back(by=cast.coordinator, why="x")
    file = crimes.give(here.partnership, [crimes.row(crimes.JANUARY)]).file
    place = ForceDistrict(file.force, "North Hertfordshire")
    set_links(here.criterion, by=cast.coordinator, places=[place], crime_types=["Burglary"], why="x")
    remember(here.partnership, by=cast.coordinator, headings={"x": "note"}, names={"x": None})
    here.draft = begin_draft(
        here.plan,
        source_of_text("Priority\tActivity\tLead\nRoads\tPaint the crossing\tPolice"),
        by=cast.coordinator,
        kind="pasted",
    )
    left_out = [{"place": "x", "words": "x", "why": "x"}]
    with attributed_to(by=cast.coordinator, why="x"):
        here.plan_import = PlanImport.objects.create(plan=here.plan, name="x", kind="xlsx", left_out=left_out)
    here.logo = keep_logo(here.partnership, by=cast.coordinator, picture=b"PNG", alternative_text="Safer Here")
    here.plan.sections.create(key="introduction", position=1, body="What this plan is for.")
    here.plan.objectives.create(name="Safer", position=1)
    a_round = factories.RoundFactory(plan=here.plan)
    a_round.reminders.create(user=cast.officer, day=a_round.due_on)
    with attributed_to(by=cast.coordinator, why="x"):
        here.partnership.round_wordings.create(occasion="late", subject="x", text="{list} {link}")
    following = factories.FollowingFactory(follower__partnership=here.partnership, what="search", which="q=x")
    factories.FollowRequestFactory(partnership=here.partnership, what="search", which="q=x", failure="x", process="x")
    mailing = here.partnership.mailings.create(news="moved", meeting=meeting, starts_at=clock.now(), place="x")
    mailing.letters.create(follower=following.follower, failure="x", process="x")
    told = here.partnership.notification_letters.create(user=cast.officer, name="x", address="x@example.org")
    told.notifications.create(user=cast.officer, kind="challenge", about=challenge.pk)
    here.invitation = factories.InvitationFactory(authority=here.police)
    report(here.action, cast.officer, next="x", public="Forty homes have new locks.")
    update = report(here.action, cast.officer)
    with delete_on_failure():
        upload = validate_upload(SimpleUploadedFile("Survey.pdf", b"%PDF-"))
        attach(update, by=cast.officer, links=[("https://example.org/", "x")], uploads=[upload])
    with attributed_to(by=cast.coordinator, why="x"):
        FileRemoval.objects.create(
            partnership=here.partnership, stored=f"{here.partnership.pk:032}", what="x", by=cast.coordinator, why="x"
        )
    move = ask(here.action, by=cast.officer, authority=here.police, to_on=date(2010, 3, 31), reason="x")
    decide(move, by=cast.coordinator, approve=False, why="x")
    undo(report(here.action, cast.officer), by=cast.officer)
    here.action.revise(by=cast.coordinator, why="x")
    deputy = factories.MembershipFactory(authority=here.police, role="officer")
    officer = cast.officer.memberships.get(authority=here.police)
    here.action.name_officers(by=cast.coordinator, lead_officer=officer, deputy=deputy)
    here.action.revise(by=cast.coordinator, why="x", aims=[here.criterion.pk])
    for public in (False, True):
        factories.MilestoneFactory(action=here.action, due_on=date(2009, 3, 31), public=public)
    soft_delete.retire(
        [factories.MilestoneFactory(action=here.action, due_on=date(2009, 3, 31))], by=cast.coordinator, why="x"
    )
    asked(here, cast)
    assessed(here, cast)
    for word, parent in [("section", here.plan), ("priority", here.plan), ("hallmark", here.plan)]:
        thing = operations.make_part(PART_KINDS[word], parent, by=cast.coordinator)
        operations.retire_part(thing, by=cast.coordinator, why="x")
    for word, words in [("criterion", {"wording": "x"}), ("activity", {"wording": "x"})]:
        thing = operations.make_part(PART_KINDS[word], here.priority, by=cast.coordinator, **words)
        operations.retire_part(thing, by=cast.coordinator, why="x")


def asked(here, cast):
    """A question that is answered, with an action taken, another answer that was taken off, and one still open."""
    answer = factories.PublicAnswerFactory(partnership=here.partnership, action=here.action)
    answer.deeds.create(action=here.action)
    here.answered = answer
    here.taken_off = factories.PublicAnswerFactory(partnership=here.partnership)
    soft_delete.retire([here.taken_off], by=cast.coordinator, why="x")
    here.question = factories.QuestionFactory(
        partnership=here.partnership, assigned_to=here.police, action=here.action, name="x", email="x@example.org"
    )
    QuestionDetails.objects.filter(question=here.question).update(draft="x", message="x")
    here.question.letters.create(kind="received", name="x", address="x@example.org")


def assessed(here, cast):
    """An assessment with its document and a consultation; and one of each that is shown no more."""
    by = cast.coordinator
    for title in ("x", "In 2009"):
        assessment = factories.AssessmentFactory.build(
            plan=here.plan, title=title, link="https://example.org/assessment.pdf", value_for_money="x"
        )
        with assessing.delete_documents_on_failure():
            upload = validate_upload(SimpleUploadedFile("Whole.pdf", b"%PDF-"), only=("pdf",))
            assessing.keep_document(assessment, upload)
        assessing.save(assessment, {here.priority.pk: {"place": 1}}, by=by, why="x")
        consultation = factories.ConsultationFactory.build(plan=here.plan, title=title, changed="More locks.")
        assessing.save(consultation, {here.priority.pk: {"place": 1, "wording": "Break-ins"}}, by=by, why="x")
        if title == "x":
            soft_delete.retire([assessment, consultation], by=by, why="x")
