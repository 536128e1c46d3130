"""Every address as every role, against one written table. An address that is not in the table fails."""

import re
from datetime import date, timedelta

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Max
from django.urls import URLPattern, get_resolver, reverse

from actions.evidence import attach, no_orphans
from actions.meetings import running
from actions.meetings.closing import close
from actions.models import Evidence
from actions.moves import ask
from partners import clock
from partners.logos import keep_logo
from partners.uploads import looked_into
from plans.models import Plan
from plans.timetravel import TRACKED
from priorities.assessing import saving as assessing

from . import factories
from .actions import sheets
from .priorities import crimes
from .tracked import one_of_each

# The columns: public, observer, officer of the lead, officer of an authority with no part, officer of another
# partnership, chair, coordinator. `in` is the way to sign-in; `go` is any other redirect.
TOKEN = "the-letter-s-own-token"
FILE = {"document_stored": "0" * 32, "document_size": 1}
ROLES = ("public", "observer", "officer", "council_officer", "stranger", "chair", "coordinator")
OPEN = (200,) * 7
MEMBERS = ("in", 200, 200, 200, 404, 200, 200)
REPORTERS = ("in", 403, 200, 200, 404, 403, 200)
RUNNERS = ("in", 403, 403, 403, 404, 200, 200)
RUNNERS_DONE = ("in", 403, 403, 403, 404, "go", "go")
KEEPERS = ("in", 403, 403, 403, 404, 403, 200)
KEPT = ("in", 403, 403, 403, 404, 403, "go")
PEOPLE = ("in", 403, 403, 403, 404, 403, 200)
PEOPLE_POST = ("in", 403, 403, 403, 404, 403, 405)
PEOPLE_DONE = ("in", 403, 403, 403, 404, 403, "go")

GET = {
    "home": (200, "go", "go", "go", "go", "go", "go"),
    "healthz": OPEN,
    "summary": OPEN,
    "theme": OPEN,
    "colour": OPEN,
    "current_file": OPEN,
    "feed": OPEN,
    "how_judged": OPEN,
    "editions": OPEN,
    "edition": OPEN,
    "edition_file": OPEN,
    "edition_changes": OPEN,
    "publish": ("in", 403, 403, 403, 404, 200, 200),
    "plan_preview": ("in", 403, 403, 403, 404, 200, 200),
    "withdraw": ("in", 403, 403, 403, 404, 200, 200),
    "plan_detail": MEMBERS,
    "gaps": MEMBERS,
    "gaps_list_file": MEMBERS,
    "assessments": MEMBERS,
    "assessment_new": KEEPERS,
    "assessment_detail": MEMBERS,
    "assessment_edit": KEEPERS,
    "assessment_document": MEMBERS,
    "assessment_retire": KEEPERS,
    "consultation_new": KEEPERS,
    "consultation_detail": MEMBERS,
    "consultation_edit": KEEPERS,
    "consultation_retire": KEEPERS,
    "criteria": MEMBERS,
    "criteria_list_file": MEMBERS,
    "criterion_detail": MEMBERS,
    "criterion_edit": ("in", 403, 403, 403, 404, 403, 200),
    "criterion_judge": ("in", 403, 403, 403, 404, 403, 200),
    "criterion_measure": ("in", 403, 200, 403, 404, 403, 200),
    "criteria_table": ("in", 403, 200, 200, 404, 403, 200),
    "criteria_template": ("in", 403, 200, 200, 404, 403, 200),
    "triangle": MEMBERS,
    "working": MEMBERS,
    "laa": MEMBERS,
    "laa_csv": MEMBERS,
    "plan_changes": MEMBERS,
    "restore": ("in", 403, 403, 403, 404, 403, 200),
    "plan_file": MEMBERS,
    "history": MEMBERS,
    "meetings": MEMBERS,
    "calendar": MEMBERS,
    # Whoever has the address reads it.
    "calendar_feed": OPEN,
    "public_meetings_feed": OPEN,
    "public_meetings": OPEN,
    "public_meeting": OPEN,
    "groups": MEMBERS,
    "group_new": PEOPLE,
    "group_detail": MEMBERS,
    "group_edit": PEOPLE,
    "group_member_new": PEOPLE,
    "group_member_edit": PEOPLE,
    "meeting_new": RUNNERS,
    "meeting_edit": RUNNERS,
    "meeting_state": ("in", 405, 405, 405, 404, 405, 405),
    "meeting_agenda": RUNNERS,
    "agenda_point": RUNNERS,
    "meeting_detail": MEMBERS,
    "meeting_pack": MEMBERS,
    "meeting_pack_pdf": MEMBERS,
    "meeting_pack_send": RUNNERS,
    "meeting_begin": ("in", 405, 405, 405, 404, 405, 405),
    "meeting_run": MEMBERS,
    "meeting_record": ("in", 403, 403, 403, 404, "go", "go"),
    "meeting_attendance": RUNNERS,
    "meeting_draft": ("in", 405, 405, 405, 404, 405, 405),
    "meeting_pulse": MEMBERS,
    "record_edit": RUNNERS,
    "record_settle": RUNNERS,
    "challenge_answer": ("in", 403, 200, 403, 404, 403, 200),
    "meeting_minutes": MEMBERS,
    "meeting_minutes_edit": RUNNERS,
    "meeting_minutes_pdf": MEMBERS,
    "meeting_minutes_json": MEMBERS,
    "meeting_close": RUNNERS,
    "meeting_correct": RUNNERS,
    "group_matters": MEMBERS,
    "invitation": OPEN[:1] + (409,) * 6,
    "people": PEOPLE,
    "people_list_file": PEOPLE,
    "person_invite": PEOPLE,
    "people_invite": PEOPLE,
    "person_role": PEOPLE,
    "person_end": PEOPLE,
    "person_data": PEOPLE,
    "person_download": PEOPLE,
    "person_remove": PEOPLE,
    "person_return": PEOPLE_POST,
    "person_hand_over": PEOPLE,
    "invitation_resend": PEOPLE_POST,
    "invitation_revoke": PEOPLE_POST,
    "second_factor": PEOPLE_POST,
    "my_actions": MEMBERS,
    "my_updates": ("in", 403, 200, 200, 404, 403, 200),
    "rounds": MEMBERS,
    "round_new": ("in", 403, 403, 403, 404, 403, 200),
    "round_detail": MEMBERS,
    "round_edit": ("in", 403, 403, 403, 404, 403, 200),
    "round_delete": ("in", 405, 405, 405, 404, 405, 405),
    "spreadsheet": REPORTERS,
    "spreadsheet_download": REPORTERS,
    "spreadsheet_upload": ("in", 403, "go", "go", 404, 403, "go"),
    "spreadsheet_save": ("in", 405, 405, 405, 404, 405, 405),
    "review": MEMBERS,
    "search": MEMBERS,
    "plan_import": KEEPERS,
    "plan_template": KEEPERS,
    "plans": MEMBERS,
    "plan_succession": MEMBERS,
    "carry_forward": KEEPERS,
    "log": MEMBERS,
    "log_file": MEMBERS,
    "action_list": MEMBERS,
    "action_list_file": MEMBERS,
    "update_list": MEMBERS,
    "update_list_file": MEMBERS,
    "decision_list": MEMBERS,
    "decision_list_file": MEMBERS,
    "action_detail": MEMBERS,
    "action_update": ("in", 403, 200, 403, 404, 403, 200),
    "action_edit": ("in", 403, 403, 403, 404, 403, 200),
    "action_undo": ("in", 403, 200, 403, 404, 403, 200),
    "evidence": MEMBERS,
    "delivered": MEMBERS,
    "date_moves": MEMBERS,
    "date_move": ("in", 403, 403, 403, 404, 403, 200),
    "date_move_withdraw": ("in", 405, 405, 405, 404, 405, 405),
    "round_chase": ("in", 403, 403, 403, 404, 403, 200),
    "round_sent": MEMBERS,
    "contacts": ("in", 403, 403, 403, 404, 403, 200),
    "protocols": MEMBERS,
    "protocol_new": KEEPERS,
    "protocol_edit": KEEPERS,
    "protocol_sign": KEEPERS,
    "protocol_take_back": KEEPERS,
    "signature_take_back": KEEPERS,
    "duties": MEMBERS,
    "duties_list_file": MEMBERS,
    "duties_start": ("in", 405, 405, 405, 404, 405, 405),
    "duty_detail": MEMBERS,
    "duty_new": KEEPERS,
    "duty_edit": KEEPERS,
    "duty_done": KEEPERS,
    "duty_done_take_back": KEEPERS,
    "duty_retire": KEEPERS,
    "duty_return": KEEPERS,
    "desk": KEEPERS,
    "export": KEEPERS,
    "export_zip": KEEPERS,
    "settings": KEEPERS,
    "logo_edit": KEEPERS,
    "logo": OPEN,
    "authorities": KEEPERS,
    "authority_new": KEEPERS,
    "authority_edit": KEEPERS,
    "authority_move": ("in", 403, 403, 403, 404, 403, 405),
    "authority_succeed": KEEPERS,
    "plan_new": KEEPERS,
    "plan_edit": KEEPERS,
    "write_plan": KEEPERS,
    "write_table": KEEPERS,
    "write_preview": ("in", 405, 405, 405, 404, 405, 405),
    "write_new": KEEPERS,
    "write_order": KEEPERS,
    "write_edit": KEEPERS,
    "write_move": KEEPERS,
    "write_merge": KEEPERS,
    "write_retire": KEEPERS,
    "write_return": ("in", 405, 405, 405, 404, 405, 405),
    "crimes": MEMBERS,
    "crime_files": MEMBERS,
    "crimes_load": PEOPLE,
    "crime_criterion": MEMBERS,
    "crime_record": ("in", 405, 405, 405, 404, 405, 405),
    # Only the demonstration has these; see tests/partners/test_mailbox.py.
    "demo_mail": (404,) * 7,
    "demo_mail_html": (404,) * 7,
}

