"""The access table: who may open what, and post to it. An address that is not in it fails in test_access.py."""

from datetime import date

from django.urls import URLPattern, get_resolver, reverse

from actions.meetings.pack import freeze_pack
from actions.models import Evidence, Pack, PaperLetter, Reminder, Sending
from partners import clock
from plans.models import Plan

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

# Pages that a member's browser keeps and asks about; see plans/cached_pages.py.
ASKED_AGAIN = {
    "desk", "my_actions", "review", "action_detail", "plan_detail", "gaps", "triangle", "working", "laa", "criteria",
    "uncorrected", "criterion_detail", "assessments", "log", "history", "plan_changes", "plan_as_decided",
}  # fmt: skip

# What a cache may keep, since it is the same for everybody.
SAME_FOR_ALL = {
    "summary", "theme", "colour", "current_file", "feed", "editions", "edition", "edition_file", "edition_changes",
    "edition_changes_docx",
    "logo", "public_meetings_feed", "security_txt",
}  # fmt: skip

GET = {
    "home": (200, "go", "go", "go", "go", "go", "go"),
    "healthz": OPEN,
    "readyz": OPEN,
    # Only where SECURITY_CONTACT says whom to write to; see tests/test_security.py.
    "security_txt": (404,) * 7,
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
    "edition_check": OPEN,
    "receipt": MEMBERS,
    # There is no edition before the first.
    "edition_changes_docx": (404,) * 7,
    "publish_changes_docx": ("in", 403, 403, 403, 404, 200, 200),
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
    # The plan was begun today: there is no day before to compare it with.
    "plan_changes_docx": ("in", "go", "go", "go", 404, "go", "go"),
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
    "group_agenda": PEOPLE,
    "standing_point": PEOPLE,
    "group_member_new": PEOPLE,
    "group_member_edit": PEOPLE,
    "meeting_new": RUNNERS,
    "meeting_edit": RUNNERS,
    "meeting_move": RUNNERS,
    "meeting_cancel": RUNNERS,
    "meeting_put_back": ("in", 405, 405, 405, 404, 405, 405),
    "meeting_state": ("in", 405, 405, 405, 404, 405, 405),
    "meeting_agenda": RUNNERS,
    "agenda_point": RUNNERS,
    "meeting_detail": MEMBERS,
    "meeting_pack": MEMBERS,
    "meeting_pack_pdf": MEMBERS,
    "meeting_pack_docx": MEMBERS,
    "meeting_pack_send": RUNNERS,
    "meeting_pack_schedule": RUNNERS,
    "meeting_begin": RUNNERS,
    "meeting_take_back": ("in", 405, 405, 405, 404, 405, 405),
    "meeting_run": MEMBERS,
    "meeting_record": ("in", 403, 403, 403, 404, "go", "go"),
    "meeting_attendance": RUNNERS,
    "meeting_draft": ("in", 405, 405, 405, 404, 405, 405),
    "meeting_pulse": MEMBERS,
    "record_detail": MEMBERS,
    "record_edit": RUNNERS,
    "record_settle": RUNNERS,
    "record_follow_up": RUNNERS,
    # Of a meeting in progress the record itself is changed.
    "record_correct": RUNNERS_DONE,
    "challenge_answer": ("in", 403, 200, 403, 404, 403, 200),
    "meeting_minutes": MEMBERS,
    "meeting_minutes_edit": RUNNERS,
    "meeting_minutes_send": RUNNERS,
    # Who sits on the group may, too.
    "meeting_comment": RUNNERS,
    "meeting_agree": RUNNERS_DONE,
    "meeting_minutes_pdf": MEMBERS,
    "meeting_minutes_docx": MEMBERS,
    "meeting_minutes_json": MEMBERS,
    "meeting_close": RUNNERS,
    "meeting_correct": RUNNERS,
    "group_matters": MEMBERS,
    "invitation": OPEN[:1] + (409,) * 6,
    "people": PEOPLE,
    "people_list_file": PEOPLE,
    "sign_ins": PEOPLE,
    "sign_ins_file": PEOPLE,
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
    "lead_officers": REPORTERS,
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
    "uncorrected": RUNNERS,
    "search": MEMBERS,
    "plan_import": KEEPERS,
    "plan_template": KEEPERS,
    "plan_import_preview": KEEPERS,
    "plan_import_columns": KEEPERS,
    "plan_import_part": KEEPERS,
    "plan_import_row": KEEPERS,
    "plan_import_discard": ("in", 405, 405, 405, 404, 405, 405),
    "plan_imports": KEEPERS,
    "plan_import_left_out": KEEPERS,
    "plan_import_undo": KEEPERS,
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
    "milestone_new": ("in", 403, 200, 403, 404, 403, 200),
    "milestone_edit": ("in", 403, 200, 403, 404, 403, 200),
    "milestone_remove": ("in", 403, 200, 403, 404, 403, 200),
    "milestone_return": ("in", 405, 405, 405, 404, 405, 405),
    "action_undo": ("in", 403, 200, 403, 404, 403, 200),
    "evidence": MEMBERS,
    "delivered": MEMBERS,
    "decided_changes": MEMBERS,
    "decided_change": MEMBERS,
    "decided_change_drop": KEEPERS,
    "decided_changes_apply": ("in", 405, 405, 405, 404, 405, 405),
    "plan_as_decided": MEMBERS,
    "date_moves": MEMBERS,
    "date_move": ("in", 403, 403, 403, 404, 403, 200),
    "date_move_withdraw": ("in", 405, 405, 405, 404, 405, 405),
    "round_chase": ("in", 403, 403, 403, 404, 403, 200),
    "round_sent": MEMBERS,
    "reminder_again": ("in", 405, 405, 405, 404, 405, 405),
    "notifications": KEEPERS,
    "wordings": KEEPERS,
    "wording_edit": KEEPERS,
    "notification_again": ("in", 405, 405, 405, 404, 405, 405),
    "paper_letter_again": ("in", 405, 405, 405, 404, 405, 405),
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
    "desk": RUNNERS,
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
    # Only the demonstration has these; see tests/partners/accounts/test_demo_mailbox.py.
    "demo_mail": (404,) * 7,
    "demo_mail_html": (404,) * 7,
}

