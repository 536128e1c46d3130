"""What must be impossible is impossible in the database, whoever writes to it."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.db.models import CheckConstraint, UniqueConstraint

from actions.models import (
    Action,
    ActionAim,
    ActionPartner,
    AnswerAction,
    DateMove,
    EmailOptOut,
    Evidence,
    Hallmark,
    Milestone,
    Notification,
    NotificationLetter,
    PublicAnswer,
    Question,
    QuestionLetter,
    Reminder,
    RoundWording,
    Update,
)
from partners import clock
from partners.models import (
    AccessEvent,
    Authority,
    Calendar,
    Departure,
    FileRemoval,
    Logo,
    Membership,
    Partnership,
    Protocol,
    ProtocolSignature,
    ReadOnlyMode,
    Revision,
    Rewriting,
    Tally,
    User,
)
from plans.models import (
    AccessibilityStatement,
    Duty,
    DutyDone,
    EasyReadPicture,
    EasyReadText,
    Edition,
    EditionFile,
    FormatRequest,
    FormatRequestContact,
    Job,
    Plan,
    Round,
    Section,
    StrategicObjective,
    Translation,
    TranslationSet,
    Version,
    Withdrawal,
)
from plans.status import Status

from . import factories
from .actions.followers.impossible_rows import FOLLOWERS
from .actions.meetings.impossible_rows import MEETINGS, a_group
from .impossible_rows import DAY, MOMENT, TEXT, membership, of, officer, once, twice, value
from .priorities.impossible_rows import PRIORITIES
from .test_house import APPS

pytestmark = pytest.mark.both_databases

UPDATE = {"action": of("action"), "by": officer, "authority": of("police"), "happened": TEXT, "status": "on_track"}


def an_update(here, cast):
    return Update.objects.create(**value(UPDATE, here, cast))


MOVE = {
    "action": of("action"),
    "to_on": DAY,
    "reason": TEXT,
    "asked_by": officer,
    "authority": of("police"),
}
SETTLED = {"outcome": "declined", "why": TEXT, "decided_by": officer, "decided_at": "2009-06-15T10:00Z"}
ACTION = {"priority": of("priority"), "wording": TEXT, "position": 1}
PLAN = {"partnership": of("partnership"), "slug": "2011", "starts_on": DAY, "ends_on": DAY + timedelta(days=9)}
EDITION = {
    "plan": of("plan"),
    "number": 1,
    "published_at": MOMENT,
    "schema": 1,
    "payload": "{}",
    "sha256": "0" * 64,
}


def an_edition(here, cast):
    return here.plan.editions.first() or Edition.objects.create(**value(EDITION, here, cast))


def a_translation_set(here, cast):
    fields = {"edition": an_edition(here, cast), "published_at": MOMENT, "by": cast.officer, "payload": "{}"}
    return TranslationSet.objects.first() or TranslationSet.objects.create(language="pl", **fields)


EDITION_FILE = {
    "edition": an_edition,
    "name": "plan.pdf",
    "content": b"%PDF",
    "size": 4,
    "sha256": "0" * 64,
    "release": TEXT,
    "made_at": MOMENT,
}
REMOVAL = {"partnership": of("partnership"), "stored": "0" * 32, "by": officer}
ROUND = {"plan": of("plan"), "opens_on": DAY, "due_on": DAY + timedelta(days=14)}

REMINDER = {
    "round": lambda here, cast: here.plan.rounds.first() or factories.RoundFactory(plan=here.plan),
    "day": DAY,
    "name": TEXT,
}

NOTIFICATION_LETTER = {"partnership": of("partnership"), "user": officer, "name": TEXT, "address": "a@example.org"}
WORDING = {"partnership": of("partnership"), "subject": TEXT, "text": TEXT}


def a_notification_letter(here, cast):
    return NotificationLetter.objects.create(**value(NOTIFICATION_LETTER, here, cast))


NOTIFICATION = {"letter": a_notification_letter, "user": officer, "about": "1"}


QUESTION = {"partnership": of("partnership"), "reference": "Q-222222", "answer_by": DAY}
SAID = {"partnership": of("partnership"), "said": TEXT, "answer": TEXT}


def a_public_answer(here, cast):
    return here.partnership.public_answers.first() or factories.PublicAnswerFactory(partnership=here.partnership)


QUESTION_LETTER = {
    "question": lambda here, cast: a_public_answer(here, cast).question,
    "kind": "answered",
    "name": TEXT,
    "address": "a@example.org",
}


A_VERSION = {
    "partnership": of("partnership"),
    "format": "easy_read",
    "title": TEXT,
    "link": "https://example.org",
}
ASKED = {
    "partnership": of("partnership"),
    "format": "large_print",
    "asked_by": "website",
    "asked_on": DAY,
    "due_on": DAY,
}


VERSION = {"partnership": of("partnership"), "version": TEXT, "agreed_on": DAY}


def a_protocol(here, cast):
    return here.partnership.protocols.first() or factories.ProtocolFactory(partnership=here.partnership)


SIGNATURE = {"protocol": a_protocol, "authority": of("police"), "signed_on": DAY}
DUTY = {
    "partnership": of("partnership"),
    "obligation": TEXT,
    "source_kind": "plan",
    "source": TEXT,
    "often": "open",
    "position": 1,
}


def a_duty(here, cast):
    return factories.DutyFactory(partnership=here.partnership)


DONE = {"duty": a_duty, "done_on": DAY, "description": TEXT, "by": officer, "url": "https://example.org"}


REVISION = {"partnership": of("partnership"), "moment": MOMENT, "what": TEXT}


IMPOSSIBLE = (
    PRIORITIES
    | MEETINGS
    | FOLLOWERS
    | {
        "revision_number_once": lambda here, cast: [
            Revision.objects.create(**value(REVISION, here, cast) | {"number": 9999, "moment": moment})
            for moment in (MOMENT, "2009-06-15T11:00Z")
        ],
        "revision_moment_once": lambda here, cast: [
            Revision.objects.create(**value(REVISION, here, cast), number=number) for number in (9998, 9999)
        ],
        "revision_number_from_one": once(Revision, **REVISION, number=0),
        "file_removal_says_of_what": once(FileRemoval, **REMOVAL, what="", why=TEXT),
        "file_removal_has_a_reason": once(FileRemoval, **REMOVAL, what=TEXT, why=""),
        "departure_has_a_reason": once(Departure, number=1, slug="x", opened_at=MOMENT, why=""),
        "rewriting_has_a_reason": once(Rewriting, opened_at=MOMENT, what=TEXT, why=""),
        "partnership_slug_is_no_language": once(Partnership, slug="cy", name=TEXT, area=TEXT),
        "partnership_slug_not_reserved": once(Partnership, slug="account", name=TEXT, area=TEXT),
        "partnership_colour_is_hex": once(Partnership, slug="x", name=TEXT, area=TEXT, colour="red;}"),
        "partnership_has_two_months_of_grace_at_most": once(
            Partnership, slug="x", name=TEXT, area=TEXT, usual_grace_days=61
        ),
        "partnership_answers_requests_in_60_days": once(Partnership, slug="x", name=TEXT, area=TEXT, request_days=0),
        "accessibility_statement_says_what_is_not_accessible": once(
            AccessibilityStatement, partnership=of("partnership"), compliance="partial"
        ),
        "easy_read_picture_once": twice(EasyReadPicture, plan=of("plan"), content=b"x", sha256=TEXT),
        "easy_read_text_once": twice(EasyReadText, plan=of("plan"), kind="action", item=1),
        "easy_read_kind_known": once(EasyReadText, plan=of("plan"), kind="x", item=1),
        "easy_read_picture_says_what_it_shows": lambda here, cast: factories.EasyReadTextFactory(
            plan=here.plan, picture=factories.EasyReadPictureFactory(plan=here.plan)
        ),
        "translation_once": twice(Translation, plan=of("plan"), language="cy", kind="action", which="1", field="x"),
        "translation_checked_by_somebody_at_a_time": once(
            Translation, plan=of("plan"), language="cy", kind="action", which="1", field="x", checked_at=MOMENT
        ),
        "translation_set_has_a_language": once(
            TranslationSet, edition=an_edition, published_at=MOMENT, by=officer, payload="{}"
        ),
        "version_has_a_title": once(Version, **A_VERSION | {"title": ""}),
        "version_is_public_of_an_edition": once(Version, **A_VERSION, published_at=MOMENT),
        "version_file_is_whole": once(Version, **A_VERSION, file_stored="x"),
        "version_is_a_file_or_a_link": once(Version, **A_VERSION | {"link": ""}),
        "version_heard_has_a_transcript": once(Version, **A_VERSION | {"format": "bsl"}),
        "version_withdrawn_after_it_was_published": once(Version, **A_VERSION, withdrawn_at=MOMENT, withdrawn_why=TEXT),
        "format_request_answered_says_how": once(FormatRequest, **ASKED, outcome="sent", answered_on=DAY),
        "format_request_language_is_asked_for": once(FormatRequest, **ASKED, language="pl"),
        "format_request_contact_can_be_reached": lambda here, cast: FormatRequestContact.objects.create(
            request=FormatRequest.objects.create(**value(ASKED, here, cast)), name=TEXT
        ),
        "partnership_answers_within_60_working_days": once(
            Partnership, slug="x", name=TEXT, area=TEXT, answer_within_days=61
        ),
        "logo_says_what_it_shows": once(
            Logo, partnership=of("partnership"), picture=b"x", alternative_text="", sha256=TEXT
        ),
        "authority_does_not_succeed_itself": lambda here, cast: Authority.objects.filter(pk=here.fire.pk).update(
            succeeds=here.fire
        ),
        "authority_name_once": twice(Authority, partnership=of("partnership"), name=TEXT, short_name=TEXT),
        "authority_kind_known": once(Authority, partnership=of("partnership"), name=TEXT, kind="club"),
        "authority_ends_after_it_starts": once(
            Authority, partnership=of("partnership"), name=TEXT, starts_on=DAY, ends_on=DAY - timedelta(days=1)
        ),
        "user_email_once_in_any_case": lambda here, cast: [
            User.objects.create(email=e, name=TEXT) for e in ("a@example.org", "A@example.org")
        ],
        "membership_once": twice(Membership, user=officer, authority=of("fire"), role="officer"),
        "membership_keeps_details_while_it_stands": once(
            Membership, user=officer, authority=of("fire"), role="officer", details_removed_at="2009-06-15T09:00Z"
        ),
        "user_language_known": lambda here, cast: factories.UserFactory(language="xx"),
        "membership_role_known": once(Membership, user=officer, authority=of("fire"), role="king"),
        "invitation_pending_once": lambda here, cast: [
            factories.InvitationFactory(authority=here.fire, email=e) for e in ("a@example.org", "A@example.org")
        ],
        "invitation_role_known": lambda here, cast: factories.InvitationFactory(role="king"),
        "invitation_expires_later": lambda here, cast: factories.InvitationFactory(expires_at="2000-01-01T00:00Z"),
        "invitation_accepted_by_somebody": lambda here, cast: factories.InvitationFactory(accepted_at=clock.now()),
        "invitation_accepted_or_revoked": lambda here, cast: factories.InvitationFactory(
            accepted_at=clock.now(), accepted_by=cast.officer, revoked_at=clock.now()
        ),
        "calendar_once": twice(Calendar, user=officer, partnership=of("partnership"), number=1),
        "calendar_address_has_a_number": lambda here, cast: Calendar.objects.create(
            user=cast.officer, partnership=here.partnership
        ),
        "protocol_version_once": twice(Protocol, **VERSION),
        "protocol_has_a_version": once(Protocol, **VERSION | {"version": ""}),
        "protocol_taken_back_says_why": once(Protocol, **VERSION, taken_back_at=MOMENT, taken_back_by=officer),
        "protocol_signed_once": twice(ProtocolSignature, **SIGNATURE),
        "protocolsignature_taken_back_says_why": once(ProtocolSignature, **SIGNATURE, taken_back_why=TEXT),
        "duty_obligation_once": twice(Duty, **DUTY),
        "duty_has_obligation_and_source": once(Duty, **DUTY | {"source": ""}),
        "duty_source_known": once(Duty, **DUTY | {"source_kind": "hearsay"}),
        "duty_months_are_for_every_so_many": once(Duty, **DUTY, months=12),
        "duty_is_done_by_one": once(Duty, **DUTY, by_each=True, group=a_group),
        "duty_knows_what_there_is": once(Duty, **DUTY, knows="everything"),
        "duty_is_retired_with_a_reason": once(Duty, **DUTY, retired_at=MOMENT),
        "duty_done_has_a_description": once(DutyDone, **DONE | {"description": ""}),
        "duty_done_shows_something": once(DutyDone, **DONE | {"url": ""}),
        "dutydone_taken_back_says_why": once(DutyDone, **DONE, taken_back_at=MOMENT, taken_back_why=TEXT),
        "plan_slug_once": twice(Plan, **PLAN),
        "plan_ends_after_it_starts": once(Plan, **PLAN | {"ends_on": DAY}),
        "section_key_once": twice(Section, plan=of("plan"), key=TEXT, position=1),
        "section_is_retired_with_a_reason": once(Section, plan=of("plan"), key=TEXT, position=1, retired_at=MOMENT),
        "objective_name_once": twice(StrategicObjective, plan=of("plan"), name=TEXT, position=1),
        "plan_serves_one_objective": lambda here, cast: [
            StrategicObjective.objects.create(plan=here.plan, name=name, served=True, position=1) for name in "ab"
        ],
        "round_opens_once": twice(Round, **ROUND),
        "round_is_due_after_it_opens": once(Round, **ROUND | {"due_on": DAY}),
        "round_has_two_months_of_grace_at_most": once(Round, **ROUND, grace_days=61),
        "edition_number_once": lambda here, cast: [
            Edition.objects.create(**value(EDITION, here, cast) | {"sha256": digit * 64}) for digit in "01"
        ],
        "edition_names_the_one_before": once(Edition, **EDITION | {"number": 2}),
        "edition_corrects_the_one_before": once(Edition, **EDITION, is_correction=True),
        "edition_sha256_is_hex": once(Edition, **EDITION | {"sha256": "x"}),
        "withdrawal_has_a_reason": once(Withdrawal, edition=an_edition, at=MOMENT, reason="", by=officer),
        "edition_file_once": twice(EditionFile, **EDITION_FILE),
        "edition_file_once_with_translations": twice(EditionFile, **EDITION_FILE, translations=a_translation_set),
        "edition_file_sha256_is_hex": once(EditionFile, **EDITION_FILE | {"sha256": "x"}),
        "job_pending_once": twice(Job, kind=TEXT, due_at=MOMENT),
        "job_is_claimed_and_done_at_moments": once(Job, kind=TEXT, due_at=MOMENT, state="done", claimed_at=MOMENT),
        "access_event_kind_known": once(AccessEvent, at=MOMENT, kind="guessed"),
        "read_only_mode_once": once(ReadOnlyMode, id=2, notice=TEXT, by=TEXT, began_at=MOMENT),
        "read_only_mode_has_a_notice": once(ReadOnlyMode, notice="", by=TEXT, began_at=MOMENT),
        "tally_once_in_a_slot": twice(Tally, key=TEXT, slot=1, number=1, ends=1),
        "hallmark_key_once": twice(Hallmark, plan=of("plan"), key=TEXT, name=TEXT, position=1),
        "hallmark_is_retired_with_a_reason": once(
            Hallmark, plan=of("plan"), key=TEXT, name=TEXT, position=1, retired_why=TEXT
        ),
        "action_is_retired_with_a_reason": once(Action, **ACTION, retired_at=MOMENT),
        "action_serves_a_priority_or_a_hallmark": once(Action, **ACTION | {"hallmark": of("hallmark")}),
        "action_of_a_hallmark_has_no_sides": once(
            Action, wording=TEXT, position=1, hallmark=of("hallmark"), victim=True
        ),
        "action_has_words": once(Action, **ACTION | {"wording": ""}),
        "action_deputy_is_somebody_else": once(Action, **ACTION, lead_officer=membership, deputy=membership),
        "action_partner_once": twice(ActionPartner, action=of("action"), authority=of("council")),
        "action_aim_once": twice(ActionAim, action=of("action"), criterion=of("criterion")),
        "milestone_has_words": once(Milestone, action=of("action"), wording=""),
        "milestone_is_retired_with_a_reason": once(Milestone, action=of("action"), wording=TEXT, retired_at=MOMENT),
        "update_status_known": once(Update, **UPDATE | {"status": "fine"}),
        "update_says_what_happened": once(Update, **UPDATE | {"happened": ""}),
        "evidence_is_a_link_or_a_file": once(
            Evidence, update=an_update, kind="link", url="https://example.org", name="a.pdf", stored="x", size=1
        ),
        "date_move_has_a_reason": once(DateMove, **MOVE | {"reason": ""}),
        "date_move_goes_somewhere": once(DateMove, **MOVE, from_on=DAY),
        "date_move_waits_or_was_settled_by_somebody": once(DateMove, **MOVE, **SETTLED | {"decided_by": None}),
        "date_move_declined_says_why": once(DateMove, **MOVE, **SETTLED | {"why": ""}),
        "date_move_one_waits": twice(DateMove, **MOVE),
        "evidence_stored_once": lambda here, cast: [
            Evidence.objects.create(update=update, kind="file", name="a.pdf", stored="x", size=1)
            for update in [an_update(here, cast)]
            for _ in range(2)
        ],
        "notification_letter_is_sent_at_a_moment": once(NotificationLetter, **NOTIFICATION_LETTER, state="sent"),
        "notification_letter_sent_again_by_somebody": once(NotificationLetter, **NOTIFICATION_LETTER, again_at=MOMENT),
        "notification_once": twice(Notification, **NOTIFICATION, kind="due"),
        "notification_kind_known": once(Notification, **NOTIFICATION, kind="x"),
        "round_wording_once": twice(RoundWording, **WORDING, occasion="late"),
        "round_wording_occasion_known": once(RoundWording, **WORDING, occasion="x"),
        "round_wording_has_words": once(RoundWording, partnership=of("partnership"), occasion="late", subject=TEXT),
        "question_reference_once": twice(Question, **QUESTION),
        "question_is_about_one_part": once(Question, **QUESTION, priority=of("priority"), action=of("action")),
        "question_ends_with_a_reason": once(Question, **QUESTION, state="closed", ended_at=MOMENT),
        "public_answer_has_words": once(PublicAnswer, partnership=of("partnership"), said=TEXT),
        "public_answer_is_about_one_part": once(PublicAnswer, **SAID, priority=of("priority"), action=of("action")),
        "public_answer_is_retired_with_a_reason": once(PublicAnswer, **SAID, retired_at=MOMENT),
        "answer_action_once": twice(AnswerAction, answer=a_public_answer, action=of("action")),
        "question_letter_once": twice(QuestionLetter, **QUESTION_LETTER),
        "question_letter_is_sent_at_a_moment": once(QuestionLetter, **QUESTION_LETTER, state="sent"),
        "question_letter_sent_again_by_somebody": once(QuestionLetter, **QUESTION_LETTER, again_at=MOMENT),
        "opt_out_of_all_once": twice(EmailOptOut, user=officer, kind="due"),
        "opt_out_of_one_once": twice(EmailOptOut, user=officer, kind="due", partnership=of("partnership")),
        "opt_out_kind_known": once(EmailOptOut, user=officer, kind="x"),
        "reminder_sent_again_by_somebody": once(Reminder, **REMINDER, address="a@example.org", again_by=officer),
        "reminder_to_user_once": twice(Reminder, **REMINDER, user=officer, address="a@example.org"),
        "reminder_to_address_once": twice(Reminder, **REMINDER, address="a@example.org"),
        "reminder_is_sent_at_a_moment": once(Reminder, **REMINDER, address="a@example.org", state="sent"),
    }
)


@pytest.mark.slow
@pytest.mark.parametrize("constraint", IMPOSSIBLE)
def test_the_database_refuses(constraint, here, cast):
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        IMPOSSIBLE[constraint](here, cast)
    if connection.vendor == "postgresql" or "CHECK" in str(refused.value):
        assert constraint in str(refused.value)


def test_every_constraint_of_ours_is_tried():
    ours = [model for model in apps.get_models() if model.__module__.partition(".")[0] in APPS]
    constraints = {
        constraint.name
        for model in ours
        for constraint in model._meta.constraints
        if isinstance(constraint, CheckConstraint | UniqueConstraint)
    }
    assert constraints == IMPOSSIBLE.keys()


def test_an_action_that_serves_nothing_is_refused_too(here):
    with pytest.raises(IntegrityError), transaction.atomic():
        Action.objects.create(wording=TEXT, position=1)


def test_whoever_wrote_an_update_cannot_be_deleted(here, cast, report):
    report(here.action, cast.officer, status=Status.ON_TRACK)
    with pytest.raises(IntegrityError), transaction.atomic():
        cast.officer.delete()