# The same addresses, posted to with a form that would be accepted.
POST = {
    "home": (405,) * 7,
    "healthz": (405,) * 7,
    "summary": (405,) * 7,
    "theme": (405,) * 7,
    "colour": (405,) * 7,
    "current_file": (405,) * 7,
    "feed": (405,) * 7,
    "how_judged": (405,) * 7,
    "editions": (405,) * 7,
    "edition": (405,) * 7,
    "edition_file": (405,) * 7,
    "edition_changes": (405,) * 7,
    "publish": ("in", 403, 403, 403, 404, "go", "go"),
    "plan_preview": ("in", 405, 405, 405, 404, 405, 405),
    "withdraw": ("in", 403, 403, 403, 404, "go", 404),
    "plan_file": ("in", 405, 405, 405, 404, 405, 405),
    "plan_detail": ("in", 405, 405, 405, 404, 405, 405),
    "assessments": ("in", 405, 405, 405, 404, 405, 405),
    "assessment_new": KEPT,
    "assessment_detail": ("in", 405, 405, 405, 404, 405, 405),
    "assessment_edit": KEPT,
    "assessment_document": ("in", 405, 405, 405, 404, 405, 405),
    "assessment_retire": KEPT,
    "consultation_new": KEPT,
    "consultation_detail": ("in", 405, 405, 405, 404, 405, 405),
    "consultation_edit": KEPT,
    "consultation_retire": KEPT,
    "criteria": ("in", 405, 405, 405, 404, 405, 405),
    "criteria_list_file": ("in", 405, 405, 405, 404, 405, 405),
    "criterion_detail": ("in", 405, 405, 405, 404, 405, 405),
    "criterion_edit": ("in", 403, 403, 403, 404, 403, "go"),
    "criterion_judge": ("in", 403, 403, 403, 404, 403, "go"),
    "criterion_measure": ("in", 403, "go", 403, 404, 403, "go"),
    "criteria_table": ("in", 403, 200, 200, 404, 403, 200),
    "criteria_template": ("in", 405, 405, 405, 404, 405, 405),
    "gaps": ("in", 405, 405, 405, 404, 405, 405),
    "gaps_list_file": ("in", 405, 405, 405, 404, 405, 405),
    "triangle": ("in", 405, 405, 405, 404, 405, 405),
    "working": ("in", 405, 405, 405, 404, 405, 405),
    "laa": ("in", 405, 405, 405, 404, 405, 405),
    "laa_csv": ("in", 405, 405, 405, 404, 405, 405),
    "plan_changes": ("in", 405, 405, 405, 404, 405, 405),
    "restore": ("in", 403, 403, 403, 404, 403, "go"),
    "history": ("in", 405, 405, 405, 404, 405, 405),
    "meetings": ("in", 405, 405, 405, 404, 405, 405),
    "calendar": ("in", "go", "go", "go", 404, "go", "go"),
    "calendar_feed": (405,) * 7,
    "public_meetings_feed": (405,) * 7,
    "public_meetings": (405,) * 7,
    "public_meeting": (405,) * 7,
    "groups": ("in", 405, 405, 405, 404, 405, 405),
    "group_new": PEOPLE_DONE,
    "group_detail": ("in", 405, 405, 405, 404, 405, 405),
    "group_edit": PEOPLE_DONE,
    "group_member_new": PEOPLE_DONE,
    "group_member_edit": PEOPLE_DONE,
    "meeting_new": RUNNERS_DONE,
    "meeting_edit": RUNNERS_DONE,
    "meeting_state": RUNNERS_DONE,
    "meeting_agenda": RUNNERS_DONE,
    "agenda_point": RUNNERS_DONE,
    "meeting_detail": ("in", 405, 405, 405, 404, 405, 405),
    "meeting_pack": ("in", 405, 405, 405, 404, 405, 405),
    "meeting_pack_send": RUNNERS_DONE,
    "meeting_pack_pdf": ("in", 405, 405, 405, 404, 405, 405),
    "meeting_begin": RUNNERS_DONE,
    "meeting_run": ("in", 405, 405, 405, 404, 405, 405),
    "meeting_record": RUNNERS_DONE,
    "meeting_attendance": RUNNERS_DONE,
    "meeting_draft": ("in", 403, 403, 403, 404, 204, 204),
    "meeting_pulse": ("in", 405, 405, 405, 404, 405, 405),
    "record_edit": RUNNERS_DONE,
    "record_settle": ("in", 403, 403, 403, 404, "go", 409),
    "challenge_answer": ("in", 403, "go", 403, 404, 403, 409),
    "meeting_minutes": ("in", 405, 405, 405, 404, 405, 405),
    "meeting_minutes_edit": ("in", 403, 403, 403, 404, "go", "go"),
    "meeting_minutes_pdf": ("in", 405, 405, 405, 404, 405, 405),
    "meeting_minutes_json": ("in", 405, 405, 405, 404, 405, 405),
    "meeting_close": ("in", 403, 403, 403, 404, "go", "go"),
    "meeting_correct": ("in", 403, 403, 403, 404, "go", "go"),
    "group_matters": ("in", 405, 405, 405, 404, 405, 405),
    "invitation": (200, 409, 409, 409, 409, 409, 409),
    "people": ("in", 403, 403, 403, 404, 403, 405),
    "people_list_file": ("in", 403, 403, 403, 404, 403, 405),
    "person_invite": PEOPLE_DONE,
    "people_invite": PEOPLE_DONE,
    "person_role": PEOPLE_DONE,
    "person_end": PEOPLE_DONE,
    "person_data": ("in", 403, 403, 403, 404, 403, 405),
    "person_download": ("in", 403, 403, 403, 404, 403, 405),
    "person_remove": PEOPLE_DONE,
    "person_return": PEOPLE_DONE,
    "person_hand_over": PEOPLE_DONE,
    "invitation_resend": PEOPLE_DONE,
    "invitation_revoke": PEOPLE_DONE,
    "second_factor": PEOPLE_DONE,
    "my_actions": ("in", 405, 405, 405, 404, 405, 405),
    "my_updates": ("in", 403, "go", 200, 404, 403, "go"),
    "rounds": ("in", 405, 405, 405, 404, 405, 405),
    "round_new": ("in", 403, 403, 403, 404, 403, "go"),
    "round_detail": ("in", 405, 405, 405, 404, 405, 405),
    "round_edit": ("in", 403, 403, 403, 404, 403, "go"),
    "round_delete": ("in", 403, 403, 403, 404, 403, "go"),
    "spreadsheet": ("in", 405, 405, 405, 404, 405, 405),
    "spreadsheet_download": ("in", 405, 405, 405, 404, 405, 405),
    "spreadsheet_upload": REPORTERS,
    "spreadsheet_save": ("in", 403, "go", 200, 404, 403, "go"),
    "review": ("in", 405, 405, 405, 404, 405, 405),
    "search": ("in", 405, 405, 405, 404, 405, 405),
    # Without a file it says so.
    "plan_import": KEEPERS,
    "plan_template": ("in", 405, 405, 405, 404, 405, 405),
    "plans": ("in", 405, 405, 405, 404, 405, 405),
    "plan_succession": ("in", 405, 405, 405, 404, 405, 405),
    "carry_forward": KEPT,
    "log": ("in", 405, 405, 405, 404, 405, 405),
    "log_file": ("in", 405, 405, 405, 404, 405, 405),
    "action_list": ("in", 405, 405, 405, 404, 405, 405),
    "action_list_file": ("in", 405, 405, 405, 404, 405, 405),
    "update_list": ("in", 405, 405, 405, 404, 405, 405),
    "update_list_file": ("in", 405, 405, 405, 404, 405, 405),
    "decision_list": ("in", 405, 405, 405, 404, 405, 405),
    "decision_list_file": ("in", 405, 405, 405, 404, 405, 405),
    "action_detail": ("in", 405, 405, 405, 404, 405, 405),
    "action_update": ("in", 403, "go", 403, 404, 403, "go"),
    "action_edit": ("in", 403, 403, 403, 404, 403, "go"),
    "action_undo": ("in", 403, "go", 403, 404, 403, 409),
    "evidence": ("in", 405, 405, 405, 404, 405, 405),
    "delivered": ("in", 405, 405, 405, 404, 405, 405),
    "date_moves": ("in", 403, 403, 403, 404, 403, "go"),
    "date_move": ("in", 403, 403, 403, 404, 403, "go"),
    "date_move_withdraw": ("in", 403, "go", 403, 404, 403, 403),
    "round_chase": ("in", 403, 403, 403, 404, 403, "go"),
    "round_sent": ("in", 405, 405, 405, 404, 405, 405),
    "contacts": ("in", 403, 403, 403, 404, 403, "go"),
    "protocols": ("in", 405, 405, 405, 404, 405, 405),
    "protocol_new": KEPT,
    "protocol_edit": KEPT,
    "protocol_sign": KEPT,
    "protocol_take_back": KEPT,
    "signature_take_back": KEPT,
    "duties": ("in", 405, 405, 405, 404, 405, 405),
    "duties_list_file": ("in", 405, 405, 405, 404, 405, 405),
    "duties_start": KEPT,
    "duty_detail": ("in", 405, 405, 405, 404, 405, 405),
    "duty_new": KEPT,
    "duty_edit": KEPT,
    "duty_done": KEPT,
    "duty_done_take_back": KEPT,
    "duty_retire": KEPT,
    "duty_return": KEPT,
    "desk": ("in", 405, 405, 405, 404, 405, 405),
    "export": ("in", 405, 405, 405, 404, 405, 405),
    "export_zip": ("in", 405, 405, 405, 404, 405, 405),
    "settings": KEPT,
    "logo_edit": KEPT,
    "logo": (405,) * 7,
    "authorities": ("in", 403, 403, 403, 404, 403, 405),
    "authority_new": KEPT,
    "authority_edit": KEPT,
    "authority_move": KEPT,
    "authority_succeed": KEPT,
    # The plan runs already.
    "plan_new": KEEPERS,
    "plan_edit": KEPT,
    "write_plan": ("in", 405, 405, 405, 404, 405, 405),
    "write_table": KEPT,
    "write_preview": KEEPERS,
    "write_new": KEPT,
    "write_order": KEPT,
    "write_edit": KEPT,
    "write_move": KEPT,
    "write_merge": KEPT,
    "write_retire": KEPT,
    "write_return": KEPT,
    "crimes": ("in", 405, 405, 405, 404, 405, 405),
    "crime_files": ("in", 405, 405, 405, 404, 405, 405),
    "crimes_load": PEOPLE_DONE,
    "crime_criterion": PEOPLE_DONE,
    "crime_record": PEOPLE_DONE,
    "demo_mail": (405,) * 7,
    "demo_mail_html": (405,) * 7,
}