# The same addresses, posted to with a form that would be accepted.
POST = {
    "home": (405,) * 7,
    "healthz": (405,) * 7,
    "readyz": (405,) * 7,
    "security_txt": (405,) * 7,
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
    "edition_check": (405,) * 7,
    "receipt": ("in", 405, 405, 405, 404, 405, 405),
    "edition_changes_docx": (405,) * 7,
    "publish_changes_docx": ("in", 405, 405, 405, 404, 405, 405),
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
    "plan_changes_docx": ("in", 405, 405, 405, 404, 405, 405),
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
    "group_agenda": PEOPLE_DONE,
    "standing_point": PEOPLE_DONE,
    "group_member_new": PEOPLE_DONE,
    "group_member_edit": PEOPLE_DONE,
    "meeting_new": RUNNERS_DONE,
    "meeting_edit": RUNNERS_DONE,
    "meeting_move": RUNNERS_DONE,
    "meeting_cancel": ("in", 403, 403, 403, 404, "go", 409),
    "meeting_put_back": RUNNERS_DONE,
    "meeting_state": RUNNERS_DONE,
    "meeting_agenda": RUNNERS_DONE,
    "agenda_point": RUNNERS_DONE,
    "meeting_detail": ("in", 405, 405, 405, 404, 405, 405),
    "meeting_pack": ("in", 405, 405, 405, 404, 405, 405),
    "meeting_pack_send": RUNNERS_DONE,
    "meeting_pack_schedule": RUNNERS_DONE,
    "meeting_pack_pdf": ("in", 405, 405, 405, 404, 405, 405),
    "meeting_pack_docx": ("in", 405, 405, 405, 404, 405, 405),
    "meeting_begin": RUNNERS_DONE,
    # Something is recorded at it.
    "meeting_take_back": ("in", 403, 403, 403, 404, 409, 409),
    "meeting_run": ("in", 405, 405, 405, 404, 405, 405),
    "meeting_record": RUNNERS_DONE,
    "meeting_attendance": RUNNERS_DONE,
    "meeting_draft": ("in", 403, 403, 403, 404, 204, 204),
    "meeting_pulse": ("in", 405, 405, 405, 404, 405, 405),
    "record_detail": ("in", 405, 405, 405, 404, 405, 405),
    "record_edit": RUNNERS_DONE,
    "record_follow_up": RUNNERS_DONE,
    "record_correct": RUNNERS_DONE,
    "record_settle": ("in", 403, 403, 403, 404, "go", 409),
    "challenge_answer": ("in", 403, "go", 403, 404, 403, 409),
    "meeting_minutes": ("in", 405, 405, 405, 404, 405, 405),
    "meeting_minutes_edit": ("in", 403, 403, 403, 404, "go", "go"),
    "meeting_minutes_send": RUNNERS_DONE,
    "meeting_comment": RUNNERS_DONE,
    "meeting_agree": RUNNERS_DONE,
    "meeting_minutes_pdf": ("in", 405, 405, 405, 404, 405, 405),
    "meeting_minutes_docx": ("in", 405, 405, 405, 404, 405, 405),
    "meeting_minutes_json": ("in", 405, 405, 405, 404, 405, 405),
    "meeting_close": ("in", 403, 403, 403, 404, "go", "go"),
    "meeting_correct": ("in", 403, 403, 403, 404, "go", "go"),
    "group_matters": ("in", 405, 405, 405, 404, 405, 405),
    "invitation": (200, 409, 409, 409, 409, 409, 409),
    "people": ("in", 403, 403, 403, 404, 403, 405),
    "people_list_file": ("in", 403, 403, 403, 404, 403, 405),
    "sign_ins": PEOPLE_POST,
    "sign_ins_file": PEOPLE_POST,
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
    "lead_officers": ("in", 403, "go", "go", 404, 403, "go"),
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
    "uncorrected": ("in", 405, 405, 405, 404, 405, 405),
    "search": ("in", 405, 405, 405, 404, 405, 405),
    # Without a file it says so.
    "plan_import": KEEPERS,
    "plan_template": ("in", 405, 405, 405, 404, 405, 405),
    "plan_import_preview": KEPT,
    "plan_import_columns": KEPT,
    "plan_import_part": KEPT,
    "plan_import_row": KEPT,
    "plan_import_discard": KEPT,
    "plan_imports": ("in", 405, 405, 405, 404, 405, 405),
    "plan_import_left_out": ("in", 405, 405, 405, 404, 405, 405),
    "plan_import_undo": KEPT,
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
    "milestone_new": ("in", 403, "go", 403, 404, 403, "go"),
    "milestone_edit": ("in", 403, "go", 403, 404, 403, "go"),
    "milestone_remove": ("in", 403, "go", 403, 404, 403, "go"),
    "milestone_return": ("in", 403, "go", 403, 404, 403, "go"),
    "action_undo": ("in", 403, "go", 403, 404, 403, 409),
    "evidence": ("in", 405, 405, 405, 404, 405, 405),
    "delivered": ("in", 405, 405, 405, 404, 405, 405),
    "decided_changes": ("in", 405, 405, 405, 404, 405, 405),
    "plan_as_decided": ("in", 405, 405, 405, 404, 405, 405),
    "decided_change": KEPT,
    "decided_change_drop": KEPT,
    "decided_changes_apply": KEPT,
    "date_moves": ("in", 403, 403, 403, 404, 403, "go"),
    "date_move": ("in", 403, 403, 403, 404, 403, "go"),
    "date_move_withdraw": ("in", 403, "go", 403, 404, 403, 403),
    "round_chase": ("in", 403, 403, 403, 404, 403, "go"),
    "round_sent": ("in", 405, 405, 405, 404, 405, 405),
    "reminder_again": KEPT,
    "notifications": ("in", 403, 403, 403, 404, 403, 405),
    "notification_again": KEPT,
    "wordings": ("in", 403, 403, 403, 404, 403, 405),
    "wording_edit": KEPT,
    "paper_letter_again": RUNNERS_DONE,
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
    "email_choices": ("in", 200),
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


def _in_doubt(name, here):
    """The numbers in the address of a letter of which it is not known whether it was sent."""
    doubtful = {"state": "unknown", "claimed_at": clock.now(), "name": "Somebody"}
    if name == "reminder_again":
        day, a_round = date(2009, 6, 1), here.plan.rounds.last()
        letter, _ = Reminder.objects.get_or_create(
            round=a_round, address="nobody@example.org", day=day, defaults=doubtful
        )
        return a_round.pk, letter.pk
    if name == "notification_again":
        person = here.member.user
        letter, _ = here.partnership.notification_letters.get_or_create(user=person, defaults=doubtful)
        return (letter.pk,)
    pack = here.to_come.packs.last() or freeze_pack(here.to_come, by=here.member.user, why=Pack.Why.SENT)
    sending, _ = Sending.objects.get_or_create(
        pack=pack, defaults={"meeting": here.to_come, "what": "pack", "token": "in-doubt"}
    )
    letter, _ = PaperLetter.objects.get_or_create(sending=sending, address="nobody@example.org", defaults=doubtful)
    return here.to_come.pk, letter.pk


def address(name, here):
    arguments = {
        "home": [],
        "healthz": [],
        "readyz": [],
        "security_txt": [],
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
        of_coming = ("begin", "edit", "move", "cancel", "put_back", "state", "agenda", "pack_send", "pack_schedule")
        if name.startswith("meeting_") and name.removeprefix("meeting_") in of_coming:
            arguments.append(here.to_come.pk)
        elif name in ("meeting_close", "meeting_comment", "meeting_agree") or (
            name.startswith("meeting_minutes") and not name.endswith("json")
        ):
            arguments.append(here.running.pk)
        elif name in ("meeting_minutes_json", "meeting_correct"):
            arguments.append(here.closed.pk)
        elif name.startswith("meeting_") and name != "meeting_new":
            arguments.append(here.meeting.pk)
        if name == "calendar_feed":
            arguments += [here.calendar.pk, here.calendar.signature]
        if name == "plan_template":
            arguments.append("csv")
        if name in ("plan_import_left_out", "plan_import_undo"):
            arguments.append(here.plan_import.pk)
        elif name.startswith("plan_import_"):
            arguments.append(here.draft.pk)
            arguments += {"plan_import_part": ["a0.2"], "plan_import_row": [0, 2]}.get(name, [])
        if name == "logo":
            arguments.append(here.logo.sha256[:16])
        if name in ("authority_edit", "authority_move", "authority_succeed"):
            arguments.append(here.fire.pk)
        if name == "public_meeting":
            arguments.append(here.in_public.pk)
        if name == "agenda_point":
            arguments.append(here.to_come.agenda.get().pk)
        if name in ("group_detail", "group_edit", "group_matters", "group_member_new", "group_agenda"):
            arguments.append(here.meeting.group_id)
        if name == "standing_point":
            arguments.append(here.meeting.group.standing_agenda.first().pk)
        if name == "group_member_edit":
            arguments.append(here.meeting.group.members.first().pk)
        if name.startswith("record_"):
            arguments.append(here.decision.pk)
        if name == "challenge_answer":
            arguments.append(here.challenge.pk)
        if name.startswith("protocol_") and name != "protocol_new":
            arguments.append(here.protocol.pk)
        if name in ("reminder_again", "paper_letter_again", "notification_again"):
            arguments += _in_doubt(name, here)
        if name == "wording_edit":
            arguments.append("late")
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
        if name.startswith("milestone_"):
            milestones = here.action.milestones(manager="all_objects").filter(
                retired_at__isnull=name != "milestone_return"
            )
            arguments.append(here.action.pk if name == "milestone_new" else milestones.first().pk)
        if name == "evidence":
            arguments.append(Evidence.objects.filter(kind="file").first().pk)
        if name in ("decided_change", "decided_change_drop"):
            arguments.append(here.decided.pk)
        if name.startswith("date_move") and name != "date_moves":
            arguments.append(here.action.date_moves.order_by("pk").last().pk)
        if name.startswith("round_") and name != "round_new":
            asked = name in ("round_chase", "round_sent")
            arguments.append((here.plan.rounds.first() if asked else here.plan.rounds.last()).pk)
        if name in ("edition", "edition_changes", "edition_changes_docx", "edition_check", "edition_file", "withdraw"):
            arguments += [here.plan.slug, 1]
        if name.endswith("_file"):
            arguments.append("csv" if name.endswith(("_list_file", "log_file", "sign_ins_file")) else "actions.csv")
    return reverse(name, args=arguments)