# django-allauth's own pages: anonymous, and signed in.
ACCOUNT = {
    "account_login": (200, "go"),
    "account_logout": ("go", 200),
    "account_inactive": (200, 200),
    "account_signup": (200, "go"),
    "account_reauthenticate": ("in", 200),
    "account_email": ("in", 200),
    "account_email_verification_sent": (200, 200),
    "account_confirm_email": (200, 200),
    "account_change_password": ("in", 200),
    "account_set_password": ("in", "go"),
    "account_reset_password": (200, 200),
    "account_reset_password_done": (200, 200),
    "account_reset_password_from_key": (200, 200),
    "account_reset_password_from_key_done": (200, 200),
    "account_confirm_login_code": ("go", "go"),
    "my_data": ("in", 200),
    "my_data_download": ("in", 200),
    "mfa_index": ("in", 200),
    "mfa_authenticate": ("go", "go"),
    "mfa_reauthenticate": ("in", "go"),
    "mfa_activate_totp": ("in", "go"),
    "mfa_deactivate_totp": ("in", 404),
    "mfa_view_recovery_codes": ("in", 404),
    "mfa_generate_recovery_codes": ("in", "go"),
    "mfa_download_recovery_codes": ("in", 404),
    "mfa_list_webauthn": ("in", 200),
    "mfa_add_webauthn": ("in", "go"),
    "mfa_reauthenticate_webauthn": ("in", "go"),
    "mfa_remove_webauthn": ("in", "go"),
    "mfa_edit_webauthn": ("in", "go"),
    "mfa_login_webauthn": ("go", "go"),
    "openid_connect_login": (404, 404),
    "openid_connect_callback": (404, 404),
    "socialaccount_login_cancelled": (200, 200),
}


def addresses(resolver=None):
    """The names of all the addresses there are."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLPattern):
            yield pattern.name
        else:
            yield from addresses(pattern)


def address(name, here):
    arguments = {
        "home": [],
        "healthz": [],
        "demo_mail": [],
        "demo_mail_html": ["0" * 20],
        "invitation": [TOKEN],
        "history": ["here", "action", here.action.pk],
        "restore": ["here", "action", here.action.pk, here.action.history.earliest().history_id],
        "account_confirm_email": ["no-such-key"],
        "mfa_remove_webauthn": [1],
        "openid_connect_login": ["organisation"],
        "openid_connect_callback": ["organisation"],
        "mfa_edit_webauthn": [1],
        "account_reset_password_from_key": ["nobody", "no-such-key"],
    }.get(name)
    if arguments is None:
        arguments = [] if name in ACCOUNT else ["here"]
        if name == "plan_succession":
            days = {
                "title": "Plan",
                "starts_on": date(2011, 4, 1),
                "ends_on": date(2014, 3, 31),
                "period": "April 2011 to March 2014",
            }
            named = {"partnership": here.partnership, "slug": "2011-2014", "continues": here.plan}
            Plan.objects.get_or_create(**named, defaults=days)
            arguments.append("2011-2014")
        if name in ("person_role", "person_end", "person_hand_over", "person_data", "person_download"):
            arguments.append(here.member.pk)
        if name in ("person_return", "person_remove"):
            arguments.append(here.leaver.pk)
        if name.startswith("invitation_"):
            arguments.append(here.invitation.pk)
        if name.startswith("action_") and not name.startswith("action_list"):
            arguments.append(here.action.pk)
        if name in ("meeting_edit", "meeting_state", "meeting_agenda", "meeting_pack_send"):
            arguments.append(here.to_come.pk)
        elif name in ("meeting_minutes", "meeting_minutes_edit", "meeting_minutes_pdf", "meeting_close"):
            arguments.append(here.running.pk)
        elif name in ("meeting_minutes_json", "meeting_correct"):
            arguments.append(here.closed.pk)
        elif name.startswith("meeting_") and name != "meeting_new":
            arguments.append(here.meeting.pk)
        if name == "calendar_feed":
            arguments += [here.calendar.pk, here.calendar.signature]
        if name == "plan_template":
            arguments.append("csv")
        if name == "logo":
            arguments.append(here.logo.sha256[:16])
        if name in ("authority_edit", "authority_move", "authority_succeed"):
            arguments.append(here.fire.pk)
        if name == "public_meeting":
            arguments.append(here.in_public.pk)
        if name == "agenda_point":
            arguments.append(here.to_come.agenda.get().pk)
        if name in ("group_detail", "group_edit", "group_matters", "group_member_new"):
            arguments.append(here.meeting.group_id)
        if name == "group_member_edit":
            arguments.append(here.meeting.group.members.first().pk)
        if name.startswith("record_"):
            arguments.append(here.decision.pk)
        if name == "challenge_answer":
            arguments.append(here.challenge.pk)
        if name.startswith("protocol_") and name != "protocol_new":
            arguments.append(here.protocol.pk)
        if name == "signature_take_back":
            arguments.append(here.signature.pk)
        if name == "duty_done_take_back":
            arguments.append(here.done.pk)
        elif name.startswith("duty_") and name != "duty_new":
            arguments.append(here.duty.pk)
        if name in ("crime_criterion", "crime_record") or name.startswith("criterion_"):
            arguments.append(here.criterion.pk)
        if name.startswith(("assessment_", "consultation_")) and not name.endswith("_new"):
            arguments.append(getattr(here, name.partition("_")[0]).pk)
        if name in ("write_new", "write_order"):
            arguments += ["activity", here.priority.pk]
        elif name.startswith("write_") and name not in ("write_plan", "write_table", "write_preview"):
            word, thing = ("section", here.section) if name == "write_edit" else ("activity", here.spare)
            arguments += [word, thing.pk]
        if name == "evidence":
            arguments.append(Evidence.objects.get().pk)
        if name.startswith("date_move") and name != "date_moves":
            arguments.append(here.action.date_moves.get().pk)
        if name.startswith("round_") and name != "round_new":
            asked = name in ("round_chase", "round_sent")
            arguments.append((here.plan.rounds.first() if asked else here.plan.rounds.last()).pk)
        if name in ("edition", "edition_changes", "edition_file", "withdraw"):
            arguments += [here.plan.slug, 1]
        if name.endswith("_file"):
            arguments.append("csv" if name.endswith(("_list_file", "log_file")) else "actions.csv")
    return reverse(name, args=arguments)


@pytest.fixture
def here(here):
    """The partnership with a member whose role may be changed, somebody who left, and somebody who is invited."""
    here.criterion.reporter, here.criterion.unit = here.police, "burglaries"
    here.criterion.save()
    here.member = factories.MembershipFactory(authority=here.fire)
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
    running.begin(here.meeting, by=factories.UserFactory())
    about = {"meeting": here.meeting, "action": here.action, "challenged": here.police}
    here.challenge = factories.RecordFactory(kind="challenge", **about)
    here.decision = factories.RecordFactory(kind="decision", meeting=here.meeting, follow_up=True)
    here.protocol = factories.ProtocolFactory(partnership=here.partnership)
    here.signature = factories.SignatureFactory(protocol=here.protocol, authority=here.fire)
    here.duty = factories.DutyFactory(partnership=here.partnership)
    here.done = factories.DutyDoneFactory(duty=here.duty)
    here.running = factories.MeetingFactory(group=here.meeting.group, starts_at=clock.now(), begun=True)
    here.closed = factories.MeetingFactory(group=here.meeting.group, starts_at=clock.now(), begun=True)
    close(here.closed, by=here.member.user)
    here.in_public = factories.MeetingFactory(group=group, starts_at=clock.now(), in_public=True, state="ready")
    here.calendar = factories.CalendarFactory(user=here.member.user, partnership=here.partnership)
    here.logo = keep_logo(here.partnership, by=here.member.user, picture=b"PNG", words="Safer Here")
    here.assessment = factories.AssessmentFactory(plan=here.plan)
    here.consultation = factories.ConsultationFactory(plan=here.plan)
    here.section = factories.SectionFactory(plan=here.plan, heading="How we work")
    here.spare = factories.ActionFactory(priority=here.priority, wording="Fit more locks")
    return here


def outcome(response):
    if response.status_code != 302:
        return response.status_code
    return "in" if response.url.startswith("/account/login/?next=") else "go"


def accepted_form(name, client, path, here):
    """What a person would send who had just opened the form and filled it in."""
    if name == "action_edit":
        page = client.get(path)
        base = page.context["form"].base if page.status_code == 200 else ""
        return {"base": base, "wording": "Fit the best locks", "why": "Clearer"}
    if name == "criterion_edit":
        page = client.get(path)
        words = {
            "wording": "Far fewer burglaries",
            "kind": "headline",
            "target_kind": "value",
            "unit": "burglaries",
            "why": "x",
        }
        return words | {"base": page.context["form"].base if page.status_code == 200 else ""}
    if name == "criterion_measure":
        return {"period": "2009-01-01/2009-03-31", "value": "37", "source": "Recorded crime"}
    if name == "criterion_judge":
        return {"word": "short", "reason": "One bad month"}
    if name == "publish":
        page = client.get(path)
        return {"note": "What is new", "seen": page.context["seen"] if page.status_code == 200 else ""}
    if name == "date_move":
        page = client.get(path)
        return {"decision": "approve", "seen": page.context["form"].seen if page.status_code == 200 else ""}
    if name == "date_moves":
        return {"needed": "no"}
    if name == "action_undo":
        page = client.get(path)
        return {"update": page.context["update"].pk if page.status_code == 200 and page.context["update"] else ""}
    if name == "round_chase":
        page = client.get(path)
        form = page.context["form"] if page.status_code == 200 else None
        return {"token": "0" * 32, "to": list(form.found) if form else [], "seen": form.seen if form else ""}
    if name == "round_new":
        return {
            "opens_on": "1 October 2009",
            "due_on": "15 October 2009",
            "grace_days": "14",
            "remind_on": "on the day",
        }
    if name == "round_edit":
        page = client.get(path)
        base = page.context["form"].base if page.status_code == 200 else ""
        return {"base": base, "opens_on": "2 July 2009", "due_on": "16 July 2009", "grace_days": "7"}
    if name in ("group_new", "group_edit"):
        page = client.get(path)
        base = page.context["form"].base if page.status_code == 200 else ""
        return {"base": base, "name": f"A group for {base[:20]}", "kind": "working", "quorum": "3"}
    if name == "group_member_new":
        return {"base": "new", "name": "Somebody", "authority": here.fire.pk, "post": "Station manager"}
    if name == "group_member_edit":
        page = client.get(path)
        return {"base": page.context["form"].base if page.status_code == 200 else "", "post": "Inspector"}
    if name in ("meeting_new", "meeting_edit"):
        page = client.get(path)
        base = page.context["form"].base if page.status_code == 200 else ""
        day = {"meeting_new": "1 9 2009", "meeting_edit": "2 9 2009"}[name]
        hour = 9 + here.meeting.group.meetings.count()
        return {"base": base, "group": here.meeting.group_id, "day": day, "begins": f"{hour}:00", "place": "Hitchin"}
    if name == "calendar":
        return {"make": "", "groups": "all", "seen": "0"}
    if name == "meeting_state":
        return {"state": "draft"}
    if name == "meeting_pack_send":
        page = client.get(path)
        return {"token": "0" * 32, "seen": page.context["seen"] if page.status_code == 200 else ""}
    if name == "meeting_agenda":
        return {"add": "1", "title": "The budget"}
    if name == "agenda_point":
        return {"title": "The money"}
    if name == "meeting_record":
        return {"at": "welcome", "kind": "note", "words": "The chair was thanked"}
    if name == "record_edit":
        page = client.get(path)
        return {"base": page.context["form"].base if page.status_code == 200 else "", "words": "It was agreed"}
    if name in ("record_settle", "challenge_answer", "meeting_draft"):
        return {"words": "It is done"}
    if name == "restore":
        page = client.get(path)
        return {"seen": page.context["seen"] if page.status_code == 200 else ""}
    if name == "meeting_close":
        page = client.get(path)
        return {"seen": page.context.get("seen", "") if page.status_code == 200 else ""}
    if name == "meeting_correct":
        return {"words": "It was a Tuesday"}
    if name == "person_invite":
        return {"name": "Ann", "email": "ann@example.org", "authority": here.fire.pk, "role": "officer"}
    if name == "people_invite":
        return {"lines": "Bob, bob@example.org, Fire, Observer", "send": ""}
    if name == "person_role":
        return {"role": "observer"}
    if name == "person_hand_over":
        form = {"successor": here.officer_there.pk, "why": "A new post"}
        page = client.post(path, form)
        return form | {"hand_over": "1", "seen": page.context["seen"] if page.status_code == 200 else ""}
    if name in ("duty_new", "duty_edit"):
        page = client.get(path)
        base = page.context["form"].base if page.status_code == 200 else ""
        words = {"words": "Do it well", "source_kind": "own", "source": "The group, in May", "often": "open"}
        return {"base": base, **words}
    if name == "duty_done":
        return {"done_on": "1 6 2009", "words": "Done", "url": "https://example.org/"}
    if name == "protocol_sign":
        return {"authority": here.police.pk, "signed_on": "1 6 2009"}
    if name in ("protocol_new", "protocol_edit"):
        page = client.get(path)
        base = page.context["form"].base if page.status_code == 200 else ""
        return {"base": base, "version": "New", "agreed_on": "1 8 2008"}
    if name in ("settings", "authority_edit", "plan_edit"):
        page = client.get(path)
        if page.status_code != 200:
            return {}
        form = page.context["form"]
        data = {name: form[name].value() for name in form.fields}
        days = {name: f"{day:%d %m %Y}" for name, day in data.items() if isinstance(day, date)}
        return {name: value for name, value in data.items() if value is not None} | days | {
            "base": form.base, "why": "Agreed", "notice": "New", "short_name": "New", "subtitle": "New",
        }  # fmt: skip
    if name == "person_remove":
        return {"name": "keep", "why": "She asked for it"}
    if name == "logo_edit":
        return {"remove": "1"}
    if name == "authority_new":
        return {"name": "The Probation Trust", "short_name": "Probation", "kind": "responsible"}
    if name == "authority_succeed":
        page = client.get(path)
        seen = page.context["work"].seen if page.status_code == 200 else ""
        return {"ends_on": "14 6 2009", "name": "New", "short_name": "New", "why": "By law", "seen": seen}
    if name == "plan_new":
        return {"title": "Plan", "starts_on": "1 4 2011", "ends_on": "31 3 2014"}
    if name == "carry_forward":
        page = client.get(path)
        seal = page.context["tree"].seal if page.status_code == 200 else ""
        days = {"title": "Plan", "starts_on": "1 4 2011", "ends_on": "31 3 2014", "dates": "keep"}
        return days | {"go": [f"priority-{here.priority.pk}"], "seal": seal, "save": "1"}
    if name == "authority_move":
        return {"up": "1"}
    if name == "write_edit":
        page = client.get(path)
        base = page.context["form"].base if page.status_code == 200 else ""
        return {"base": base, "heading": "In other words", "why": "Plainer"}
    if name == "write_order":
        page = client.get(path)
        places = {f"place-{one.pk}": "1" for one in here.priority.actions.all()}
        return places | {"why": "Agreed", "seen": page.context["seen"] if page.status_code == 200 else ""}
    if name in ("write_new", "write_move", "write_merge", "write_retire"):
        into = {"to": f"hallmark-{here.hallmark.pk}", "into": here.action.pk}
        return into | {"wording": "Light the park", "why": "Agreed"}
    if name.startswith(("assessment_", "consultation_")):
        page = client.get(path) if name.endswith("_edit") else None
        base = page.context["form"].base if page and page.status_code == 200 else ""
        return {"base": base, "title": "In June", f"place-{here.priority.pk}": "2", "why": "It is new"}
    if name.endswith("take_back") or name in ("duty_retire", "duty_return"):
        return {"why": "A mistake"}
    if name == "withdraw":
        return {"reason": "A name was in it"}
    if name == "crimes_load":
        rows = [crimes.row(crimes.JANUARY)]
        return {"files": SimpleUploadedFile(crimes.name(), crimes.content(rows))}
    if name == "crime_criterion":
        page = client.get(path)
        chosen = {"places": ["hertfordshire/North Hertfordshire"], "crime_types": ["Burglary"]}
        return chosen | {"base": page.context["form"].base if page.status_code == 200 else ""}
    if name == "crime_record":
        return {"standing": "final", "seen": "0"}
    return {"seen": "none", "status": "on_track", "happened": "Ten locks fitted", "authority": ""}


def filled_sheet(name, client, here):
    """The Constabulary's file with an update in its first row, or what its preview sends on, from who may have it."""
    file = client.get(f"{sheets.FILE}?authority={here.police.pk}")
    if file.status_code != 200:
        return {}
    content = sheets.filled(file.content, {2: sheets.ROW})
    if name == "spreadsheet_save":
        return {"rows": sheets.upload(client, content).context["sealed"]}
    return {"file": SimpleUploadedFile("updates.xlsx", content)}


def test_every_address_is_in_the_table():
    assert set(addresses()) == GET.keys() | ACCOUNT.keys()
    assert GET.keys() == POST.keys()


@pytest.fixture(autouse=True)
def evidence(here, cast, report, tmp_path, settings):
    """Of the supporting authority's part in the hallmark action; and the assessment's document."""
    settings.EVIDENCE_ROOT = tmp_path
    with assessing.no_orphans():
        assessing.keep_document(here.assessment, looked_into(SimpleUploadedFile("Whole.pdf", b"%PDF-")))
        assessing.save(here.assessment, {here.priority.pk: {"place": 1}}, by=cast.coordinator)
    with no_orphans():
        upload = looked_into(SimpleUploadedFile("Survey.pdf", b"%PDF-"))
        attach(report(here.hallmark_action, cast.fire_officer), by=cast.fire_officer, uploads=[upload])


@pytest.fixture(autouse=True)
def date_move(here, cast):
    return ask(here.action, by=cast.officer, authority=here.police, to_on=date(2010, 3, 31), reason="Late locks")


@pytest.fixture
def to_come(here):
    return factories.RoundFactory(plan=here.plan, opens_on=date(2009, 7, 1), due_on=date(2009, 7, 15))


@pytest.fixture(autouse=True)
def crime_files(here):
    crimes.give(here.partnership, [crimes.row(crimes.JANUARY)] * 2)


@pytest.mark.parametrize("name", GET)
def test_who_may_open_it(name, here, cast, sign_in, published, to_come):
    published()
    factories.RoundFactory(plan=here.plan)
    path = address(name, here)
    found = tuple(outcome(sign_in(getattr(cast, role, None)).get(path)) for role in ROLES)
    assert found == GET[name]


@pytest.mark.parametrize("name", POST)
def test_who_may_post_to_it(name, here, cast, sign_in, published, report, to_come):
    published()
    if name == "action_undo":
        report(here.action, cast.officer)
    factories.RoundFactory(plan=here.plan)
    path = address(name, here)
    found, rows_before = [], newest_rows()
    for role in ROLES:
        client = sign_in(getattr(cast, role, None))
        form = accepted_form(name, client, path, here)
        if name == "action_update":
            here.action.refresh_from_db()
            vars(here.action).pop("latest_update", None)
            latest = here.action.latest_update
            form["seen"] = latest.pk if latest else "none"
            form["authority"] = here.police.pk
        if name == "my_updates":
            for action in (here.action, here.hallmark_action):
                form |= {f"a{action.pk}-{field}": value for field, value in form.items() if "-" not in field}
            form[f"a{here.hallmark_action.pk}-seen"] = here.hallmark_action.updates.first().pk
        if name in ("spreadsheet_upload", "spreadsheet_save"):
            form = filled_sheet(name, client, here)
        found.append(outcome(client.post(path, form)))
    assert tuple(found) == POST[name]
    assert rows_without_who(rows_before) == []


def newest_rows():
    """{model of history: the number of its newest row}"""
    histories = [model.history.model for model in apps.get_models() if hasattr(model, "history")]
    return {rows: rows.objects.aggregate(newest=Max("pk"))["newest"] or 0 for rows in histories}


def rows_without_who(since):
    """What was written down after those rows and does not say who did it."""
    return [row for rows, newest in since.items() for row in rows.objects.filter(pk__gt=newest, history_user=None)]


@pytest.mark.parametrize("name", ACCOUNT)
def test_who_may_open_the_account_pages(name, here, cast, sign_in):
    path = address(name, here)
    assert (outcome(sign_in(None).get(path)), outcome(sign_in(cast.officer).get(path))) == ACCOUNT[name]


def test_an_observer_with_every_form_changes_nothing(here, cast, sign_in, to_come):
    factories.RoundFactory(plan=here.plan)
    client = sign_in(cast.observer)
    for name in POST:
        client.post(address(name, here), {"seen": "none", "status": "complete", "happened": "x", "wording": "x"})
    here.action.refresh_from_db()
    assert (here.action.wording, here.action.updates.count()) == ("Fit better locks", 0)


@pytest.mark.parametrize("role", ["officer", "fire_officer", "chair", "coordinator", "observer"])
def test_no_object_of_the_next_partnership_is_reached_through_ours(role, here, next_door, cast, sign_in, report):
    update = report(next_door.action, next_door.officer)
    theirs = {
        "partnership": next_door.partnership,
        "authority": next_door.council,
        "membership": next_door.officer.memberships.get(),
        "invitation": factories.InvitationFactory(authority=next_door.council),
        "plan": next_door.plan,
        "priority": next_door.priority,
        "action": next_door.action,
        "update": update,
    }
    asked = {"to_on": date(2010, 3, 31), "reason": "Late"}
    move = ask(next_door.action, by=next_door.officer, authority=next_door.council, **asked)
    with no_orphans():
        attach(update, by=next_door.officer, uploads=[looked_into(SimpleUploadedFile("Theirs.pdf", b"%PDF-"))])
    group = factories.GroupFactory(partnership=next_door.partnership)
    theirs |= {"group": group, "meeting": factories.MeetingFactory(group=group, starts_at=clock.now(), begun=True)}
    theirs["record"] = factories.RecordFactory(meeting=theirs["meeting"], by=next_door.officer)
    theirs_alone = {"date_move": move.pk, "evidence": update.evidence.get().pk}
    of_a_meeting = ("detail", "pack", "pack_pdf", "pack_send", "run", "record", "attendance", "pulse")
    of_a_meeting += ("minutes", "minutes_edit", "minutes_pdf", "minutes_json", "close", "correct")
    theirs_alone |= {f"meeting_{name}": theirs["meeting"].pk for name in of_a_meeting}
    theirs_alone |= dict.fromkeys(("record_edit", "record_settle", "challenge_answer"), theirs["record"].pk)
    theirs |= {
        "protocol": factories.ProtocolFactory(partnership=next_door.partnership),
        "duty": factories.DutyFactory(partnership=next_door.partnership),
    }
    signature = factories.SignatureFactory(protocol=theirs["protocol"], authority=next_door.council)
    theirs_alone |= {"signature_take_back": signature.pk}
    theirs_alone |= dict.fromkeys(("protocol_edit", "protocol_sign", "protocol_take_back"), theirs["protocol"].pk)
    theirs_alone |= {"duty_done_take_back": factories.DutyDoneFactory(duty=theirs["duty"]).pk}
    of_a_duty = ("duty_detail", "duty_edit", "duty_done", "duty_retire", "duty_return")
    theirs_alone |= dict.fromkeys(of_a_duty, theirs["duty"].pk)
    theirs_alone |= {"group_matters": group.pk}
    told = factories.MeetingFactory(group=group, starts_at=clock.now(), in_public=True, state="ready")
    calendar = factories.CalendarFactory(user=next_door.officer, partnership=next_door.partnership)
    theirs["criterion"] = factories.CriterionFactory(priority=next_door.priority)
    of_a_criterion = ("crime_criterion", "criterion_detail", "criterion_edit", "criterion_measure", "criterion_judge")
    theirs_alone |= dict.fromkeys(of_a_criterion, theirs["criterion"].pk)
    crimes.give(next_door.partnership, [crimes.row(crimes.JANUARY, lsoa="Next Door 001A")])
    theirs["round"] = factories.RoundFactory(plan=next_door.plan)
    theirs["assessment"] = factories.AssessmentFactory(plan=next_door.plan, document_name="x.pdf", **FILE)
    theirs["consultation"] = factories.ConsultationFactory(plan=next_door.plan)
    for kind in ("assessment", "consultation"):
        theirs_alone |= dict.fromkeys((f"{kind}_detail", f"{kind}_edit", f"{kind}_retire"), theirs[kind].pk)
    theirs_alone |= {"assessment_document": theirs["assessment"].pk}
    client = sign_in(getattr(cast, role))
    of_an_action = ("action_detail", "action_update", "action_edit", "action_undo")
    paths = [reverse(name, args=["here", next_door.action.pk]) for name in of_an_action]
    paths += [reverse(name, args=["here", pk]) for name, pk in theirs_alone.items()]
    paths += [reverse("history", args=["here", kind, thing.pk]) for kind, thing in theirs.items()]
    paths += [
        reverse(name, args=["next-door"])
        for name in (
            *("plan_detail", "review", "my_actions", "meetings", "rounds", "my_updates", "duties", "protocols"),
            *("calendar", "crimes", "crime_files", "crimes_load", "criteria", "criteria_table", "criteria_template"),
            *("gaps", "triangle", "working", "laa", "laa_csv", "write_plan", "write_table", "desk", "settings", "log"),
            *("plan_import", "plans", "carry_forward", "export", "export_zip"),
            *("assessments", "assessment_new", "consultation_new"),
            *("authorities", "authority_new", "logo_edit", "plan_new", "plan_edit"),
        )
    ]
    paths += [reverse("history", args=["next-door", kind, thing.pk]) for kind, thing in theirs.items()]
    paths += [reverse(name, args=["next-door", next_door.action.pk]) for name in of_an_action]
    paths += [reverse(name, args=["next-door", pk]) for name, pk in theirs_alone.items()]
    paths += [reverse("contacts", args=["next-door"])]
    lists = ("action", "update", "decision", "criteria", "gaps", "people", "duties")
    paths += [reverse(f"{name}_list_file", args=["next-door", "csv"]) for name in lists]
    paths += [
        reverse(name, args=[slug, theirs["round"].pk])
        for name in ("round_detail", "round_edit", "round_chase", "round_sent")
        for slug in ("here", "next-door")
    ]
    for word, thing in {"priority": next_door.priority, "activity": next_door.action}.items():
        deeds = [
            reverse("write_edit", args=["here", word, thing.pk]) + deed for deed in ("", "move/", "merge/", "retire/")
        ]
        paths += deeds
        assert {path: client.post(path, {"why": "x"}).status_code for path in deeds} == dict.fromkeys(deeds, 404)
        assert client.post(reverse("write_return", args=["here", word, thing.pk])).status_code == 404
    paths += [reverse("write_new", args=["here", "activity", next_door.priority.pk])]
    paths += [reverse("write_order", args=["here", "activity", next_door.priority.pk])]
    paths += [reverse("calendar_feed", args=["here", calendar.pk, calendar.signature])]
    paths += [reverse("public_meeting", args=["here", told.pk])]
    people = [("person_role", "membership"), ("person_end", "membership"), ("person_return", "membership")]
    people += [("person_hand_over", "membership"), ("person_remove", "membership")]
    people += [("invitation_resend", "invitation"), ("invitation_revoke", "invitation")]
    posts = [reverse(name, args=["here", theirs[kind].pk]) for name, kind in people]
    refused = 404 if role == "coordinator" else 403
    assert {path: client.post(path).status_code for path in posts} == dict.fromkeys(posts, refused)
    assert {path: client.get(path).status_code for path in paths} == dict.fromkeys(paths, 404)
    ends = (
        "/update/",
        "/edit/",
        "/undo/",
        "/chase/",
        "/contacts/",
        "/sign/",
        "/retire/",
        "/close/",
        "/correct/",
        "/measure/",
        "/judge/",
    )
    forms = [path for path in paths if path.endswith(ends)]
    assert client.get("/here/crimes/?place=hertfordshire/Next Door").status_code == 404
    paths_of_figures = [
        reverse(name, args=["here", theirs["criterion"].pk]) for name in ("crime_criterion", "crime_record")
    ]
    assert {path: client.post(path).status_code for path in paths_of_figures} == dict.fromkeys(paths_of_figures, 404)
    assert {path: client.post(path, {"happened": "x"}).status_code for path in forms} == dict.fromkeys(forms, 404)


def test_everything_that_is_tracked_can_be_reached(here, cast, sign_in, report, north_herts):
    things = one_of_each(here, cast, report)
    assert things.keys() == TRACKED.keys()
    client = sign_in(cast.observer)
    found = {
        kind: client.get(reverse("history", args=["here", kind, thing.pk])).status_code
        for kind, thing in things.items()
    }
    assert found == dict.fromkeys(things, 200)


def test_a_kind_of_thing_that_there_is_not_is_not_found(here, cast, sign_in):
    assert sign_in(cast.observer).get(reverse("history", args=["here", "weather", 1])).status_code == 404


@pytest.mark.parametrize("pk", [0, 10**9, 2**63 - 1, 2**63, 10**30])
def test_an_id_that_does_not_exist_is_not_found(pk, here, cast, sign_in):
    client = sign_in(cast.coordinator)
    paths = [f"/here/actions/{pk}/", f"/here/actions/{pk}/update/", f"/here/history/action/{pk}/"]
    assert [client.get(path).status_code for path in paths] == [404, 404, 404]


def test_somebody_with_roles_in_two_partnerships_chooses_and_is_told_which(here, next_door, cast, sign_in):
    factories.MembershipFactory(user=cast.officer, authority=next_door.council, role="observer")
    client = sign_in(cast.officer)
    page = client.get("/").content.decode()
    assert ("/here/my-actions/" in page, "/next-door/plan/" in page) == (True, True)
    # And on every page of the one there is a way to the other, to where their role there begins.
    for at, other in (("/here/meetings/", "/next-door/plan/"), ("/next-door/meetings/", "/here/my-actions/")):
        page = client.get(at).content.decode()
        assert re.findall(r'aria-label="Your other partnerships">Go to <a class="govuk-link" href="([^"]+)', page) == [
            other
        ]
    assert "Your other partnerships" not in sign_in(cast.chair).get("/here/meetings/").content.decode()
    assert sign_in(cast.officer).get(f"/next-door/actions/{next_door.action.pk}/update/").status_code == 403


def test_a_person_who_left_gets_in_no_more(here, cast, sign_in):
    client = sign_in(cast.officer)
    cast.officer.is_active = False
    cast.officer.save()
    assert outcome(client.get("/here/plan/")) == "in"
